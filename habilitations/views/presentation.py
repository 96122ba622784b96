"""How accounts are worded on the screens of gestionnaires and agents."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils import timezone

from espace_partenaires.comptes.enums import Civilite, Profil
from espace_partenaires.web.dates import date_et_heure, date_longue, date_simple
from habilitations.enums import EtatHabilitation
from habilitations.models import Habilitation
from habilitations.rules.certifications import CERTIFICATIONS
from habilitations.rules.validite import invitation_vivante

FEMININ: Final = {Profil.TECHNICIEN.value: "Technicienne", Profil.GESTIONNAIRE.value: "Gestionnaire"}


def mot_du_profil(habilitation: Habilitation) -> str:
    """Return the profile in the gender of the person."""
    if habilitation.utilisateur.civilite == Civilite.MME:
        return FEMININ[habilitation.profil]
    return Profil(habilitation.profil).label


def etat_en_mots(habilitation: Habilitation, maintenant: datetime) -> tuple[str, str]:
    """Return kind and words of the badge; a late invitation is late, swept or not."""
    etat, expire_le = habilitation.etat, habilitation.invitation_expire_le
    if etat == EtatHabilitation.ACTIVE:
        return "fait", "actif"
    if (
        etat == EtatHabilitation.INVITEE
        and expire_le is not None
        and invitation_vivante(expire_le, maintenant)
    ):
        return "bientot", f"invitation, expire {_jour_proche(expire_le, maintenant)}"
    if etat in (EtatHabilitation.INVITEE, EtatHabilitation.EXPIREE):
        return "attente", "invitation expirée"
    if etat == EtatHabilitation.INACTIVE and habilitation.inactivee_le is not None:
        return "attente", f"inactivé le {date_simple(timezone.localdate(habilitation.inactivee_le))}"
    return "attente", habilitation.get_etat_display().lower()


def _jour_proche(moment: datetime, maintenant: datetime) -> str:
    """Name a day of the coming week: « aujourd’hui », « demain », « mardi ».

    Args:
        moment: the moment to name.
        maintenant: the moment of reading.
    """
    jour, aujourdhui = timezone.localdate(moment), timezone.localdate(maintenant)
    proches = {0: "aujourd’hui", 1: "demain"}
    return proches.get((jour - aujourdhui).days, date_longue(jour).split(" ", 1)[0])


@dataclass(frozen=True, slots=True)
class CertificationDatee:
    """What was certified, in words, and when."""

    texte: str
    le: date


def certifications_en_mots(habilitation: Habilitation) -> list[CertificationDatee]:
    """Return what the gestionnaire certified of this account."""
    return [
        CertificationDatee(texte, date.fromisoformat(habilitation.certifications[code]["le"]))
        for code, texte in CERTIFICATIONS.items()
        if code in habilitation.certifications
    ]


def personne_en_mots(habilitation: Habilitation) -> list[tuple[str, object]]:
    """Return who holds the account, for a list of definitions."""
    compte = habilitation.utilisateur
    return [
        ("Civilité", compte.get_civilite_display()),
        ("Nom", compte.nom_complet),
        ("Fonction", compte.fonction),
        ("Courriel", compte.courriel),
        ("Téléphone", compte.telephone),
    ]


def dates_du_compte(habilitation: Habilitation) -> list[tuple[str, object]]:
    """Return the dated facts of the account, for a list of definitions; what did not happen is left out."""
    faits = [
        ("Créé le", habilitation.creee_le),
        ("Activé le", habilitation.activee_le),
        ("Inactivé le", habilitation.inactivee_le),
        ("Dernière connexion", habilitation.utilisateur.last_login),
    ]
    datees: list[tuple[str, object]] = [
        (mot, date_et_heure(moment, timezone.get_current_timezone())) for mot, moment in faits if moment
    ]
    formation = habilitation.formation_detection_le
    if habilitation.profil == Profil.TECHNICIEN:
        datees.append(
            ("Formation à la détection", date_longue(formation) if formation else "pas encore suivie")
        )
    if habilitation.exception_domaine:
        datees.append(("Adresse acceptée par la caisse", habilitation.exception_domaine))
    return [("Identifiant", habilitation.utilisateur.identifiant), *datees]
