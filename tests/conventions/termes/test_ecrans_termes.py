"""The screens of terms, avenants and options: what they show on a day, refuse, and keep typed (CONV-07, CONV-18)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from conventions.enums import EtatAvenant, EtatConvention, PouvoirDeSigner
from conventions.models import (
    ActivationService,
    Avenant,
    Caisse,
    Convention,
    Engagement,
    EvaluationPartagee,
    Modele,
    Partenaire,
    Referent,
)
from conventions.services import reference
from conventions.services.engagements import choisir_engagements
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from tests.conftest import ClientDuPortail
from tests.factories.conventions import creer_convention, creer_partenaire, relier
from tests.factories.habilitations import acteur_pour, creer_agent, creer_gestionnaire

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jour")]
Connecter = Callable[[Utilisateur], ClientDuPortail]
INSECABLE = "\u00a0"


@pytest.fixture
def agent(rhone: Caisse) -> Utilisateur:
    return creer_agent("gestionnaire_conventions", caisse=rhone)


@pytest.fixture
def navigateur(agent: Utilisateur, connecter: Connecter) -> ClientDuPortail:
    return connecter(agent)


@pytest.fixture
def caf(rhone: Caisse) -> Convention:
    convention = creer_convention(rhone, creer_partenaire("Caf du Rhône"), modele="locale-caf")
    EvaluationPartagee.objects.create(
        convention=convention, tenue_le=date(2027, 1, 15), synthese="Bonne", consignee_le=timezone.now()
    )
    return convention


def texte(reponse: Any) -> str:
    return str(reponse.content.decode())


def saisie(**changements: Any) -> dict[str, Any]:
    """What the form sends for the CAF model, its terms of today unless given."""
    return {
        "objet": "Durée portée à quatre ans",
        "texte": "",
        "duree_mois": "36",
        "preavis_mois": "3",
        "mise_en_demeure_jours": "15",
        "comite": "annuel",
        "evaluation": "avenant",
        **changements,
    }


@pytest.mark.exigence("CONV-07")
def test_un_avenant_se_mene_a_l_ecran_et_les_termes_se_relisent(
    caf: Convention, navigateur: ClientDuPortail
) -> None:
    creer = reverse("conventions:creer_avenant", args=[caf.cle])
    assert 'name="duree_mois" value="36"' in texte(navigateur.get(creer))
    page = texte(navigateur.post(creer, saisie(duree_mois="48"), follow=True))
    avenant = Avenant.objects.get()
    assert avenant.modifications == {"duree_mois": {"avant": 36, "apres": 48}}
    assert "48\u00a0mois" in page
    navigateur.post(reverse("conventions:mettre_avenant_en_signature", args=[avenant.cle]))
    for partie in caf.parties.order_by("pk"):
        page = texte(
            navigateur.post(
                reverse("conventions:signer_avenant", args=[avenant.cle]),
                {"partie": partie.pk, "signee_le": "2027-02-26", "representant": "Hélène Faure"},
                follow=True,
            )
        )
    assert "l’avenant est en vigueur" in page
    assert f"En vigueur depuis le vendredi 26{INSECABLE}février 2027" in page
    termes = reverse("conventions:voir_termes", args=[caf.cle])
    avant = texte(navigateur.get(termes, {"le": "2027-02-25"}))
    apres = texte(navigateur.get(termes))
    assert "<dd>36\u00a0mois" in avant
    assert "<dd>48\u00a0mois" in apres
    assert "Termes en vigueur au 1er\u00a0mars 2027" in apres
    assert "Convention locale CPAM–CAF, article 14.1" in apres
    assert "Durée portée à quatre ans" in apres
    a_la_naissance = texte(navigateur.get(termes, {"le": "2025-12-01"}))
    assert "n’était pas en vigueur" in a_la_naissance
    assert "<dd>36\u00a0mois" in a_la_naissance
    assert "Saisissez une date valide" in texte(navigateur.get(termes, {"le": "demain"}))


@pytest.mark.exigence("CONV-07", "RGPD-05")
@pytest.mark.parametrize(
    ("changements", "champ", "mots"),
    [
        ({"duree_mois": "13"}, "duree_mois", "jamais dans le passé"),
        ({"duree_mois": "24", "preavis_mois": "24"}, "preavis_mois", "plus court que la durée"),
        ({"duree_mois": ""}, "duree_mois", "Indiquez un nombre"),
        ({"texte": "2 84 05 69 123 456 78"}, "__all__", "numéro de sécurité sociale"),
        ({}, "__all__", "Modifiez au moins un terme"),
    ],
)
def test_un_refus_s_affiche_a_cote_du_champ(
    changements: dict[str, str], champ: str, mots: str, caf: Convention, navigateur: ClientDuPortail
) -> None:
    reponse = navigateur.post(reverse("conventions:creer_avenant", args=[caf.cle]), saisie(**changements))
    assert set(reponse.context["form"].errors) == {champ}
    assert mots in texte(reponse)
    assert "Durée portée à quatre ans" in texte(reponse), "la saisie reste"
    assert not Avenant.objects.exists()


@pytest.mark.exigence("CONV-07", "CONV-17")
def test_ce_qui_empeche_un_avenant_se_dit_avant_la_saisie(
    caf: Convention, navigateur: ClientDuPortail
) -> None:
    caf.evaluations.all().delete()
    page = texte(navigateur.get(reverse("conventions:creer_avenant", args=[caf.cle]), follow=True))
    assert "évaluation partagée de sa première année" in page
    caf.etat = EtatConvention.EN_SIGNATURE
    caf.save()
    page = texte(navigateur.get(reverse("conventions:creer_avenant", args=[caf.cle]), follow=True))
    assert "corrigez le projet lui-même" in page


@pytest.mark.exigence("CONV-07")
def test_un_projet_d_avenant_se_modifie_puis_s_abandonne(
    caf: Convention, navigateur: ClientDuPortail
) -> None:
    navigateur.post(reverse("conventions:creer_avenant", args=[caf.cle]), saisie(duree_mois="48"))
    avenant = Avenant.objects.get()
    modifier = reverse("conventions:modifier_avenant", args=[avenant.cle])
    assert 'name="duree_mois" value="48"' in texte(navigateur.get(modifier))
    navigateur.post(modifier, saisie(comite="fevrier_mars"))
    avenant.refresh_from_db()
    assert avenant.modifications == {"comite": {"avant": "annuel", "apres": "fevrier_mars"}}
    abandon = reverse("conventions:abandonner_avenant", args=[avenant.cle])
    assert "restent ce qu’ils sont" in texte(navigateur.get(abandon))
    navigateur.post(abandon, {"motif": "Accord retiré"})
    avenant.refresh_from_db()
    assert avenant.etat == EtatAvenant.ABANDONNE
    page = texte(navigateur.get(reverse("conventions:voir_avenant", args=[avenant.cle])))
    assert "n’a jamais pris effet" in page
    assert "Abandonner ce projet" not in page


@pytest.mark.exigence("CONV-07", "HAB-17")
def test_le_gestionnaire_du_partenaire_lit_sans_ecrire(
    rhone: Caisse, valmont: Partenaire, connecter: Connecter
) -> None:
    convention = relier(rhone, valmont)
    avenant = Avenant.objects.create(
        convention=convention, numero=1, objet="Effectif", cree_le=timezone.now()
    )
    navigateur = connecter(creer_gestionnaire(valmont))
    page = texte(navigateur.get(reverse("conventions:voir_termes", args=[convention.cle])))
    page += texte(navigateur.get(reverse("conventions:voir_avenant", args=[avenant.cle])))
    assert "Effectif" in page
    for geste in ("Préparer un avenant", "Mettre en signature", "Abandonner", "Joindre l’avenant"):
        assert geste not in page
    assert navigateur.post(reverse("conventions:modifier_avenant", args=[avenant.cle])).status_code == 404


@pytest.mark.exigence("CONV-18")
def test_les_options_d_un_projet_se_choisissent_par_rubrique(
    rhone: Caisse, valmont: Partenaire, navigateur: ClientDuPortail
) -> None:
    reference.charger()
    projet = creer_convention(rhone, valmont, signee_le=None)
    adresse = reverse("conventions:choisir_engagements", args=[projet.cle])
    au_choix = list(Engagement.objects.filter(modele=projet.modele, optionnel=True))
    page = texte(navigateur.get(adresse))
    assert page.count('type="checkbox"') == len(au_choix)
    assert "Prévention et centres d’examens de santé" in page
    assert "Le partenaire · Proposer" in page
    navigateur.post(adresse, {"engagements": [au_choix[0].pk, au_choix[2].pk]})
    navigateur.post(adresse, {"engagements": [au_choix[0].pk]})
    assert list(projet.choix.values_list("engagement", flat=True)) == [au_choix[0].pk]
    termes = texte(navigateur.get(reverse("conventions:voir_termes", args=[projet.cle])))
    assert au_choix[0].texte in termes
    assert au_choix[2].texte not in termes
    assert Engagement.objects.filter(modele=projet.modele, optionnel=False)[0].texte in termes
    assert "Choisir les engagements" in termes


@pytest.mark.exigence("CONV-18", "CONV-07")
@pytest.mark.parametrize(
    "etat", [EtatConvention.SIGNEE, EtatConvention.EN_SIGNATURE, EtatConvention.ABANDONNEE]
)
def test_hors_du_projet_les_options_ne_bougent_plus(
    etat: str, rhone: Caisse, valmont: Partenaire, agent: Utilisateur, navigateur: ClientDuPortail
) -> None:
    reference.charger()
    convention = creer_convention(rhone, valmont, etat=etat)
    option = Engagement.objects.filter(modele=convention.modele, optionnel=True)[0]
    with pytest.raises(RegleMetierRefusee) as refus:
        choisir_engagements(acteur=acteur_pour(agent), convention=convention, engagements=[option])
    assert refus.value.code == "engagements_fixes"
    page = texte(
        navigateur.post(
            reverse("conventions:choisir_engagements", args=[convention.cle]), {"engagements": [option.pk]}
        )
    )
    assert "se décident avant la mise en signature" in page
    assert ("avenant, signé par toutes" in page) or etat != EtatConvention.SIGNEE
    assert not convention.choix.exists()


@pytest.mark.exigence("CONV-18", "HAB-17")
def test_seules_les_options_du_modele_se_retiennent(
    rhone: Caisse, valmont: Partenaire, agent: Utilisateur
) -> None:
    reference.charger()
    projet = creer_convention(rhone, valmont, signee_le=None)
    commun = Engagement.objects.filter(modele=projet.modele, optionnel=False)[0]
    d_ailleurs = Engagement.objects.filter(modele__code="locale-caf", optionnel=True)[0]
    acteur = acteur_pour(agent)
    for engagement in (commun, d_ailleurs):
        with pytest.raises(RegleMetierRefusee, match="au choix"):
            choisir_engagements(acteur=acteur, convention=projet, engagements=[engagement])
    superviseur = acteur_pour(creer_agent("superviseur", caisse=rhone))
    with pytest.raises(HorsPortee):
        choisir_engagements(acteur=superviseur, convention=projet, engagements=[])
    assert not projet.choix.exists()


@pytest.mark.exigence("ORG-04", "CONV-07")
def test_services_et_referents_changent_sans_avenant(
    rhone: Caisse, valmont: Partenaire, navigateur: ClientDuPortail
) -> None:
    convention = relier(rhone, valmont)
    page = texte(navigateur.get(reverse("conventions:voir_termes", args=[convention.cle])))
    assert "Les services ouverts et les référents se changent sans avenant." in page
    navigateur.post(
        reverse("conventions:regler_service", args=[valmont.cle]), {"service": "contact", "ouvert": "non"}
    )
    assert ActivationService.objects.get(partenaire=valmont).ouvert is False
    partie = convention.parties.get(partenaire=valmont)
    Referent.objects.create(
        convention=convention, partie=partie, nom="A. B.", courriel="a@valmont.example", du=date(2027, 3, 1)
    )
    assert not Avenant.objects.exists()
    assert Modele.objects.get(code="utilisation").version == 1
    assert partie.pouvoir == PouvoirDeSigner.STATUTAIRE
