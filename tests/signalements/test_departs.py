"""What a technicien who left had open goes to its structure (HAB-11)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from conventions.enums import Service
from conventions.models import Partenaire
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.pieces.models import PieceJointe
from habilitations.models import Habilitation
from habilitations.services.inactivations import inactiver_compte
from habilitations.services.reactivations import reactiver_compte
from signalements.models import Demande, PieceDemande
from signalements.services.brouillons import abandonner_brouillon
from signalements.services.consentements import joindre_formulaire, retirer_formulaire
from signalements.services.departs import REPRISE, adopter_brouillon, annoncer_depart, balayer_departs
from tests.factories.depots import creer_depot
from tests.factories.habilitations import acteur_pour, creer_gestionnaire, creer_technicien
from tests.factories.pieces import depot, pdf
from tests.factories.signalements import Scene, creer_brouillon, creer_transmise

pytestmark = pytest.mark.exigence("HAB-11")
EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]
MESSAGE = "signalements.sans_auteur"


def partenaire_de(scene: Scene) -> Partenaire:
    return scene.partenaire


def depart(scene: Scene) -> Habilitation:
    """Have a gestionnaire of the structure inactivate the technicien of the scene."""
    nadia = acteur_pour(creer_gestionnaire(partenaire_de(scene)))
    habilitation = Habilitation.objects.get(utilisateur=scene.technicien.utilisateur_id)
    inactiver_compte(acteur=nadia, cle=habilitation.cle, motif="depart")
    return Habilitation.objects.get(pk=habilitation.pk)


def collegue(scene: Scene) -> Acteur:
    return acteur_pour(creer_technicien(partenaire_de(scene)))


def test_un_collegue_reprend_le_brouillon_d_un_compte_termine(scene: Scene, comme_web: EnTantQue) -> None:
    brouillon, luc = creer_brouillon(scene, nom="Lemaire"), collegue(scene)
    joindre_formulaire(acteur=scene.technicien, demande_id=brouillon.pk, fichier=depot(pdf()))
    with comme_web(luc):
        assert not Demande.objects.filter(pk=brouillon.pk).exists(), "tant que l’auteur est actif, lui seul"
        with pytest.raises(HorsPortee):
            adopter_brouillon(acteur=luc, demande_id=brouillon.pk)
    depart(scene)
    instant = timezone.now() + timedelta(hours=1)
    with comme_web(luc):
        assert Demande.objects.visibles_par(luc).get(pk=brouillon.pk).saisie["nom"] == "Lemaire"
        adopter_brouillon(acteur=luc, demande_id=brouillon.pk, maintenant=instant)
    repris = Demande.objects.get(pk=brouillon.pk)
    assert (repris.auteur_id, repris.modifiee_le) == (luc.utilisateur_id, instant)
    entree = Evenement.objects.get(action="signalements.adopter_brouillon")
    assert entree.auteur_id == luc.utilisateur_id
    with comme_web(luc):
        # What the colleague had signed is the new author's to replace, or to take back.
        joindre_formulaire(acteur=luc, demande_id=brouillon.pk, fichier=depot(pdf()))
        retirer_formulaire(acteur=luc, demande_id=brouillon.pk, numero=2)
    assert set(PieceJointe.objects.values_list("etat", flat=True)) == {"effacee"}


@pytest.mark.exigence("DEM-20")
def test_un_brouillon_repris_s_efface_avec_les_fichiers_du_compte_parti(
    scene: Scene, comme_web: EnTantQue
) -> None:
    brouillon, luc = creer_depot(scene, Service.ETUDE), collegue(scene)
    fichiers = list(PieceDemande.objects.filter(demande=brouillon).values_list("piece_id", flat=True))
    assert fichiers
    depart(scene)
    with comme_web(luc):
        adopter_brouillon(acteur=luc, demande_id=brouillon.pk)
        abandonner_brouillon(acteur=luc, demande_id=brouillon.pk)
    assert not Demande.objects.filter(pk=brouillon.pk).exists()
    assert set(PieceJointe.objects.filter(pk__in=fichiers).values_list("etat", flat=True)) == {"effacee"}


def test_le_premier_qui_reprend_le_garde(scene: Scene, comme_web: EnTantQue) -> None:
    brouillon, luc, chloe = creer_brouillon(scene), collegue(scene), collegue(scene)
    habilitation = depart(scene)
    with comme_web(luc):
        adopter_brouillon(acteur=luc, demande_id=brouillon.pk)
        adopter_brouillon(acteur=luc, demande_id=brouillon.pk)
    with comme_web(chloe), pytest.raises(HorsPortee):
        adopter_brouillon(acteur=chloe, demande_id=brouillon.pk)
    nadia = acteur_pour(creer_gestionnaire(partenaire_de(scene)))
    reactiver_compte(acteur=nadia, cle=habilitation.cle)
    revenue = acteur_pour(Utilisateur.objects.get(pk=scene.technicien.utilisateur_id))
    with comme_web(revenue):
        assert not Demande.objects.filter(pk=brouillon.pk).exists()


@pytest.mark.exigence("HAB-17")
def test_personne_hors_de_la_structure_ne_le_voit(
    scene: Scene, voisins: Scene, ailleurs: Scene, comme_web: EnTantQue
) -> None:
    brouillon = creer_brouillon(scene)
    depart(scene)
    gestionnaire = acteur_pour(creer_gestionnaire(partenaire_de(scene)))
    for acteur in (voisins.technicien, ailleurs.technicien, scene.agent, gestionnaire):
        with comme_web(acteur):
            assert not Demande.objects.filter(pk=brouillon.pk).exists()
            with pytest.raises(HorsPortee):
                adopter_brouillon(acteur=acteur, demande_id=brouillon.pk)


def test_une_demande_transmise_ne_change_pas_d_auteur(scene: Scene, comme_web: EnTantQue) -> None:
    demande, luc = creer_transmise(scene), collegue(scene)
    depart(scene)
    with comme_web(luc), pytest.raises(RegleMetierRefusee) as refus:
        adopter_brouillon(acteur=luc, demande_id=demande.pk)
    assert refus.value.code == "deja_transmise"
    assert Demande.objects.get(pk=demande.pk).auteur_id == scene.technicien.utilisateur_id


def test_les_collegues_apprennent_une_fois_ce_qui_reste(scene: Scene) -> None:
    creer_transmise(scene)
    creer_brouillon(scene)
    creer_brouillon(scene)
    luc = collegue(scene)
    habilitation = depart(scene)
    assert annoncer_depart(habilitation_id=habilitation.pk) == 1
    annoncer_depart(habilitation_id=habilitation.pk)
    lu = Courriel.objects.get(message=MESSAGE)
    assert lu.destinataire_id == luc.utilisateur_id
    assert "Il laisse 1 demande en cours et 2 brouillons." in lu.texte
    assert reverse("signalements:historique") in lu.texte


def test_sans_rien_d_ouvert_ni_depart_personne_n_est_derange(scene: Scene) -> None:
    habilitation = Habilitation.objects.get(utilisateur=scene.technicien.utilisateur_id)
    collegue(scene)
    brouillon = creer_brouillon(scene)
    assert annoncer_depart(habilitation_id=habilitation.pk) == 0, "encore active"
    brouillon.delete()
    assert annoncer_depart(habilitation_id=depart(scene).pk) == 0
    assert not Courriel.objects.filter(message=MESSAGE).exists()


@pytest.mark.exigence("SEC-02")
def test_le_balayage_rattrape_un_reveil_perdu(
    scene: Scene, comme_taches: Callable[[], AbstractContextManager[None]]
) -> None:
    creer_brouillon(scene)
    collegue(scene)
    fin = depart(scene).inactivee_le
    assert fin is not None
    with comme_taches():
        balayer_departs(maintenant=fin + REPRISE + timedelta(minutes=1))
        assert not Courriel.objects.filter(message=MESSAGE).exists()
        balayer_departs(maintenant=fin + REPRISE)
        balayer_departs(maintenant=fin + REPRISE)
    assert Courriel.objects.filter(message=MESSAGE).count() == 1


@pytest.mark.exigence("UX-06")
def test_le_brouillon_a_reprendre_est_sur_l_accueil(scene: Scene, connecter: Callable[..., Any]) -> None:
    brouillon = creer_brouillon(scene, civilite="mme", prenom="Binta", nom="Lemaire")
    luc = Utilisateur.objects.get(pk=collegue(scene).utilisateur_id)
    depart(scene)
    navigateur = connecter(luc)
    accueil = navigateur.get(reverse("web:accueil")).content.decode()
    reprise = reverse("signalements:adopter_brouillon", args=[brouillon.cle])
    assert "Brouillons à reprendre" in accueil
    assert reprise in accueil
    assert accueil.count("csrfmiddlewaretoken") > 1
    assert "Lemaire" not in accueil
    suite = navigateur.post(reprise, follow=True).content.decode()
    assert "Ce brouillon est maintenant le vôtre." in suite
    assert "Lemaire" in suite
    assert "Brouillons à reprendre" not in navigateur.get(reverse("web:accueil")).content.decode()
    assert navigateur.post(reprise).status_code == 302
