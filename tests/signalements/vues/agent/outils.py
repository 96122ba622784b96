"""What the tests of the agents' screens read and prepare."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from django.urls import reverse

from conventions.enums import Service
from espace_partenaires.comptes.models import Utilisateur
from signalements.enums import EtatDemande, NatureFait
from signalements.models import (
    Absence,
    Creneau,
    Demande,
    DetailsMas,
    EvenementDemande,
    ModeleReponse,
    Orientation,
    Permanence,
    VueEnregistree,
)
from signalements.rules.identite import normaliser_nom
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


def semer_la_personne(scene: Scene, nombre: int) -> list[Demande]:
    """Write many demandes of one person, that a search by name finds and that are doubles of one another."""
    plies = {
        champ: normaliser_nom(SAISIE[champ.removesuffix("_plie")]) for champ in ("nom_plie", "prenom_plie")
    }
    return semer(scene, nombre, date_naissance=date(1988, 3, 4), **plies)


def garnir(scene: Scene, collegue: Utilisateur, nombre: int) -> None:
    """Fill the small lists of a desk: views and absences of a colleague, models, orientations, permanences."""
    depart = Orientation.objects.count()
    rangs = range(depart, depart + nombre)
    ici: dict[str, Any] = {"caisse": scene.caisse}
    VueEnregistree.objects.bulk_create(
        VueEnregistree(agent=collegue, libelle=f"Vue {rang}", partagee=True, creee_le=MIDI, **ici)
        for rang in rangs
    )
    Absence.objects.bulk_create(
        Absence(agent=collegue, remplacant=scene.compte_agent, du=jour, au=jour, **ici)
        for jour in (MIDI.date() + timedelta(days=2 + rang) for rang in rangs)
    )
    ModeleReponse.objects.bulk_create(
        ModeleReponse(libelle=f"Modèle {rang}", texte="Bonjour", modifie_le=MIDI, **ici) for rang in rangs
    )
    ici["partenaire"] = scene.partenaire
    Orientation.objects.bulk_create(
        Orientation(
            auteur=collegue,
            nom="Marin",
            prenom="Lou",
            telephone="0612345678",
            etat="acceptee",
            envoyee_le=MIDI,
            repondue_le=MIDI,
            repondue_par=scene.compte_technicien,
            demande=Demande.objects.first(),
            **ici,
        )
        for _ in rangs
    )
    permanences = Permanence.objects.bulk_create(
        Permanence(agent=collegue, lieu="Salle 2", debut=debut, fin=debut + heures(2), **ici)
        for debut in (MIDI + timedelta(days=2 + rang) for rang in rangs)
    )
    Creneau.objects.bulk_create(
        Creneau(permanence=permanence, debut=permanence.debut, fin=permanence.fin)
        for permanence in permanences
    )
