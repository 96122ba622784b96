"""What a caisse writes of itself, its other channels, and what coordinating a region does not give."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.urls import reverse

from conventions.departements import DEPARTEMENTS_A_PLUSIEURS_CAISSES
from conventions.enums import Service
from conventions.models import Caisse, CanalDeSecours, Convention, Interlocuteur, Partenaire
from conventions.permissions import peut_ecrire_convention, peut_lire_convention
from conventions.selectors_assistance import caisses_du_departement, canaux_de
from conventions.services import reference
from conventions.services.caisses import modifier_caisse, regler_second_facteur
from conventions.services.canaux import regler_canal
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from tests.conventions.assistance.conftest import Connecter
from tests.factories.conventions import creer_caisse
from tests.factories.habilitations import acteur_pour, creer_agent

pytestmark = pytest.mark.django_db

Role = Callable[[Acteur | None], AbstractContextManager[None]]
FICHE = {
    "adresse": "1 rue de l’Essai\n69000 Lyon",
    "directeur": "Camille Essai",
    "nom_dpo": "Dominique Essai",
    "courriel_dpo": "dpo@essai.example",
}


@pytest.mark.exigence("ORG-01")
def test_la_caisse_ecrit_sa_fiche_et_le_journal_dit_ce_qui_change(
    agent: Utilisateur, caisse: Caisse, comme_web: Role
) -> None:
    acteur = acteur_pour(agent)
    with comme_web(acteur):
        modifier_caisse(acteur=acteur, caisse=caisse, **FICHE)
        modifier_caisse(acteur=acteur, caisse=caisse, **FICHE)
    caisse.refresh_from_db()
    assert {champ: getattr(caisse, champ) for champ in FICHE} == FICHE
    evenement = Evenement.objects.get(action="conventions.modifier_caisse")
    assert evenement.details == {"champs": sorted(FICHE)}


@pytest.mark.exigence("ORG-01", "HAB-16")
@pytest.mark.parametrize("qui", ["instructeur", "dpo", "ailleurs"])
def test_qui_ne_regle_pas_la_caisse(
    qui: str, caisse: Caisse, agent_d_ailleurs: Utilisateur, comme_web: Role
) -> None:
    acteur = acteur_pour(agent_d_ailleurs if qui == "ailleurs" else creer_agent(qui))
    with comme_web(acteur):
        for agir in (
            lambda: modifier_caisse(acteur=acteur, caisse=caisse, **FICHE),
            lambda: regler_second_facteur(acteur=acteur, caisse=caisse, exige=True),
            lambda: regler_canal(acteur=acteur, caisse=caisse, service=Service.SIGNALEMENT, telephone="04"),
        ):
            with pytest.raises(HorsPortee):
                agir()
    caisse.refresh_from_db()
    assert (caisse.adresse, caisse.exige_second_facteur) == ("", False)
    assert not CanalDeSecours.objects.exists()


@pytest.mark.exigence("ORG-01", "HAB-07")
def test_le_second_facteur_exige_vaut_a_la_page_suivante(
    agent: Utilisateur, technicien: Utilisateur, caisse: Caisse, connecter: Connecter
) -> None:
    chez_la_caisse = connecter(agent)
    partenaire = connecter(technicien)
    adresse = reverse("conventions:regler_second_facteur")
    assert "À leur prochaine page" in chez_la_caisse.get(adresse).content.decode()
    assert partenaire.get(reverse("conventions:interlocuteurs")).status_code == 200
    chez_la_caisse.post(adresse, {"exige": "oui"})
    caisse.refresh_from_db()
    assert caisse.exige_second_facteur
    assert partenaire.get(reverse("conventions:interlocuteurs"))["Location"] == reverse("mfa_index")
    # A second agent whose page still offered to require it changes nothing back.
    chez_la_caisse.post(adresse, {"exige": "oui"})
    caisse.refresh_from_db()
    assert caisse.exige_second_facteur
    chez_la_caisse.post(adresse, {"exige": "non"})
    actions = Evenement.objects.filter(objet_id=caisse.pk, action__contains="second_facteur")
    assert [evenement.action for evenement in actions.order_by("pk")] == [
        "conventions.exiger_second_facteur",
        "conventions.dispenser_second_facteur",
    ]


@pytest.mark.exigence("ORG-07")
def test_un_canal_s_ecrit_se_corrige_et_se_vide(agent: Utilisateur, caisse: Caisse, comme_web: Role) -> None:
    acteur = acteur_pour(agent)

    def regler(**champs: Any) -> CanalDeSecours | None:
        with comme_web(acteur):
            return regler_canal(acteur=acteur, caisse=caisse, service=Service.SIGNALEMENT, **champs)

    regler(telephone="04 00 00 00 01")
    regler(telephone="04 00 00 00 02", consigne="De 9 h à 16 h.")
    canal = CanalDeSecours.objects.get()
    assert (canal.telephone, canal.consigne) == ("04 00 00 00 02", "De 9 h à 16 h.")
    with pytest.raises(RegleMetierRefusee, match="sécurité sociale"):
        regler(consigne="Donnez le 2 88 03 69 123 456 78.")
    assert regler(telephone=" ") is None
    assert not CanalDeSecours.objects.exists()


@pytest.mark.exigence("ORG-07")
def test_chaque_service_a_sa_ligne_et_l_historique_n_en_a_pas(caisse: Caisse) -> None:
    caisse.canaux.create(service=Service.RENDEZ_VOUS, telephone="04 00 00 00 00")
    lignes = {ligne.service: ligne.canal for ligne in canaux_de(caisse)}
    assert set(lignes) == set(Service) - {Service.HISTORIQUE}
    assert [service for service, canal in lignes.items() if canal] == [Service.RENDEZ_VOUS]


@pytest.mark.exigence("ORG-01")
def test_quatre_departements_ont_plusieurs_caisses(db: None) -> None:
    reference.charger()
    plusieurs = {code for code in ("59", "62", "64", "76") if len(caisses_du_departement(code)) > 1}
    assert plusieurs == DEPARTEMENTS_A_PLUSIEURS_CAISSES
    (rhone,) = caisses_du_departement("69")
    assert rhone.code == "691"
    assert caisses_du_departement("zz") == []


@pytest.mark.exigence("ORG-01", "HAB-17")
def test_coordonner_une_region_ne_donne_aucun_droit(
    caisse: Caisse, valmont: Partenaire, support: Interlocuteur, comme_web: Role
) -> None:
    regionale = creer_caisse("011")
    Caisse.objects.filter(pk=caisse.pk).update(coordinatrice=regionale)
    acteur = acteur_pour(creer_agent("gestionnaire_conventions", "superviseur", caisse=regionale))
    convention = Convention.objects.filter(parties__caisse=caisse, nature="metier").get()
    with comme_web(acteur):
        assert not Convention.objects.visibles_par(acteur).exists()
        assert not Partenaire.objects.visibles_par(acteur).exists()
        assert not Interlocuteur.objects.filter(caisse=caisse).exists()
        assert not peut_lire_convention(acteur, convention)
        assert not peut_ecrire_convention(acteur, convention)
        with pytest.raises(HorsPortee):
            modifier_caisse(acteur=acteur, caisse=caisse, **FICHE)


@pytest.mark.exigence("ORG-01")
def test_ma_caisse_montre_tout_et_ne_propose_d_ecrire_qu_a_qui_le_peut(
    agent: Utilisateur, caisse: Caisse, support: Interlocuteur, connecter: Connecter
) -> None:
    Caisse.objects.filter(pk=caisse.pk).update(
        coordinatrice=creer_caisse("011", libelle="CPAM coordinatrice"), directeur="Camille Essai"
    )
    page = connecter(agent).get(reverse("conventions:ma_caisse")).content.decode()
    attendus = ("Camille Essai", "dpo@rhone.example", "Rhône", "Europe/Paris", "Métropole")
    for mot in (*attendus, "CPAM coordinatrice", "support@rhone.example", "Modifier la fiche"):
        assert mot in page
    lecteur = connecter(creer_agent("instructeur"))
    page = lecteur.get(reverse("conventions:ma_caisse")).content.decode()
    assert "Camille Essai" in page
    for mot in ("Modifier", "Régler", "Ajouter un interlocuteur", "L’exiger"):
        assert mot not in page
    assert f'href="{reverse("conventions:ma_caisse")}"' not in lecteur.get("/").content.decode()
    assert f'href="{reverse("conventions:ma_caisse")}"' in connecter(agent).get("/").content.decode()


@pytest.mark.exigence("ORG-01", "ORG-07")
def test_une_saisie_refusee_n_est_pas_perdue(
    agent: Utilisateur, caisse: Caisse, connecter: Connecter
) -> None:
    navigateur = connecter(agent)
    fiche = navigateur.post(
        reverse("conventions:modifier_caisse"), {**FICHE, "courriel_dpo": "pas une adresse"}
    ).content.decode()
    assert "Dominique Essai" in fiche
    assert "pas une adresse" in fiche
    adresse = reverse("conventions:regler_canal", args=["signalement"])
    canal = navigateur.post(
        adresse, {"telephone": "au bout du couloir", "consigne": "Le matin."}
    ).content.decode()
    assert "Écrivez le numéro en chiffres" in canal
    assert "Le matin." in canal
    assert not CanalDeSecours.objects.exists()
    vide = navigateur.post(adresse, {"telephone": "04 00 00 00 00"})
    assert vide["Location"] == reverse("conventions:ma_caisse")
    assert CanalDeSecours.objects.get().telephone == "04 00 00 00 00"
    assert navigateur.get(reverse("conventions:regler_canal", args=["historique"])).status_code == 404
