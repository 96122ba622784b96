"""Without the person's agreement, nothing tells the partner how it goes at the caisse (DEM-23)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from conventions.enums import Service
from espace_partenaires.notifications.models import Courriel
from signalements.enums import NatureFait
from signalements.selectors.suivi import histoire_de
from signalements.services.decisions import terminer
from signalements.services.instruction import instruire
from signalements.services.rendez_vous import constater
from tests.conftest import ClientDuPortail
from tests.factories.comptes import MOT_DE_PASSE
from tests.factories.demandes import creer_demande
from tests.factories.signalements import Scene
from tests.signalements.rendez_vous.outils import JEUDI, LUNDI, demander, proposer_a

pytestmark = pytest.mark.exigence("DEM-23")
Connecter = Callable[..., ClientDuPortail]


def exporter(technicienne: ClientDuPortail) -> str:
    """Take the whole history away, the password typed again."""
    technicienne.post(reverse("account_reauthenticate"), {"password": MOT_DE_PASSE})
    return technicienne.get("/historique/export/csv/").content.decode()


@pytest.mark.parametrize("tenu", [True, False])
def test_l_issue_du_rendez_vous_ne_se_lit_nulle_part(
    scene: Scene, connecter: Connecter, *, tenu: bool
) -> None:
    demande = demander(scene, accord_suivi=False)
    rendez_vous = proposer_a(scene, demande, fixe=True)
    apres = JEUDI + timedelta(hours=2)
    constater(acteur=scene.agent, rendez_vous_id=rendez_vous.pk, tenu=tenu, maintenant=apres)
    issues = {NatureFait.RENDEZ_VOUS_TENU, NatureFait.RENDEZ_VOUS_MANQUE}
    with time_machine.travel(apres + timedelta(hours=1), tick=False):
        technicienne = connecter(scene.compte_technicien)
        demande.refresh_from_db()
        assert not {element.nature for element in histoire_de(scene.technicien, demande)} & issues
        for adresse in (f"/demandes/{demande.cle}/", "/historique/", "/"):
            page = technicienne.get(adresse).content.decode()
            for mots in ("a eu lieu", "manqué", "absent", "n’est pas venue", "décide de la suite"):
                assert mots not in page, f"{adresse} : {mots}"


@pytest.mark.parametrize("nature", [Service.CONTACT, Service.DOCUMENT])
def test_l_instruction_ne_se_devine_ni_par_un_filtre_ni_par_l_export(
    scene: Scene, connecter: Connecter, nature: str
) -> None:
    tue = creer_demande(scene, nature, LUNDI, accord_suivi=False)
    dite = creer_demande(scene, nature, LUNDI)
    for demande in (tue, dite):
        instruire(acteur=scene.agent, demande_id=demande.pk, maintenant=LUNDI + timedelta(hours=1))
    with time_machine.travel(LUNDI + timedelta(hours=2), tick=False):
        technicienne = connecter(scene.compte_technicien)
        en_instruction = technicienne.get("/historique/?etat=en-instruction").content.decode()
        export = exporter(technicienne)
        page = technicienne.get(f"/demandes/{tue.cle}/").content.decode()
    assert str(dite.reference) in en_instruction
    assert str(tue.reference) not in en_instruction
    (ligne,) = [ligne for ligne in export.splitlines() if str(tue.reference) in ligne]
    for texte in (ligne, page):
        assert "n instruction" not in texte
    assert not Courriel.objects.filter(
        message="signalements.en_instruction", lien__contains=str(tue.cle)
    ).exists()


def test_les_decisions_restent_a_la_caisse(scene: Scene, connecter: Connecter) -> None:
    etude = creer_demande(scene, Service.DOCUMENT, LUNDI, accord_suivi=False)
    instruire(acteur=scene.agent, demande_id=etude.pk, maintenant=LUNDI + timedelta(hours=1))
    terminer(
        acteur=scene.agent,
        demande_id=etude.pk,
        decisions=[("puma", "refus")],
        remise="adresse",
        maintenant=LUNDI + timedelta(hours=2),
    )
    with time_machine.travel(LUNDI + timedelta(hours=3), tick=False):
        technicienne = connecter(scene.compte_technicien)
        page = technicienne.get(f"/demandes/{etude.cle}/").content.decode()
        export = exporter(technicienne)
    assert str(etude.reference) in export
    for texte in (page, export):
        assert "Protection universelle" not in texte
    dit = Courriel.objects.filter(message="signalements.cloture").values_list("texte", flat=True)
    assert all("refus" not in texte.lower() for texte in dit)
