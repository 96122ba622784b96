"""A malfunction: reported, told by mail without its text, answered here or sent up, raised again, erased."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from conventions.models import Caisse, Dysfonctionnement, Interlocuteur, Partenaire
from conventions.services.dysfonctionnements import (
    effacer_anciens,
    escalader,
    reference_de,
    relancer,
    repondre,
    signaler,
)
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from tests.factories.conventions import creer_caisse, creer_partenaire, relier
from tests.factories.habilitations import acteur_pour, creer_agent, creer_technicien

pytestmark = pytest.mark.django_db

Role = Callable[[Acteur | None], AbstractContextManager[None]]
TEXTE = "La page reste blanche après « Continuer »."
NIR = "2 88 03 69 123 456 78"


def signale_par(compte: Utilisateur, caisse: Caisse, comme_web: Role, **plus: Any) -> Dysfonctionnement:
    acteur = acteur_pour(compte)
    champs = {"description": TEXTE, "survenu_le": timezone.now(), "page": "/historique/?q=Lemaire", **plus}
    with comme_web(acteur):
        return signaler(acteur=acteur, caisse=caisse, navigateur="Firefox d’essai", **champs)


def agir(compte: Utilisateur, comme_web: Role, service: Callable[..., Any], **champs: Any) -> Any:
    acteur = acteur_pour(compte)
    with comme_web(acteur):
        return service(acteur=acteur, **champs)


@pytest.mark.exigence("ORG-05")
def test_un_signalement_atteint_le_support_sans_son_texte(
    technicien: Utilisateur, caisse: Caisse, support: Interlocuteur, valmont: Partenaire, comme_web: Role
) -> None:
    Interlocuteur.objects.create(
        caisse=caisse, volet="support", rang=2, nom="Second", courriel="second@rhone.example"
    )
    Interlocuteur.objects.create(caisse=caisse, volet="mas", nom="MAS", courriel="mas@rhone.example")
    signale = signale_par(technicien, caisse, comme_web)
    signale.refresh_from_db()
    assert (signale.auteur_id, signale.partenaire, signale.etat) == (technicien.pk, valmont, "ouvert")
    assert (signale.page, signale.navigateur) == ("/historique/", "Firefox d’essai")
    courriels = list(Courriel.objects.order_by("adresse"))
    assert [courriel.adresse for courriel in courriels] == ["second@rhone.example", "support@rhone.example"]
    for courriel in courriels:
        entier = courriel.objet + courriel.texte + courriel.html
        assert reference_de(signale) in courriel.objet
        assert f"/dysfonctionnements/{signale.cle}/" in courriel.texte
        assert "page reste blanche" not in entier
        assert "historique" not in entier
        assert technicien.nom not in entier
    evenement = Evenement.objects.get(action="conventions.signaler_dysfonctionnement")
    assert (evenement.caisse_id, evenement.partenaire_id) == (caisse.pk, valmont.pk)


@pytest.mark.exigence("ORG-05")
@pytest.mark.parametrize(
    ("champs", "code"),
    [
        ({"description": f"Pour {NIR}, rien ne s’affiche"}, "nir"),
        ({"page": f"/demandes/{NIR}/"}, "nir"),
        ({"description": "  \n"}, "texte_vide"),
        ({"survenu_le": datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Europe/Paris"))}, "a_venir"),
    ],
)
def test_ce_qu_un_signalement_ne_peut_pas_dire(
    champs: dict[str, Any], code: str, technicien: Utilisateur, caisse: Caisse, comme_web: Role
) -> None:
    with pytest.raises(RegleMetierRefusee) as refus:
        signale_par(technicien, caisse, comme_web, **champs)
    assert refus.value.code == code
    assert NIR not in refus.value.message
    assert not Dysfonctionnement.objects.exists()


@pytest.mark.exigence("ORG-05", "HAB-17")
def test_on_ne_signale_qu_a_ses_caisses(technicien: Utilisateur, caisse: Caisse, comme_web: Role) -> None:
    with pytest.raises(HorsPortee):
        signale_par(technicien, creer_caisse("011"), comme_web)
    sans_convention = creer_technicien(creer_partenaire_sans_droit())
    with pytest.raises(HorsPortee):
        signale_par(sans_convention, caisse, comme_web)
    assert not Dysfonctionnement.objects.exists()


def creer_partenaire_sans_droit() -> Partenaire:
    partenaire = creer_partenaire("CCAS d’ailleurs")
    relier(creer_caisse("011"), partenaire)
    return partenaire


@pytest.mark.exigence("ORG-08")
def test_le_support_local_repond_et_l_auteur_est_prevenu(
    technicien: Utilisateur, agent: Utilisateur, caisse: Caisse, comme_web: Role
) -> None:
    signale = signale_par(technicien, caisse, comme_web)
    agir(agent, comme_web, repondre, dysfonctionnement=signale, texte="Corrigé ce matin.")
    signale.refresh_from_db()
    reponse = signale.reponses.get()
    assert (signale.etat, reponse.nationale, reponse.auteur_id) == ("repondu", False, agent.pk)
    assert reponse.ecrite_le >= signale.signale_le
    courriel = Courriel.objects.get(destinataire=technicien)
    assert technicien.prenom in courriel.texte
    assert "Corrigé" not in courriel.texte + courriel.html
    with pytest.raises(RegleMetierRefusee, match="répondu"):
        agir(agent, comme_web, repondre, dysfonctionnement=signale, texte="Encore.")


@pytest.mark.exigence("ORG-08")
def test_le_national_repond_a_ce_qui_lui_est_transmis(
    *,
    technicien: Utilisateur,
    agent: Utilisateur,
    agent_national: Utilisateur,
    support_national: Interlocuteur,
    caisse: Caisse,
    comme_web: Role,
) -> None:
    signale = signale_par(technicien, caisse, comme_web)
    with pytest.raises(HorsPortee):
        agir(agent_national, comme_web, repondre, dysfonctionnement=signale, texte="Avant son tour.")
    agir(agent, comme_web, escalader, dysfonctionnement=signale, motif="Toutes les caisses le voient.")
    signale.refresh_from_db()
    assert (signale.etat, signale.escalade_motif) == ("escalade", "Toutes les caisses le voient.")
    assert signale.escalade_le is not None
    courriel = Courriel.objects.get(adresse="support@cnam.example")
    assert "Toutes les caisses" not in courriel.texte
    assert caisse.libelle in courriel.objet
    with pytest.raises(HorsPortee):
        agir(agent, comme_web, repondre, dysfonctionnement=signale, texte="Ce n’est plus à moi.")
    agir(agent_national, comme_web, repondre, dysfonctionnement=signale, texte="Corrigé partout.")
    signale.refresh_from_db()
    assert (signale.etat, signale.reponses.get().nationale) == ("repondu", True)
    assert Courriel.objects.filter(destinataire=technicien).count() == 1


@pytest.mark.exigence("ORG-08")
def test_l_auteur_dit_que_cela_ne_marche_toujours_pas(
    technicien: Utilisateur, agent: Utilisateur, support: Interlocuteur, caisse: Caisse, comme_web: Role
) -> None:
    signale = signale_par(technicien, caisse, comme_web)
    with pytest.raises(RegleMetierRefusee) as refus:
        agir(technicien, comme_web, relancer, dysfonctionnement=signale, texte="Toujours blanc.")
    assert refus.value.code == "etat_incompatible"
    agir(agent, comme_web, repondre, dysfonctionnement=signale, texte="Corrigé.")
    with pytest.raises(HorsPortee):
        agir(agent, comme_web, relancer, dysfonctionnement=signale, texte="Je ne suis pas l’auteur.")
    agir(technicien, comme_web, relancer, dysfonctionnement=signale, texte="Toujours blanc.")
    signale.refresh_from_db()
    assert signale.etat == "ouvert"
    assert [reponse.texte for reponse in signale.reponses.all()] == ["Corrigé.", "Toujours blanc."]
    objets = list(Courriel.objects.filter(adresse="support@rhone.example").values_list("objet", flat=True))
    assert len(objets) == 2
    assert any("relancé" in objet for objet in objets)


@pytest.mark.exigence("ORG-08", "HAB-16")
@pytest.mark.parametrize("role", ["instructeur", "dpo"])
def test_les_autres_agents_lisent_sans_repondre(
    role: str, technicien: Utilisateur, caisse: Caisse, comme_web: Role
) -> None:
    signale = signale_par(technicien, caisse, comme_web)
    lecteur = creer_agent(role)
    acteur = acteur_pour(lecteur)
    with comme_web(acteur):
        assert Dysfonctionnement.objects.visibles_par(acteur).get() == signale
    for service, champs in ((repondre, {"texte": "Essai"}), (escalader, {"motif": "Essai"})):
        with pytest.raises(HorsPortee):
            agir(lecteur, comme_web, service, dysfonctionnement=signale, **champs)
    signale.refresh_from_db()
    assert signale.etat == "ouvert"


@pytest.mark.exigence("ORG-08")
def test_la_cnam_ne_se_transmet_rien_a_elle_meme(
    agent_national: Utilisateur, cnam: Caisse, comme_web: Role
) -> None:
    signale = signale_par(agent_national, cnam, comme_web)
    with pytest.raises(RegleMetierRefusee) as refus:
        agir(agent_national, comme_web, escalader, dysfonctionnement=signale, motif="À personne.")
    assert refus.value.code == "deja_national"
    agir(agent_national, comme_web, repondre, dysfonctionnement=signale, texte="Corrigé.")
    signale.refresh_from_db()
    assert signale.etat == "repondu"


@pytest.mark.exigence("ORG-08", "HAB-17")
def test_la_base_elle_meme_cache_ceux_des_autres(
    *,
    technicien: Utilisateur,
    agent_d_ailleurs: Utilisateur,
    agent_national: Utilisateur,
    valmont: Partenaire,
    caisse: Caisse,
    comme_web: Role,
) -> None:
    signale = signale_par(technicien, caisse, comme_web)
    collegue = creer_technicien(valmont)
    for compte in (agent_d_ailleurs, agent_national, collegue):
        with comme_web(acteur_pour(compte)):
            assert not Dysfonctionnement.objects.exists()
    with pytest.raises(HorsPortee):
        agir(agent_d_ailleurs, comme_web, repondre, dysfonctionnement=signale, texte="Essai")
    with comme_web(acteur_pour(technicien)):
        assert Dysfonctionnement.objects.get() == signale


@pytest.mark.exigence("ORG-08", "RGPD-10")
def test_un_signalement_s_efface_apres_douze_mois_avec_ses_reponses(
    technicien: Utilisateur,
    agent: Utilisateur,
    caisse: Caisse,
    comme_web: Role,
    comme_taches: Callable[[], AbstractContextManager[None]],
) -> None:
    ancien = signale_par(technicien, caisse, comme_web)
    agir(agent, comme_web, repondre, dysfonctionnement=ancien, texte="Corrigé.")
    recent = signale_par(technicien, caisse, comme_web)
    Dysfonctionnement.objects.filter(pk=ancien.pk).update(signale_le=timezone.now() - timedelta(days=366))
    with comme_taches():
        assert effacer_anciens() == 1
        assert effacer_anciens() == 0
    assert Dysfonctionnement.objects.get() == recent
