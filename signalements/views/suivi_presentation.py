"""How a demande looks to the partner: where it is in its words, and the lines of its lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import timezone

from conventions.enums import Service
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.web.dates import depuis
from signalements.enums import Cote, EtatDemande
from signalements.forms.bureau import SERVICES
from signalements.models import Demande
from signalements.rules.cycle_de_vie import (
    ETUDE,
    LECTEUR_PARTENAIRE,
    MAS,
    SIMPLE,
    libelle_etat,
    vie_de,
)
from signalements.rules.delais import Regle
from signalements.selectors.suivi import DernierEchange, derniers_echanges
from signalements.views.agent_presentation import Pastille, objet_en_bref, pastille_du_rendez_vous
from signalements.views.suivi_horloge import ReponseAttendue, reponse_attendue

_GENRES: Final = {
    EtatDemande.TRANSMISE.value: "attente",
    EtatDemande.COMPLETEE.value: "attente",
    EtatDemande.INCOMPLETE.value: "vous",
    EtatDemande.IRRECEVABLE.value: "vous",
    EtatDemande.CLOSE.value: "fait",
    EtatDemande.TERMINEE.value: "fait",
}
_TERMINEE: Final = "Terminée"
# What is expected of the partner, the most pressing first: (annotation of every list, words).
_ATTENTES: Final = (
    ("preuve_attendue", "Formulaire signé attendu de vous"),
    ("rendez_vous_attendu", "Rendez-vous à confirmer par vous"),
    ("reponse_attendue", "À vous de répondre"),
)
# Without the person's agreement, what a state that tells how it goes is shown as (DEM-23).
_ETATS_TUS: Final[dict[tuple[str, str], str]] = {
    (MAS, EtatDemande.ACCOMPAGNEMENT.value): EtatDemande.PRISE_EN_CHARGE.value,
    (ETUDE, EtatDemande.EN_INSTRUCTION.value): EtatDemande.COMPLETE.value,
    (SIMPLE, EtatDemande.EN_INSTRUCTION.value): EtatDemande.TRANSMISE.value,
}


@dataclass(frozen=True, slots=True)
class LigneDeSuivi:
    """One line of a partner's list: no name, only initials (UX).

    Attributes:
        demande: the row.
        nature: its kind, in a word or two.
        objet: frames of the form, or motif, in short.
        urgente: the short clock applies.
        etat: where it is.
        reponse: when the answer is due, what is left.
        echange: the last exchange: when, and by whom.
    """

    demande: Demande
    nature: str
    objet: str
    urgente: bool
    etat: Pastille
    reponse: ReponseAttendue
    echange: str


def lignes_de_suivi(demandes: Iterable[Demande], acteur: Acteur, maintenant: datetime) -> list[LigneDeSuivi]:
    """Prepare the lines of a list (one query, whatever the number of rows).

    Args:
        demandes: rows loaded by ``selectors.listes.pour_un_ecran``.
        acteur: the technicien who reads.
        maintenant: moment of the reading (aware).
    """
    lignes = list(demandes)
    echanges = derniers_echanges(lignes)
    return [_ligne(demande, echanges.get(demande.pk), acteur, maintenant) for demande in lignes]


def _ligne(
    demande: Demande, echange: DernierEchange | None, acteur: Acteur, maintenant: datetime
) -> LigneDeSuivi:
    return LigneDeSuivi(
        demande=demande,
        nature=nature_en_bref(demande),
        objet=objet_en_bref(demande),
        urgente=est_urgente(demande),
        etat=ou_en_est_on(demande),
        reponse=reponse_attendue(demande, maintenant),
        echange=_echange_en_bref(echange, demande, acteur, maintenant) if echange else "",
    )


def _echange_en_bref(echange: DernierEchange, demande: Demande, acteur: Acteur, maintenant: datetime) -> str:
    quand = depuis(echange.quand, maintenant, ZoneInfo(demande.caisse.fuseau))
    return f"{quand}, {_par_qui(echange, acteur)}"


def _par_qui(echange: DernierEchange, acteur: Acteur) -> str:
    if echange.auteur_id == acteur.utilisateur_id:
        return "par vous"
    if echange.cote == Cote.CAISSE:
        return "par la caisse"
    return "par votre structure" if echange.cote == Cote.PARTENAIRE else "par le portail"


def objet_de(demande: Demande) -> str:
    """Return the title of the page of a demande: its motif, or the frames of a signalement."""
    if demande.nature != Service.SIGNALEMENT:
        return objet_en_bref(demande)
    return f"Signalement : {objet_en_bref(demande)[:1].lower()}{objet_en_bref(demande)[1:]}"


def nature_en_bref(demande: Demande) -> str:
    """Return the kind of a demande in a word or two, for lists."""
    return SERVICES[demande.nature]


def est_urgente(demande: Demande) -> bool:
    """Tell whether the short clock applies, and still matters."""
    return demande.regle == Regle.URGENT_14J.value and demande.close_le is None


def ou_en_est_on(demande: Demande) -> Pastille:
    """Return where a demande is in the partner's words; what is expected of it comes first.

    Without the person's agreement, how it goes at the caisse is not told (DEM-23).

    Args:
        demande: with what ``selectors.listes.pour_un_ecran`` adds.

    Exigence: UX-01, UX-06, DEM-23
    """
    if demande.close_le is None and _GENRES.get(demande.etat) != "vous":
        for attente, mots in _ATTENTES:
            if getattr(demande, attente, False):
                return Pastille("vous", mots)
    etat = Pastille(_GENRES.get(demande.etat, "neutre"), _mot(demande))
    return pastille_du_rendez_vous(demande, pour_un_agent=False) or etat


def _mot(demande: Demande) -> str:
    etat, vie = demande.etat, vie_de(demande.nature)
    if not demande.accord_suivi:
        if etat in (EtatDemande.CLOSE, EtatDemande.TERMINEE):
            return _TERMINEE
        etat = _ETATS_TUS.get((vie, etat), etat)
    return libelle_etat(etat, LECTEUR_PARTENAIRE, vie)


def fuseau_de_lecture(demandes: Iterable[Demande]) -> ZoneInfo:
    """Return the time zone that a list is read in: the caisse's when there is only one."""
    fuseaux = {demande.caisse.fuseau for demande in demandes}
    return ZoneInfo(fuseaux.pop() if len(fuseaux) == 1 else timezone.get_default_timezone_name())
