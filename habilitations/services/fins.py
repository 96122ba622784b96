"""When a partenaire's last convention ends, its accounts follow: rights were closed already, the state says so."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from conventions.enums import Nature
from conventions.models import Convention, Partenaire
from conventions.selectors import caisses_en_vigueur, utilisations_en_vigueur
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.comptes.services import invitations as liens
from espace_partenaires.comptes.services.sessions import fermer_sessions
from espace_partenaires.exceptions import exiger
from espace_partenaires.journal.services import consigner
from espace_partenaires.notifications.services import notifier
from habilitations.enums import EtatHabilitation, MotifInactivation
from habilitations.models import Habilitation
from habilitations.notifications import INVITATION_ANNULEE
from habilitations.rules.cycle_de_vie import Action, etat_apres
from habilitations.selectors import caisses_signataires
from habilitations.services.annonces import prevenir_la_personne
from habilitations.services.inactivation import eteindre
from habilitations.services.ouverture import verrouiller_partenaire

_VIVANTES: Final = (EtatHabilitation.ACTIVE, EtatHabilitation.INVITEE)


@transaction.atomic
def inactiver_sans_convention(
    *, acteur: Acteur = ACTEUR_SYSTEME, partenaire_id: int, maintenant: datetime | None = None
) -> int:
    """Inactivate the accounts of a partenaire that no convention d'utilisation holds any more; safe to run twice.

    One convention with one caisse is enough to keep them; a caisse that cut the access (CONV-15) is no end. Their
    sessions end and their pending invitations are cancelled in the same transaction; each person is told. The
    structure was told of the end itself by its conventions.

    Args:
        acteur: the system.
        partenaire_id: the partenaire.
        maintenant: the moment, read where each convention's caisses are.

    Returns:
        How many accounts and invitations were ended.

    Raises:
        HorsPortee: for anybody but the system, or without such a partenaire.

    Exigence: CONV-14, HAB-13 (S1u 2.2.3)
    """
    maintenant = maintenant or timezone.now()
    exiger(autorise=acteur.a_role("systeme"))
    partenaire = verrouiller_partenaire(acteur, partenaire_id)
    if utilisations_en_vigueur(partenaire.pk, maintenant).exists():
        return 0
    vivantes = Habilitation.objects.filter(partenaire=partenaire, etat__in=_VIVANTES)
    # Accounts before habilitations, as in the activation by the link: no two of these acts wait for each other.
    comptes = Utilisateur.objects.filter(pk__in=vivantes.values("utilisateur_id")).order_by("pk")
    par_numero = {compte.pk: compte for compte in comptes.select_for_update()}
    habilitations = list(
        vivantes.filter(utilisateur__in=par_numero).order_by("pk").select_for_update(of=("self",))
    )
    caisse_id = _seule_caisse(partenaire.pk) if habilitations else None
    for habilitation in habilitations:
        habilitation.utilisateur = par_numero[habilitation.utilisateur_id]
        if habilitation.etat == EtatHabilitation.ACTIVE:
            fait = eteindre(
                acteur, habilitation, MotifInactivation.FIN_DES_CONVENTIONS, maintenant, caisse_id=caisse_id
            )
            prevenir_la_personne(fait)
        else:
            annuler_une_invitation(acteur, habilitation, partenaire, caisse_id, maintenant)
    return len(habilitations)


def fermer_les_sessions_sans_acces(*, partenaire_id: int, maintenant: datetime) -> int:
    """End every session of a structure that reaches no caisse any more; its accounts stay active.

    Called in the transaction of the act that closed the access, whose actor was allowed there. Giving the access
    back needs nothing here: who signs in again finds what the conventions in force open.

    Args:
        partenaire_id: the partenaire.
        maintenant: the moment (aware).

    Returns:
        How many sessions were ended.

    Exigence: CONV-15, HAB-12 (S1u 4.1)
    """
    if caisses_en_vigueur(partenaire_id, maintenant):
        return 0
    comptes = Utilisateur.objects.filter(
        habilitation__partenaire_id=partenaire_id, habilitation__etat=EtatHabilitation.ACTIVE
    )
    return sum(fermer_sessions(compte) for compte in comptes.order_by("pk"))


def balayer_fins(*, acteur: Acteur = ACTEUR_SYSTEME, maintenant: datetime | None = None) -> int:
    """Look again at every partenaire that has accounts, should the announcement of an end have been missed.

    Args:
        acteur: the system.
        maintenant: the moment.

    Returns:
        How many accounts and invitations were ended.

    Exigence: CONV-14, HAB-13 (S1u 2.2.3)
    """
    instant = maintenant or timezone.now()
    return sum(
        inactiver_sans_convention(acteur=acteur, partenaire_id=numero, maintenant=instant)
        for numero in partenaires_sans_convention(instant)
    )


def partenaires_sans_convention(maintenant: datetime) -> list[int]:
    """Return the partenaires that have living accounts and no convention d'utilisation in force, in one query.

    Args:
        maintenant: the moment.

    Exigence: HAB-13 (S1u 2.2.3)
    """
    siennes = Convention.objects.filter(nature=Nature.UTILISATION, parties__partenaire=OuterRef("partenaire"))
    orphelines = Habilitation.objects.filter(etat__in=_VIVANTES).filter(
        ~Exists(siennes.en_vigueur(maintenant))
    )
    return list(orphelines.values_list("partenaire_id", flat=True).distinct().order_by("partenaire_id"))


def annuler_une_invitation(
    acteur: Acteur,
    habilitation: Habilitation,
    partenaire: Partenaire,
    caisse_id: int | None,
    maintenant: datetime,
) -> None:
    """Cancel an invitation whose rows are locked and whose actor is allowed; its link dies, the person is told.

    Args:
        acteur: who acts.
        habilitation: the locked row, with its account.
        partenaire: its structure.
        caisse_id: the caisse whose DPO reads the entry of the journal.
        maintenant: the moment (aware).
    """
    suivant = etat_apres(EtatHabilitation.INVITEE, Action.ANNULER)
    habilitation.etat = suivant or EtatHabilitation.ANNULEE
    habilitation.annulee_le = maintenant
    habilitation.save(update_fields=["etat", "annulee_le"])
    liens.annuler(acteur=acteur, utilisateur=habilitation.utilisateur, maintenant=maintenant)
    consigner(
        acteur=acteur, action="habilitations.invitation_annulee", objet=habilitation, caisse_id=caisse_id
    )
    notifier(
        message=INVITATION_ANNULEE,
        destinataires=[habilitation.utilisateur],
        contexte={
            "prenom_destinataire": habilitation.utilisateur.prenom,
            "profil": Profil(habilitation.profil).label.lower(),
            "structure": partenaire.libelle,
        },
    )


def _seule_caisse(partenaire_id: int) -> int | None:
    """Return the caisse whose DPO reads the entries of the journal; ``None`` where there are several."""
    caisses = caisses_signataires(partenaire_id)
    return next(iter(caisses)) if len(caisses) == 1 else None
