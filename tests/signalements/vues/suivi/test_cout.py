"""What the partner's pages cost: the same number of queries, whatever the rows, the drafts, the filters."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from conventions.enums import Service
from signalements.models import Demande, PieceAttendue
from tests.conftest import ClientDuPortail
from tests.factories.demandes import creer_demande, motif
from tests.factories.signalements import SAISIE, Scene, creer_brouillon
from tests.signalements.vues.agent.outils import MIDI, adresse, garnir, semer, semer_la_personne, texte

HISTORIQUE = reverse("signalements:historique")
FILTRES = ("tri=anciennes", "tri=reponse", "tri=fin", "attente=nous", "attente=caisse", "etat=en-cours")


def creer_brouillons(scene: Scene, nombre: int, depuis: int) -> None:
    """Make drafts of études, each with another motif, as the author left them."""
    motif(Service.ETUDE)
    codes = list(
        PieceAttendue.objects.filter(motif__nature=Service.ETUDE)
        .values_list("motif__code", flat=True)
        .distinct()
    )
    Demande.objects.bulk_create(
        Demande(
            nature=Service.ETUDE,
            caisse=scene.caisse,
            partenaire=scene.partenaire,
            auteur=scene.compte_technicien,
            cree_le=MIDI,
            modifiee_le=MIDI,
            saisie={"motif": codes[rang % len(codes)]},
        )
        for rang in range(depuis, depuis + nombre)
    )


def compter(navigateur: ClientDuPortail, adresse: str) -> int:
    """Count the queries of a page that was opened once already."""
    with time_machine.travel(timezone.now(), tick=False):
        navigateur.get(adresse)
        with CaptureQueriesContext(connection) as requetes:
            assert navigateur.get(adresse).status_code == 200
    return len(requetes)


@pytest.mark.exigence("UX-06", "DEM-20")
def test_l_accueil_coute_autant_pour_1_et_9_brouillons(scene: Scene, technicienne: ClientDuPortail) -> None:
    creer_brouillons(scene, 1, 0)
    un = compter(technicienne, "/")
    creer_brouillons(scene, 8, 1)
    assert compter(technicienne, "/") == un
    page = technicienne.get("/").content.decode()
    assert all(str(cle) in page for cle in Demande.objects.brouillons().values_list("cle", flat=True))


@pytest.mark.exigence("DEM-14")
def test_chaque_filtre_de_l_historique_coute_autant_pour_3_et_25_lignes(
    scene: Scene, technicienne: ClientDuPortail
) -> None:
    couts = []
    for nombre in (3, 22):
        semer(scene, nombre)
        couts.append({filtre: compter(technicienne, f"{HISTORIQUE}?{filtre}") for filtre in FILTRES})
    assert couts[0] == couts[1]


@pytest.mark.exigence("DEM-13", "DEM-14", "DEM-15", "DEM-18", "NOV-07")
def test_les_autres_listes_de_la_structure_coutent_autant_pour_3_et_25(
    scene: Scene, voisins: Scene, technicienne: ClientDuPortail
) -> None:
    rendez_vous = creer_demande(scene, Service.RENDEZ_VOUS)
    brouillon = creer_brouillon(scene, MIDI, **SAISIE)
    semer_la_personne(scene, 1)
    trouvees = technicienne.post(
        reverse("signalements:chercher_dans_l_historique"), {"texte": "Lemaire-Ozanne Binta"}
    )
    pages = [
        trouvees["Location"],
        reverse("signalements:orientations_recues"),
        reverse("signalements:permanences"),
        adresse("choisir_creneau", rendez_vous),
        reverse("signalements:remplir_etape", kwargs={"cle": brouillon.cle, "etape": "personne"}),
    ]
    couts = []
    for nombre in (3, 22):
        semer_la_personne(scene, nombre)
        garnir(scene, voisins.compte_agent, nombre)
        couts.append({page: compter(technicienne, page) for page in pages})
    assert couts[0] == couts[1]
    assert "déjà transmis 20 demandes de ce type" in texte(technicienne.get(pages[-1]))
