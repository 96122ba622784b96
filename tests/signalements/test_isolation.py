"""Row-level security, our own filters removed: nobody reads a foreign row, whatever the query (HAB-17)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, models, transaction

from espace_partenaires.comptes.acteur import Acteur
from signalements.models import (
    Consentement,
    Demande,
    DetailsMas,
    EvenementDemande,
    Message,
    NoteInterne,
    PieceDemande,
)
from signalements.services.consentements import joindre_formulaire
from signalements.services.echanges import ajouter_note, ecrire_message
from signalements.services.traitement import prendre_en_charge
from tests.factories.habilitations import (
    acteur_pour,
    creer_administrateur,
    creer_agent,
    creer_gestionnaire,
    creer_technicien,
)
from tests.factories.pieces import depot, pdf
from tests.factories.signalements import Scene, creer_brouillon, creer_transmise

EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]
PROTEGEES: tuple[type[models.Model], ...] = (
    Demande,
    EvenementDemande,
    DetailsMas,
    Consentement,
    Message,
    NoteInterne,
    PieceDemande,
)
pytestmark = pytest.mark.exigence("HAB-17")


@pytest.fixture
def pleine(scene: Scene) -> Scene:
    """A scene with at least one row in every protected table, and a draft."""
    brouillon = creer_brouillon(scene, nom="Lemaire")
    joindre_formulaire(acteur=scene.technicien, demande_id=brouillon.pk, fichier=depot(pdf()))
    demande = creer_transmise(scene)
    prendre_en_charge(acteur=scene.agent, demande_id=demande.pk)
    ecrire_message(acteur=scene.agent, demande_id=demande.pk, texte="Bonjour")
    ajouter_note(acteur=scene.agent, demande_id=demande.pk, texte="À rappeler")
    return scene


def compter() -> dict[str, int]:
    """Count every row that PostgreSQL lets through."""
    return {modele.__name__: modele._default_manager.all().count() for modele in PROTEGEES}


RIEN = {modele.__name__: 0 for modele in PROTEGEES}


def test_le_proprietaire_voit_chaque_table_remplie(pleine: Scene) -> None:
    assert min(compter().values()) >= 1


def test_nul_etranger_ne_lit_une_ligne(
    pleine: Scene, voisins: Scene, ailleurs: Scene, comme_web: EnTantQue
) -> None:
    etrangers: list[Acteur | None] = [
        None,
        voisins.technicien,
        ailleurs.technicien,
        ailleurs.agent,
        acteur_pour(creer_gestionnaire(pleine.partenaire)),
        acteur_pour(creer_agent("gestionnaire_conventions", "dpo", caisse=pleine.caisse)),
        acteur_pour(creer_administrateur()),
        # The same people, once the convention is over or the role withdrawn.
        replace(pleine.technicien, caisse_ids=frozenset()),
        replace(pleine.technicien, partenaire_id=None),
        replace(pleine.agent, roles=frozenset()),
        replace(pleine.agent, caisse_ids=frozenset()),
    ]
    for acteur in etrangers:
        with comme_web(acteur):
            assert compter() == RIEN, acteur


def test_un_collegue_lit_ce_qui_est_transmis_jamais_le_brouillon(pleine: Scene, comme_web: EnTantQue) -> None:
    collegue = acteur_pour(creer_technicien(pleine.partenaire))
    with comme_web(collegue):
        assert [d.etat for d in Demande.objects.all()] == ["prise_en_charge"]
        assert compter() == {
            **RIEN,
            "Demande": 1,
            "EvenementDemande": 2,
            "DetailsMas": 1,
            "Consentement": 1,
            "Message": 1,
        }
    with comme_web(pleine.technicien):
        assert compter() == {
            "Demande": 2,
            "EvenementDemande": 2,
            "DetailsMas": 1,
            "Consentement": 1,
            "Message": 1,
            "NoteInterne": 0,
            "PieceDemande": 1,
        }


def test_un_agent_lit_sa_caisse_brouillons_a_part(pleine: Scene, comme_web: EnTantQue) -> None:
    for role in ("instructeur", "superviseur"):
        acteur = acteur_pour(creer_agent(role, caisse=pleine.caisse))
        with comme_web(acteur):
            assert compter() == {
                **RIEN,
                "Demande": 1,
                "EvenementDemande": 2,
                "DetailsMas": 1,
                "Consentement": 1,
                "Message": 1,
                "NoteInterne": 1,
            }


def test_nul_ne_deplace_une_ligne_hors_de_sa_portee(
    pleine: Scene, voisins: Scene, comme_web: EnTantQue
) -> None:
    demande = Demande.objects.get(etat="prise_en_charge")
    for champs in ({"partenaire": voisins.partenaire.pk}, {"nom": "Vu"}):
        with comme_web(voisins.technicien):
            assert Demande.objects.filter(pk=demande.pk).update(**champs) == 0
    with (
        comme_web(pleine.technicien),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        Demande.objects.filter(pk=demande.pk).update(partenaire=voisins.partenaire.pk)


def test_un_fait_ne_se_change_ni_ne_s_efface(pleine: Scene, comme_web: EnTantQue) -> None:
    for ordre in (
        "UPDATE signalements_evenementdemande SET motif = 'x'",
        "DELETE FROM signalements_evenementdemande",
    ):
        with (
            comme_web(pleine.agent),
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as curseur,
        ):
            curseur.execute(ordre)
    assert EvenementDemande.objects.exclude(motif="").count() == 0


def test_la_regle_en_python_dit_la_meme_chose_que_la_base(
    pleine: Scene, voisins: Scene, ailleurs: Scene, comme_web: EnTantQue
) -> None:
    creer_transmise(voisins)
    creer_transmise(ailleurs)
    collegue = acteur_pour(creer_technicien(pleine.partenaire))
    for acteur in (
        pleine.technicien,
        collegue,
        pleine.agent,
        voisins.technicien,
        ailleurs.agent,
        ailleurs.technicien,
    ):
        attendu = set(Demande.objects.visibles_par(acteur).values_list("pk", flat=True))
        with comme_web(acteur):
            assert set(Demande.objects.values_list("pk", flat=True)) == attendu
        assert attendu
