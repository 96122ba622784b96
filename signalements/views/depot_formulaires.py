"""What each page of a draft asks, by kind of demande: its form, its title, its template."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.http import HttpRequest

from conventions.enums import Service
from espace_partenaires.exceptions import HorsPortee
from signalements.forms.accord import AccordForm, valeurs_initiales
from signalements.forms.demandes import (
    CertificationForm,
    ContactForm,
    DocumentForm,
    EtudeForm,
    MotifForm,
    PersonneDeLaDemandeForm,
    PrecisionsForm,
    RendezVousForm,
)
from signalements.forms.etapes import EtapeForm
from signalements.forms.mas import PersonneForm, SituationForm, SoinsForm
from signalements.models import Demande
from signalements.rules.depot import manques_de, texte_exige
from signalements.rules.mas import Manque
from signalements.rules.parcours import (
    ACCORD,
    CERTIFICATION,
    MOTIF,
    PERSONNE,
    PRECISIONS,
    SITUATION,
    SOINS,
)
from signalements.selectors.motifs import CLE_MOTIF, motif_choisi, motif_tape, motifs_proposes
from signalements.views.depot_etapes import aujourdhui_pour

# How each service is called where its whole label does not fit.
NOMS_COURTS: Final[dict[str, str]] = {
    Service.CONTACT: "Contacter la caisse",
    Service.ETUDE: "Étude de dossier",
    Service.SIGNALEMENT: "Signaler une situation de difficultés",
    Service.RENDEZ_VOUS: "Demander un rendez-vous",
    Service.DOCUMENT: "Demander un document",
}


@dataclass(frozen=True, slots=True)
class Page:
    """One page: what it asks and how it is called."""

    classe: type[EtapeForm]
    titre: str
    gabarit: str


_DOSSIER: Final = "signalements/partenaire"
_QUI: Final = "Qui est la personne ?"
_COMMUNES: Final[dict[str, Page]] = {
    PERSONNE: Page(PersonneDeLaDemandeForm, _QUI, f"{_DOSSIER}/etape_personne.html"),
    ACCORD: Page(AccordForm, "La personne est-elle d’accord ?", f"{_DOSSIER}/etape_accord.html"),
    CERTIFICATION: Page(
        CertificationForm, "La personne est-elle informée ?", f"{_DOSSIER}/etape_certification.html"
    ),
}


def _pages(question: str, classe: type[PrecisionsForm], titre: str) -> dict[str, Page]:
    return {
        **_COMMUNES,
        MOTIF: Page(MotifForm, question, f"{_DOSSIER}/etape_motif.html"),
        PRECISIONS: Page(classe, titre, f"{_DOSSIER}/etape_precisions.html"),
    }


_PAGES: Final[Mapping[str, Mapping[str, Page]]] = {
    Service.SIGNALEMENT: {
        PERSONNE: Page(PersonneForm, _QUI, f"{_DOSSIER}/etape_personne.html"),
        SITUATION: Page(
            SituationForm,
            "Pourquoi demandez-vous un accompagnement ?",
            f"{_DOSSIER}/etape_situation.html",
        ),
        SOINS: Page(SoinsForm, "Quels soins n’ont pas pu être faits ?", f"{_DOSSIER}/etape_soins.html"),
        ACCORD: _COMMUNES[ACCORD],
    },
    Service.ETUDE: _pages(
        "Quel dossier faut-il étudier ?", EtudeForm, "Que doit savoir la caisse pour l’étudier ?"
    ),
    Service.CONTACT: _pages("Sur quoi porte votre question ?", ContactForm, "Quelle est votre question ?"),
    Service.DOCUMENT: _pages("Quel document vous faut-il ?", DocumentForm, "Faut-il une précision ?"),
    Service.RENDEZ_VOUS: _pages(
        "De quoi parler au rendez-vous ?", RendezVousForm, "Quel rendez-vous convient ?"
    ),
}


def page_de(etape: str, demande: Demande) -> Page:
    """Return what a step of this kind of demande asks.

    Raises:
        HorsPortee: no such step.
    """
    page = _PAGES[demande.nature].get(etape)
    if page is None:
        raise HorsPortee
    return page


def formulaire_de(
    etape: str, demande: Demande, request: HttpRequest | None = None, *, revoir: bool = False
) -> EtapeForm:
    """Make the form of a step: what was sent, or what the draft holds as it was typed.

    Args:
        etape: one of the steps that ask something.
        demande: the draft.
        request: a POST; the draft is shown when not given.
        revoir: say at once what the draft still lacks on this page.

    Raises:
        HorsPortee: no such step.
    """
    classe = page_de(etape, demande).classe
    options = _options(classe, demande)
    if request is not None:
        return classe(request.POST, request.FILES, **options)
    if etape == ACCORD:
        options["initial"] = valeurs_initiales(demande.saisie, options["aujourdhui"])
    return classe(options["initial"], **options) if revoir else classe(**options)


def _options(classe: type[EtapeForm], demande: Demande) -> dict[str, Any]:
    """Return what a form needs to know beyond what was typed."""
    options: dict[str, Any] = {
        "aujourdhui": aujourdhui_pour(demande),
        "juger": partial(_manques, demande),
        "initial": demande.saisie,
    }
    motif = motif_choisi(motif_tape(demande, demande.saisie.get(CLE_MOTIF)))
    if issubclass(classe, PersonneForm):
        options["departements"] = [ligne.code for ligne in demande.caisse.departements.all()]
    if classe is MotifForm:
        options["motifs"] = motifs_proposes(demande.caisse_id, demande.nature)
    if issubclass(classe, PrecisionsForm):
        options["texte_exige"] = texte_exige(demande.nature, motif)
    if classe is EtudeForm:
        options["urgence_possible"] = motif is not None and motif.urgence_possible
    if classe in {AccordForm, CertificationForm}:
        options["destinataire"] = demande.caisse.libelle
    if classe is AccordForm and demande.nature != Service.SIGNALEMENT:
        options["suite"] = "sa demande"
    return options


def _manques(demande: Demande, tape: Mapping[str, object]) -> list[Manque]:
    """Say what this kind of demande lacks, from one page; the motif is the draft's when the page has none."""
    code = tape.get(CLE_MOTIF, demande.saisie.get(CLE_MOTIF))
    motif = motif_choisi(motif_tape(demande, code))
    return manques_de(demande.nature, tape, motif, aujourdhui_pour(demande))
