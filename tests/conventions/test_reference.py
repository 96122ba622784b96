"""National reference data, the demonstration, Django admin, the constraints of the tables."""

import csv
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from guardian.shortcuts import get_objects_for_group

from conventions.demo import creer_demo
from conventions.departements import DEPARTEMENTS, DEPARTEMENTS_A_PLUSIEURS_CAISSES, nom_du_departement
from conventions.enums import Nature, Reconduction, Service
from conventions.models import (
    ActivationService,
    Adhesion,
    Avenant,
    Caisse,
    CaisseDepartement,
    CaisseGroupObjectPermission,
    Convention,
    Courrier,
    DomaineCourriel,
    FicheAction,
    Modele,
    Partenaire,
    Partie,
)
from conventions.selectors import caisses_en_vigueur, effectif_declare
from conventions.services import reference
from espace_partenaires.comptes.models import Utilisateur
from tests.conftest import ClientDuPortail
from tests.factories.conventions import (
    DEBUT,
    creer_adhesion,
    creer_caisse,
    creer_convention,
    creer_partenaire,
)
from tests.factories.habilitations import creer_administrateur

pytestmark = pytest.mark.django_db

Connecter = Callable[[Utilisateur], ClientDuPortail]


@pytest.mark.exigence("ORG-01", "HAB-16")
def test_charger_les_caisses_deux_fois(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("charger_caisses")
    Caisse.objects.filter(code="691").update(adresse="276 cours de la Liberté")
    call_command("charger_caisses")
    assert "108 caisses et 6 modèles" in capsys.readouterr().out
    assert Caisse.objects.get(code="691").adresse == "276 cours de la Liberté", "ce qui est complété reste"
    with reference.FICHIER_CAISSES.open(encoding="utf-8") as fichier:
        lignes = list(csv.DictReader(fichier, delimiter=";"))
    assert CaisseDepartement.objects.count() == len(lignes) == 107
    assert Caisse.objects.get(code="974").fuseau == "Indian/Reunion"
    assert Caisse.objects.filter(zone_jours_feries="alsace_moselle").exists() or any(
        ligne["zone_jours_feries"] != "metropole" for ligne in lignes
    )
    assert Group.objects.filter(name__startswith="caisse:").count() == 4 * (107 + 1)
    assert CaisseGroupObjectPermission.objects.count() == 4 * (107 + 1)


@pytest.mark.exigence("ORG-01")
def test_quatre_departements_ont_plusieurs_caisses() -> None:
    reference.charger()
    servis = list(CaisseDepartement.objects.values_list("code", flat=True))
    assert {code for code in servis if servis.count(code) > 1} == DEPARTEMENTS_A_PLUSIEURS_CAISSES
    assert set(servis) == set(DEPARTEMENTS), "chaque département a une caisse et un nom"
    assert nom_du_departement("2A") == "Corse-du-Sud"
    assert nom_du_departement("zz") == "zz"


@pytest.mark.exigence("CONV-02", "ORG-04")
def test_les_six_modeles() -> None:
    reference.charger()
    caf = Modele.objects.get(code="locale-caf", version=1)
    assert (caf.duree_mois, caf.reconduction, caf.preavis_mois) == (36, Reconduction.EXPRESSE, 3)
    assert set(caf.services_par_defaut) == {Service.SIGNALEMENT, Service.RENDEZ_VOUS, Service.ETUDE}
    assert Modele.objects.get(nature=Nature.UTILISATION).reconduction == Reconduction.PARENTE
    tacites = Modele.objects.filter(reconduction=Reconduction.TACITE)
    assert {(modele.code, modele.duree_mois) for modele in tacites} == {
        ("cadre-nationale", 12),
        ("locale-ccas", 12),
        ("locale-association", 12),
        ("locale-cpts", 12),
    }


@pytest.mark.exigence("HAB-16")
def test_un_groupe_n_a_de_droit_que_sur_sa_caisse() -> None:
    rhone, _ = creer_caisse(), creer_caisse("011")
    groupe = Group.objects.get(name="caisse:691:gestionnaire_conventions")
    assert list(get_objects_for_group(groupe, "conventions.gerer_conventions")) == [rhone]
    assert not get_objects_for_group(groupe, "conventions.instruire").exists()


@pytest.mark.exigence("CONV-20", "HAB-03")
def test_la_demonstration_se_rejoue_sans_doubler() -> None:
    assert creer_demo() == ["CPAM du Rhône : 7 partenaires, conventions en vigueur"]
    avant = (
        Partenaire.objects.count(),
        Convention.objects.count(),
        Partie.objects.count(),
        Adhesion.objects.count(),
        *(modele.objects.count() for modele in (Avenant, Courrier, FicheAction)),
    )
    creer_demo()
    apres = (
        Partenaire.objects.count(),
        Convention.objects.count(),
        Partie.objects.count(),
        Adhesion.objects.count(),
        *(modele.objects.count() for modele in (Avenant, Courrier, FicheAction)),
    )
    assert avant == apres == (8, 11, 22, 1, 1, 1, 1)
    valmont = Partenaire.objects.get(libelle="CCAS de Valmont")
    rhone = Caisse.objects.get(code="691")
    assert caisses_en_vigueur(valmont.pk, timezone.localdate()) == {rhone.pk}
    assert effectif_declare(valmont.pk, timezone.localdate()) == 21, "l’avenant est en vigueur"
    assert valmont.adhesions.get().tete.libelle == "UDCCAS du Rhône"
    assert not Convention.objects.filter(nature=Nature.METIER, parties__partenaire=valmont).exists()


@pytest.mark.exigence("HAB-16")
def test_l_administration_ne_connait_que_les_references(connecter: Connecter) -> None:
    navigateur = connecter(creer_administrateur())
    page = navigateur.get(reverse("admin:index")).content.decode()
    assert reverse("admin:conventions_caisse_changelist") in page
    assert reverse("admin:conventions_modele_changelist") in page
    assert "conventions/convention/" not in page
    caisse = {
        "code": "975",
        "type": "CSS",
        "libelle": "Caisse neuve",
        "fuseau": "Europe/Paris",
        "zone_jours_feries": "metropole",
        "departements-TOTAL_FORMS": "1",
        "departements-INITIAL_FORMS": "0",
        "departements-0-code": "75",
    }
    reponse = navigateur.post(reverse("admin:conventions_caisse_add"), caisse)
    assert reponse.status_code == 302
    assert Group.objects.filter(name__startswith="caisse:975:").count() == 4
    modele = Modele.objects.create(
        code="x", libelle="X", nature="metier", duree_mois=12, reconduction="tacite", article="X"
    )
    assert (
        navigateur.post(reverse("admin:conventions_modele_change", args=[modele.pk]), {}).status_code == 403
    )
    neuve = Caisse.objects.get(code="975")
    assert navigateur.get(reverse("admin:conventions_caisse_delete", args=[neuve.pk])).status_code == 403


def messages_de(objet: Model) -> str:
    with pytest.raises(ValidationError) as leve:
        objet.validate_constraints()
    return " ".join(leve.value.messages)


@pytest.mark.exigence("CONV-01", "CONV-20", "ORG-02")
def test_chaque_contrainte_parle_francais() -> None:
    caisse, partenaire = creer_caisse(), creer_partenaire(domaines=("valmont.example",))
    tete = creer_partenaire()
    convention = creer_convention(caisse, partenaire)
    creer_adhesion(tete, partenaire, du=DEBUT)
    ActivationService.objects.create(caisse=caisse, partenaire=partenaire, service="contact", ouvert=True)
    metier = {"modele": convention.modele, "objet": "X", "reconduction": "tacite"}
    fin = convention.evenements.model(
        convention=convention, nature="resiliation", survenu_le=DEBUT, consigne_le="2026-01-05T12:00Z"
    )
    cas = [
        (Partie(convention=convention), "l’un des deux"),
        (Partie(convention=convention, caisse=caisse), "déjà partie à la convention"),
        (Partie(convention=convention, partenaire=partenaire), "déjà partie à la convention"),
        (
            Convention(nature="utilisation", effectif_declare=3, **metier),
            "s’appuie sur une convention métier",
        ),
        (Convention(nature="metier", parente=convention, **metier), "s’appuie sur une convention métier"),
        (
            Convention(nature="utilisation", parente=convention, effectif_declare=0, **metier),
            "nombre de membres",
        ),
        (fin, "date d’effet"),
        (
            Adhesion(tete=tete, membre=partenaire, periode=DateRange(DEBUT, None)),
            "recouvre une autre période",
        ),
        (Adhesion(tete=tete, membre=tete, periode=DateRange(DEBUT, None)), "n’adhère pas à lui-même"),
        (DomaineCourriel(partenaire=partenaire, domaine="VALMONT.example"), "déjà déclaré"),
        (
            ActivationService(caisse=caisse, partenaire=partenaire, service="contact", ouvert=False),
            "déjà réglé",
        ),
        (Convention(nature="utilisation", parente=convention, **metier), "nombre de membres"),
        (Modele(code="y", nature="metier", reconduction="tacite"), "durée en mois"),
        (Modele(code="locale-ccas", version=1, nature="metier", duree_mois=12), "existe déjà"),
        (CaisseDepartement(caisse=caisse, code="69"), "déjà déclaré"),
    ]
    for objet, mots in cas:
        assert mots in messages_de(objet), objet
