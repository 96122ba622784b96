"""What is due for erasure: accounts, requests and reports whose six months are over (HAB-14)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max, Q
from django.db.models.functions import Coalesce

from conventions.models import Caisse
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from habilitations.enums import EtatDemandeHabilitation, EtatHabilitation, EtatIncident, NatureEvenement
from habilitations.models import Agent, DemandeHabilitation, EvenementCompte, Habilitation, Incident
from habilitations.models.demande import EN_COURS
from habilitations.rules.validite import PREAVIS_EFFACEMENT, instant_d_effacement
from habilitations.selectors import caisses_signataires

# Six months are 181 days at least; from the last minute of a day to the first of another, and from one time
# to the other of the year, 179. Only what is older is computed one by one.
DUREE_MINIMALE: Final = timedelta(days=179)
_DEBUT_DES_ANNONCES: Final = DUREE_MINIMALE - timedelta(days=max(PREAVIS_EFFACEMENT))
EFFACABLES: Final = (EtatHabilitation.INACTIVE, EtatHabilitation.ANNULEE, EtatHabilitation.EXPIREE)
DECIDEES: Final = [etat.value for etat in EtatDemandeHabilitation if etat.value not in EN_COURS]


def fuseaux_du_partenaire(partenaire_id: int) -> list[ZoneInfo]:
    """Return where the days of a partenaire's accounts are read: its caisses, that signed, else Paris.

    Exigence: ORG-01, HAB-14
    """
    noms = Caisse.objects.filter(pk__in=caisses_signataires(partenaire_id)).values_list("fuseau", flat=True)
    return [ZoneInfo(nom) for nom in sorted(set(noms)) or [settings.TIME_ZONE]]


def fin_de_l_habilitation(habilitation: Habilitation) -> datetime | None:
    """Return when an account was inactivated, or its invitation cancelled or expired; ``None`` while it lives."""
    if habilitation.etat == EtatHabilitation.INACTIVE:
        return habilitation.inactivee_le
    if habilitation.etat == EtatHabilitation.ANNULEE:
        return habilitation.annulee_le
    return habilitation.invitation_expire_le if habilitation.etat == EtatHabilitation.EXPIREE else None


def effacement_de_l_habilitation(habilitation: Habilitation) -> datetime | None:
    """Return the moment from which an ended account is erased; ``None`` while it lives, or once it is erased.

    Exigence: HAB-14, ORG-01 (S1u 2.2.3)
    """
    fin = fin_de_l_habilitation(habilitation)
    return (
        None if fin is None else instant_d_effacement(fin, fuseaux_du_partenaire(habilitation.partenaire_id))
    )


def effacement_du_compte_ferme(compte: Utilisateur) -> datetime | None:
    """Return the moment from which the ended account of an agent or admin is erased; ``None`` while it lives.

    One that nobody ever opened ended with its last invitation.

    Exigence: HAB-14, HAB-16
    """
    fini_le = compte.ferme_le or _fin_de_l_invitation(compte)
    if fini_le is None or compte.efface_le is not None:
        return None
    agent = Agent.objects.select_related("caisse").filter(utilisateur=compte).first()
    fuseau = ZoneInfo(agent.caisse.fuseau if agent else settings.TIME_ZONE)
    return instant_d_effacement(fini_le, [fuseau])


def _fin_de_l_invitation(compte: Utilisateur) -> datetime | None:
    if compte.is_active:
        return None
    return compte.invitations.order_by("-expire_le").values_list("expire_le", flat=True).first()


def habilitations_a_effacer(maintenant: datetime) -> list[int]:
    """Return the keys of the habilitations whose deletion has come.

    Args:
        maintenant: the moment (aware).

    Exigence: HAB-14 (S1u 2.2.3)
    """
    limite = maintenant - DUREE_MINIMALE
    anciennes = Habilitation.objects.filter(
        Q(etat=EtatHabilitation.INACTIVE, inactivee_le__lt=limite)
        | Q(etat=EtatHabilitation.ANNULEE, annulee_le__lt=limite)
        | Q(etat=EtatHabilitation.EXPIREE, invitation_expire_le__lt=limite)
    )
    return _venues(
        ((ligne.pk, effacement_de_l_habilitation(ligne)) for ligne in anciennes.order_by("pk")), maintenant
    )


def habilitations_a_annoncer(maintenant: datetime) -> list[int]:
    """Return the keys of the inactive accounts whose deletion comes near enough to look at it.

    Args:
        maintenant: the moment (aware).

    Exigence: HAB-14 (S1u 2.2.3)
    """
    anciennes = Habilitation.objects.filter(
        etat=EtatHabilitation.INACTIVE, inactivee_le__lt=maintenant - _DEBUT_DES_ANNONCES
    )
    return list(anciennes.order_by("pk").values_list("pk", flat=True))


def comptes_fermes_a_effacer(maintenant: datetime) -> list[int]:
    """Return the keys of the accounts of agents and admins closed, or invited in vain, six months ago.

    Args:
        maintenant: the moment (aware).

    Exigence: HAB-14, HAB-16
    """
    limite = maintenant - DUREE_MINIMALE
    internes = Utilisateur.objects.filter(
        profil__in=[Profil.AGENT, Profil.ADMINISTRATEUR], is_active=False, efface_le=None
    ).annotate(invite_jusqu_au=Max("invitations__expire_le"))
    fermes = internes.filter(Q(ferme_le__lt=limite) | Q(ferme_le=None, invite_jusqu_au__lt=limite))
    return _venues(
        ((compte.pk, effacement_du_compte_ferme(compte)) for compte in fermes.order_by("pk")), maintenant
    )


def demandes_a_effacer(maintenant: datetime) -> list[int]:
    """Return the keys of the requests decided six months ago, whatever became of the account.

    Args:
        maintenant: the moment (aware).

    Exigence: HAB-14 (S1u 2.2.3)
    """
    finies = (
        DemandeHabilitation.objects.filter(etat__in=DECIDEES, effacee_le=None)
        .annotate(finie_le=Coalesce("faite_le", "decidee_le", "demandee_le"))
        .filter(finie_le__lt=maintenant - DUREE_MINIMALE)
        .order_by("pk")
        .values_list("pk", "finie_le", "caisse__fuseau")
    )
    return _venues(
        ((cle, instant_d_effacement(fin, [ZoneInfo(nom)])) for cle, fin, nom in finies), maintenant
    )


def incidents_a_effacer(maintenant: datetime) -> list[int]:
    """Return the keys of the reports of compromised accounts closed six months ago.

    Args:
        maintenant: the moment (aware).

    Exigence: HAB-14 (S1u 2.2.3, 4.1)
    """
    clos = (
        Incident.objects.filter(
            etat=EtatIncident.CLOS, efface_le=None, clos_le__lt=maintenant - DUREE_MINIMALE
        )
        .order_by("pk")
        .values_list("pk", "clos_le", "caisse__fuseau")
    )
    return _venues(
        ((cle, instant_d_effacement(fin, [ZoneInfo(nom)])) for cle, fin, nom in clos if fin), maintenant
    )


def dernier_avertissement(habilitation: Habilitation) -> datetime | None:
    """Return when the deletion was last announced.

    An announcement of a former inactivation is older than any that the present one calls for: no need to tell them
    apart.
    """
    annonces = EvenementCompte.objects.filter(
        habilitation=habilitation,
        nature=NatureEvenement.AVERTI_DE_L_EFFACEMENT,
    )
    return annonces.order_by("-survenu_le").values_list("survenu_le", flat=True).first()


def _venues(echeances: Iterable[tuple[int, datetime | None]], maintenant: datetime) -> list[int]:
    return [cle for cle, effacement in echeances if effacement is not None and effacement <= maintenant]
