"""The modèles: six national ones, seeded; changed by a new version in Django admin, never in place (CONV-02, CONV-18)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.forms.models import model_to_dict
from django.urls import reverse

from conventions.enums import Porteur
from conventions.models import Engagement, Modele
from conventions.services import reference
from conventions.services.modeles import copier_modele
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee
from espace_partenaires.journal.models import Evenement
from tests.conftest import ClientDuPortail
from tests.factories.conventions import creer_caisse, creer_convention, creer_partenaire
from tests.factories.habilitations import creer_administrateur

pytestmark = pytest.mark.django_db
Connecter = Callable[[Utilisateur], ClientDuPortail]
LOCALES = ("locale-ccas", "locale-association")

# code, term, value, act whose article says it, end of that article
TERMES = [
    ("cadre-nationale", "duree_mois", 12, "duree", "article 6.1"),
    ("cadre-nationale", "reconduction", "tacite", "reconduction", "article 6.2"),
    ("cadre-nationale", "evaluation", "actualisation", "evaluation", "article 6.2"),
    ("cadre-nationale", "mise_en_demeure_jours", 15, "mise_en_demeure", "article 6.4"),
    ("cadre-nationale", "mise_en_demeure_depart", "envoi", "mise_en_demeure", "article 6.4"),
    ("cadre-nationale", "fin_unilaterale", "aucune", "mise_en_demeure", "article 6.4"),
    ("cadre-nationale", "comite", "fevrier_mars", "comite", "article 4"),
    *[
        (code, terme, valeur, acte, article)
        for code in LOCALES
        for terme, valeur, acte, article in (
            ("duree_mois", 12, "duree", "article 9.1"),
            ("reconduction", "tacite", "reconduction", "article 9.2"),
            ("evaluation", "actualisation", "evaluation", "article 9.2"),
            ("mise_en_demeure_jours", 15, "mise_en_demeure", "article 9.4"),
            ("mise_en_demeure_depart", "envoi", "mise_en_demeure", "article 9.4"),
            ("fin_unilaterale", "aucune", "mise_en_demeure", "article 9.4"),
            ("comite", "annuel", "comite", "article 5"),
            ("diffusion_des_etudes", "information", "usage_du_nom", "article 7"),
        )
    ],
    ("locale-caf", "duree_mois", 36, "duree", "article 14.1"),
    ("locale-caf", "reconduction", "expresse", "reconduction", "article 14.1"),
    ("locale-caf", "preavis_mois", 3, "reconduction", "article 14.1"),
    ("locale-caf", "evaluation", "avenant", "evaluation", "article 14.3"),
    ("locale-caf", "fin_unilaterale", "a_tout_moment", "fin_unilaterale", "article 14.4.1"),
    ("locale-caf", "mise_en_demeure_jours", 15, "mise_en_demeure", "article 14.4.2"),
    ("locale-caf", "mise_en_demeure_depart", "envoi", "mise_en_demeure", "article 14.4.2"),
    ("locale-caf", "force_majeure_jours", 30, "force_majeure", "article 16"),
    ("locale-caf", "comite", "annuel", "comite", "article 4"),
    ("locale-caf", "diffusion_des_etudes", "autorisation", "usage_du_nom", "articles 11 et 12"),
    ("locale-cpts", "duree_mois", 12, "duree", "article 7"),
    ("locale-cpts", "reconduction", "tacite", "reconduction", "article 7"),
    ("locale-cpts", "mise_en_demeure_jours", None, "fin_unilaterale", "article 7"),
    ("locale-cpts", "fin_unilaterale", "fin_de_trimestre", "fin_unilaterale", "article 7"),
    ("locale-cpts", "comite", "aucun", "referents", "article 4"),
    ("locale-cpts", "bilan_annuel", True, "bilan", "article 6"),
    ("utilisation", "duree_mois", None, "duree", "article 8.1"),
    ("utilisation", "reconduction", "parente", "reconduction", "article 8.1"),
    ("utilisation", "mise_en_demeure_jours", 30, "mise_en_demeure", "article 8.2"),
    ("utilisation", "mise_en_demeure_depart", "reception", "mise_en_demeure", "article 8.2"),
    ("utilisation", "seconde_lettre", True, "mise_en_demeure", "article 8.2"),
]


@pytest.fixture
def charges() -> None:
    reference.charger()


@pytest.mark.exigence("CONV-02")
@pytest.mark.usefixtures("charges")
def test_les_six_modeles_nationaux_portent_leurs_termes_et_leurs_articles() -> None:
    modeles = {modele.code: modele for modele in Modele.objects.all()}
    assert len(modeles) == 6
    for code, terme, valeur, acte, article in TERMES:
        assert getattr(modeles[code], terme) == valeur, (code, terme)
        assert modeles[code].articles[acte].endswith(f", {article}"), (code, acte)
    assert modeles["locale-caf"].services_par_defaut == ["signalement", "rendez_vous", "etude"]
    assert all(modele.contact_droits and modele.responsable_de_traitement for modele in modeles.values())


@pytest.mark.exigence("CONV-18")
@pytest.mark.usefixtures("charges")
def test_chaque_modele_dit_qui_fait_quoi_et_ce_qui_est_au_choix() -> None:
    avant = set(Engagement.objects.values_list("pk", "texte"))
    reference.charger()
    assert set(Engagement.objects.values_list("pk", "texte")) == avant
    for modele in Modele.objects.exclude(code="utilisation"):
        engagements = list(modele.engagements.all())
        assert 8 <= len(engagements) <= 16, modele.code
        assert {e.porteur for e in engagements} == set(Porteur.values), modele.code
        assert {e.optionnel for e in engagements} == {True, False}, modele.code
        assert len({e.texte for e in engagements}) == len(engagements)
    assert not Engagement.objects.filter(modele__code="utilisation").exists()


@pytest.mark.exigence("CONV-02", "CONV-18")
@pytest.mark.usefixtures("charges")
def test_une_copie_reprend_tout_et_porte_le_numero_suivant() -> None:
    source = Modele.objects.get(code="locale-caf")
    copie = copier_modele(acteur=ACTEUR_SYSTEME, modele=source)
    encore = copier_modele(acteur=ACTEUR_SYSTEME, modele=source)
    assert (copie.version, encore.version) == (2, 3)
    champs = model_to_dict(source, exclude=["id", "version"])
    assert model_to_dict(encore, exclude=["id", "version"]) == champs

    def promesses(modele: Modele) -> list[tuple[Any, ...]]:
        return list(modele.engagements.values_list("ordre", "rubrique", "texte", "porteur", "optionnel"))

    assert promesses(copie) == promesses(source) != []
    details = Evenement.objects.filter(action="conventions.copier_modele").latest("pk").details
    assert details == {"modele": "locale-caf", "version": 3}


@pytest.mark.exigence("CONV-02", "HAB-16")
@pytest.mark.usefixtures("charges")
def test_un_agent_ne_copie_pas_un_modele() -> None:
    agent = Acteur(
        utilisateur_id=7,
        profil="agent",
        roles=frozenset({"gestionnaire_conventions", "superviseur"}),
        caisse_ids=frozenset({creer_caisse().pk}),
    )
    with pytest.raises(HorsPortee):
        copier_modele(acteur=agent, modele=Modele.objects.get(code="locale-caf"))
    assert Modele.objects.count() == 6


def saisie(modele: Modele, **changements: object) -> dict[str, object]:
    """What the form of a modèle sends, its engagements left as they are."""
    donnees = {
        nom: "" if valeur is None else valeur
        for nom, valeur in model_to_dict(
            modele, exclude=["id", "code", "version", "nature", "articles"]
        ).items()
        if valeur is not False
    }
    engagements = list(modele.engagements.all())
    donnees |= {
        "articles": "{}",
        "engagements-TOTAL_FORMS": len(engagements),
        "engagements-INITIAL_FORMS": len(engagements),
    }
    for rang, engagement in enumerate(engagements):
        for nom in ("id", "ordre", "rubrique", "texte", "porteur"):
            donnees[f"engagements-{rang}-{nom}"] = getattr(engagement, nom)
    return donnees | changements


@pytest.mark.exigence("CONV-02")
@pytest.mark.usefixtures("charges")
def test_l_administration_copie_puis_corrige_la_copie_jusqu_a_son_premier_usage(connecter: Connecter) -> None:
    navigateur, source = connecter(creer_administrateur()), Modele.objects.get(code="locale-caf")
    ancienne = creer_convention(creer_caisse(), creer_partenaire(), modele="locale-caf")
    liste = reverse("admin:conventions_modele_changelist")
    page = navigateur.post(
        liste, {"action": "copier_en_nouvelle_version", "_selected_action": [source.pk]}, follow=True
    ).content.decode()
    assert "est copié en version 2" in page
    assert "15 jours depuis l’envoi de la lettre" in page
    copie = Modele.objects.get(code="locale-caf", version=2)
    fiche = reverse("admin:conventions_modele_change", args=[copie.pk])
    assert "Le préavis doit être plus court" in (
        navigateur.post(fiche, saisie(copie, preavis_mois=36)).content.decode()
    )
    refus = navigateur.post(fiche, saisie(copie, mise_en_demeure_jours="")).content.decode()
    assert "dit combien de jours, et depuis quand" in refus
    assert navigateur.post(fiche, saisie(copie, duree_mois=24)).status_code == 302
    copie.refresh_from_db()
    source.refresh_from_db()
    ancienne.refresh_from_db()
    assert (copie.duree_mois, copie.version, source.duree_mois, ancienne.duree_mois) == (24, 2, 36, 36)
    ancienne.pk = None
    ancienne.cle = type(ancienne)().cle
    ancienne.modele = copie
    ancienne.save(force_insert=True)
    assert navigateur.post(fiche, saisie(copie, duree_mois=60)).status_code == 403
    copie.refresh_from_db()
    assert copie.duree_mois == 24


@pytest.mark.exigence("CONV-02")
@pytest.mark.usefixtures("charges")
@pytest.mark.parametrize("code", ["cadre-nationale", *LOCALES, "locale-caf", "locale-cpts", "utilisation"])
def test_un_modele_national_ne_change_jamais_sur_place(code: str, connecter: Connecter) -> None:
    navigateur, modele = connecter(creer_administrateur()), Modele.objects.get(code=code)
    fiche = reverse("admin:conventions_modele_change", args=[modele.pk])
    assert navigateur.post(fiche, saisie(modele, libelle="Autre")).status_code == 403
    assert navigateur.get(reverse("admin:conventions_modele_delete", args=[modele.pk])).status_code == 403
    page = navigateur.get(fiche).content.decode()
    assert modele.libelle in page
    assert "_save" not in page
