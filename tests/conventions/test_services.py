"""Writing conventions under the web role: order of signatures, refusals, permissions (CONV-01, CONV-05, CONV-20)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest

from conventions.enums import CauseFin, EtatConvention, Nature, NatureEvenement, TypePartenaire
from conventions.models import Caisse, Convention, Partenaire
from conventions.services import conventions as services
from conventions.services.fins import resilier
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from tests.factories.conventions import (
    creer_adhesion,
    creer_caisse,
    creer_convention,
    creer_modele,
    creer_partenaire,
    mettre_fin,
    relier,
)

pytestmark = pytest.mark.django_db

MAINTENANT = datetime(2026, 11, 21, 10, tzinfo=UTC)
LE = date(2026, 11, 21)
CommeWeb = Callable[[Acteur], AbstractContextManager[None]]


def agent(caisse: Caisse, *roles: str) -> Acteur:
    return Acteur(
        utilisateur_id=7,
        profil="agent",
        roles=frozenset(roles or {"gestionnaire_conventions"}),
        caisse_ids=frozenset({caisse.pk}),
    )


@pytest.fixture
def caisse() -> Caisse:
    return creer_caisse()


@pytest.fixture
def partenaire() -> Partenaire:
    return creer_partenaire("CCAS de Valmont")


def signer_tout(acteur: Acteur, convention: Convention, le: date = LE) -> Convention:
    for partie in convention.parties.order_by("pk"):
        convention = services.signer_partie(
            acteur=acteur, partie=partie, signee_le=le, representant="A. B.", maintenant=MAINTENANT
        )
    return convention


def refus(appel: Callable[[], object]) -> RegleMetierRefusee:
    with pytest.raises(RegleMetierRefusee) as leve:
        appel()
    return leve.value


@pytest.mark.exigence("CONV-01", "CONV-02", "CONV-03")
def test_du_projet_a_la_derniere_signature(
    caisse: Caisse, partenaire: Partenaire, comme_web: CommeWeb
) -> None:
    acteur, modele = agent(caisse), creer_modele("locale-caf")
    with comme_web(acteur):
        convention = services.creer_convention(
            acteur=acteur, caisse=caisse, partenaires=[partenaire], modele=modele
        )
        assert (convention.duree_mois, convention.reconduction, convention.preavis_mois) == (
            36,
            "expresse",
            3,
        )
        services.mettre_en_signature(acteur=acteur, convention=convention, maintenant=MAINTENANT)
        premiere, seconde = convention.parties.order_by("pk")
        for partie, jour in ((premiere, date(2026, 11, 2)), (seconde, date(2026, 11, 9))):
            assert not Convention.objects.en_vigueur(LE).filter(pk=convention.pk).exists()
            signee = services.signer_partie(
                acteur=acteur, partie=partie, signee_le=jour, representant="A. B.", maintenant=MAINTENANT
            )
    assert signee.etat == EtatConvention.SIGNEE
    assert Convention.objects.en_vigueur(date(2026, 11, 9)).filter(pk=convention.pk).exists()
    article = "Convention locale CPAM–CAF, article 14.1"
    faits = convention.evenements.order_by("pk").values_list("nature", "auteur_id", "article", "survenu_le")
    assert list(faits) == [
        ("mise_en_signature", 7, article, LE),
        ("signature", 7, article, date(2026, 11, 2)),
        ("signature", 7, article, date(2026, 11, 9)),
    ]
    actions = Evenement.objects.filter(objet_id=convention.pk).values_list(
        "action", "caisse_id", "partenaire_id"
    )
    assert list(actions.order_by("pk"))[-1] == ("conventions.signer_partie", caisse.pk, partenaire.pk)


@pytest.mark.exigence("CONV-20")
def test_la_derniere_signature_attend_la_metier(
    caisse: Caisse, partenaire: Partenaire, comme_web: CommeWeb
) -> None:
    acteur = agent(caisse)
    metier = creer_convention(caisse, partenaire, signee_le=None)
    modele = creer_modele("utilisation")
    with comme_web(acteur):
        utilisation = services.creer_convention(
            acteur=acteur,
            caisse=caisse,
            partenaires=[partenaire],
            modele=modele,
            parente=metier,
            effectif_declare=18,
        )
        services.mettre_en_signature(acteur=acteur, convention=utilisation, maintenant=MAINTENANT)
        erreur = refus(lambda: signer_tout(acteur, utilisation))
        assert erreur.code == "metier_pas_en_vigueur"
        assert "Enregistrez d’abord les signatures de la convention métier" in erreur.message
        assert erreur.article == "Convention d’utilisation, article 8.1"
        assert utilisation.parties.filter(signee_le__isnull=False).count() == 1
        services.mettre_en_signature(acteur=acteur, convention=metier, maintenant=MAINTENANT)
        signer_tout(acteur, metier)
        derniere = utilisation.parties.get(signee_le__isnull=True)
        services.signer_partie(
            acteur=acteur, partie=derniere, signee_le=LE, representant="A. B.", maintenant=MAINTENANT
        )
    assert Convention.objects.en_vigueur(LE).filter(pk=utilisation.pk).exists()


@pytest.mark.exigence("CONV-20", "ORG-02")
def test_la_derniere_signature_attend_l_adhesion(
    caisse: Caisse, partenaire: Partenaire, comme_web: CommeWeb
) -> None:
    acteur = agent(caisse)
    tete = creer_partenaire(type=TypePartenaire.TETE_DE_RESEAU)
    creer_adhesion(tete, partenaire, du=date(2025, 1, 1), au=date(2026, 11, 1))
    metier, modele = creer_convention(caisse, tete), creer_modele("utilisation")
    with comme_web(acteur):
        utilisation = services.creer_convention(
            acteur=acteur,
            caisse=caisse,
            partenaires=[partenaire],
            modele=modele,
            parente=metier,
            effectif_declare=18,
        )
        services.mettre_en_signature(acteur=acteur, convention=utilisation, maintenant=MAINTENANT)
        assert refus(lambda: signer_tout(acteur, utilisation)).code == "adhesion_absente"


@pytest.mark.exigence("CONV-01", "CONV-20")
def test_ce_qu_une_utilisation_exige(caisse: Caisse, partenaire: Partenaire, comme_web: CommeWeb) -> None:
    acteur, autre = agent(caisse), creer_partenaire("Association Le Pas")
    metier, ailleurs = creer_convention(caisse, partenaire), creer_convention(creer_caisse("011"), partenaire)
    utilisation, locale = creer_modele("utilisation"), creer_modele("locale-ccas")
    cas: list[tuple[dict[str, Any], str]] = [
        ({"partenaires": []}, "partenaire_absent"),
        ({"partenaires": [partenaire, autre]}, "un_seul_partenaire"),
        ({"effectif_declare": None}, "effectif_absent"),
        ({"parente": None}, "metier_absente"),
        ({"parente": ailleurs}, "metier_d_une_autre_caisse"),
        ({"partenaires": [autre]}, "metier_d_un_autre_partenaire"),
        ({"modele": locale}, "appui_inutile"),
        ({"modele": creer_modele("cadre-nationale")}, "cadre_nationale"),
    ]
    juste = {"partenaires": [partenaire], "modele": utilisation, "parente": metier, "effectif_declare": 18}
    with comme_web(acteur):
        for ecart, code in cas:
            arguments: dict[str, Any] = {**juste, **ecart}
            erreur = refus(partial(services.creer_convention, acteur=acteur, caisse=caisse, **arguments))
            assert erreur.code == code, ecart
            assert erreur.message.endswith(".")
    assert Convention.objects.filter(nature=Nature.UTILISATION).count() == 0


@pytest.mark.exigence("CONV-01")
def test_les_parties_d_un_projet(caisse: Caisse, partenaire: Partenaire, comme_web: CommeWeb) -> None:
    acteur, carsat = agent(caisse), creer_caisse("694", type="CARSAT", libelle="Carsat Rhône-Alpes")
    projet = creer_convention(caisse, signee_le=None)

    def mettre() -> None:
        services.mettre_en_signature(acteur=acteur, convention=projet, maintenant=MAINTENANT)

    with comme_web(acteur):
        assert refus(mettre).code == "parties_incompletes"
        services.ajouter_partie(acteur=acteur, convention=projet, partenaire=partenaire)
        services.ajouter_partie(acteur=acteur, convention=projet, caisse=carsat)
        assert (
            refus(lambda: services.ajouter_partie(acteur=acteur, convention=projet, caisse=carsat)).code
            == "partie_deja_la"
        )
        assert (
            refus(lambda: services.ajouter_partie(acteur=acteur, convention=projet)).code == "partie_unique"
        )
        mettre()
        assert refus(mettre).code == "etat_incompatible"
        tardif = refus(
            lambda: services.ajouter_partie(acteur=acteur, convention=projet, partenaire=creer_partenaire())
        )
    assert tardif.code == "etat_incompatible"
    assert projet.parties.count() == 3


@pytest.mark.exigence("CONV-01")
def test_une_partie_signe_une_fois_et_pas_dans_le_futur(
    caisse: Caisse, partenaire: Partenaire, comme_web: CommeWeb
) -> None:
    acteur = agent(caisse)
    convention = creer_convention(caisse, partenaire, signee_le=None, etat=EtatConvention.EN_SIGNATURE)
    premiere = convention.parties.earliest("pk")

    def signer(le: date) -> Convention:
        return services.signer_partie(
            acteur=acteur, partie=premiere, signee_le=le, representant="A. B.", maintenant=MAINTENANT
        )

    with comme_web(acteur):
        assert refus(lambda: signer(date(2026, 11, 22))).code == "signature_future"
        signer(LE)
        assert refus(lambda: signer(LE)).message == "Cette partie a déjà signé le 21\u00a0novembre 2026."


@pytest.mark.exigence("CONV-05", "CONV-06", "CONV-14")
def test_resilier_ferme_le_lendemain_du_dernier_jour(
    caisse: Caisse, partenaire: Partenaire, comme_web: CommeWeb
) -> None:
    acteur, utilisation = agent(caisse), relier(caisse, partenaire)
    metier = utilisation.parente
    assert metier is not None
    with comme_web(acteur):
        resilier(
            acteur=acteur,
            convention=metier,
            cause=CauseFin.ACCORD,
            effet_le=LE,
            motif="Décision commune.",
            accords=list(metier.parties.all()),
            maintenant=MAINTENANT,
        )
    assert Convention.objects.en_vigueur(LE).filter(pk=utilisation.pk).exists()
    assert not Convention.objects.en_vigueur(date(2026, 11, 22)).filter(pk=utilisation.pk).exists()
    evenement = metier.evenements.get(nature=NatureEvenement.RESILIATION)
    assert (evenement.effet_le, evenement.auteur_id) == (LE, 7)
    assert evenement.article == "Code civil, article 1193"


@pytest.mark.exigence("CONV-05")
def test_ce_qu_une_resiliation_exige(caisse: Caisse, partenaire: Partenaire, comme_web: CommeWeb) -> None:
    acteur, convention = agent(caisse), creer_convention(caisse, partenaire)
    projet = creer_convention(caisse, partenaire, signee_le=None)

    def finir(quelle: Convention, le: date, motif: str = "Motif.") -> None:
        resilier(
            acteur=acteur,
            convention=quelle,
            cause=CauseFin.ACCORD,
            effet_le=le,
            motif=motif,
            accords=list(quelle.parties.all()),
            maintenant=MAINTENANT,
        )

    with comme_web(acteur):
        assert refus(lambda: finir(convention, date(2026, 11, 20))).code == "fin_passee"
        assert refus(lambda: finir(convention, LE, "  ")).code == "motif_absent"
        assert refus(lambda: finir(projet, LE)).code == "etat_incompatible"
        finir(convention, LE)
        assert refus(lambda: finir(convention, date(2026, 12, 1))).message == (
            "Cette convention prend déjà fin le 21\u00a0novembre 2026."
        )


@pytest.mark.exigence("CONV-03")
def test_abandonner_un_projet(caisse: Caisse, partenaire: Partenaire, comme_web: CommeWeb) -> None:
    acteur, projet = agent(caisse), creer_convention(caisse, partenaire, signee_le=None)
    signee = creer_convention(caisse, partenaire)
    with comme_web(acteur):
        services.abandonner(
            acteur=acteur, convention=projet, motif="Le partenaire renonce.", maintenant=MAINTENANT
        )
        trop_tard = refus(lambda: services.abandonner(acteur=acteur, convention=signee, motif="Motif."))
    projet.refresh_from_db()
    assert projet.etat == EtatConvention.ABANDONNEE
    fait = projet.evenements.get()
    assert (fait.auteur_id, fait.survenu_le, fait.motif) == (7, LE, "Le partenaire renonce.")
    assert fait.article == "Règle du portail"
    assert trop_tard.message == "Abandonner : impossible, la convention est à l’état « signée »."


@pytest.mark.exigence("HAB-16", "HAB-17")
@pytest.mark.parametrize("role", ["instructeur", "superviseur", "dpo"])
def test_les_autres_roles_n_ecrivent_pas(
    role: str, caisse: Caisse, partenaire: Partenaire, comme_web: CommeWeb
) -> None:
    acteur, convention = agent(caisse, role), creer_convention(caisse, partenaire)
    with comme_web(acteur), pytest.raises(HorsPortee):
        resilier(
            acteur=acteur,
            convention=convention,
            cause=CauseFin.ACCORD,
            effet_le=LE,
            motif="Motif.",
            accords=list(convention.parties.all()),
            maintenant=MAINTENANT,
        )
    assert convention.evenements.count() == 0


@pytest.mark.exigence("HAB-17")
def test_une_autre_caisse_n_ecrit_pas(caisse: Caisse, partenaire: Partenaire, comme_web: CommeWeb) -> None:
    acteur, modele = agent(creer_caisse("011")), creer_modele()
    convention = creer_convention(caisse, partenaire, signee_le=None)
    with comme_web(acteur):
        with pytest.raises(HorsPortee):
            services.abandonner(acteur=acteur, convention=convention, motif="Motif.")
        with pytest.raises(HorsPortee):
            services.creer_convention(acteur=acteur, caisse=caisse, partenaires=[partenaire], modele=modele)
    convention.refresh_from_db()
    assert convention.etat == EtatConvention.BROUILLON


@pytest.mark.exigence("CONV-03")
def test_un_fait_ne_se_change_pas_et_ne_s_efface_pas(
    caisse: Caisse, partenaire: Partenaire, comme_web: CommeWeb
) -> None:
    convention = creer_convention(caisse, partenaire)
    fin = mettre_fin(convention, LE)
    with comme_web(agent(caisse)), pytest.raises(Exception, match="permission denied"):
        convention.evenements.filter(pk=fin.pk).update(effet_le=date(2030, 1, 1))
