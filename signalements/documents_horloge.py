"""« Le délai, pas à pas »: the computation of a clock, replayed fact by fact in a PDF (NOV-03)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.documents.rendu import rendre_pdf
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from espace_partenaires.web.dates import INSECABLE, date_et_heure
from signalements.documents import Document
from signalements.enums import EtatDemande, NatureFait
from signalements.models import Demande, EvenementDemande
from signalements.mots_courriels import a_l_heure_de_la_caisse, nature_en_mots
from signalements.mots_horloge import depassement_garde, moment_du
from signalements.permissions import peut_echanger, peut_voir_la_suite
from signalements.rules.cycle_de_vie import TRANSITIONS, vie_de
from signalements.rules.delais import DELAIS
from signalements.rules.faits import cle_d_ordre
from signalements.rules.horloge import Horloge, calculer
from signalements.rules.rejeu import FAIT_DE_L_ACTION
from signalements.rules.rendez_vous import heure_de_la_caisse
from signalements.selectors import faits_de
from signalements.selectors.horloges import en_faits, regle_initiale
from signalements.selectors.suivi import FAITS_DE_LA_SUITE

_SANS_EFFET: Final = "Ne change pas le délai."


@dataclass(frozen=True, slots=True)
class Pas:
    """One fact of the computation, in words.

    Attributes:
        fait: what happened.
        survenu_le: when it happened: what counts.
        consigne_le: when it was recorded.
        effet: what it changed to the delay.
        article: the text that says so.
    """

    fait: str
    survenu_le: str
    consigne_le: str
    effet: str
    article: str


def delai_pas_a_pas(*, acteur: Acteur, demande: Demande, maintenant: datetime | None = None) -> Document:
    """Make the PDF that replays the clock of a demande; of the person, nothing but the reference.

    Args:
        acteur: either side.
        demande: with ``caisse`` and ``partenaire``.
        maintenant: moment of the reading (aware).

    Raises:
        HorsPortee: out of scope.
        RegleMetierRefusee: ``non_transmise``.

    Exigence: NOV-03, DEM-09, RGPD-02 (S4 2.2, a2, a3)
    """
    if demande.etat == EtatDemande.BROUILLON:
        raise RegleMetierRefusee("non_transmise", "Transmettez d’abord la demande : son délai suit.")
    exiger(autorise=peut_echanger(acteur, demande))
    instant, fuseau = maintenant or timezone.now(), ZoneInfo(demande.caisse.fuseau)
    evenements = [fait for fait in faits_de(demande) if fait.survenu_le <= instant]
    horloge = _horloge(demande, evenements, instant)
    contexte = {
        "demande": demande,
        "nature": nature_en_mots(demande.nature),
        "regle": DELAIS[horloge.regle],
        "pas": _pas_a_pas(demande, evenements, avec_la_suite=peut_voir_la_suite(acteur, demande)),
        "conclusion": _conclusion(horloge, fuseau),
        "heure_de": heure_de_la_caisse(demande.caisse.fuseau) or "heure de Paris",
        "edite_le": a_l_heure_de_la_caisse(instant, fuseau),
    }
    consigner(
        acteur=acteur,
        action="signalements.telecharger_delai",
        objet=demande,
        details={"reference": demande.reference},
    )
    titre = f"Le délai, pas à pas : {nature_en_mots(demande.nature)} {demande.reference}"
    contenu = rendre_pdf(gabarit="signalements/pdf/delai.html", contexte=contexte, titre=titre)
    return Document(f"delai-{demande.reference}.pdf", contenu)


def _horloge(demande: Demande, evenements: list[EvenementDemande], instant: datetime) -> Horloge:
    faits = en_faits(evenements)
    return calculer(regle_initiale(demande.nature, faits), faits, ZoneInfo(demande.caisse.fuseau), instant)


def _pas_a_pas(demande: Demande, evenements: list[EvenementDemande], *, avec_la_suite: bool) -> list[Pas]:
    """Replay fact after fact: each is told by what it changes to the clock of those before it."""
    fuseau = ZoneInfo(demande.caisse.fuseau)
    ordonnes = sorted(evenements, key=lambda evenement: cle_d_ordre(en_faits([evenement])[0]))
    pas = []
    for rang, evenement in enumerate(ordonnes, 1):
        if evenement.nature in FAITS_DE_LA_SUITE and not avec_la_suite:
            continue
        avant = _horloge(demande, ordonnes[: rang - 1], evenement.survenu_le)
        apres = _horloge(demande, ordonnes[:rang], evenement.survenu_le)
        effet = _effet(avant, apres, fuseau)
        article = "" if effet == _SANS_EFFET else _article(demande, evenement.nature, apres)
        pas.append(
            Pas(
                fait=str(NatureFait(evenement.nature).label),
                survenu_le=_a_la_seconde(evenement.survenu_le, fuseau),
                consigne_le=_a_la_seconde(evenement.consigne_le, fuseau),
                effet=effet,
                article=article,
            )
        )
    return pas


def _a_la_seconde(instant: datetime, fuseau: ZoneInfo) -> str:
    # The seconds decide of 48 hours.
    return f"{date_et_heure(instant, fuseau)}{INSECABLE}min{INSECABLE}{instant.astimezone(fuseau):%S}{INSECABLE}s"


def _article(demande: Demande, nature: str, horloge: Horloge) -> str:
    du_fait = (
        pas.article
        for pas in TRANSITIONS[vie_de(demande.nature)]
        if pas.action in FAIT_DE_L_ACTION and FAIT_DE_L_ACTION[pas.action].value == nature
    )
    propre = DELAIS[horloge.regle].article
    return next(du_fait, propre) if horloge.debut is None else propre


def _effet(avant: Horloge, apres: Horloge, fuseau: ZoneInfo) -> str:
    """Say what one fact changed."""
    if apres.arretee_le != avant.arretee_le:
        return f"Le délai s’arrête ici : le délai est {'tenu' if apres.respectee else 'dépassé'}."
    if apres.echeance is None and avant.echeance is not None:
        if apres.si_reponse_maintenant is None:
            return "La demande s’arrête : il n’y a plus de délai."
        annule = "Le délai est annulé : il repartira de la réponse du partenaire."
        return (
            annule
            if apres.depassements == avant.depassements
            else f"{annule} {depassement_garde(apres, fuseau)}"
        )
    if apres.echeance is None or apres.debut is None:
        return _SANS_EFFET
    return _effet_sur_la_date(
        avant, apres, apres.debut, moment_du(apres.echeance, apres.regle, fuseau), fuseau
    )


def _effet_sur_la_date(avant: Horloge, apres: Horloge, debut: datetime, limite: str, fuseau: ZoneInfo) -> str:
    if avant.regle is not apres.regle and avant.debut is not None:
        libelle = DELAIS[apres.regle].libelle
        return f"Le délai devient : {libelle}. Le point de départ ne change pas ; date limite : {limite}."
    if avant.echeance is None:
        return f"Le délai court à partir du {date_et_heure(debut, fuseau)} ; date limite : {limite}."
    if avant.provisoire and not apres.provisoire:
        return f"Le dossier est complet et recevable : la date limite du {limite} n’est plus provisoire."
    return _SANS_EFFET


def _conclusion(horloge: Horloge, fuseau: ZoneInfo) -> str:
    if horloge.si_reponse_maintenant is not None:
        due = moment_du(horloge.si_reponse_maintenant, horloge.regle, fuseau)
        return f"Aucun délai ne court. Une réponse du partenaire aujourd’hui mènerait au {due}."
    if horloge.echeance is None:
        return "Aucun délai ne court : la demande s’est arrêtée avant la date limite."
    limite = moment_du(horloge.echeance, horloge.regle, fuseau)
    if horloge.arretee_le is not None:
        arret = _a_la_seconde(horloge.arretee_le, fuseau)
        return (
            f"Date limite : {limite}. Délai {'tenu' if horloge.respectee else 'dépassé'}, arrêté le {arret}."
        )
    if horloge.retard:
        return f"Date limite : {limite}. Elle est dépassée, et le délai court encore."
    return f"Date limite : {limite}{', provisoire' if horloge.provisoire else ''}. Le délai court."
