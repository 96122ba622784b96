"""A référent changes a fiche while the DPO writes: the analysis does not vouch for what the DPO never read."""

from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse

from conventions.models import FicheAction, Referent
from conventions.services.fiches import creer_fiche, modifier_fiche, version_de
from espace_partenaires.comptes.models import Utilisateur
from tests.conftest import ClientDuPortail
from tests.conventions.fiches.test_fiches import contenu
from tests.factories.conventions import creer_caisse, creer_partenaire, relier
from tests.factories.habilitations import acteur_pour, creer_agent, creer_gestionnaire

pytestmark = pytest.mark.django_db
SAISIE = {
    "analyse": "Données limitées au nom.",
    "nom": "Aline Perret",
    "justification": "",
    "flux_couvrant": "",
}


@pytest.mark.exigence("CONV-10", "RGPD-06")
def test_l_analyse_ne_vaut_que_pour_la_fiche_que_le_dpo_a_lue(
    connecter: Callable[[Utilisateur], ClientDuPortail],
) -> None:
    partenaire = creer_partenaire()
    metier = relier(creer_caisse(), partenaire).parente
    assert metier is not None
    compte = creer_gestionnaire(partenaire)
    Referent.objects.create(
        convention=metier,
        partie=metier.parties.get(partenaire=partenaire),
        utilisateur=compte,
        nom="Essai",
        courriel="referent@valmont.example",
        du=date(2026, 1, 5),
    )
    referent = acteur_pour(compte)
    fiche = creer_fiche(acteur=referent, convention=metier, contenu=contenu())
    dpo = connecter(creer_agent("dpo"))
    adresse = reverse("conventions:analyser_fiche", args=[fiche.cle])
    lue = version_de(fiche)
    assert lue in dpo.get(adresse).content.decode()
    autre = contenu(finalites="Croiser les revenus de tous les assurés")
    modifier_fiche(acteur=referent, fiche=fiche, contenu=autre, indicateurs=[], version=lue)
    page = dpo.post(adresse, {**SAISIE, "version": lue}).content.decode()
    assert "La fiche a changé pendant que vous écriviez" in page
    assert "Croiser les revenus" in page, "le texte nouveau se lit"
    assert "Données limitées au nom." in page, "rien de la saisie n’est perdu"
    dpo.post(adresse, SAISIE)
    assert FicheAction.objects.get().dpo_analyse_le is None, "sans la marque de lecture non plus"
    dpo.post(adresse, {**SAISIE, "version": version_de(FicheAction.objects.get())})
    assert FicheAction.objects.get().dpo_analyse == "Données limitées au nom."
