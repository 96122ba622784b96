"""What the tests of the agents' screens read and prepare."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.urls import reverse

from conventions.enums import Service
from signalements.enums import EtatDemande, NatureFait
from signalements.models import Demande, DetailsMas, EvenementDemande
from tests.factories.signalements import SAISIE, Scene

MIDI: Final = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
LISTE: Final = "/bureau/"


def texte(reponse: Any) -> str:
    """Return a page as it is read: entities and no-break spaces made plain."""
    page: str = reponse.content.decode()
    for code, lettre in (("&#x27;", "'"), ("&nbsp;", " "), ("\N{NO-BREAK SPACE}", " "), ("&lt;", "<")):
        page = page.replace(code, lettre)
    return page


def adresse(nom: str, demande: Demande, **cles: object) -> str:
    """Return the address of a screen about a demande."""
    return reverse(f"signalements:{nom}", kwargs={"cle": demande.cle, **cles})


def heures(nombre: float) -> timedelta:
    """Return a number of hours."""
    return timedelta(hours=nombre)


def semer(scene: Scene, nombre: int, **champs: Any) -> list[Demande]:
    """Write many transmitted demandes at once, one a minute, without the services (too slow by hundreds)."""
    depart = Demande.objects.count()
    demandes = Demande.objects.bulk_create(
        _demande(scene, depart + rang, champs) for rang in range(1, nombre + 1)
    )
    DetailsMas.objects.bulk_create(
        DetailsMas(demande=demande, date_saisine=MIDI.date(), cadres=["droits"]) for demande in demandes
    )
    EvenementDemande.objects.bulk_create(
        EvenementDemande(
            demande=demande,
            nature=NatureFait.TRANSMISSION,
            survenu_le=demande.transmise_le or MIDI,
            consigne_le=MIDI,
            auteur_id=scene.compte_technicien.pk,
        )
        for demande in demandes
    )
    return demandes


def _demande(scene: Scene, rang: int, champs: dict[str, Any]) -> Demande:
    transmise_le = MIDI - timedelta(minutes=rang)
    valeurs = {
        "etat": EtatDemande.TRANSMISE,
        "reference": f"2026-691-A{rang:05d}",
        "transmise_le": transmise_le,
        "echeance": transmise_le + heures(48),
        **champs,
    }
    return Demande(
        nature=Service.SIGNALEMENT,
        caisse=scene.caisse,
        partenaire=scene.partenaire,
        auteur=scene.compte_technicien,
        cree_le=transmise_le,
        modifiee_le=transmise_le,
        civilite=SAISIE["civilite"],
        nom=SAISIE["nom"],
        prenom=SAISIE["prenom"],
        **valeurs,
    )
