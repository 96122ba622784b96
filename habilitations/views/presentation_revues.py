"""How reviews are worded, on screens and in certificates."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import timezone

from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.web.dates import INSECABLE, date_et_heure, date_simple, depuis
from habilitations.enums import DecisionRevue, EtatHabilitation, MotifInactivation
from habilitations.forms.revues import MOTIFS_EN_MOTS
from habilitations.models import Habilitation, LigneRevue, Revue
from habilitations.rules.revues import (
    EMPREINTE_COURTE,
    attend_une_reponse,
    connexion_a_signaler,
    mois_ecoules,
)
from habilitations.views.presentation import mot_du_profil

EFFACE: Final = "Compte effacé"
_GENRES: Final = {
    DecisionRevue.CONFIRMEE.value: ("fait", "confirmé"),
    DecisionRevue.RETIREE.value: ("attente", "retiré"),
    DecisionRevue.SANS_REPONSE.value: ("retard", "sans réponse"),
}


@dataclass(frozen=True, slots=True)
class LigneEnMots:
    """One account of a review.

    Attributes:
        ligne: the row.
        nom: the person; « Compte effacé » once it is.
        fonction: what it does.
        identifiant: its identifier.
        profil: « Technicienne »…
        connexion: « jamais connecté », « il y a 8 mois ».
        a_signaler: whether the last sign-in deserves emphasis.
        genre: kind of the badge.
        decision: words of the badge.
        precision: why, who and when, under the badge.
        etat: state of the account, now or at the closing.
        attend: whether an answer is awaited.
    """

    ligne: LigneRevue
    nom: str
    fonction: str
    identifiant: str
    profil: str
    connexion: str
    a_signaler: bool
    genre: str
    decision: str
    precision: str
    etat: str
    attend: bool


def fuseau_de(revue: Revue) -> tzinfo:
    """Return the zone a review is read in: that of the caisse that opened it, else the portal's."""
    return ZoneInfo(revue.caisse.fuseau) if revue.caisse else timezone.get_current_timezone()


def connexion_en_mots(derniere: datetime | None, maintenant: datetime, fuseau: tzinfo) -> str:
    """Write the last sign-in: « jamais connecté », « il y a 8 mois », « hier à 9 h 05 »."""
    if derniere is None:
        return "jamais connecté"
    mois = mois_ecoules(derniere, maintenant)
    return f"il y a {mois}{INSECABLE}mois" if mois else depuis(derniere, maintenant, fuseau)


def lignes_en_mots(revue: Revue, lignes: Collection[LigneRevue], maintenant: datetime) -> list[LigneEnMots]:
    """Word the lines of a review; two queries at most, whatever their number.

    Args:
        revue: the review, its caisse with it.
        lignes: rows of ``selectors_revues.lignes_de``.
        maintenant: the moment.
    """
    noms = noms_des_comptes({ligne.decidee_par for ligne in lignes if ligne.decidee_par})
    return [_en_mots(revue, ligne, noms, maintenant) for ligne in lignes]


def noms_des_comptes(numeros: Collection[int]) -> dict[int, str]:
    """Return who these accounts are, those erased aside; two queries."""
    effaces = set(
        Habilitation.objects.filter(utilisateur__in=numeros, etat=EtatHabilitation.EFFACEE).values_list(
            "utilisateur_id", flat=True
        )
    )
    comptes = Utilisateur.objects.filter(pk__in=set(numeros) - effaces)
    return {compte.pk: compte.nom_complet for compte in comptes}


def etat_de_la_ligne(ligne: LigneRevue) -> str:
    """Say where the account is: at the closing once there is one, else now."""
    code = ligne.etat_a_la_cloture or ligne.habilitation.etat
    return EtatHabilitation(code).label


def motif_en_mots(code: str) -> str:
    """Say why an account was withdrawn or inactivated; nothing without a reason."""
    if not code:
        return ""
    if code == MotifInactivation.REVUE_SANS_REPONSE:
        return "Inactivé faute de réponse"
    return MOTIFS_EN_MOTS.get(code) or str(MotifInactivation(code).label)


def empreinte_groupee(empreinte: str) -> str:
    """Write the beginning of a fingerprint so that it can be copied: « 3fa1 92bc 0c11 7d2e »."""
    return " ".join(empreinte[rang : rang + 4] for rang in range(0, EMPREINTE_COURTE, 4))


def _en_mots(revue: Revue, ligne: LigneRevue, noms: dict[int, str], maintenant: datetime) -> LigneEnMots:
    habilitation, fuseau = ligne.habilitation, fuseau_de(revue)
    compte, effacee = habilitation.utilisateur, habilitation.etat == EtatHabilitation.EFFACEE
    derniere = ligne.derniere_connexion_le if revue.close_le or effacee else compte.last_login
    attend = revue.close_le is None and attend_une_reponse(habilitation.etat, ligne.decision)
    genre, decision = _GENRES.get(ligne.decision) or (
        ("vous", "à répondre") if attend else ("attente", "sans objet")
    )
    return LigneEnMots(
        ligne=ligne,
        nom=EFFACE if effacee else compte.nom_complet,
        fonction="" if effacee else compte.fonction,
        identifiant="" if effacee else compte.identifiant,
        profil=Profil(habilitation.profil).label if effacee else mot_du_profil(habilitation),
        connexion=connexion_en_mots(derniere, revue.close_le or maintenant, fuseau),
        a_signaler=connexion_a_signaler(derniere, revue.close_le or maintenant),
        genre=genre,
        decision=decision,
        precision=_precision(ligne, noms, fuseau),
        etat=etat_de_la_ligne(ligne),
        attend=attend,
    )


def _precision(ligne: LigneRevue, noms: dict[int, str], fuseau: tzinfo) -> str:
    """« A quitté la structure. Par Nadia Roche, mardi 24 novembre 2026 à 9 h 05 »."""
    if not ligne.decision:
        finie = ligne.habilitation.etat != EtatHabilitation.ACTIVE
        return "Ce compte a pris fin par ailleurs." if finie else ""
    motif = motif_en_mots(ligne.motif)
    debut = f"{motif}. " if motif else ""
    if ligne.decidee_par is None or ligne.decidee_le is None:
        return debut.strip()
    par = noms.get(ligne.decidee_par, EFFACE.lower())
    return f"{debut}Par {par}, {date_et_heure(ligne.decidee_le, fuseau)}"


def jour_de(instant: datetime | None, fuseau: tzinfo) -> str:
    """Write the day of a moment for a table; empty without one."""
    return date_simple(instant.astimezone(fuseau).date()) if instant else ""
