"""The pages of the calendar: what they show, count and link; who reads them (CONV-04, CONV-13, UX-06)."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conventions.enums import NatureCourrier
from conventions.models import AttestationDestruction, Caisse, Convention, Courrier, Referent, Remise
from conventions.views.calendrier import ecart_en_mots
from espace_partenaires.comptes.models import Utilisateur
from tests.conftest import ClientDuPortail
from tests.factories.conventions import creer_caisse, creer_convention, creer_partenaire, mettre_fin, relier
from tests.factories.habilitations import creer_agent, creer_gestionnaire

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jour")]
Connecter = Callable[[Utilisateur], ClientDuPortail]
A_FAIRE = reverse("conventions:conventions_a_faire")


@pytest.fixture
def jour() -> Iterator[time_machine.Traveller]:
    """The clock stands on a Monday."""
    with time_machine.travel("2026-11-23T10:00:00+01:00", tick=True) as voyage:
        yield voyage


@pytest.fixture
def caisse() -> Caisse:
    return creer_caisse()


@pytest.fixture
def agent(caisse: Caisse, connecter: Connecter) -> ClientDuPortail:
    return connecter(creer_agent("gestionnaire_conventions"))


def texte(reponse: Any) -> str:
    assert reponse.status_code == 200
    return " ".join(str(reponse.content.decode()).replace("&nbsp;", " ").split())


def sans_rappel(caisse: Caisse, **champs: Any) -> Convention:
    """Make a convention that asks for nothing but what its dates say, with a référent for each party."""
    nus = {"evaluation": "aucune", "comite": "aucun", "bilan_annuel": False, "signee_le": date(2026, 9, 1)}
    convention = creer_convention(caisse, creer_partenaire(), **{**nus, **champs})
    for partie in convention.parties.all():
        Referent.objects.create(
            convention=convention, partie=partie, nom="Essai", courriel="r@essai.example", du=date(2024, 1, 1)
        )
    return convention


@pytest.mark.exigence("CONV-04", "UX-01")
def test_le_calendrier_va_du_passe_a_ce_qui_vient(caisse: Caisse, agent: ClientDuPortail) -> None:
    convention = creer_convention(caisse, creer_partenaire("CCAS de Valmont"), signee_le=date(2025, 10, 1))
    page = texte(agent.get(reverse("conventions:calendrier", args=[convention.cle])))
    attendus = [
        "Toujours attendu",
        "Comité de pilotage à réunir",
        "Signature : CCAS de Valmont",
        "mercredi 1er octobre 2025",
        "il y a 1 an et 1 mois",
        "Reconduction tacite",
        "Aujourd’hui : lundi 23 novembre 2026",
        "Dernier jour pour refuser la reconduction",
        "jeudi 30 septembre 2027",
        "dans 10 mois",
    ]
    rangs = [page.replace("\N{NO-BREAK SPACE}", " ").index(mots) for mots in attendus]
    assert rangs == sorted(rangs)
    assert "Convention locale CCAS–UDCCAS, article 9.2" in page


@pytest.mark.exigence("CONV-04", "UX-01")
def test_ce_qui_s_est_fait_aujourd_hui_est_du_passe(caisse: Caisse, agent: ClientDuPortail) -> None:
    convention = creer_convention(caisse, creer_partenaire("CCAS de Valmont"), signee_le=date(2026, 11, 23))
    page = texte(agent.get(reverse("conventions:calendrier", args=[convention.cle])))
    assert page.index("Signature : CCAS de Valmont") < page.index("Aujourd’hui") < page.index("Ce qui vient")
    assert page.index("Entrée en vigueur") < page.index("Ce qui vient")


@pytest.mark.exigence("CONV-03", "CONV-13")
def test_une_convention_finie_dit_qui_a_atteste(caisse: Caisse, agent: ClientDuPortail) -> None:
    convention = creer_convention(caisse, creer_partenaire("CCAS de Valmont"))
    mettre_fin(convention, date(2026, 6, 30))
    partie = convention.parties.get(partenaire__isnull=False)
    AttestationDestruction.objects.create(
        convention=convention, partie=partie, demandee_le="2026-07-01T08:00:00+02:00"
    )
    page = texte(agent.get(reverse("conventions:calendrier", args=[convention.cle])))
    assert "Aucune date n’est prévue." in page
    assert "Enregistrer un papier reçu" in page
    assert "Toujours attendu" not in page


@pytest.mark.exigence("HAB-17", "CONV-13")
def test_un_gestionnaire_du_partenaire_lit_sans_enregistrer(caisse: Caisse, connecter: Connecter) -> None:
    partenaire = creer_partenaire()
    metier = relier(caisse, partenaire).parente
    assert metier is not None
    partie = metier.parties.get(partenaire__isnull=False)
    attestation = AttestationDestruction.objects.create(
        convention=metier, partie=partie, demandee_le="2026-07-01T08:00:00+02:00"
    )
    navigateur = connecter(creer_gestionnaire(partenaire))
    page = texte(navigateur.get(reverse("conventions:calendrier", args=[metier.cle])))
    assert "Entrée en vigueur" in page
    assert "Enregistrer un papier" not in page
    papier = reverse("conventions:consigner_attestation", args=[attestation.cle])
    assert navigateur.get(papier).status_code == 404
    assert navigateur.get(A_FAIRE).status_code == 404


@pytest.mark.exigence("CONV-04", "CONV-08", "UX-06")
def test_l_accueil_compte_et_la_liste_dit_lesquelles(caisse: Caisse, agent: ClientDuPortail) -> None:
    sans_rappel(caisse, objet="Rien à faire")
    sans_rappel(caisse, objet="À refuser", signee_le=date(2026, 1, 5))
    sans_rappel(caisse, modele="locale-caf", objet="À renouveler", signee_le=date(2024, 5, 1))
    sans_rappel(caisse, modele="locale-caf", objet="Expire bientôt", signee_le=date(2023, 12, 1))
    mettre_fin(sans_rappel(caisse, objet="Finit bientôt"), date(2026, 12, 10))
    sans_rappel(caisse, objet="À réunir", comite="annuel", signee_le=date(2025, 10, 1))
    sans_rappel(caisse, objet="À évaluer", evaluation="avenant", signee_le=date(2025, 11, 20))
    sans_rappel(caisse, objet="Orpheline").referents.all()[:1].get().delete()
    sans_rappel(creer_caisse("011"), objet="Ailleurs", comite="annuel", signee_le=date(2025, 10, 1))
    mise_en_demeure(sans_rappel(caisse, objet="Non réparé"), date(2026, 11, 5))
    mise_en_demeure(sans_rappel(caisse, objet="Encore à temps"), date(2026, 11, 10))
    accueil = texte(agent.get("/"))
    for mots in (
        "<strong>2</strong> dates limites pour renouveler ou refuser, dans les quatre mois",
        "<strong>2</strong> conventions prennent fin dans le mois",
        "<strong>1</strong> mise en demeure au délai écoulé",
        "<strong>1</strong> comité de pilotage à réunir",
        "<strong>1</strong> évaluation de la première année à tenir",
        "<strong>1</strong> convention sans référent d’une partie",
    ):
        assert mots in accueil
    attendues = {
        "limites": ["À refuser", "À renouveler"],
        "fins": ["Expire bientôt", "Finit bientôt"],
        "mises-en-demeure": ["Non réparé"],
        "comites": ["À réunir"],
        "evaluations": ["À évaluer"],
        "referents": ["Orpheline"],
    }
    for quoi, objets in attendues.items():
        groupes = agent.get(A_FAIRE, {"quoi": quoi}).context["groupes"]
        assert sorted(ligne.convention.objet for _, lignes in groupes for ligne in lignes) == sorted(objets)
    tout = agent.get(A_FAIRE).context["groupes"]
    assert sum(len(lignes) for _, lignes in tout) == 8
    assert agent.get(A_FAIRE, {"quoi": "n’importe quoi"}).context["quoi"] == ""


def mise_en_demeure(convention: Convention, envoyee_le: date) -> None:
    caisse, partenaire = convention.parties.order_by("pk")
    courrier = Courrier.objects.create(
        convention=convention,
        nature=NatureCourrier.MISE_EN_DEMEURE,
        expediteur=caisse,
        envoye_le=envoyee_le,
        reproche="Essai",
        consigne_le="2026-11-12T09:00:00+01:00",
    )
    Remise.objects.create(courrier=courrier, destinataire=partenaire, numero=f"1A{courrier.pk:011d}")


@pytest.mark.exigence("UX-06")
def test_sans_rien_a_faire_l_accueil_le_dit(caisse: Caisse, agent: ClientDuPortail) -> None:
    sans_rappel(caisse)
    assert "Aucune convention ne demande d’acte" in texte(agent.get("/"))
    assert "Rien à faire pour le moment" in texte(agent.get(A_FAIRE))


@pytest.mark.exigence("UX-06")
def test_autant_de_requetes_pour_3_et_300_conventions(caisse: Caisse, agent: ClientDuPortail) -> None:
    adresses = ["/", A_FAIRE, reverse("conventions:lister_attestations")]

    def mesurer(combien: int) -> list[int]:
        for _ in range(combien):
            creer_convention(caisse, creer_partenaire(domaines=()), signee_le=date(2025, 10, 1))
        comptes = []
        for adresse in adresses:
            with CaptureQueriesContext(connection) as requetes:
                assert agent.get(adresse).status_code == 200
            comptes.append(len(requetes))
        return comptes

    mesurer(1)
    assert mesurer(2) == mesurer(297)


@pytest.mark.exigence("UX-01")
@pytest.mark.parametrize(
    ("le", "mots"),
    [
        (date(2026, 11, 23), "aujourd’hui"),
        (date(2026, 11, 24), "dans 1 jour"),
        (date(2026, 11, 22), "il y a 1 jour"),
        (date(2027, 1, 22), "dans 60 jours"),
        (date(2027, 2, 22), "dans 2 mois"),
        (date(2027, 2, 23), "dans 3 mois"),
        (date(2028, 11, 23), "dans 2 ans"),
        (date(2025, 10, 1), "il y a 1 an et 1 mois"),
    ],
)
def test_un_ecart_se_dit_en_mots(le: date, mots: str) -> None:
    assert ecart_en_mots(le, date(2026, 11, 23)) == mots
