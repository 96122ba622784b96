"""The caisse habilitates a gestionnaire (HAB-01, HAB-02, HAB-03, HAB-08)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from conventions.models import Partenaire
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from habilitations.models import ExceptionCourriel, Habilitation
from habilitations.services.exceptions import accepter_courriel
from habilitations.services.gestionnaires import habiliter_gestionnaire
from tests.factories.conventions import creer_caisse, creer_partenaire, mettre_fin, relier
from tests.factories.habilitations import (
    acteur_pour,
    creer_agent,
    creer_gestionnaire,
    creer_habilitation,
    creer_partenaire_lie,
)

pytestmark = pytest.mark.django_db
CommeWeb = Callable[[Acteur], AbstractContextManager[None]]
PERSONNE: dict[str, Any] = {
    "civilite": "mme",
    "nom": "Roche",
    "prenom": "Nadia",
    "fonction": "responsable du pôle social",
    "courriel": "nadia.roche@valmont.example",
    "telephone": "04 00 00 00 02",
}


def habiliter(acteur: Acteur, partenaire: Partenaire, **changements: Any) -> Habilitation:
    return habiliter_gestionnaire(acteur=acteur, partenaire_id=partenaire.pk, **{**PERSONNE, **changements})


@pytest.fixture
def agent() -> Acteur:
    return acteur_pour(creer_agent("gestionnaire_conventions"))


@pytest.mark.exigence("HAB-01", "HAB-02", "HAB-05")
def test_la_caisse_habilite_et_la_personne_est_invitee(comme_web: CommeWeb, agent: Acteur) -> None:
    partenaire = creer_partenaire_lie()
    with comme_web(agent):
        habilitation = habiliter(agent, partenaire)
    assert (habilitation.profil, habilitation.etat) == ("gestionnaire", "invitee")
    assert habilitation.utilisateur.identifiant == f"g-{partenaire.numero}-nroche"
    assert habilitation.auteur_id == agent.utilisateur_id
    courriel = Courriel.objects.get()
    assert courriel.objet == "Votre compte gestionnaire sur l’Espace Partenaires"
    entree = Evenement.objects.get(action="habilitations.gestionnaire_habilite")
    assert (entree.caisse_id, entree.partenaire_id) == (min(agent.caisse_ids), partenaire.pk)


@pytest.mark.exigence("HAB-02", "HAB-17")
@pytest.mark.parametrize(
    "qui", ["instructeur", "superviseur", "dpo", "autre_caisse", "gestionnaire", "sans_role"]
)
def test_personne_d_autre_n_habilite(qui: str, comme_web: CommeWeb) -> None:
    partenaire = creer_partenaire_lie()
    comptes: dict[str, Callable[[], Utilisateur]] = {
        "autre_caisse": lambda: creer_agent("gestionnaire_conventions", caisse=creer_caisse("381")),
        "gestionnaire": lambda: creer_gestionnaire(partenaire),
        "sans_role": creer_agent,
    }
    acteur = acteur_pour(comptes.get(qui, lambda: creer_agent(qui))())
    avant = Habilitation.objects.count()
    with comme_web(acteur), pytest.raises(HorsPortee):
        habiliter(acteur, partenaire)
    assert Habilitation.objects.count() == avant


@pytest.mark.exigence("HAB-02", "CONV-20")
def test_pas_avant_que_la_convention_d_utilisation_soit_en_vigueur(
    comme_web: CommeWeb, agent: Acteur
) -> None:
    partenaire = creer_partenaire()
    mettre_fin(relier(creer_caisse(), partenaire), timezone.localdate() - timedelta(days=1))
    with comme_web(agent), pytest.raises(RegleMetierRefusee) as refus:
        habiliter(agent, partenaire)
    assert refus.value.code == "sans_convention"
    assert not Utilisateur.objects.filter(nom="Roche").exists()


@pytest.mark.exigence("HAB-02")
def test_la_convention_d_une_autre_caisse_ne_suffit_pas(comme_web: CommeWeb, agent: Acteur) -> None:
    partenaire = creer_partenaire()
    relier(creer_caisse("381"), partenaire)
    mettre_fin(relier(creer_caisse(), partenaire), timezone.localdate() - timedelta(days=1))
    with comme_web(agent), pytest.raises(RegleMetierRefusee) as refus:
        habiliter(agent, partenaire)
    assert refus.value.code == "sans_convention"


@pytest.mark.exigence("HAB-03")
def test_le_plus_grand_effectif_compte_meme_declare_a_une_autre_caisse(
    comme_web: CommeWeb, agent: Acteur
) -> None:
    partenaire = creer_partenaire()
    relier(creer_caisse(), partenaire, effectif=5)
    relier(creer_caisse("381"), partenaire, effectif=40)
    for _ in range(4):
        creer_habilitation(partenaire, "gestionnaire")
    with comme_web(agent):
        habiliter(agent, partenaire)
        with pytest.raises(RegleMetierRefusee) as refus:
            habiliter(agent, partenaire, courriel="autre@valmont.example")
    assert refus.value.code == "quota_atteint"
    assert "5 places de gestionnaire" in refus.value.message


@pytest.mark.exigence("HAB-08")
def test_une_adresse_hors_domaine_est_acceptee_avec_une_raison_conservee(
    comme_web: CommeWeb, agent: Acteur
) -> None:
    partenaire = creer_partenaire_lie()
    ailleurs = "nadia.roche@metropole.example"
    with comme_web(agent):
        with pytest.raises(RegleMetierRefusee) as refus:
            habiliter(agent, partenaire, courriel=ailleurs)
        habilitation = habiliter(
            agent, partenaire, courriel=ailleurs, exception_domaine="Mise à disposition par la métropole"
        )
        sans_objet = habiliter(agent, partenaire, exception_domaine="Écrite pour rien")
    assert refus.value.code == "courriel_hors_domaine"
    assert habilitation.exception_domaine == "Mise à disposition par la métropole"
    assert sans_objet.exception_domaine == ""
    assert Evenement.objects.filter(action="habilitations.exception_domaine").count() == 1


@pytest.mark.exigence("HAB-08")
def test_la_caisse_accepte_une_adresse_pour_un_technicien_a_venir(comme_web: CommeWeb, agent: Acteur) -> None:
    partenaire = creer_partenaire_lie()
    adresse: dict[str, Any] = {"courriel": "luc@metropole.example", "motif": "Mis à disposition"}
    with comme_web(agent):
        accepter_courriel(acteur=agent, partenaire_id=partenaire.pk, **adresse)
        with pytest.raises(RegleMetierRefusee) as refus:
            accepter_courriel(acteur=agent, partenaire_id=partenaire.pk, **adresse)
    assert refus.value.code == "courriel_deja_accepte"
    exception = ExceptionCourriel.objects.get()
    assert (exception.auteur_id, exception.motif) == (agent.utilisateur_id, "Mis à disposition")


@pytest.mark.exigence("HAB-08", "HAB-17")
def test_un_gestionnaire_n_accepte_pas_lui_meme_une_adresse(comme_web: CommeWeb) -> None:
    partenaire = creer_partenaire_lie()
    acteur = acteur_pour(creer_gestionnaire(partenaire))
    with comme_web(acteur), pytest.raises(HorsPortee):
        accepter_courriel(acteur=acteur, partenaire_id=partenaire.pk, courriel="a@b.example", motif="m")
    assert not ExceptionCourriel.objects.exists()
