"""Menu and home page: fed by the apps, ordered, seen by whom they concern."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import RequestFactory

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.web import contexte, navigation
from espace_partenaires.web.navigation import BlocAccueil, EntreeMenu

TECHNICIEN = Acteur(1, "technicien", frozenset({"technicien"}), structure="CCAS de Valmont")
AGENT = Acteur(2, "agent", frozenset({"dpo", "instructeur"}), structure="CPAM du Rhône")


def pour_tous(_acteur: Acteur) -> bool:
    return True


def entree(libelle: str, route: str, ordre: int, **plus: Any) -> EntreeMenu:
    champs: dict[str, Any] = {"visible": pour_tous, **plus}
    return EntreeMenu(libelle=libelle, route=route, ordre=ordre, **champs)


@pytest.fixture(autouse=True)
def registres_vides(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start each test from empty registries, and give the real ones back."""
    for nom in ("_entrees", "_blocs", "_bandeaux"):
        monkeypatch.setattr(navigation, nom, {})


@pytest.mark.exigence("UX-06")
def test_le_menu_est_ordonne_et_ne_montre_que_ce_qui_concerne() -> None:
    navigation.enregistrer_entree(entree("Aide", "web:aide", 900))
    navigation.enregistrer_entree(entree("Accueil", "web:accueil", 0))
    navigation.enregistrer_entree(entree("Plan", "web:plan_du_site", 10, visible=lambda a: a.a_role("dpo")))
    assert [e.libelle for e in navigation.entrees_pour(TECHNICIEN)] == ["Accueil", "Aide"]
    assert [e.libelle for e in navigation.entrees_pour(AGENT)] == ["Accueil", "Plan", "Aide"]


@pytest.mark.exigence("UX-06")
def test_deux_entrees_ne_se_disputent_pas_une_adresse() -> None:
    premiere = entree("Aide", "web:aide", 900)
    navigation.enregistrer_entree(premiere)
    navigation.enregistrer_entree(premiere)
    with pytest.raises(ValueError, match="web:aide"):
        navigation.enregistrer_entree(entree("Autre aide", "web:aide", 10))


@pytest.mark.exigence("UX-06")
def test_un_bloc_a_une_cle_unique() -> None:
    def bloc(ordre: int) -> BlocAccueil:
        return BlocAccueil("brouillons", "x.html", ordre, pour_tous, lambda _a, _m: {})

    navigation.enregistrer_bloc(bloc(200))
    with pytest.raises(ValueError, match="brouillons"):
        navigation.enregistrer_bloc(bloc(10))
    assert [b.ordre for b in navigation.blocs_pour(AGENT)] == [200]


@pytest.mark.exigence("UX-06")
@pytest.mark.parametrize(
    ("chemin", "courant"),
    [("/", "Accueil"), ("/aide/", "Aide"), ("/aide/connexion/", "Aide"), ("/securite/", None)],
)
def test_la_page_courante_est_marquee(chemin: str, courant: str | None) -> None:
    navigation.enregistrer_entree(entree("Accueil", "web:accueil", 0))
    navigation.enregistrer_entree(entree("Aide", "web:aide", 900))
    liens = contexte.liens_pour(RequestFactory().get(chemin), TECHNICIEN)
    assert [lien.libelle for lien in liens if lien.courant] == ([courant] if courant else [])


@pytest.mark.exigence("UX-06")
@pytest.mark.parametrize(
    ("chemin", "courant"), [("/securite/", "Aide"), ("/aide/", "Aide"), ("/plan-du-site/", "Plan")]
)
def test_une_entree_est_marquee_aussi_sur_les_pages_qu_elle_rassemble(chemin: str, courant: str) -> None:
    navigation.enregistrer_entree(entree("Accueil", "web:accueil", 0))
    navigation.enregistrer_entree(entree("Plan", "web:plan_du_site", 10))
    navigation.enregistrer_entree(entree("Aide", "web:aide", 900, aussi=("web:securite", "web:inconnue")))
    liens = contexte.liens_pour(RequestFactory().get(chemin), TECHNICIEN)
    assert [lien.libelle for lien in liens if lien.courant] == [courant]


@pytest.mark.exigence("UX-06")
def test_les_comptes_viennent_de_l_app_et_zero_ne_se_montre_pas() -> None:
    navigation.enregistrer_entree(entree("Accueil", "web:accueil", 0, compteur=lambda a: a.utilisateur_id))
    navigation.enregistrer_entree(entree("Aide", "web:aide", 900, compteur=lambda _a: 0))
    liens = contexte.liens_pour(RequestFactory().get("/"), AGENT)
    assert [lien.compte for lien in liens] == [2, None]


@pytest.mark.exigence("UX-06")
def test_une_route_absente_ne_casse_pas_les_pages() -> None:
    navigation.enregistrer_entree(entree("Fantôme", "web:inexistante", 5))
    assert contexte.liens_pour(RequestFactory().get("/"), AGENT) == ()


@pytest.mark.exigence("UX-06")
@pytest.mark.parametrize(
    ("acteur", "civilite", "attendu"),
    [
        (TECHNICIEN, "mme", ("technicienne", "CCAS de Valmont", "")),
        (TECHNICIEN, "m", ("technicien", "CCAS de Valmont", "")),
        (AGENT, "mme", ("instructrice, DPO", "", "CPAM du Rhône")),
        (Acteur(3, "agent"), "m", ("agent sans rôle ouvert", "", "")),
    ],
)
def test_qui_est_connecte(acteur: Acteur, civilite: str, attendu: tuple[str, str, str]) -> None:
    utilisateur = Utilisateur(prenom="Camille", nom="Roche", civilite=civilite)
    connexion = contexte.connexion_de(acteur, utilisateur)
    assert (connexion.fonction, connexion.structure, connexion.caisse) == attendu
    assert connexion.nom == "Camille Roche"


@pytest.mark.exigence("PIL-05")
def test_le_bandeau_ne_montre_que_les_annonces_du_moment() -> None:
    ouverture = datetime(2026, 11, 21, tzinfo=UTC)
    navigation.enregistrer_bandeau("maintenance", lambda m: "Fermé samedi" if m >= ouverture else "")
    assert navigation.bandeaux_le(datetime(2026, 11, 20, tzinfo=UTC)) == []
    assert navigation.bandeaux_le(ouverture) == ["Fermé samedi"]
