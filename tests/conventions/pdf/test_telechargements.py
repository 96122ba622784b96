"""The addresses: who gets a document, as what, and what the journal keeps of it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from pypdf.generic import StreamObject

from conventions.models import Convention, Courrier, FicheAction, Remise
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.journal.models import Evenement
from tests.conftest import ClientDuPortail
from tests.conventions.pdf.outils import dans, racine, texte_du
from tests.factories.conventions import creer_caisse, creer_partenaire, relier
from tests.factories.habilitations import creer_agent

pytestmark = pytest.mark.django_db
Connecter = Callable[[Utilisateur], ClientDuPortail]


@pytest.fixture
def convention() -> Convention:
    return relier(creer_caisse(), creer_partenaire("CCAS de Valmont"))


@pytest.mark.exigence("CONV-12", "UX-02", "RGPD-05")
def test_un_agent_emporte_la_convention_en_pdf_accessible(
    convention: Convention, connecter: Connecter
) -> None:
    agent = connecter(creer_agent("instructeur"))
    reponse = agent.get(reverse("conventions:pdf_convention", args=[convention.cle]))
    assert (
        reponse["Content-Disposition"] == 'attachment; filename="convention-utilisation-ccas-de-valmont.pdf"'
    )
    assert "no-store" in reponse["Cache-Control"]
    arbre = racine(reponse.content)
    assert str(arbre["/Lang"]) == "fr"
    assert dans(arbre, "/MarkInfo")["/Marked"]
    assert dans(arbre, "/StructTreeRoot")["/K"]
    metadonnees = dans(arbre, "/Metadata")
    assert isinstance(metadonnees, StreamObject)
    assert b"pdfuaid:part" in metadonnees.get_data()
    ecrite = Evenement.objects.get(action="conventions.produire_pdf")
    assert ecrite.details == {"document": "convention"}


@pytest.mark.exigence("HAB-17", "CONV-12")
def test_la_convention_d_un_autre_n_existe_pas(convention: Convention, connecter: Connecter) -> None:
    autre = creer_caisse("751", departements=("75",))
    ailleurs = connecter(creer_agent("gestionnaire_conventions", caisse=autre))
    for route in ("pdf_convention", "pdf_releve"):
        assert ailleurs.get(reverse(f"conventions:{route}", args=[convention.cle])).status_code == 404
    chez_nous = connecter(creer_agent("gestionnaire_conventions"))
    for route in ("pdf_avenant", "pdf_fiche", "pdf_courrier", "pdf_attestation"):
        assert chez_nous.get(reverse(f"conventions:{route}", args=[uuid4()])).status_code == 404
    assert not Evenement.objects.filter(action="conventions.produire_pdf").exists()


@pytest.mark.exigence("CONV-12", "CONV-16")
def test_les_liens_menent_a_chaque_document(convention: Convention, connecter: Connecter) -> None:
    instant = datetime(2026, 11, 22, 9, tzinfo=UTC)
    partie = convention.parties.get(partenaire__isnull=False)
    courrier = Courrier.objects.create(
        convention=convention,
        nature="mise_en_demeure",
        expediteur=convention.parties.get(caisse__isnull=False),
        envoye_le=date(2026, 11, 19),
        reproche="Comptes partagés.",
        consigne_le=instant,
    )
    Remise.objects.create(courrier=courrier, destinataire=partie, numero="1A1")
    fiche = FicheAction.objects.create(
        convention=convention,
        numero=1,
        titre="Atelier",
        finalites="a",
        publics="b",
        resultats="c",
        echange_de_donnees=False,
        pilote="d",
        conduite="e",
        creee_le=instant,
        modifiee_le=instant,
    )
    liens = render_to_string("conventions/pdf/_liens.html", {"convention": convention})
    agent = connecter(creer_agent("gestionnaire_conventions"))
    for route, cle, phrase in (
        ("pdf_releve", convention.cle, "Relevé de la convention"),
        ("pdf_courrier", courrier.cle, "Comptes partagés."),
        ("pdf_fiche", fiche.cle, "Atelier"),
    ):
        adresse = reverse(f"conventions:{route}", args=[cle])
        assert f'href="{adresse}"' in liens
        assert phrase in texte_du(agent.get(adresse).content)
