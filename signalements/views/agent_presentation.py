"""How a demande looks on a line of the work list: words and bars computed from its clock. No query."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.web.dates import INSECABLE, depuis, duree, reste
from signalements.enums import Cadre, EtatDemande
from signalements.models import Demande
from signalements.rules.cycle_de_vie import LECTEUR_AGENT, libelle_etat, vie_de
from signalements.rules.delais import DELAIS
from signalements.rules.horloge import Horloge
from signalements.selectors import horloge_de

_PRESQUE: Final = timedelta(hours=24)
_CADRES: Final = {
    Cadre.DROITS.value: "Accès aux droits",
    Cadre.SOINS.value: "Accès aux soins",
    Cadre.SOINS_HANDICAP.value: "Accès aux soins (handicap)",
    Cadre.NUMERIQUE.value: "Fragilité numérique",
    Cadre.SOCIAL.value: "Situation sociale complexe",
}
_ETATS: Final = {
    EtatDemande.TRANSMISE.value: "attente",
    EtatDemande.PRISE_EN_CHARGE.value: "vous",
    EtatDemande.ACCOMPAGNEMENT.value: "neutre",
    EtatDemande.CLOSE.value: "fait",
    EtatDemande.ANNULEE.value: "neutre",
}


@dataclass(frozen=True, slots=True)
class Pastille:
    """A badge: kind of state and words."""

    genre: str
    mot: str


PREUVE_ATTENDUE: Final = Pastille("bientot", "preuve attendue, ne pas appeler")


@dataclass(frozen=True, slots=True)
class Barre:
    """What has run of the delay: kind, per cent, words for screen readers."""

    genre: str
    ecoule: int
    libelle: str


@dataclass(frozen=True, slots=True)
class LigneDeTravail:
    """One line of the work list.

    Attributes:
        demande: the row.
        pastille: where its deadline is.
        barre: what has run, while the clock runs.
        objet: frames of the form, in short.
        signaux: what else must be seen at a glance.
        agent: who follows it: « vous », a name in short, « personne ».
        a_prendre: whether it may be taken in charge.
    """

    demande: Demande
    pastille: Pastille
    barre: Barre | None
    objet: str
    signaux: tuple[Pastille, ...]
    agent: str
    a_prendre: bool


def lignes_de_travail(
    demandes: Iterable[Demande], acteur: Acteur, maintenant: datetime
) -> list[LigneDeTravail]:
    """Prepare the lines of a list.

    Args:
        demandes: rows of a ``Page``.
        acteur: the agent who reads.
        maintenant: moment of the reading (aware).
    """
    return [_ligne(demande, acteur, maintenant) for demande in demandes]


def _ligne(demande: Demande, acteur: Acteur, maintenant: datetime) -> LigneDeTravail:
    horloge = horloge_de(demande, maintenant)
    return LigneDeTravail(
        demande=demande,
        pastille=pastille_de_fin(demande, maintenant) or pastille_du_delai(horloge, maintenant),
        barre=_barre(horloge, maintenant),
        objet=objet_en_bref(demande),
        signaux=_signaux(demande),
        agent=agent_en_bref(demande.agent, acteur),
        a_prendre=demande.etat == EtatDemande.TRANSMISE,
    )


def objet_en_bref(demande: Demande) -> str:
    """Return the frames of the signalement, or the motif of the demande, in a few words."""
    if demande.motif is not None:
        return demande.motif.libelle
    details = getattr(demande, "details_mas", None)
    cadres = details.cadres if details is not None else []
    mots = [_CADRES[code] for code in cadres if code in _CADRES]
    return ", ".join([*mots[:1], *map(str.lower, mots[1:])]) or demande.get_nature_display()


def agent_en_bref(agent: Utilisateur | None, acteur: Acteur) -> str:
    """Return who follows a demande: « vous », « L. Petit », « personne »."""
    if agent is None:
        return "personne"
    if agent.pk == acteur.utilisateur_id:
        return "vous"
    return f"{agent.prenom[:1]}.{INSECABLE}{agent.nom}" if agent.prenom else agent.nom


def pastille_de_l_etat(demande: Demande) -> Pastille:
    """Return where a demande is, in an agent's words."""
    mot = libelle_etat(demande.etat, LECTEUR_AGENT, vie_de(demande.nature))
    return Pastille(_ETATS.get(demande.etat, "neutre"), mot)


def pastille_de_fin(demande: Demande, maintenant: datetime) -> Pastille | None:
    """Return how and when a demande ended, or ``None`` while it runs."""
    if demande.close_le is None:
        return None
    quand = depuis(demande.close_le, maintenant, ZoneInfo(demande.caisse.fuseau))
    annulee = demande.etat == EtatDemande.ANNULEE
    return Pastille("neutre" if annulee else "fait", f"{'annulée' if annulee else 'close'} {quand}")


def pastille_du_delai(horloge: Horloge, maintenant: datetime) -> Pastille:
    """Return the deadline in words: what is left, how late, or how it was met."""
    if horloge.echeance is None:
        return Pastille("neutre", "sans échéance")
    if horloge.arretee_le is not None:
        return Pastille("neutre" if horloge.retard else "fait", prise_en_charge_en(horloge))
    genre = "retard" if horloge.retard else "bientot" if (horloge.reste or _PRESQUE) < _PRESQUE else "attente"
    return Pastille(genre, reste(horloge.echeance, maintenant))


def prise_en_charge_en(horloge: Horloge) -> str:
    """Say how long taking in charge took, or how late it was, once the clock has stopped."""
    if horloge.retard:
        return f"prise en charge avec {duree(horloge.retard)} de retard"
    if horloge.debut is None or horloge.arretee_le is None:
        return "prise en charge"
    return f"prise en charge en {duree(horloge.arretee_le - horloge.debut)}"


def _barre(horloge: Horloge, maintenant: datetime) -> Barre | None:
    if not horloge.court or horloge.debut is None or horloge.echeance is None:
        return None
    pastille = pastille_du_delai(horloge, maintenant)
    part = (maintenant - horloge.debut) / DELAIS[horloge.regle].duree
    genre = "neutre" if pastille.genre == "attente" else pastille.genre
    return Barre(genre, min(100, max(0, round(100 * part))), f"{pastille.mot} sur 48{INSECABLE}h")


def _signaux(demande: Demande) -> tuple[Pastille, ...]:
    """Return what asks for attention beside the deadline, from what every list annotates."""
    if demande.close_le is not None:
        return ()
    possibles = (
        (getattr(demande, "preuve_attendue", False), PREUVE_ATTENDUE),
        (getattr(demande, "reponse_attendue", False), Pastille("vous", "message à lire")),
    )
    return tuple(pastille for vrai, pastille in possibles if vrai)


def adresse_de(vue: str) -> str:
    """Return the address of a view of the work list."""
    return f"{reverse('signalements:lister_demandes')}?vue={vue}"


def fuseau_de(demandes: Iterable[Demande]) -> ZoneInfo:
    """Return the time zone that a list is read in: the caisse's (one caisse to an agent)."""
    premiere = next(iter(demandes), None)
    return ZoneInfo(premiere.caisse.fuseau if premiere else timezone.get_default_timezone_name())
