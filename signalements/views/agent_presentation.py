"""How a demande looks on a line of the work list: words and bars computed from its clock. No query."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.web.dates import INSECABLE, depuis, duree
from signalements.enums import Cadre, EtatDemande
from signalements.forms.bureau import SERVICES
from signalements.models import Demande, Presence
from signalements.mots_horloge import reste_en_mots
from signalements.rules.cycle_de_vie import (
    EN_INSTRUCTION,
    LECTEUR_AGENT,
    RENDEZ_VOUS,
    libelle_etat,
    transition,
    vie_de,
)
from signalements.rules.delais import DELAIS, Regle
from signalements.rules.etapes_du_rendez_vous import derniere_etape, suite_du_rendez_vous
from signalements.rules.horloge import Horloge
from signalements.selectors import horloge_de
from signalements.selectors.horloges import en_faits
from signalements.selectors.suivi import FAITS_DE_LA_SUITE

# From when a deadline is said to be near: of 48 hours, and of days.
_PRESQUE: Final = timedelta(hours=24)
_PRESQUE_EN_JOURS: Final = timedelta(days=3)
_UNE_MINUTE: Final = timedelta(minutes=1)
_ACTES: Final = {Regle.MAS_48H: "prise en charge", Regle.RENDEZ_VOUS_30J: "date donnée"}
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
    EtatDemande.COMPLETEE.value: "attente",
    EtatDemande.COMPLETE.value: "vous",
    EtatDemande.TERMINEE.value: "fait",
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
        objet: frames of the form, or motif, in short.
        service: which kind of demande, in short.
        delai: the whole delay: « 48 h », « 30 jours si le dossier est complet ».
        delai_court: the same where room is short, « 30 j. »; the whole words are read aloud and on hover.
        etat: where the demande is.
        signaux: what else must be seen at a glance.
        agent: who follows it: « vous », a name in short, « personne ».
        a_prendre: whether it may be taken in charge.
        a_choisir: whether several such lines may be given to somebody at once.
        ouvert_par: colleagues who have it open now, and since when.
    """

    demande: Demande
    pastille: Pastille
    barre: Barre | None
    objet: str
    service: str
    delai: str
    delai_court: str
    etat: Pastille
    signaux: tuple[Pastille, ...]
    agent: str
    a_prendre: bool
    a_choisir: bool
    ouvert_par: str


def lignes_de_travail(
    demandes: Iterable[Demande],
    acteur: Acteur,
    maintenant: datetime,
    presences: Mapping[int, Sequence[Presence]] | None = None,
) -> list[LigneDeTravail]:
    """Prepare the lines of a list.

    Args:
        demandes: rows of a ``Page``.
        acteur: the agent who reads.
        maintenant: moment of the reading (aware).
        presences: by demande, the colleagues who have it open.
    """
    vues = presences or {}
    return [_ligne(demande, acteur, maintenant, vues.get(demande.pk, ())) for demande in demandes]


def _ligne(
    demande: Demande, acteur: Acteur, maintenant: datetime, presences: Sequence[Presence]
) -> LigneDeTravail:
    horloge, fuseau = horloge_de(demande, maintenant), ZoneInfo(demande.caisse.fuseau)
    ouverte = demande.close_le is None
    pastille = pastille_de_fin(demande, maintenant) or pastille_du_delai(horloge, maintenant, fuseau)
    return LigneDeTravail(
        demande=demande,
        pastille=pastille,
        barre=_barre(horloge, maintenant, pastille) if ouverte else None,
        objet=objet_en_bref(demande),
        service=SERVICES.get(demande.nature, ""),
        delai=delai_en_bref(horloge),
        delai_court=_delai_court(horloge),
        etat=pastille_de_l_etat(demande),
        signaux=_signaux(demande, horloge),
        agent=agent_en_bref(demande.agent, acteur),
        a_prendre=transition(demande.etat, "prendre_en_charge", vie_de(demande.nature)) is not None,
        a_choisir=ouverte,
        ouvert_par=ouvert_par(presences, maintenant),
    )


def ouvert_par(presences: Sequence[Presence], maintenant: datetime) -> str:
    """Say who has a demande open: « Ouvert par L. Petit depuis 3 minutes »; empty when nobody has."""
    if not presences:
        return ""
    noms = " et ".join(nom_en_initiale(presence.agent) for presence in presences)
    ecart = maintenant - presences[0].depuis
    quand = "à l’instant" if ecart < _UNE_MINUTE else f"depuis {duree(ecart)}"
    return f"Ouvert par {noms} {quand}"


def delai_en_bref(horloge: Horloge) -> str:
    """Return the whole delay: « 48 h », « 14 jours », « 30 jours si le dossier est complet »."""
    delai = DELAIS[horloge.regle]
    mots = f"{delai.duree.days}{INSECABLE}jours" if delai.en_jours else duree(delai.duree)
    return f"{mots} si le dossier est complet" if horloge.provisoire else mots


def _delai_court(horloge: Horloge) -> str:
    delai = DELAIS[horloge.regle]
    return f"{delai.duree.days}{INSECABLE}j." if delai.en_jours else duree(delai.duree)


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
    return "vous" if agent.pk == acteur.utilisateur_id else nom_en_initiale(agent)


def nom_en_initiale(agent: Utilisateur) -> str:
    """Return a colleague's name in short: « L. Petit »."""
    return f"{agent.prenom[:1]}.{INSECABLE}{agent.nom}" if agent.prenom else agent.nom


def pastille_de_l_etat(demande: Demande) -> Pastille:
    """Return where a demande is, in an agent's words.

    Args:
        demande: ``evenements`` prefetched.
    """
    mot = libelle_etat(demande.etat, LECTEUR_AGENT, vie_de(demande.nature))
    etat = Pastille(_ETATS.get(demande.etat, "neutre"), mot)
    return pastille_du_rendez_vous(demande, pour_un_agent=True) or etat


def pastille_du_rendez_vous(demande: Demande, *, pour_un_agent: bool) -> Pastille | None:
    """Return where a demande is by its meeting, once a date was given; ``None`` for any other demande.

    Without the person's agreement, how the meeting went is not told to the partner (DEM-23).

    Args:
        demande: ``evenements`` prefetched.
        pour_un_agent: else the partner reads.

    Exigence: DEM-13, DEM-23, UX-01
    """
    if demande.etat != EN_INSTRUCTION or vie_de(demande.nature) != RENDEZ_VOUS:
        return None
    etape = etape_du_rendez_vous(demande, pour_un_agent=pour_un_agent)
    suite = suite_du_rendez_vous(etape, pour_un_agent=pour_un_agent)
    return Pastille(*suite) if suite else None


def etape_du_rendez_vous(demande: Demande, *, pour_un_agent: bool) -> str:
    """Return the last fact of a meeting that a side may know (``rules.etapes_du_rendez_vous``), empty before any.

    Exigence: DEM-13, DEM-23
    """
    tout_lire = pour_un_agent or demande.accord_suivi
    lus = (fait for fait in demande.evenements.all() if tout_lire or fait.nature not in FAITS_DE_LA_SUITE)
    return derniere_etape(en_faits(lus))


def pastille_de_fin(demande: Demande, maintenant: datetime) -> Pastille | None:
    """Return how and when a demande ended, or ``None`` while it runs."""
    if demande.close_le is None:
        return None
    quand = depuis(demande.close_le, maintenant, ZoneInfo(demande.caisse.fuseau))
    mot = {EtatDemande.ANNULEE: "annulée", EtatDemande.TERMINEE: "terminée"}.get(
        EtatDemande(demande.etat), "close"
    )
    return Pastille("neutre" if demande.etat == EtatDemande.ANNULEE else "fait", f"{mot} {quand}")


def pastille_du_delai(horloge: Horloge, maintenant: datetime, fuseau: ZoneInfo) -> Pastille:
    """Return the deadline in words: what is left, how late, or how it was met; the same as on its page."""
    if horloge.echeance is None:
        return Pastille("neutre", "chez le partenaire")
    if horloge.arretee_le is not None:
        return Pastille("neutre" if horloge.retard else "fait", prise_en_charge_en(horloge))
    presque = _PRESQUE_EN_JOURS if DELAIS[horloge.regle].en_jours else _PRESQUE
    bientot = horloge.reste is not None and horloge.reste < presque
    genre = "retard" if horloge.retard else "bientot" if bientot else "attente"
    return Pastille(genre, reste_en_mots(horloge, maintenant, fuseau))


def prise_en_charge_en(horloge: Horloge) -> str:
    """Say how long what the clock waited for took, or how late it was, once the clock has stopped."""
    acte = _ACTES.get(horloge.regle, "terminée")
    if horloge.retard:
        return f"{acte} avec {duree(horloge.retard)} de retard"
    if horloge.debut is None or horloge.arretee_le is None:
        return acte
    return f"{acte} en {duree(horloge.arretee_le - horloge.debut)}"


def _barre(horloge: Horloge, maintenant: datetime, pastille: Pastille) -> Barre | None:
    if not horloge.court or horloge.debut is None or horloge.echeance is None:
        return None
    part = (maintenant - horloge.debut) / (horloge.echeance - horloge.debut)
    genre = "neutre" if pastille.genre == "attente" else pastille.genre
    libelle = f"{pastille.mot}, délai de {delai_en_bref(horloge)}"
    return Barre(genre, min(100, max(0, round(100 * part))), libelle)


def _signaux(demande: Demande, horloge: Horloge) -> tuple[Pastille, ...]:
    """Return what asks for attention beside the deadline, from what every list annotates."""
    if demande.close_le is not None:
        return ()
    possibles = (
        (horloge.regle is Regle.URGENT_14J, Pastille("bientot", "urgent")),
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
