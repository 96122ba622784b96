"""Contacts by volet: written by whose they are, read by both sides, hidden from others."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conventions.enums import Volet
from conventions.models import Caisse, Convention, Interlocuteur, Partenaire
from conventions.selectors_assistance import contacts_par_volet, courriels_du_support, support_des_caisses
from conventions.services.interlocuteurs import (
    ajouter_interlocuteur,
    modifier_interlocuteur,
    retirer_interlocuteur,
)
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from tests.conventions.assistance.conftest import Connecter
from tests.factories.conventions import creer_convention, creer_partenaire
from tests.factories.habilitations import acteur_pour, creer_agent, creer_gestionnaire

pytestmark = pytest.mark.django_db

Role = Callable[[Acteur | None], AbstractContextManager[None]]
SAISIE = {
    "volet": "mas",
    "nom": "Camille Essai",
    "fonction": "Coordination",
    "courriel": "camille@valmont.example",
    "telephone": "04 00 00 00 00",
    "rang": "1",
}


def ajouter(compte: Utilisateur, comme_web: Role, **champs: Any) -> Interlocuteur:
    acteur = acteur_pour(compte)
    valeurs = {"volet": "mas", "nom": "Camille Essai", "courriel": "camille@valmont.example", **champs}
    with comme_web(acteur):
        return ajouter_interlocuteur(acteur=acteur, **valeurs)


@pytest.mark.exigence("ORG-06")
def test_la_structure_et_sa_caisse_nomment_ceux_du_partenaire(
    gestionnaire: Utilisateur, agent: Utilisateur, valmont: Partenaire, comme_web: Role
) -> None:
    premier = ajouter(gestionnaire, comme_web, partenaire=valmont)
    ajouter(agent, comme_web, partenaire=valmont, nom="Dominique Essai", rang=2)
    acteur = acteur_pour(gestionnaire)
    with comme_web(acteur):
        modifier_interlocuteur(
            acteur=acteur, interlocuteur=premier, volet="ces", nom="Claude", telephone="3646"
        )
        retirer_interlocuteur(acteur=acteur, interlocuteur=Interlocuteur.objects.get(nom="Dominique Essai"))
    premier.refresh_from_db()
    assert (premier.volet, premier.nom, premier.courriel) == ("ces", "Claude", "")
    assert valmont.interlocuteurs.get() == premier


@pytest.mark.exigence("ORG-06", "HAB-16", "HAB-17")
@pytest.mark.parametrize("qui", ["technicien", "superviseur", "ailleurs", "voisin", "projet"])
def test_qui_n_ecrit_pas_ceux_d_un_partenaire(
    *,
    qui: str,
    technicien: Utilisateur,
    agent_d_ailleurs: Utilisateur,
    caisse: Caisse,
    valmont: Partenaire,
    comme_web: Role,
) -> None:
    cible = valmont
    if qui == "projet":
        # A draft gives nothing: whoever knows a public SIRET can write one.
        cible = creer_partenaire("Association Le Pas")
        creer_convention(caisse, cible, signee_le=None)
        compte = creer_agent("gestionnaire_conventions")
    elif qui == "superviseur":
        compte = creer_agent("superviseur")
    elif qui == "voisin":
        compte = creer_gestionnaire()
    else:
        compte = technicien if qui == "technicien" else agent_d_ailleurs
    with pytest.raises(HorsPortee):
        ajouter(compte, comme_web, partenaire=cible)
    assert not Interlocuteur.objects.exists()


@pytest.mark.exigence("ORG-05")
def test_la_caisse_nomme_son_support_et_personne_ne_le_fait_pour_elle(
    gestionnaire: Utilisateur, caisse: Caisse, comme_web: Role
) -> None:
    ajouter(creer_agent("superviseur"), comme_web, caisse=caisse, volet="support")
    for compte in (gestionnaire, creer_agent("instructeur")):
        with pytest.raises(HorsPortee):
            ajouter(compte, comme_web, caisse=caisse, volet="support")
    assert caisse.interlocuteurs.count() == 1


@pytest.mark.exigence("ORG-06")
@pytest.mark.parametrize(
    ("champs", "code"),
    [
        ({"courriel": ""}, "injoignable"),
        ({"fonction": "suit le 2 88 03 69 123 456 78"}, "nir"),
    ],
)
def test_ce_qu_un_interlocuteur_ne_peut_pas_etre(
    champs: dict[str, str], code: str, agent: Utilisateur, caisse: Caisse, comme_web: Role
) -> None:
    with pytest.raises(RegleMetierRefusee) as refus:
        ajouter(agent, comme_web, caisse=caisse, **champs)
    assert refus.value.code == code


@pytest.mark.exigence("ORG-06", "HAB-17")
def test_la_base_elle_meme_cache_ceux_d_une_autre_caisse(
    *,
    support: Interlocuteur,
    support_national: Interlocuteur,
    technicien: Utilisateur,
    agent_d_ailleurs: Utilisateur,
    valmont: Partenaire,
    comme_web: Role,
) -> None:
    du_partenaire = Interlocuteur.objects.create(
        partenaire=valmont, volet=Volet.MAS, nom="Essai", courriel="essai@valmont.example"
    )
    with comme_web(acteur_pour(technicien)):
        assert set(Interlocuteur.objects.all()) == {support, du_partenaire}
    with comme_web(acteur_pour(agent_d_ailleurs)):
        # The national support is reached from every caisse, and written by the Cnam alone.
        assert set(Interlocuteur.objects.all()) == {support_national}
        assert Interlocuteur.objects.filter(pk=support_national.pk).update(nom="Autre") == 0
    with comme_web(acteur_pour(creer_gestionnaire())):
        assert du_partenaire not in Interlocuteur.objects.all()


@pytest.mark.exigence("ORG-06")
def test_les_deux_cotes_lisent_les_deux_listes_par_volet(
    *,
    support: Interlocuteur,
    technicien: Utilisateur,
    agent: Utilisateur,
    valmont: Partenaire,
    caisse: Caisse,
    connecter: Connecter,
) -> None:
    Partenaire.objects.filter(pk=valmont.pk).update(courriel_dpo="dpo@valmont.example")
    Interlocuteur.objects.create(
        partenaire=valmont, volet=Volet.MAS, nom="Coordination MAS", telephone="04 00 00 00 00"
    )
    convention = Convention.objects.filter(nature="metier").get()
    pages = [
        connecter(technicien).get(reverse("conventions:interlocuteurs")).content.decode(),
        connecter(agent)
        .get(reverse("conventions:interlocuteurs_convention", args=[convention.cle]))
        .content.decode(),
    ]
    for page in pages:
        reperes = [
            page.index(">" + mot)
            for mot in (Volet.MAS.label, "Coordination MAS", Volet.DPO.label, Volet.SUPPORT.label)
        ]
        assert reperes == sorted(reperes)
        for mot in ("dpo@rhone.example", "dpo@valmont.example", "support@rhone.example"):
            assert mot in page
        assert "ce que le portail ne sait pas traiter" in page
    assert "Modifier" not in pages[0], "un technicien lit"
    assert "Modifier" in pages[1]
    fiche = connecter(agent).get(reverse("conventions:voir_partenaire", args=[valmont.cle])).content.decode()
    assert "Coordination MAS" in fiche
    assert reverse("conventions:ajouter_interlocuteur_partenaire", args=[valmont.cle]) in fiche


@pytest.mark.exigence("ORG-06")
def test_le_gestionnaire_ajoute_corrige_et_retire(
    gestionnaire: Utilisateur, valmont: Partenaire, connecter: Connecter
) -> None:
    navigateur = connecter(gestionnaire)
    ajout = reverse("conventions:ajouter_interlocuteur")
    refusee = navigateur.post(ajout, {**SAISIE, "courriel": "", "telephone": ""}).content.decode()
    assert "Indiquez au moins un courriel ou un téléphone." in refusee
    assert "Coordination" in refusee
    reponse = navigateur.post(ajout, SAISIE)
    assert reponse["Location"] == reverse("conventions:interlocuteurs")
    interlocuteur = valmont.interlocuteurs.get()
    adresse = reverse("conventions:modifier_interlocuteur", args=[interlocuteur.cle])
    assert "camille@valmont.example" in navigateur.get(adresse).content.decode()
    navigateur.post(adresse, {**SAISIE, "nom": "Claude Essai"})
    assert "Claude Essai" in navigateur.get(reverse("conventions:interlocuteurs")).content.decode()
    retrait = reverse("conventions:retirer_interlocuteur", args=[interlocuteur.cle])
    assert "effacés tout de suite" in navigateur.get(retrait).content.decode()
    assert valmont.interlocuteurs.exists(), "lire la page ne retire rien"
    navigateur.post(retrait)
    assert not valmont.interlocuteurs.exists()


@pytest.mark.exigence("ORG-06", "HAB-17")
def test_le_partenaire_ne_touche_pas_a_ceux_de_la_caisse(
    gestionnaire: Utilisateur, support: Interlocuteur, connecter: Connecter
) -> None:
    navigateur = connecter(gestionnaire)
    for nom in ("modifier_interlocuteur", "retirer_interlocuteur"):
        reponse = navigateur.post(reverse(f"conventions:{nom}", args=[support.cle]), SAISIE)
        assert reponse.status_code == 404
    support.refresh_from_db()
    assert support.nom == "Camille Essai"


@pytest.mark.exigence("ORG-06")
def test_la_liste_coute_autant_a_un_qu_a_trente(
    technicien: Utilisateur, valmont: Partenaire, connecter: Connecter
) -> None:
    navigateur = connecter(technicien)
    adresse = reverse("conventions:interlocuteurs")

    def cout() -> int:
        with CaptureQueriesContext(
            connection,
        ) as requetes:
            navigateur.get(adresse)
        return len(requetes)

    valmont.interlocuteurs.create(volet=Volet.MAS, nom="Un", courriel="un@valmont.example")
    cout()
    seul = cout()
    for rang in range(2, 31):
        valmont.interlocuteurs.create(volet=Volet.MAS, nom=f"N° {rang}", rang=rang, telephone="3646")
    assert cout() == seul


@pytest.mark.exigence("ORG-05", "ORG-06")
def test_le_rang_dit_qui_s_appelle_d_abord(agent: Utilisateur, caisse: Caisse, comme_web: Role) -> None:
    for rang, nom in ((3, "Relais"), (1, "Première"), (2, "Seconde")):
        Interlocuteur.objects.create(
            caisse=caisse, volet=Volet.SUPPORT, nom=nom, rang=rang, courriel=f"rang{rang}@rhone.example"
        )
    acteur, ordre = acteur_pour(agent), ["Première", "Seconde", "Relais"]
    with comme_web(acteur):
        volets = {volet.volet: volet.contacts for volet in contacts_par_volet(acteur, [caisse])}
        ((_, support),) = support_des_caisses(acteur)
        adresses = courriels_du_support(caisse.pk)
    assert [contact.nom for contact in volets[Volet.SUPPORT]] == ordre
    assert [ligne.nom for ligne in support] == ordre
    assert adresses == [f"rang{rang}@rhone.example" for rang in (1, 2, 3)]
