"""The reception of documents is withdrawn by one caisse, for itself (ORG-03)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from conventions.enums import TypePartenaire
from conventions.models import Caisse, Partenaire, RetraitReception
from conventions.selectors import est_habilite_a_recevoir
from conventions.services.partenaires import regler_reception
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee
from espace_partenaires.journal.models import Evenement
from tests.conftest import ClientDuPortail
from tests.factories.conventions import creer_caisse, creer_convention, creer_partenaire, mettre_fin, relier
from tests.factories.habilitations import creer_agent

pytestmark = pytest.mark.django_db
CommeWeb = Callable[[Acteur], AbstractContextManager[None]]
Connecter = Callable[[Utilisateur], ClientDuPortail]


@pytest.fixture
def ici() -> Caisse:
    return creer_caisse()


@pytest.fixture
def ailleurs() -> Caisse:
    return creer_caisse("381", departements=("38",))


@pytest.fixture
def tutelle(ici: Caisse, ailleurs: Caisse) -> Partenaire:
    """A tutelle that two caisses know."""
    partenaire = creer_partenaire("Horizon", type=TypePartenaire.TUTELLE)
    relier(ici, partenaire)
    relier(ailleurs, partenaire)
    return partenaire


def agent(caisse: Caisse) -> Acteur:
    return Acteur(7, "agent", frozenset({"gestionnaire_conventions"}), frozenset({caisse.pk}))


@pytest.mark.exigence("ORG-03", "HAB-17")
def test_une_caisse_retire_la_reception_pour_elle_seule(
    comme_web: CommeWeb, ici: Caisse, ailleurs: Caisse, tutelle: Partenaire
) -> None:
    acteur = agent(ailleurs)
    with comme_web(acteur):
        for _ in range(2):  # a double click withdraws once
            regler_reception(acteur=acteur, caisse=ailleurs, partenaire=tutelle, retiree=True)
    assert RetraitReception.objects.get().caisse == ailleurs
    assert not est_habilite_a_recevoir(tutelle, ailleurs.pk)
    assert est_habilite_a_recevoir(tutelle, ici.pk), "une autre caisse n’y change rien"
    with comme_web(acteur):
        regler_reception(acteur=acteur, caisse=ailleurs, partenaire=tutelle, retiree=False)
    assert est_habilite_a_recevoir(tutelle, ailleurs.pk)
    entrees = Evenement.objects.filter(action__contains="reception").order_by("pk")
    assert [(e.action, e.caisse_id, e.partenaire_id) for e in entrees] == [
        ("conventions.retirer_reception", ailleurs.pk, tutelle.pk),
        ("conventions.retablir_reception", ailleurs.pk, tutelle.pk),
    ]


@pytest.mark.exigence("ORG-03", "HAB-17")
@pytest.mark.parametrize("lien", ["projet", "finie", "aucun"])
def test_sans_convention_en_vigueur_la_caisse_ne_regle_rien(
    lien: str, comme_web: CommeWeb, ici: Caisse, ailleurs: Caisse
) -> None:
    partenaire = creer_partenaire("Horizon", type=TypePartenaire.TUTELLE)
    relier(ici, partenaire)
    if lien == "projet":
        creer_convention(ailleurs, partenaire, signee_le=None)
    elif lien == "finie":
        mettre_fin(relier(ailleurs, partenaire), timezone.localdate() - timedelta(days=1))
    for caisse in (ici, ailleurs):
        acteur = agent(ailleurs)
        with comme_web(acteur), pytest.raises(HorsPortee):
            regler_reception(acteur=acteur, caisse=caisse, partenaire=partenaire, retiree=True)
    assert est_habilite_a_recevoir(partenaire, ici.pk)


@pytest.mark.exigence("ORG-03", "HAB-17")
def test_la_base_ne_montre_un_retrait_qu_a_sa_caisse_et_a_son_partenaire(
    comme_web: CommeWeb, ici: Caisse, ailleurs: Caisse, tutelle: Partenaire
) -> None:
    retrait = RetraitReception.objects.create(caisse=ailleurs, partenaire=tutelle)
    caisses = frozenset({ici.pk, ailleurs.pk})
    technicien = Acteur(8, "technicien", frozenset({"technicien"}), caisses, tutelle.pk)
    voisin = Acteur(9, "technicien", frozenset({"technicien"}), caisses, tutelle.pk + 1)
    sans_role = Acteur(7, "agent", frozenset(), frozenset({ailleurs.pk}))
    for acteur, vus in (
        (agent(ailleurs), [retrait]),
        (technicien, [retrait]),
        (agent(ici), []),
        (voisin, []),
        (sans_role, []),
    ):
        with comme_web(acteur):
            assert list(RetraitReception.objects.all()) == vus, acteur


@pytest.mark.exigence("ORG-03")
def test_chaque_caisse_lit_son_propre_choix(
    connecter: Connecter, ici: Caisse, ailleurs: Caisse, tutelle: Partenaire
) -> None:
    RetraitReception.objects.create(caisse=ailleurs, partenaire=tutelle)
    page = reverse("conventions:voir_partenaire", args=[tutelle.cle])
    attendus = {ici: "habilité à en recevoir", ailleurs: "réception retirée par la caisse"}
    for caisse, mots in attendus.items():
        html = connecter(creer_agent("dpo", caisse=caisse)).get(page).content.decode()
        assert [m for m in attendus.values() if m in html] == [mots]
