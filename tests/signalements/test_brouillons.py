"""Drafts: opened, saved as typed, refused when stale, erased."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from psycopg import sql

from conventions.enums import Service
from conventions.models import ActivationService
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.pieces.enums import EtatPiece
from espace_partenaires.pieces.models import PieceJointe
from signalements.models import Demande, PieceDemande
from signalements.services.brouillons import (
    abandonner_brouillon,
    effacer_brouillons_anciens,
    enregistrer_saisie,
    ouvrir_brouillon,
)
from signalements.services.consentements import joindre_formulaire
from signalements.services.refus import Difference, SaisiePerimee, SaisieRefusee
from signalements.tasks import effacer_brouillons
from tests.factories.habilitations import acteur_pour, creer_gestionnaire, creer_technicien
from tests.factories.pieces import depot, pdf
from tests.factories.signalements import SAISIE, Scene, creer_brouillon, creer_transmise

MIDI = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
NIR = "1 85 05 78 006 084 91"
EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]


@pytest.mark.exigence("DEM-20", "ORG-04")
def test_un_technicien_ouvre_un_brouillon_quand_le_service_est_ouvert(
    scene: Scene, comme_web: EnTantQue
) -> None:
    with comme_web(scene.technicien):
        demande = ouvrir_brouillon(
            acteur=scene.technicien, caisse_id=scene.caisse.pk, nature=Service.SIGNALEMENT, maintenant=MIDI
        )
    assert (demande.etat, demande.partenaire_id, demande.auteur_id) == (
        "brouillon",
        scene.partenaire.pk,
        scene.compte_technicien.pk,
    )
    assert (demande.cree_le, demande.reference, demande.saisie) == (MIDI, None, {})


@pytest.mark.exigence("ORG-04")
@pytest.mark.parametrize("nature", list(Service))
def test_un_service_ferme_est_refuse_et_rien_n_est_ecrit(
    scene: Scene, comme_web: EnTantQue, nature: str
) -> None:
    # The history is open, and is still nothing that one asks for.
    ActivationService.objects.create(
        caisse=scene.caisse,
        partenaire=scene.partenaire,
        service=nature,
        ouvert=nature == Service.HISTORIQUE,
    )
    with comme_web(scene.technicien), pytest.raises(RegleMetierRefusee) as refus:
        ouvrir_brouillon(acteur=scene.technicien, caisse_id=scene.caisse.pk, nature=nature)
    assert refus.value.code == "service_ferme"
    assert not Demande.objects.exists()


@pytest.mark.exigence("HAB-01", "HAB-17")
def test_ni_agent_ni_gestionnaire_ni_caisse_etrangere(
    scene: Scene, ailleurs: Scene, comme_web: EnTantQue
) -> None:
    gestionnaire = acteur_pour(creer_gestionnaire(scene.partenaire))
    for acteur, caisse in (
        (scene.agent, scene.caisse),
        (gestionnaire, scene.caisse),
        (scene.technicien, ailleurs.caisse),
    ):
        with comme_web(acteur), pytest.raises(HorsPortee):
            ouvrir_brouillon(acteur=acteur, caisse_id=caisse.pk, nature=Service.SIGNALEMENT)
    assert not Demande.objects.exists()


@pytest.mark.exigence("UX-05", "DEM-20")
def test_ce_qui_est_tape_est_garde_tel_quel_et_s_ajoute(scene: Scene, comme_web: EnTantQue) -> None:
    with comme_web(scene.technicien):
        demande = creer_brouillon(scene, MIDI, nom="  lemaire ", date_naissance="31/02/19")
        demande = enregistrer_saisie(
            acteur=scene.technicien,
            demande_id=demande.pk,
            saisie={"cadres": ("droits",), "regime_general": True},
            version=demande.version,
            maintenant=MIDI + timedelta(minutes=2),
        )
    demande.refresh_from_db()
    assert demande.saisie == {
        "nom": "  lemaire ",
        "date_naissance": "31/02/19",
        "cadres": ["droits"],
        "regime_general": True,
    }
    assert (demande.version, demande.modifiee_le) == (2, MIDI + timedelta(minutes=2))
    assert (demande.nom, demande.date_naissance) == ("", None)


@pytest.mark.exigence("UX-05")
def test_un_enregistrement_perime_est_refuse_avec_les_deux_valeurs(
    scene: Scene, comme_web: EnTantQue
) -> None:
    with comme_web(scene.technicien):
        demande = creer_brouillon(scene, nom="Lemaire", prenom="Binta")
        with pytest.raises(SaisiePerimee) as refus:
            enregistrer_saisie(
                acteur=scene.technicien,
                demande_id=demande.pk,
                saisie={"nom": "Martin", "prenom": "Binta"},
                version=0,
            )
        # The same answers typed twice disagree about nothing.
        enregistrer_saisie(
            acteur=scene.technicien, demande_id=demande.pk, saisie={"nom": "Lemaire"}, version=0
        )
    assert refus.value.differences == (Difference("nom", "Martin", "Lemaire"),)
    assert refus.value.version == 1
    demande.refresh_from_db()
    assert (demande.saisie["nom"], demande.version) == ("Lemaire", 1)


@pytest.mark.exigence("DEM-02", "UX-05")
@pytest.mark.parametrize("champ", ["nom", "telephone", "courriel", "departement"])
def test_un_nir_n_est_jamais_garde_mais_le_reste_l_est(
    scene: Scene, comme_web: EnTantQue, champ: str
) -> None:
    with comme_web(scene.technicien):
        demande = creer_brouillon(scene, MIDI, **{champ: "avant"})
        with pytest.raises(SaisieRefusee) as refus:
            enregistrer_saisie(
                acteur=scene.technicien,
                demande_id=demande.pk,
                saisie={champ: f"voir {NIR}", "prenom": "Binta", "cadres": [NIR]},
                version=demande.version,
            )
    assert (refus.value.code, refus.value.champs, refus.value.version) == ("nir", (champ, "cadres"), 2)
    assert "85" not in refus.value.message
    demande.refresh_from_db()
    assert demande.saisie == {champ: "avant", "prenom": "Binta"}
    assert_aucun_nir_en_base()


def assert_aucun_nir_en_base() -> None:
    """Look for the digits in every table that a demande touches, the journal included."""
    chiffres = NIR.replace(" ", "")
    tables = ["signalements_demande", "signalements_message", "signalements_noteinterne", "journal_evenement"]
    with connection.cursor() as curseur:
        for table in tables:
            curseur.execute(
                sql.SQL(
                    "SELECT count(*) FROM {} t WHERE regexp_replace(t::text, '[^0-9]', '', 'g') LIKE %s"
                ).format(sql.Identifier(table)),
                [f"%{chiffres}%"],
            )
            assert curseur.fetchone() == (0,), table


@pytest.mark.exigence("DEM-02")
def test_le_journal_dit_quel_champ_sans_le_contenu(scene: Scene, comme_web: EnTantQue) -> None:
    with comme_web(scene.technicien):
        demande = creer_brouillon(scene)
        with pytest.raises(SaisieRefusee):
            enregistrer_saisie(acteur=scene.technicien, demande_id=demande.pk, saisie={"nom": NIR}, version=0)
    assert Evenement.objects.get(action="signalements.refuser_nir").details == {"champs": ["nom"]}


@pytest.mark.exigence("UX-05")
@pytest.mark.parametrize(
    "intrus",
    [
        {"inconnu": "x"},
        {"nom": ["x"]},
        {"cadres": "droits"},
        {"nom": "x\x00"},
        {"nom": "x" * 300},
        {"accord_suivi": 1},
    ],
)
def test_ce_qui_n_a_pas_la_forme_attendue_est_ecarte(
    scene: Scene, comme_web: EnTantQue, intrus: dict[str, object]
) -> None:
    with comme_web(scene.technicien):
        demande = creer_brouillon(scene)
        with pytest.raises(SaisieRefusee) as refus:
            enregistrer_saisie(
                acteur=scene.technicien,
                demande_id=demande.pk,
                saisie={**intrus, "prenom": "Binta"},
                version=0,
            )
    demande.refresh_from_db()
    assert (refus.value.code, demande.saisie) == ("saisie_invalide", {"prenom": "Binta"})


@pytest.mark.exigence("DEM-20", "HAB-17")
def test_un_brouillon_n_est_qu_a_son_auteur(
    scene: Scene, voisins: Scene, ailleurs: Scene, comme_web: EnTantQue
) -> None:
    demande = creer_brouillon(scene, nom="Lemaire")
    collegue = acteur_pour(creer_technicien(scene.partenaire))
    for acteur in (collegue, voisins.technicien, ailleurs.technicien, scene.agent):
        with comme_web(acteur):
            assert not Demande.objects.visibles_par(acteur).filter(pk=demande.pk).exists()
            assert not Demande.objects.filter(pk=demande.pk).exists()
            with pytest.raises(HorsPortee):
                enregistrer_saisie(acteur=acteur, demande_id=demande.pk, saisie={"nom": "x"}, version=1)
            with pytest.raises(HorsPortee):
                abandonner_brouillon(acteur=acteur, demande_id=demande.pk)
    assert Demande.objects.get(pk=demande.pk).saisie == {"nom": "Lemaire"}


@pytest.mark.exigence("DEM-20")
def test_une_demande_transmise_ne_s_edite_ni_ne_s_abandonne(scene: Scene, comme_web: EnTantQue) -> None:
    with comme_web(scene.technicien):
        demande = creer_transmise(scene)
        for geste in (
            lambda: enregistrer_saisie(
                acteur=scene.technicien, demande_id=demande.pk, saisie=SAISIE, version=9
            ),
            lambda: abandonner_brouillon(acteur=scene.technicien, demande_id=demande.pk),
        ):
            with pytest.raises(RegleMetierRefusee) as refus:
                geste()
            assert refus.value.code == "deja_transmise"
    demande.refresh_from_db()
    assert demande.saisie == {}


@pytest.mark.exigence("DEM-20")
def test_abandonner_efface_le_brouillon_et_son_fichier(scene: Scene, comme_web: EnTantQue) -> None:
    with comme_web(scene.technicien):
        demande = creer_brouillon(scene, nom="Lemaire")
        joindre_formulaire(acteur=scene.technicien, demande_id=demande.pk, fichier=depot(pdf()))
        abandonner_brouillon(acteur=scene.technicien, demande_id=demande.pk)
    assert not Demande.objects.exists()
    assert not PieceDemande.objects.exists()
    assert [piece.etat for piece in PieceJointe.objects.all()] == [EtatPiece.EFFACEE]


@pytest.mark.exigence("DEM-20")
def test_trente_jours_sans_y_toucher(
    scene: Scene, comme_taches: Callable[[], AbstractContextManager[None]]
) -> None:
    vieux = creer_brouillon(scene, MIDI - timedelta(days=30, seconds=1), nom="Ancien")
    recent = creer_brouillon(scene, MIDI - timedelta(days=30), nom="Récent")
    transmise = creer_transmise(scene, MIDI - timedelta(days=90))
    with comme_taches():
        assert effacer_brouillons_anciens(maintenant=MIDI) == 1
        assert effacer_brouillons_anciens(maintenant=MIDI) == 0
    assert set(Demande.objects.values_list("pk", flat=True)) == {recent.pk, transmise.pk}
    trace = Evenement.objects.get(action="signalements.effacer_brouillon")
    assert (trace.objet_id, trace.details) == (vieux.pk, {})


@pytest.mark.exigence("DEM-20")
def test_la_tache_porte_le_nom_du_calendrier(
    scene: Scene, comme_taches: Callable[[], AbstractContextManager[None]]
) -> None:
    assert effacer_brouillons.name == "signalements.effacer_brouillons"
    creer_brouillon(scene, MIDI - timedelta(days=60))
    with comme_taches():
        assert effacer_brouillons() == 1
