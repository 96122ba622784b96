"""A password lost: a new link, from whoever manages the account (HAB-05)."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.contrib.auth import authenticate

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from habilitations.services.mots_de_passe import renvoyer_mot_de_passe
from tests.conftest import ClientDuPortail
from tests.factories.habilitations import (
    acteur_pour,
    creer_gestionnaire,
    creer_habilitation,
    creer_partenaire_lie,
    creer_technicien,
)

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("HAB-05")]
CommeWeb = Callable[[Acteur | None], AbstractContextManager[None]]
NOUVEAU = "la barque descend au matin"


def test_le_lien_change_le_mot_de_passe_et_ferme_les_sessions(
    comme_web: CommeWeb, client: ClientDuPortail, connecter: Callable[..., ClientDuPortail]
) -> None:
    partenaire = creer_partenaire_lie()
    gestionnaire, compte = creer_gestionnaire(partenaire), creer_technicien(partenaire)
    technicien = compte.habilitation
    ouverte = connecter(compte)
    ouverte.get("/mon-compte/")
    with comme_web(acteur_pour(gestionnaire)):
        renvoyer_mot_de_passe(acteur=acteur_pour(gestionnaire), cle=technicien.cle)
    lien = Courriel.objects.latest("pk").texte
    client.get("/activer/" + lien.split("/activer/")[1].split()[0])
    page = client.post("/activer/", {"mot_de_passe": NOUVEAU, "confirmation": NOUVEAU})
    assert compte.identifiant in page.content.decode()
    assert authenticate(username=compte.identifiant, password=NOUVEAU) == compte
    technicien.refresh_from_db()
    assert technicien.etat == "active"
    assert ouverte.get("/mon-compte/")["Location"].startswith("/connexion/")
    assert Evenement.objects.filter(action="habilitations.mot_de_passe_renvoye").count() == 1


def test_un_autre_gestionnaire_ne_le_peut_pas(comme_web: CommeWeb) -> None:
    voisin = acteur_pour(creer_gestionnaire(creer_partenaire_lie()))
    technicien = creer_technicien(creer_partenaire_lie()).habilitation
    with comme_web(voisin), pytest.raises(HorsPortee):
        renvoyer_mot_de_passe(acteur=voisin, cle=technicien.cle)
    assert not Courriel.objects.exists()


def test_un_compte_qui_n_est_pas_actif_n_en_recoit_pas(comme_web: CommeWeb) -> None:
    partenaire = creer_partenaire_lie()
    acteur = acteur_pour(creer_gestionnaire(partenaire))
    invitee = creer_habilitation(partenaire=partenaire, etat="invitee")
    with comme_web(acteur), pytest.raises(RegleMetierRefusee, match="compte actif"):
        renvoyer_mot_de_passe(acteur=acteur, cle=invitee.cle)
    assert not Courriel.objects.exists()
