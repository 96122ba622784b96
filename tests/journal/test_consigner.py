"""Writing the journal: who, what, from where; nothing about a person."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import ProgrammingError, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.journal.exceptions import ActionInconnue, DetailRefuse
from espace_partenaires.journal.middleware import AdresseMiddleware
from espace_partenaires.journal.models import Evenement
from espace_partenaires.journal.registre import action, enregistrer_action
from espace_partenaires.journal.services import consigner
from tests.factories.plateforme import un_acteur, un_compte

pytestmark = pytest.mark.exigence("RGPD-05")
MIDI = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


@pytest.mark.django_db
@time_machine.travel(MIDI, tick=False)
def test_entree_dit_qui_quoi_quand_sur_quoi() -> None:
    compte = un_compte()
    consigner(
        acteur=un_acteur(compte.pk),
        action="essais.agir",
        objet=compte,
        caisse_id=12,
        details={"code": "ouvert"},
    )
    entree = Evenement.objects.get()
    assert (entree.action, entree.auteur_id, entree.profil) == ("essais.agir", compte.pk, "agent")
    assert (entree.objet_type, entree.objet_id, entree.caisse_id) == ("comptes.utilisateur", compte.pk, 12)
    assert entree.survenu_le == MIDI
    assert entree.details == {"code": "ouvert"}


@pytest.mark.django_db
def test_action_non_declaree_refusee() -> None:
    with pytest.raises(ActionInconnue):
        consigner(acteur=un_acteur(), action="essais.inconnue")
    assert not Evenement.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "valeur",
    [
        "Camille Durand",
        "camille@ccas.example",
        "2 84 05 69 123 456 07",
        "284056912345607",
        1840569123456,
        ["ok", "a b"],
    ],
)
def test_detail_qui_pourrait_designer_une_personne_refuse_sans_etre_repete(
    valeur: str | int | list[str],
) -> None:
    cle = "codes" if isinstance(valeur, list) else "code"
    with pytest.raises(DetailRefuse) as refus:
        consigner(acteur=un_acteur(), action="essais.agir", details={cle: valeur})
    assert str(valeur) not in str(refus.value)
    assert not Evenement.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "valeur",
    [
        "CPAM-691",
        "2026-11-23T12:00:00+01:00",
        "018f2a77-1234-7123-8123-284056912345",
        "35600000012345",
        True,
        None,
    ],
)
def test_codes_dates_et_identifiants_acceptes(valeur: str | bool | None) -> None:
    entree = consigner(acteur=un_acteur(), action="essais.agir", details={"code": valeur})
    assert Evenement.objects.get(pk=entree.pk).details == {"code": valeur}


@pytest.mark.django_db
def test_cle_non_declaree_refusee() -> None:
    with pytest.raises(DetailRefuse, match="nom"):
        consigner(acteur=un_acteur(), action="essais.agir", details={"nom": "durand"})


def test_meme_code_declare_autrement_refuse() -> None:
    enregistrer_action("essais.agir", "Un acte d’essai", details=("code", "codes", "nombre"))
    with pytest.raises(ValueError, match=r"essais\.agir"):
        enregistrer_action("essais.agir", "Autre chose")
    assert action("essais.agir").libelle == "Un acte d’essai"


@pytest.mark.exigence("SEC-02")
@pytest.mark.django_db
def test_acte_annule_ne_laisse_pas_d_entree() -> None:
    with transaction.atomic():
        consigner(acteur=un_acteur(), action="essais.agir")
        transaction.set_rollback(True)
    assert not Evenement.objects.exists()


@pytest.mark.exigence("HAB-17")
def test_le_role_web_n_ecrit_pas_au_nom_d_un_autre(
    comme_web: Callable[[Acteur], AbstractContextManager[None]],
) -> None:
    with comme_web(un_acteur(7)):
        consigner(acteur=un_acteur(7), action="essais.agir")
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            consigner(acteur=un_acteur(8), action="essais.agir")
    assert list(Evenement.objects.values_list("auteur_id", flat=True)) == [7]


@pytest.mark.exigence("HAB-17")
@pytest.mark.django_db(transaction=True)
def test_le_dpo_lit_les_entrees_de_sa_caisse_et_elles_seules(
    comme_web: Callable[[Acteur], AbstractContextManager[None]],
) -> None:
    for caisse_id in (1, 2, None):
        consigner(acteur=un_acteur(), action="essais.agir", caisse_id=caisse_id)
    lecteurs = {
        "dpo": (frozenset({1}), [1]),
        "instructeur": (frozenset({1}), []),
        "administrateur": (frozenset(), [None]),
    }
    for role, (caisse_ids, attendu) in lecteurs.items():
        lecteur = un_acteur(roles=frozenset({role}), caisse_ids=caisse_ids)
        with transaction.atomic(), comme_web(lecteur):
            assert list(Evenement.objects.values_list("caisse_id", flat=True)) == attendu, role


@pytest.mark.parametrize(
    ("mandataires", "entete", "attendue"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 198.51.100.1, 203.0.113.9", "198.51.100.1"),
        (2, "203.0.113.9", None),
        (1, "pas une adresse", None),
    ],
)
@pytest.mark.django_db
def test_adresse_de_la_requete_et_jamais_celle_qu_on_pretend(
    settings: Settings, mandataires: int, entete: str, attendue: str | None
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = mandataires

    def vue(_request: HttpRequest) -> HttpResponse:
        consigner(acteur=un_acteur(), action="essais.agir")
        return HttpResponse()

    AdresseMiddleware(vue)(RequestFactory().get("/", headers={"x-forwarded-for": entete}))
    consigner(acteur=un_acteur(), action="essais.agir")
    assert list(Evenement.objects.order_by("id").values_list("adresse", flat=True)) == [attendue, None]
