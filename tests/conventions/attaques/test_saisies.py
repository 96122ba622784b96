"""What is typed or forged in the forms of conventions: refused in words, never a failure, never a NIR in a mail."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from conventions.models import Comite, Convention, Partenaire
from conventions.services.conventions import abandonner, creer_convention
from conventions.services.fil import ecrire_message
from conventions.services.projets import corriger_projet, retirer_partie
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import RegleMetierRefusee
from tests.conftest import ClientDuPortail
from tests.factories import conventions as fabrique
from tests.factories.habilitations import acteur_pour, creer_agent

pytestmark = pytest.mark.django_db
CommeWeb = Callable[[Acteur], AbstractContextManager[None]]
NIR = "Suivi de 2 84 05 69 123 456 75"


@pytest.fixture
def valmont(db: None) -> Partenaire:
    partenaire = fabrique.creer_partenaire("CCAS de Valmont")
    fabrique.relier(fabrique.creer_caisse(), partenaire)
    return partenaire


@pytest.fixture
def agent(db: None) -> Acteur:
    return acteur_pour(creer_agent("gestionnaire_conventions"))


@pytest.mark.exigence("RGPD-05", "CONV-01")
def test_l_objet_que_les_courriels_citent_ne_porte_pas_de_nir(
    agent: Acteur, valmont: Partenaire, comme_web: CommeWeb
) -> None:
    caisse = fabrique.creer_caisse()
    projet = fabrique.creer_convention(caisse, valmont, signee_le=None, objet="Accueil")
    modele = projet.modele
    essais = (
        lambda: creer_convention(
            acteur=agent, caisse=caisse, partenaires=[valmont], modele=modele, objet=NIR
        ),
        lambda: corriger_projet(acteur=agent, convention=projet, objet=NIR),
        lambda: abandonner(acteur=agent, convention=projet, motif=NIR),
    )
    for essai in essais:
        with comme_web(agent), pytest.raises(RegleMetierRefusee) as refus:
            essai()
        assert refus.value.code == "nir"
    projet.refresh_from_db()
    assert (projet.objet, projet.etat) == ("Accueil", "brouillon")


@pytest.mark.exigence("CONV-01", "CONV-19")
def test_une_partie_qui_a_ecrit_ne_se_retire_pas_et_rien_n_echoue(
    agent: Acteur, valmont: Partenaire, comme_web: CommeWeb
) -> None:
    caisse, autre = fabrique.creer_caisse(), fabrique.creer_partenaire("Association Le Pas")
    projet = fabrique.creer_convention(caisse, valmont, autre, signee_le=None)
    with comme_web(agent):
        message = ecrire_message(acteur=agent, convention=projet, texte="Bonjour.", jeton=uuid4())
    message.partie = projet.parties.get(partenaire=autre)
    message.save(update_fields=["partie"])
    with comme_web(agent):
        with pytest.raises(RegleMetierRefusee) as refus:
            retirer_partie(acteur=agent, partie=projet.parties.get(partenaire=autre))
        retirer_partie(acteur=agent, partie=projet.parties.get(partenaire=valmont))
    assert refus.value.code == "partie_engagee"
    assert projet.parties.count() == 2


@pytest.mark.exigence("SEC-01", "CONV-09")
def test_un_nombre_sans_fin_n_est_personne(
    valmont: Partenaire, connecter: Callable[[Utilisateur], ClientDuPortail]
) -> None:
    metier = Convention.objects.get(nature="metier")
    projet = fabrique.creer_convention(fabrique.creer_caisse(), valmont, signee_le=None)
    comite = Comite.objects.create(
        convention=metier, date=date(2026, 1, 20), ordre_du_jour="Bilan", cree_le=timezone.now()
    )
    navigateur, sans_fin = connecter(creer_agent("gestionnaire_conventions")), "9" * 5_000
    retrait = reverse("conventions:retirer_participant", args=[comite.cle])
    assert navigateur.post(retrait, {"participant": sans_fin}).status_code == 302
    retrait = reverse("conventions:retirer_partie", args=[projet.cle])
    page = navigateur.post(retrait, {"partie": sans_fin}, follow=True).content.decode()
    assert "Cette partie ne figure plus dans le projet." in page
    joindre = reverse("conventions:joindre_document", args=[metier.cle])
    assert "Document numérisé" in navigateur.get(joindre, {"avenant": sans_fin}).content.decode()
