"""Thirty and seven days before: the person, and whoever may bring the account back, are told of its deletion (HAB-14)."""

from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from conventions.selectors import caisses_en_vigueur
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import exiger
from espace_partenaires.notifications.services import notifier
from espace_partenaires.web.dates import date_longue, date_simple
from habilitations.effets import gestionnaires_actifs
from habilitations.enums import EtatHabilitation, NatureEvenement, RoleAgent
from habilitations.models import EvenementCompte, Habilitation
from habilitations.notifications import EFFACEMENT_PROCHE, EFFACEMENT_PROCHE_AUX_GERANTS
from habilitations.rules.fins import reactivable_par_la_structure
from habilitations.rules.validite import palier_a_annoncer
from habilitations.selectors import agents_de_la_caisse, caisses_signataires
from habilitations.selectors_effacements import (
    dernier_avertissement,
    effacement_de_l_habilitation,
    habilitations_a_annoncer,
)
from habilitations.selectors_fins import derniere_fin

PAR_LA_STRUCTURE: Final = "un gestionnaire de la structure"
PAR_LA_CAISSE: Final = "la caisse"
PAR_LA_CAISSE_QUI_A_EXCLU: Final = "la caisse, si sa direction lève l’exclusion"


def avertir_des_effacements(*, acteur: Acteur = ACTEUR_SYSTEME, maintenant: datetime | None = None) -> int:
    """Announce the deletions that come near; safe to run twice or late: one announcement each at most.

    Args:
        acteur: the system.
        maintenant: the moment, read where each caisse is.

    Returns:
        How many accounts were announced.

    Raises:
        HorsPortee: for anybody but the system.

    Exigence: HAB-14 (S1u 2.2.3)
    """
    exiger(autorise=acteur.a_role("systeme"))
    instant = maintenant or timezone.now()
    return sum(_avertir(cle, instant) for cle in habilitations_a_annoncer(instant))


@transaction.atomic
def _avertir(cle: int, maintenant: datetime) -> bool:
    """Announce one deletion, unless somebody holds the account or it came back meanwhile."""
    lignes = Habilitation.objects.select_related("partenaire", "utilisateur")
    inactives = lignes.filter(pk=cle, etat=EtatHabilitation.INACTIVE)
    habilitation = inactives.select_for_update(of=("self",), skip_locked=True).first()
    echeance = effacement_de_l_habilitation(habilitation) if habilitation else None
    if habilitation is None or echeance is None:
        return False
    fuseau = echeance.tzinfo
    averti = dernier_avertissement(habilitation)
    palier = palier_a_annoncer(
        echeance.date(),
        maintenant.astimezone(fuseau).date(),
        averti.astimezone(fuseau).date() if averti else None,
    )
    if palier is None:
        return False
    _dater(habilitation, maintenant, _ecrire(habilitation, echeance, palier, maintenant))
    return True


def _ecrire(habilitation: Habilitation, echeance: datetime, palier: int, maintenant: datetime) -> int:
    """Write the mails of one announcement; return how many people are told."""
    compte, gerants = habilitation.utilisateur, _gerants(habilitation, maintenant)
    communs = {
        "profil": Profil(habilitation.profil).label.lower(),
        "structure": habilitation.partenaire.libelle,
        "identifiant": compte.identifiant,
        "date": date_simple(_jour_de_l_inactivation(habilitation, echeance)),
        # Whoever reads « jusqu’au » may act that day until midnight, where the caisse is.
        "echeance": date_longue(echeance.date() - timedelta(days=1)),
        "qui": _par_qui(habilitation),
    }
    # A second inactivation is another fact: it is announced anew.
    fait = f"{habilitation.pk}:{habilitation.inactivee_le:%Y%m%d%H%M%S%f}:{palier}"
    notifier(
        message=EFFACEMENT_PROCHE,
        destinataires=[compte],
        contexte={**communs, "prenom_destinataire": compte.prenom},
        cle_unicite=fait,
    )
    page = reverse("habilitations:voir_compte", kwargs={"cle": habilitation.cle})
    notifier(
        message=EFFACEMENT_PROCHE_AUX_GERANTS,
        destinataires=gerants,
        contexte={**communs, "lien": f"{settings.ADRESSE_PUBLIQUE}{page}"},
        cle_unicite=fait,
    )
    return 1 + len(gerants)


def _jour_de_l_inactivation(habilitation: Habilitation, echeance: datetime) -> date:
    return (habilitation.inactivee_le or echeance).astimezone(echeance.tzinfo).date()


def _par_qui(habilitation: Habilitation) -> str:
    """Say who may bring the account back."""
    if habilitation.exclusions.filter(levee_le__isnull=True).exists():
        return PAR_LA_CAISSE_QUI_A_EXCLU
    if habilitation.profil != Profil.TECHNICIEN:
        return PAR_LA_CAISSE
    fin = derniere_fin(habilitation)
    par_la_caisse = fin is not None and fin.caisse_id is not None
    motif = habilitation.motif_inactivation
    return (
        PAR_LA_STRUCTURE
        if reactivable_par_la_structure(motif, par_la_caisse=par_la_caisse)
        else PAR_LA_CAISSE
    )


def _gerants(habilitation: Habilitation, maintenant: datetime) -> list[Utilisateur]:
    """Return who manages the account: the structure's gestionnaires for a technicien, else its caisses' agents."""
    if habilitation.profil == Profil.TECHNICIEN:
        gestionnaires = list(gestionnaires_actifs(habilitation.partenaire_id))
        if gestionnaires:
            return gestionnaires
    caisses = caisses_en_vigueur(habilitation.partenaire_id, maintenant)
    return [
        agent
        for caisse_id in sorted(caisses or caisses_signataires(habilitation.partenaire_id))
        for agent in agents_de_la_caisse(caisse_id, RoleAgent.GESTIONNAIRE_CONVENTIONS)
    ]


def _dater(habilitation: Habilitation, maintenant: datetime, prevenus: int) -> None:
    EvenementCompte.objects.create(
        habilitation=habilitation,
        nature=NatureEvenement.AVERTI_DE_L_EFFACEMENT,
        survenu_le=maintenant,
        motif=habilitation.motif_inactivation,
        de=derniere_fin(habilitation),
        nombre=prevenus,
    )
