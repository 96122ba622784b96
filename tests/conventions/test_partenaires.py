"""Partenaires: SIRET, number, domains, membership, first convention, services (ORG-02, ORG-03, ORG-04)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conventions.enums import EtatConvention, Service, TypePartenaire
from conventions.models import ActivationService, Adhesion, Caisse, Convention, Partenaire
from conventions.selectors import est_habilite_a_recevoir, services_ouverts
from conventions.services import accueil, activations, numeros, partenaires
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from tests.factories.conventions import (
    DEBUT,
    creer_adhesion,
    creer_caisse,
    creer_convention,
    creer_modele,
    creer_partenaire,
    relier,
)

pytestmark = pytest.mark.django_db

SIRET = "73282932000074"
LA_POSTE = "35600000049837"
CommeWeb = Callable[[Acteur], AbstractContextManager[None]]


def agent(caisse: Caisse, *roles: str) -> Acteur:
    return Acteur(7, "agent", frozenset(roles or {"gestionnaire_conventions"}), frozenset({caisse.pk}))


@pytest.fixture
def caisse() -> Caisse:
    return creer_caisse()


@pytest.mark.exigence("ORG-02")
@pytest.mark.parametrize(
    ("tape", "retenu"),
    [
        ("732 829 320 00074", SIRET),
        ("732\u202f829\u202f320\u00a000074", SIRET),
        (LA_POSTE, LA_POSTE),
        ("  ", None),
    ],
)
def test_un_siret_juste_est_ramene_a_ses_quatorze_chiffres(tape: str, retenu: str | None) -> None:
    assert partenaires.normaliser_siret(tape) == retenu


@pytest.mark.exigence("ORG-02")
@pytest.mark.parametrize("tape", ["73282932000075", "7328293200007", "35600000049838", "ABCDEFGHIJKLMN"])
def test_un_siret_faux_est_refuse(tape: str) -> None:
    with pytest.raises(RegleMetierRefusee, match="vérifiez ses 14 chiffres"):
        partenaires.normaliser_siret(tape)


@pytest.mark.exigence("HAB-08")
@pytest.mark.parametrize("tape", ["valmont", "a@b.example", "-x.example", "deux mots.example", "x..example"])
def test_un_domaine_mal_forme_est_refuse(tape: str) -> None:
    with pytest.raises(RegleMetierRefusee, match="n’est pas un domaine"):
        partenaires.normaliser_domaine(tape)


@pytest.mark.exigence("ORG-02")
@given(st.integers(1, 9_999 + 24_000))
def test_un_numero_et_son_rang_se_repondent(rang: int) -> None:
    numero = numeros.numero_du_rang(rang)
    assert len(numero) == 4
    assert numeros.rang_du_numero(numero) == rang


@pytest.mark.exigence("ORG-02")
def test_les_numeros_se_suivent_et_finissent() -> None:
    assert [numeros.numero_du_rang(rang) for rang in (1, 9_999, 10_000, 11_000)] == [
        "0001",
        "9999",
        "A000",
        "B000",
    ]
    with pytest.raises(RegleMetierRefusee, match="numéros de partenaire"):
        numeros.numero_du_rang(9_999 + 24_001)


@pytest.mark.exigence("ORG-02", "ORG-03")
def test_creer_un_partenaire(caisse: Caisse, comme_web: CommeWeb) -> None:
    creer_partenaire(numero="0490")
    acteur = agent(caisse)
    with comme_web(acteur):
        cree = partenaires.creer_partenaire(
            acteur=acteur,
            caisse=caisse,
            libelle=" CCAS de Valmont ",
            type_partenaire=TypePartenaire.CCAS,
            siret="732 829 320 00074",
            domaines=["@Valmont.example", "valmont.example"],
        )
    cree.refresh_from_db()
    assert (cree.numero, cree.libelle, cree.siret) == ("0491", "CCAS de Valmont", SIRET)
    assert list(cree.domaines.values_list("domaine", flat=True)) == ["valmont.example"]
    assert Evenement.objects.get(action="conventions.creer_partenaire").partenaire_id == cree.pk
    with comme_web(acteur), pytest.raises(RegleMetierRefusee, match="porte déjà ce SIRET"):
        partenaires.creer_partenaire(
            acteur=acteur, caisse=caisse, libelle="Double", type_partenaire=TypePartenaire.CCAS, siret=SIRET
        )


@pytest.mark.exigence("CONV-20", "ORG-02")
def test_accueillir_un_membre_d_une_tete_de_reseau(caisse: Caisse, comme_web: CommeWeb) -> None:
    acteur, modele = agent(caisse), creer_modele("utilisation")
    tete = creer_partenaire("UDCCAS du Rhône", type=TypePartenaire.TETE_DE_RESEAU)
    metier = creer_convention(caisse, tete)
    fiche = {"libelle": "CCAS de Valmont", "type_partenaire": TypePartenaire.CCAS, "siret": SIRET}
    with comme_web(acteur):
        convention = accueil.accueillir_partenaire(
            acteur=acteur, caisse=caisse, fiche=fiche, modele=modele, parente=metier, effectif_declare=18
        )
    assert (convention.etat, convention.parente_id, convention.effectif_declare) == (
        "brouillon",
        metier.pk,
        18,
    )
    assert Adhesion.objects.get().tete == tete
    assert Partenaire.objects.visibles_par(acteur).filter(siret=SIRET).exists()


@pytest.mark.exigence("ORG-02")
def test_un_partenaire_connu_par_son_siret_est_repris(caisse: Caisse, comme_web: CommeWeb) -> None:
    connu = creer_partenaire("CCAS de Valmont", siret=SIRET)
    acteur, modele = agent(caisse), creer_modele()
    fiche = {"libelle": "Autre nom", "type_partenaire": TypePartenaire.AUTRE, "siret": SIRET}
    with comme_web(acteur):
        convention = accueil.accueillir_partenaire(acteur=acteur, caisse=caisse, fiche=fiche, modele=modele)
    connu.refresh_from_db()
    assert (connu.libelle, connu.type) == ("CCAS de Valmont", TypePartenaire.CCAS)
    assert convention.parties.filter(partenaire=connu).exists()
    assert Partenaire.objects.count() == 1


@pytest.mark.exigence("SEC-02")
def test_un_refus_n_ecrit_rien(caisse: Caisse, comme_web: CommeWeb) -> None:
    acteur, modele = agent(caisse), creer_modele("utilisation")
    fiche = {"libelle": "CCAS de Valmont", "type_partenaire": TypePartenaire.CCAS}
    with comme_web(acteur), pytest.raises(RegleMetierRefusee, match="nombre de membres"):
        accueil.accueillir_partenaire(acteur=acteur, caisse=caisse, fiche=fiche, modele=modele)
    assert not Partenaire.objects.exists()
    assert not Evenement.objects.filter(action__startswith="conventions.").exists()


@pytest.mark.exigence("ORG-02")
def test_ce_qu_une_adhesion_exige(caisse: Caisse, comme_web: CommeWeb) -> None:
    acteur, membre, tete = (
        agent(caisse),
        creer_partenaire(),
        creer_partenaire(type=TypePartenaire.TETE_DE_RESEAU),
    )
    creer_adhesion(tete, membre, du=DEBUT, au=date(2026, 7, 1))

    def adherer(a: Partenaire, du: date, au: date | None) -> None:
        partenaires.enregistrer_adhesion(acteur=acteur, caisse=caisse, tete=a, membre=membre, du=du, au=au)

    with comme_web(acteur):
        for a, du, au, mots in (
            (tete, date(2026, 6, 30), None, "recouvre une autre période"),
            (tete, date(2026, 8, 1), date(2026, 8, 1), "finir après avoir commencé"),
            (creer_ccas_du_jour(), date(2026, 8, 1), None, "n’est pas une tête de réseau"),
        ):
            with pytest.raises(RegleMetierRefusee, match=mots):
                adherer(a, du, au)
        adherer(tete, date(2026, 7, 1), None)
    assert membre.adhesions.count() == 2


def creer_ccas_du_jour() -> Partenaire:
    return creer_partenaire(domaines=())


@pytest.mark.exigence("ORG-03")
def test_la_caisse_retire_et_rend_la_reception_de_documents(caisse: Caisse, comme_web: CommeWeb) -> None:
    acteur, tutelle = agent(caisse), creer_partenaire(type=TypePartenaire.TUTELLE)
    ccas = creer_partenaire()
    relier(caisse, tutelle)
    relier(caisse, ccas)
    with comme_web(acteur):
        partenaires.regler_reception(acteur=acteur, caisse=caisse, partenaire=tutelle, retiree=True)
        assert not est_habilite_a_recevoir(tutelle, caisse.pk)
        partenaires.regler_reception(acteur=acteur, caisse=caisse, partenaire=tutelle, retiree=False)
        with pytest.raises(RegleMetierRefusee, match="Seuls les tutelles"):
            partenaires.regler_reception(acteur=acteur, caisse=caisse, partenaire=ccas, retiree=True)
    assert est_habilite_a_recevoir(tutelle, caisse.pk)


@pytest.mark.exigence("ORG-04", "HAB-16")
@pytest.mark.parametrize("role", ["gestionnaire_conventions", "superviseur"])
def test_ouvrir_et_fermer_un_service(role: str, caisse: Caisse, comme_web: CommeWeb) -> None:
    acteur, partenaire = agent(caisse, role), creer_partenaire()
    relier(caisse, partenaire)
    regler: dict[str, Any] = {
        "acteur": acteur,
        "caisse": caisse,
        "partenaire": partenaire,
        "service": Service.SIGNALEMENT,
    }
    with comme_web(acteur):
        activations.fermer_service(**regler)
        assert Service.SIGNALEMENT not in services_ouverts(caisse.pk, partenaire.pk, DEBUT)
        activations.ouvrir_service(**regler)
    assert Service.SIGNALEMENT in services_ouverts(caisse.pk, partenaire.pk, DEBUT)
    assert ActivationService.objects.count() == 1
    actions = Evenement.objects.order_by("pk").values_list("action", "details")
    assert list(actions)[-2:] == [
        ("conventions.fermer_service", {"service": "signalement"}),
        ("conventions.ouvrir_service", {"service": "signalement"}),
    ]


@pytest.mark.exigence("ORG-04", "HAB-17")
@pytest.mark.parametrize("role", ["instructeur", "dpo"])
def test_les_autres_ne_reglent_pas_les_services(role: str, caisse: Caisse, comme_web: CommeWeb) -> None:
    partenaire, ailleurs = creer_partenaire(), creer_caisse("011")
    relier(caisse, partenaire)
    for acteur, cible in (
        (agent(caisse, role), caisse),
        (agent(ailleurs), caisse),
        (agent(ailleurs), ailleurs),
    ):
        with comme_web(acteur), pytest.raises(HorsPortee):
            activations.ouvrir_service(
                acteur=acteur, caisse=cible, partenaire=partenaire, service=Service.CONTACT
            )
    assert not ActivationService.objects.exists()


@pytest.mark.exigence("HAB-17")
def test_chacun_ne_voit_que_les_siens(caisse: Caisse) -> None:
    ailleurs = creer_caisse("011")
    notre, leur, partage = creer_partenaire("A"), creer_partenaire("B"), creer_partenaire("C")
    projet = creer_convention(caisse, notre, signee_le=None, etat=EtatConvention.ABANDONNEE)
    relier(ailleurs, leur)
    chez_nous, chez_eux = relier(caisse, partage), relier(ailleurs, partage)
    vus = Partenaire.objects.visibles_par(agent(caisse, "dpo")).order_by("libelle")
    assert [p.libelle for p in vus] == ["A", "C"], "quel que soit l’état de la convention"
    conventions = Convention.objects.visibles_par(agent(caisse))
    assert set(conventions) == {projet, chez_nous, chez_nous.parente}
    gestionnaire = Acteur(8, "gestionnaire", frozenset({"gestionnaire"}), frozenset({caisse.pk}), partage.pk)
    assert list(Partenaire.objects.visibles_par(gestionnaire)) == [partage]
    assert chez_eux in Convention.objects.visibles_par(gestionnaire)
    assert projet not in Convention.objects.visibles_par(gestionnaire)
    for personne in (Acteur(9, "administrateur"), Acteur(9, "agent", caisse_ids=frozenset({caisse.pk}))):
        assert not Partenaire.objects.visibles_par(personne).exists()
        assert not Convention.objects.visibles_par(personne).exists()
        assert not Caisse.objects.visibles_par(personne).exists()
