"""National cadres: the Cnam's, the local conventions under them, what a national référent reads (CONV-08)."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conventions.enums import Nature, TypePartenaire
from conventions.models import Caisse, Convention, Partenaire, Referent
from conventions.selectors import caisses_en_vigueur
from conventions.selectors_reseau import PAR_PAGE
from conventions.services.conventions import creer_convention as preparer
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import RegleMetierRefusee
from tests.conftest import ClientDuPortail
from tests.factories.conventions import (
    creer_adhesion,
    creer_caisse,
    creer_convention,
    creer_modele,
    creer_partenaire,
    mettre_fin,
    relier,
)
from tests.factories.habilitations import acteur_pour, creer_agent

pytestmark = pytest.mark.django_db

Connecter = Callable[[Utilisateur], ClientDuPortail]
ADRESSE = "/conventions-de-mon-reseau/"


@pytest.fixture(autouse=True)
def _jour() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-23T10:00:00+01:00", tick=True) as voyage:
        yield voyage


@pytest.fixture
def cnam() -> Caisse:
    return creer_caisse("000", type="CNAM", libelle="Cnam", departements=())


@pytest.fixture
def reseau() -> Partenaire:
    return creer_partenaire("Réseau national", type=TypePartenaire.TETE_DE_RESEAU, echelon="national")


@pytest.fixture
def cadre(cnam: Caisse, reseau: Partenaire) -> Convention:
    return creer_convention(cnam, reseau, modele="cadre-nationale", objet="Cadre du réseau")


@pytest.fixture
def referent(cnam: Caisse, cadre: Convention) -> Utilisateur:
    compte = creer_agent("gestionnaire_conventions", caisse=cnam)
    nommer(compte, cadre)
    return compte


def nommer(compte: Utilisateur, cadre: Convention, au: date | None = None) -> None:
    Referent.objects.create(
        convention=cadre,
        partie=cadre.parties.get(caisse__isnull=False),
        utilisateur=compte,
        nom="Essai",
        courriel="national@cnam.example",
        du=date(2026, 1, 5),
        au=au,
    )


@pytest.mark.exigence("CONV-08", "CONV-01")
def test_la_cnam_prepare_un_cadre_par_les_memes_ecrans(cnam: Caisse, connecter: Connecter) -> None:
    cadre, locale = creer_modele("cadre-nationale"), creer_modele("locale-association")
    navigateur = connecter(creer_agent("gestionnaire_conventions", caisse=cnam))
    adresse = reverse("conventions:creer_partenaire")
    page = navigateur.get(adresse).content.decode()
    assert cadre.libelle in page
    assert locale.libelle not in page
    assert "Nombre de membres déclaré" not in page
    saisie = {
        "libelle": "Réseau national",
        "type_partenaire": "tete_de_reseau",
        "echelon": "national",
        "modele": cadre.pk,
    }
    navigateur.post(adresse, saisie)
    convention = Convention.objects.get()
    assert convention.nature == Nature.CADRE
    assert convention.parties.get(caisse__isnull=False).caisse == cnam


@pytest.mark.exigence("CONV-08")
def test_une_metier_locale_se_rattache_a_un_cadre_en_vigueur(
    cadre: Convention, reseau: Partenaire, cnam: Caisse, connecter: Connecter
) -> None:
    caisse, locale = creer_caisse(), creer_partenaire("Délégation du Rhône")
    relier(caisse, locale)
    creer_adhesion(reseau, locale)
    creer_convention(cnam, creer_partenaire("Autre réseau"), modele="cadre-nationale", objet="Autre cadre")
    fini = creer_convention(cnam, reseau, modele="cadre-nationale", objet="Ancien cadre")
    mettre_fin(fini, date(2026, 10, 31))
    adresse = reverse("conventions:creer_convention", args=[locale.cle])
    navigateur = connecter(creer_agent("gestionnaire_conventions"))
    page = navigateur.get(adresse).content.decode()
    assert page.index("Cadre du réseau (Réseau national)") < page.index("Autre cadre"), "le sien d’abord"
    assert "Ancien cadre" not in page
    saisie = {"modele": creer_modele("locale-association").pk, "cadre": cadre.pk, "objet": "Locale"}
    navigateur.post(adresse, saisie)
    assert Convention.objects.get(objet="Locale").cadre == cadre


@pytest.mark.exigence("CONV-08")
def test_un_cadre_fini_ou_une_utilisation_sont_refuses(cadre: Convention) -> None:
    caisse, partenaire = creer_caisse(), creer_partenaire()
    utilisation = relier(caisse, partenaire)
    acteur = acteur_pour(creer_agent("gestionnaire_conventions"))
    with pytest.raises(RegleMetierRefusee) as refus:
        preparer(
            acteur=acteur,
            caisse=caisse,
            partenaires=[partenaire],
            modele=creer_modele("utilisation"),
            parente=utilisation.parente,
            effectif_declare=9,
            cadre=cadre,
        )
    assert refus.value.code == "cadre_inutile"
    mettre_fin(cadre, date(2026, 11, 22))
    with pytest.raises(RegleMetierRefusee) as refus:
        preparer(acteur=acteur, caisse=caisse, partenaires=[partenaire], modele=creer_modele(), cadre=cadre)
    assert refus.value.code == "cadre_pas_en_vigueur"


@pytest.mark.exigence("CONV-08")
def test_la_fin_du_cadre_est_sans_effet_sur_les_locales(cadre: Convention) -> None:
    caisse, partenaire = creer_caisse(), creer_partenaire()
    utilisation = relier(caisse, partenaire, cadre=cadre)
    mettre_fin(cadre, date(2026, 11, 30))
    apres = date(2026, 12, 1)
    assert not Convention.objects.filter(pk=cadre.pk).en_vigueur(apres).exists()
    assert Convention.objects.filter(adossees=utilisation).en_vigueur(apres).exists()
    assert caisses_en_vigueur(partenaire.pk, apres) == {caisse.pk}


@pytest.mark.exigence("CONV-08", "HAB-17")
def test_le_referent_national_lit_les_locales_de_son_reseau(
    cadre: Convention, referent: Utilisateur, cnam: Caisse, connecter: Connecter
) -> None:
    autre = creer_convention(cnam, creer_partenaire(), modele="cadre-nationale", objet="Autre cadre")
    ain = creer_caisse("011", libelle="CPAM de l’Ain")
    relier(creer_caisse(), creer_partenaire("Délégation du Rhône"), cadre=cadre, objet="Locale du Rhône")
    finie = relier(ain, creer_partenaire("Délégation de l’Ain"), cadre=cadre, objet="Locale de l’Ain").parente
    relier(ain, creer_partenaire("Ailleurs"), cadre=autre, objet="Sous un autre cadre")
    assert finie is not None
    mettre_fin(finie, date(2026, 10, 31))
    navigateur = connecter(referent)
    page = navigateur.get(ADRESSE).content.decode()
    assert page.index("Locale de l’Ain") < page.index("Locale du Rhône"), "par caisse"
    assert "résiliée, terminée le 31\u00a0octobre 2026" in page
    assert "en vigueur depuis le 5\u00a0janvier 2026" in page
    assert "Sous un autre cadre" not in page
    assert "Convention d’utilisation" not in page.split("<main")[1]
    voir = navigateur.get(reverse("conventions:voir_convention", args=[finie.cle]))
    assert voir.status_code == 200
    assert navigateur.get(reverse("conventions:couper_acces", args=[finie.cle])).status_code == 404


@pytest.mark.exigence("CONV-08", "HAB-17")
def test_le_menu_et_la_page_sont_aux_seuls_referents_en_fonction(
    cadre: Convention, referent: Utilisateur, cnam: Caisse, connecter: Connecter
) -> None:
    ancien = creer_agent("gestionnaire_conventions", caisse=cnam)
    nommer(ancien, cadre, au=date(2026, 11, 22))
    for compte, voit in (
        (referent, True),
        (ancien, False),
        (creer_agent("gestionnaire_conventions"), False),
    ):
        navigateur = connecter(compte)
        menu = navigateur.get(reverse("conventions:lister_partenaires")).content.decode()
        assert (ADRESSE in menu) is voit
        assert navigateur.get(ADRESSE).status_code == (200 if voit else 404)


@pytest.mark.exigence("CONV-08")
def test_la_liste_se_parcourt_a_cout_constant(
    cadre: Convention, referent: Utilisateur, connecter: Connecter
) -> None:
    navigateur, caisse = connecter(referent), creer_caisse()

    def mesurer(nombre: int) -> int:
        for _ in range(nombre):
            creer_convention(caisse, creer_partenaire(domaines=()), cadre=cadre)
        with CaptureQueriesContext(connection) as requetes:
            assert navigateur.get(ADRESSE).status_code == 200
        return len(requetes)

    mesurer(1)
    assert mesurer(1) == mesurer(PAR_PAGE)
    premiere = navigateur.get(ADRESSE)
    suite = navigateur.get(ADRESSE, {"curseur": premiere.context["suivant"]})
    vues = [s.convention.pk for page in (premiere, suite) for s in page.context["situations"]]
    assert len(vues) == len(set(vues)) == PAR_PAGE + 2
    assert suite.context["suivant"] == ""
    assert len(navigateur.get(ADRESSE, {"curseur": "inconnu"}).context["situations"]) == PAR_PAGE
