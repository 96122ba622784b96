"""The thread of the référents: who writes, what is refused, who is told (CONV-19)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import uuid4

import pytest
import time_machine

from conventions.enums import EtatConvention
from conventions.models import Convention, MessageConvention
from conventions.services.fil import LONGUEUR_MESSAGE, ecrire_message
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from tests.conventions.animation.conftest import Scene
from tests.factories.conventions import creer_caisse, creer_convention, creer_partenaire, relier
from tests.factories.habilitations import creer_agent, creer_gestionnaire, creer_technicien

Web = Callable[[Acteur | None], AbstractContextManager[None]]
Boite = Callable[[str], list[Courriel]]


def ecrire(scene: Scene, acteur: Acteur, texte: str = "Bonjour à tous.") -> MessageConvention:
    """Write from a page just opened."""
    return ecrire_message(acteur=acteur, convention=scene.convention, texte=texte, jeton=uuid4())


@pytest.mark.exigence("CONV-19")
def test_un_referent_ecrit_au_nom_de_sa_partie(scene: Scene, comme_web: Web) -> None:
    scene.referent(scene.de_valmont, "nadia@valmont.example", utilisateur=scene.nadia)
    acteur = scene.acteur(scene.nadia)
    with comme_web(acteur):
        message = ecrire(scene, acteur, "  Le comité se prépare.\r\nÀ bientôt.  ")
    assert (message.signature, message.partie) == ("Nadia Roche", scene.de_valmont)
    assert message.texte == "Le comité se prépare.\nÀ bientôt."
    assert Evenement.objects.get(action="conventions.ecrire_message").details == {}
    with comme_web(scene.acteur(scene.omar)):
        assert MessageConvention.objects.get().texte == message.texte


@pytest.mark.exigence("CONV-19")
@pytest.mark.parametrize("role", ["gestionnaire_conventions", "superviseur"])
def test_la_caisse_ecrit_par_ceux_qui_animent(scene: Scene, comme_web: Web, role: str) -> None:
    acteur = scene.acteur(creer_agent(role))
    with comme_web(acteur):
        assert ecrire(scene, acteur).partie == scene.de_la_caisse


@pytest.mark.exigence("CONV-19", "HAB-17")
@pytest.mark.parametrize(
    "qui", ["instructeur", "dpo", "technicien", "gestionnaire_non_referent", "autre_caisse"]
)
def test_les_autres_n_ecrivent_pas(scene: Scene, qui: str) -> None:
    comptes = {
        "technicien": lambda: creer_technicien(scene.valmont),
        "gestionnaire_non_referent": lambda: scene.nadia,
        "autre_caisse": lambda: creer_agent("gestionnaire_conventions", caisse=creer_caisse("011")),
    }
    compte = comptes.get(qui, lambda: creer_agent(qui))()
    with pytest.raises(HorsPortee):
        ecrire(scene, scene.acteur(compte))
    assert not MessageConvention.objects.exists()


@pytest.mark.exigence("CONV-19", "HAB-17")
def test_ni_un_etranger_ni_un_technicien_ne_lisent(scene: Scene, comme_web: Web) -> None:
    ecrire(scene, scene.acteur(scene.agent))
    etranger = creer_partenaire("CCAS de Bourg")
    relier(scene.caisse, etranger)
    for compte in (creer_gestionnaire(etranger), creer_technicien(scene.valmont)):
        acteur = scene.acteur(compte)
        with comme_web(acteur):
            assert not MessageConvention.objects.exists()
            assert not MessageConvention.objects.visibles_par(acteur).exists()
    with comme_web(scene.acteur(scene.nadia)):
        assert MessageConvention.objects.count() == 1


@pytest.mark.exigence("CONV-19")
@pytest.mark.parametrize(
    ("texte", "code"),
    [
        (" \r\n ", "message_vide"),
        ("a" * (LONGUEUR_MESSAGE + 1), "message_trop_long"),
        ("Pouvez-vous voir le dossier 2 84 05 69 123 456 07 ?", "nir"),
    ],
)
def test_ce_qu_un_message_ne_peut_pas_etre(scene: Scene, texte: str, code: str) -> None:
    with pytest.raises(RegleMetierRefusee) as refus:
        ecrire(scene, scene.acteur(scene.agent), texte)
    assert refus.value.code == code
    assert "123 456" not in refus.value.message
    assert not MessageConvention.objects.exists()


@pytest.mark.exigence("CONV-19")
def test_un_projet_abandonne_se_lit_seulement(scene: Scene) -> None:
    Convention.objects.filter(pk=scene.convention.pk).update(etat=EtatConvention.ABANDONNEE)
    with pytest.raises(RegleMetierRefusee, match="abandonné"):
        ecrire(scene, scene.acteur(scene.agent))


@pytest.mark.exigence("CONV-19")
def test_un_double_envoi_fait_un_seul_message(scene: Scene, comme_web: Web, courriels: Boite) -> None:
    scene.referent(scene.du_pas, "omar@lepas.example")
    acteur, jeton = scene.acteur(scene.agent), uuid4()
    with comme_web(acteur):
        premier, second = (
            ecrire_message(acteur=acteur, convention=scene.convention, texte="Bonjour.", jeton=jeton)
            for _ in range(2)
        )
        corrige = ecrire_message(acteur=acteur, convention=scene.convention, texte="Bonsoir.", jeton=jeton)
    assert premier.pk == second.pk != corrige.pk
    assert MessageConvention.objects.count() == 2
    # The same token from another convention is another message, not a collision.
    ailleurs = creer_convention(scene.caisse, scene.pas)
    ecrire_message(acteur=acteur, convention=ailleurs, texte="Bonjour.", jeton=jeton)
    assert MessageConvention.objects.count() == 3


@pytest.mark.exigence("CONV-19")
def test_un_courriel_par_heure_et_par_destinataire(
    scene: Scene, courriels: Boite, jour: time_machine.Traveller
) -> None:
    scene.referent(scene.de_la_caisse, "paule@caisse.example")
    scene.referent(scene.de_valmont, "nadia@valmont.example", utilisateur=scene.nadia)
    scene.referent(scene.du_pas, "omar@lepas.example")
    acteur = scene.acteur(scene.nadia)
    ecrire(scene, acteur, "Premier texte.")
    jour.shift(600)
    ecrire(scene, acteur, "Deuxième texte.")
    adresses = ["omar@lepas.example", "paule@caisse.example"]
    assert [courriel.adresse for courriel in courriels("message_attend")] == adresses
    jour.shift(3_000)
    ecrire(scene, acteur, "Troisième texte.")
    partis = courriels("message_attend")
    assert [courriel.adresse for courriel in partis] == sorted(adresses * 2)
    assert "CCAS de Valmont a écrit" in partis[0].texte
    assert "Convention du Rhône" in partis[0].texte
    assert f"/partenaires/conventions/{scene.convention.cle}/referents/" in partis[0].texte
    for courriel in partis:
        assert "Premier texte" not in courriel.texte + courriel.html
        assert "Nadia" not in courriel.texte + courriel.html


@pytest.mark.exigence("CONV-19", "CONV-08")
def test_le_referent_national_ecrit_a_toutes_les_parties(
    scene: Scene, comme_web: Web, courriels: Boite
) -> None:
    cnam = creer_caisse("000", libelle="Cnam")
    cadre = creer_convention(cnam, creer_partenaire("Croix des secours"), modele="cadre-nationale")
    Convention.objects.filter(pk=scene.convention.pk).update(cadre=cadre)
    nationale = creer_agent("superviseur", caisse=cnam, nom="Petit", prenom="Luce")
    scene.referent(cadre.parties.get(caisse=cnam), "luce@cnam.example", utilisateur=nationale)
    scene.referent(scene.de_la_caisse, "paule@caisse.example")
    with comme_web(scene.acteur(nationale)):
        message = ecrire(scene, scene.acteur(nationale))
    assert (message.partie, message.signature) == (None, "Luce Petit")
    (courriel,) = courriels("message_attend")
    assert courriel.adresse == "paule@caisse.example"
    assert "Un référent national a écrit" in courriel.texte
