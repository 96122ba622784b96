"""One caisse does not sign for another: it would open the rights of a partenaire where nobody agreed."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from django.utils import timezone

from conventions.models import Avenant, Caisse, Convention, Partenaire
from conventions.selectors import caisses_en_vigueur
from conventions.services.avenants import signer_avenant
from conventions.services.conventions import mettre_en_signature, signer_partie
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee
from tests.factories.conventions import creer_caisse, creer_convention, creer_partenaire, creer_utilisation
from tests.factories.habilitations import acteur_pour, creer_agent

pytestmark = pytest.mark.django_db
CommeWeb = Callable[[Acteur], AbstractContextManager[None]]
LE_JOUR = date(2026, 1, 5)


@pytest.fixture
def ain(db: None) -> Caisse:
    return creer_caisse("011", departements=("01",))


@pytest.fixture
def projet(ain: Caisse) -> Convention:
    """A draft of utilisation, under a métier convention that two caisses signed."""
    partenaire, rhone = creer_partenaire("CCAS de Valmont"), creer_caisse()
    metier = creer_convention(rhone, ain, partenaire, signee_le=LE_JOUR)
    utilisation = creer_utilisation(rhone, partenaire, parente=metier, signee_le=None)
    utilisation.parties.create(caisse=ain)
    return utilisation


@pytest.mark.exigence("CONV-22", "HAB-17", "CONV-20")
def test_une_caisse_ne_signe_pas_pour_une_autre(projet: Convention, ain: Caisse, comme_web: CommeWeb) -> None:
    agent = acteur_pour(creer_agent("gestionnaire_conventions"))
    with comme_web(agent):
        mettre_en_signature(acteur=agent, convention=projet)
        for partie in projet.parties.exclude(caisse=ain):
            signer_partie(acteur=agent, partie=partie, signee_le=LE_JOUR, representant="Essai")
        with pytest.raises(RegleMetierRefusee) as refus:
            signer_partie(
                acteur=agent, partie=projet.parties.get(caisse=ain), signee_le=LE_JOUR, representant="Essai"
            )
    assert refus.value.code == "signature_d_une_autre_caisse"
    partenaire = Partenaire.objects.get()
    assert not caisses_en_vigueur(partenaire.pk, timezone.now())
    elle_meme = acteur_pour(creer_agent("gestionnaire_conventions", caisse=ain))
    with comme_web(elle_meme):
        signer_partie(
            acteur=elle_meme, partie=projet.parties.get(caisse=ain), signee_le=LE_JOUR, representant="Essai"
        )
    assert ain.pk in caisses_en_vigueur(partenaire.pk, timezone.now())


@pytest.mark.exigence("CONV-07", "HAB-17")
def test_ni_un_avenant(projet: Convention, ain: Caisse, comme_web: CommeWeb) -> None:
    metier = Convention.objects.get(adossees=projet)
    avenant = Avenant.objects.create(
        convention=metier, numero=1, objet="Essai", texte="Essai", etat="en_signature", cree_le=timezone.now()
    )
    agent = acteur_pour(creer_agent("gestionnaire_conventions"))
    with comme_web(agent), pytest.raises(RegleMetierRefusee) as refus:
        signer_avenant(
            acteur=agent,
            avenant=avenant,
            partie=metier.parties.get(caisse=ain),
            signee_le=LE_JOUR,
            representant="Essai",
        )
    assert refus.value.code == "signature_d_une_autre_caisse"
    assert not avenant.signatures.exists()
