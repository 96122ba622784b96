"""Permanences: opened, booked, cancelled, erased; one slot, one person (DEM-13)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from unittest.mock import Mock

import pytest
import time_machine
from django.db import ProgrammingError

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from signalements.models import Creneau, EvenementDemande, Permanence, RendezVous
from signalements.selectors import horloge_de
from signalements.selectors.rejeu import ecart
from signalements.selectors.rendez_vous import creneaux_libres, partenaires_en_vigueur, permanences_visibles
from signalements.services import permanences
from signalements.services.permanences import annuler_permanence, effacer_permanences_anciennes
from signalements.services.rappels import rappeler_rendez_vous
from signalements.services.rendez_vous_reponses import annuler_rendez_vous, demander_autre_date
from signalements.services.reservations import reserver_creneau
from tests.factories.signalements import Scene, creer_scene
from tests.signalements.rendez_vous.outils import LUNDI, demander, ouvrir, premier_creneau, proposer_a

EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]
PLUS_TARD = LUNDI + timedelta(hours=1)


@pytest.mark.exigence("DEM-13", "DEM-09")
def test_un_creneau_reserve_tient_le_delai(scene: Scene, comme_web: EnTantQue) -> None:
    with comme_web(scene.agent):
        (permanence,) = ouvrir(scene)
    demande, creneau = demander(scene), premier_creneau(permanence)
    with comme_web(scene.technicien):
        assert [c.pk for c in creneaux_libres(scene.technicien, scene.caisse.pk, LUNDI)][:1] == [creneau.pk]
        rendez_vous = reserver_creneau(
            acteur=scene.technicien, demande_id=demande.pk, creneau_id=creneau.pk, maintenant=PLUS_TARD
        )
        encore = reserver_creneau(
            acteur=scene.technicien, demande_id=demande.pk, creneau_id=creneau.pk, maintenant=PLUS_TARD
        )
        assert creneaux_libres(scene.technicien, scene.caisse.pk, LUNDI).count() == 5
    demande.refresh_from_db()
    assert encore.pk == rendez_vous.pk
    assert (rendez_vous.etat, rendez_vous.lieu, rendez_vous.agent_id) == (
        "confirme",
        "Mairie annexe, salle 2",
        scene.compte_agent.pk,
    )
    assert (demande.etat, horloge_de(demande, PLUS_TARD).arretee_le, ecart(demande)) == (
        "en_instruction",
        PLUS_TARD,
        None,
    )
    courriel = Courriel.objects.get(message="signalements.creneau_reserve")
    assert (
        courriel.destinataire_id,
        "jeudi 3 décembre 2026 à 14 h 00" in courriel.texte.replace("\xa0", " "),
    ) == (
        scene.compte_agent.pk,
        True,
    )


@pytest.mark.exigence("DEM-13")
def test_un_creneau_change_ou_annule_est_de_nouveau_libre(scene: Scene, comme_web: EnTantQue) -> None:
    with comme_web(scene.agent):
        (permanence,) = ouvrir(scene)
    premier, second = Creneau.objects.filter(permanence=permanence).order_by("debut")[:2]
    demande = demander(scene)
    with comme_web(scene.technicien):
        un = reserver_creneau(
            acteur=scene.technicien, demande_id=demande.pk, creneau_id=premier.pk, maintenant=PLUS_TARD
        )
        deux = reserver_creneau(
            acteur=scene.technicien,
            demande_id=demande.pk,
            creneau_id=second.pk,
            maintenant=PLUS_TARD + timedelta(minutes=5),
        )
        libres = {c.pk for c in creneaux_libres(scene.technicien, None, LUNDI)}
        assert premier.pk in libres
        assert second.pk not in libres
        annuler_rendez_vous(acteur=scene.technicien, rendez_vous_id=deux.pk, raison="personne_indisponible")
        assert creneaux_libres(scene.technicien, None, LUNDI).count() == 6
    un.refresh_from_db()
    assert (un.etat, deux.remplace_id, deux.sequence) == ("deplace", un.pk, 2)


@pytest.mark.exigence("DEM-13")
def test_le_second_est_refuse_avec_une_phrase(scene: Scene, comme_web: EnTantQue) -> None:
    with comme_web(scene.agent):
        (permanence,) = ouvrir(scene)
    creneau, une, autre = premier_creneau(permanence), demander(scene), demander(scene)
    with comme_web(scene.technicien):
        reserver_creneau(
            acteur=scene.technicien, demande_id=une.pk, creneau_id=creneau.pk, maintenant=PLUS_TARD
        )
        with pytest.raises(RegleMetierRefusee) as refus:
            reserver_creneau(
                acteur=scene.technicien, demande_id=autre.pk, creneau_id=creneau.pk, maintenant=PLUS_TARD
            )
        with pytest.raises(RegleMetierRefusee) as passe:
            reserver_creneau(
                acteur=scene.technicien, demande_id=autre.pk, creneau_id=creneau.pk, maintenant=creneau.debut
            )
    assert (refus.value.code, passe.value.code) == ("creneau_pris", "creneau_passe")
    assert "vient d’être pris" in refus.value.message
    assert not EvenementDemande.objects.filter(demande=autre, nature="rendez_vous_confirme").exists()


@pytest.mark.exigence("DEM-13", "UX-07")
def test_annuler_une_permanence_previent_ceux_qui_y_ont_reserve(
    scene: Scene, comme_web: EnTantQue, monkeypatch: pytest.MonkeyPatch
) -> None:
    with comme_web(scene.agent):
        premiere, seconde = ouvrir(scene, jusqu_au=date(2026, 12, 10))
    demandes = [demander(scene), demander(scene)]
    creneaux = [premier_creneau(premiere), premier_creneau(seconde)]
    with comme_web(scene.technicien):
        for demande, creneau in zip(demandes, creneaux, strict=True):
            reserver_creneau(
                acteur=scene.technicien, demande_id=demande.pk, creneau_id=creneau.pk, maintenant=PLUS_TARD
            )
    with comme_web(scene.agent):
        with pytest.raises(RegleMetierRefusee) as sans_raison:
            annuler_permanence(acteur=scene.agent, permanence_id=premiere.pk, raison="humeur")
        with monkeypatch.context() as panne, pytest.raises(ProgrammingError):
            # Only a lock that another booking holds is said to be one: a fault of ours shows as itself.
            panne.setattr(permanences, "_demandes_prises", Mock(side_effect=[{}, ProgrammingError]))
            annuler_permanence(acteur=scene.agent, permanence_id=premiere.pk, raison="erreur")
        nombre = annuler_permanence(
            acteur=scene.agent, permanence_id=premiere.pk, raison="agent_indisponible", maintenant=PLUS_TARD
        )
        with pytest.raises(RegleMetierRefusee) as deux_fois:
            annuler_permanence(acteur=scene.agent, permanence_id=premiere.pk, raison="erreur")
        # The agent's hours are free again.
        proposer_a(scene, demandes[0], creneaux[0].debut, PLUS_TARD)
    assert (nombre, sans_raison.value.code, deux_fois.value.code) == (1, "raison", "deja_annulee")
    assert [r.etat for r in RendezVous.objects.order_by("pk")] == ["annule", "confirme", "propose"]
    assert Courriel.objects.get(message="signalements.permanence_annulee").destinataire_id == (
        scene.compte_technicien.pk
    )
    assert EvenementDemande.objects.get(nature="rendez_vous_annule").demande_id == demandes[0].pk
    with comme_web(scene.technicien), pytest.raises(RegleMetierRefusee) as annulee:
        reserver_creneau(
            acteur=scene.technicien,
            demande_id=demandes[1].pk,
            creneau_id=creneaux[0].pk,
            maintenant=PLUS_TARD,
        )
    assert annulee.value.code == "permanence_annulee"


@pytest.mark.exigence("DEM-13")
def test_une_permanence_ne_prend_pas_les_heures_donnees(scene: Scene, comme_web: EnTantQue) -> None:
    demande = demander(scene)
    with comme_web(scene.agent):
        proposer_a(scene, demande, datetime(2026, 12, 10, 14, tzinfo=UTC))
        with pytest.raises(RegleMetierRefusee) as refus:
            ouvrir(scene, jusqu_au=date(2026, 12, 10))
        assert not Permanence.objects.exists()
        ouvrir(scene)
        with pytest.raises(RegleMetierRefusee) as encore:
            ouvrir(scene)
    assert (refus.value.code, encore.value.code) == ("agent_pris", "agent_pris")
    assert "jeudi 10 décembre 2026" in refus.value.message.replace("\xa0", " ")


@pytest.mark.exigence("HAB-17", "DEM-13")
def test_les_permanences_d_ailleurs_n_existent_pas(scene: Scene, comme_web: EnTantQue) -> None:
    voisins, ailleurs = creer_scene(), creer_scene("381")
    with comme_web(voisins.agent):
        (chez_les_voisins,) = ouvrir(voisins)
    creneau, demande = premier_creneau(chez_les_voisins), demander(scene)
    for intrus in (scene.technicien, ailleurs.technicien, ailleurs.agent):
        with comme_web(intrus):
            assert not permanences_visibles(intrus).exists()
            assert not creneaux_libres(intrus, None, LUNDI).exists()
            assert not Creneau.objects.exists(), "the policy says the same as the query"
    with comme_web(scene.technicien), pytest.raises(HorsPortee):
        reserver_creneau(
            acteur=scene.technicien, demande_id=demande.pk, creneau_id=creneau.pk, maintenant=PLUS_TARD
        )
    for intrus in (ailleurs.agent, voisins.technicien):
        with comme_web(intrus), pytest.raises(HorsPortee):
            annuler_permanence(acteur=intrus, permanence_id=chez_les_voisins.pk, raison="humeur")
    with comme_web(scene.agent), pytest.raises(RegleMetierRefusee) as sans_convention:
        ouvrir(replace(scene, partenaire=ailleurs.partenaire))
    assert sans_convention.value.code == "partenaire"
    with comme_web(scene.agent):
        connus = [cle for cle, _ in partenaires_en_vigueur(scene.caisse.pk, LUNDI)]
    assert set(connus) == {scene.partenaire.pk, voisins.partenaire.pk}


@pytest.mark.exigence("DEM-13", "UX-07")
def test_le_rappel_part_une_fois(
    scene: Scene, comme_web: EnTantQue, comme_taches: Callable[[], AbstractContextManager[None]]
) -> None:
    with comme_web(scene.agent):
        (permanence,) = ouvrir(scene)
    confirme, decline = demander(scene), demander(scene)
    creneaux = Creneau.objects.filter(permanence=permanence).order_by("debut")[:2]
    with comme_web(scene.technicien):
        for demande, creneau in zip((confirme, decline), creneaux, strict=True):
            rendez_vous = reserver_creneau(
                acteur=scene.technicien, demande_id=demande.pk, creneau_id=creneau.pk, maintenant=PLUS_TARD
            )
        demander_autre_date(
            acteur=scene.technicien, rendez_vous_id=rendez_vous.pk, demi_journees=["lundi_matin"]
        )
    veille = datetime(2026, 12, 2, 7, 24, tzinfo=UTC)
    dits = []
    for heures in (-1, 0, 1):
        with comme_taches(), time_machine.travel(veille + timedelta(hours=heures), tick=False):
            dits.append(rappeler_rendez_vous())
    assert dits == [0, 1, 0]
    courriel = Courriel.objects.get(message="signalements.rendez_vous_rappel")
    assert str(confirme.reference) in courriel.objet
    assert "demain, le jeudi 3 décembre 2026 à 14 h 00" in courriel.texte.replace("\xa0", " ")


@pytest.mark.exigence("RGPD-01", "DEM-13")
def test_une_permanence_s_efface_dix_huit_mois_apres(
    scene: Scene, comme_web: EnTantQue, comme_taches: Callable[[], AbstractContextManager[None]]
) -> None:
    with comme_web(scene.agent):
        (permanence,) = ouvrir(scene)
    demande = demander(scene)
    with comme_web(scene.technicien):
        rendez_vous = reserver_creneau(
            acteur=scene.technicien,
            demande_id=demande.pk,
            creneau_id=premier_creneau(permanence).pk,
            maintenant=PLUS_TARD,
        )
    with comme_taches():
        assert effacer_permanences_anciennes(maintenant=datetime(2028, 6, 3, 23, tzinfo=UTC)) == 0
        assert effacer_permanences_anciennes(maintenant=datetime(2028, 6, 4, 1, tzinfo=UTC)) == 1
        assert effacer_permanences_anciennes(maintenant=datetime(2028, 6, 5, tzinfo=UTC)) == 0
    rendez_vous.refresh_from_db()
    assert (Creneau.objects.exists(), rendez_vous.creneau_id, rendez_vous.etat) == (False, None, "confirme")
    assert Evenement.objects.filter(action="signalements.effacer_permanence").count() == 1
