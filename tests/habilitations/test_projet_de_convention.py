"""A caisse reaches the accounts of a partenaire by a signed convention d'utilisation, never by a draft."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from conventions.enums import EtatConvention
from conventions.models import ActivationService, Caisse, Convention, Partenaire
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee
from habilitations.models import ExceptionCourriel, Habilitation
from habilitations.services.exceptions import accepter_courriel
from habilitations.services.gestionnaires import habiliter_gestionnaire
from habilitations.services.invitations import annuler_invitation, renvoyer_invitation
from tests.factories.conventions import (
    creer_caisse,
    creer_convention,
    creer_modele,
    creer_partenaire,
    creer_utilisation,
    mettre_fin,
    relier,
)
from tests.factories.habilitations import acteur_pour, creer_agent, creer_habilitation

pytestmark = pytest.mark.django_db
Connecter = Callable[[Utilisateur], Client]
CommeWeb = Callable[[Acteur], AbstractContextManager[None]]
SIRET = "73282932000074"
LIENS = ("brouillon", "en_signature", "une_signature", "abandonnee", "metier", "sans_lien", "signee", "finie")
LUS = {"signee", "finie"}
PERSONNE = {
    "civilite": "mme",
    "nom": "Roche",
    "prenom": "Nadia",
    "fonction": "responsable",
    "courriel": "nadia.roche@valmont.example",
    "telephone": "04 00 00 00 02",
}


@pytest.fixture
def valmont() -> Partenaire:
    """A partenaire of the CPAM du Rhône, with its SIRET, which is public."""
    partenaire = creer_partenaire(
        "CCAS de Valmont", siret=SIRET, commune="Valmont", courriel_dpo="dpo@valmont.example"
    )
    relier(creer_caisse(), partenaire)
    return partenaire


@pytest.fixture
def invitee(valmont: Partenaire) -> Habilitation:
    return creer_habilitation(valmont, "gestionnaire", "invitee", compte={"nom": "Quentin"})


@pytest.fixture
def ailleurs() -> Caisse:
    return creer_caisse("381", departements=("38",))


def lier(caisse: Caisse, partenaire: Partenaire, lien: str) -> None:
    """Tie a partenaire to another caisse by a convention in this state."""
    if lien == "sans_lien":
        return
    if lien in LUS:
        utilisation = relier(caisse, partenaire)
        if lien == "finie":
            mettre_fin(utilisation, timezone.localdate() - timedelta(days=1))
        return
    metier = creer_convention(caisse, partenaire)
    if lien == "metier":
        return
    etats = {"brouillon": EtatConvention.BROUILLON, "abandonnee": EtatConvention.ABANDONNEE}
    etat = etats.get(lien, EtatConvention.EN_SIGNATURE)
    projet = creer_utilisation(caisse, partenaire, parente=metier, signee_le=None, etat=etat)
    if lien == "abandonnee":
        projet.parties.update(signee_le="2026-01-05")
    elif lien == "une_signature":
        projet.parties.filter(caisse=caisse).update(signee_le="2026-01-05")


@pytest.mark.exigence("HAB-17")
@pytest.mark.parametrize("lien", LIENS)
def test_seule_une_utilisation_signee_par_tous_montre_les_comptes(
    lien: str, comme_web: CommeWeb, valmont: Partenaire, invitee: Habilitation, ailleurs: Caisse
) -> None:
    ExceptionCourriel.objects.create(
        partenaire=valmont, courriel="a@b.example", motif="m", accordee_le=timezone.now(), auteur_id=1
    )
    lier(ailleurs, valmont, lien)
    acteur = acteur_pour(creer_agent("gestionnaire_conventions", "instructeur", caisse=ailleurs))
    attendus = [invitee.pk] if lien in LUS else []
    assert list(Habilitation.objects.visibles_par(acteur).values_list("pk", flat=True)) == attendus
    with comme_web(acteur):
        assert list(Habilitation.objects.values_list("pk", flat=True)) == attendus, "la base aussi"
        assert ExceptionCourriel.objects.count() == len(attendus)


@pytest.mark.exigence("HAB-02", "HAB-17")
@pytest.mark.parametrize("lien", [lien for lien in LIENS if lien != "signee"])
def test_sans_utilisation_en_vigueur_la_caisse_n_ecrit_rien(
    lien: str, comme_web: CommeWeb, valmont: Partenaire, invitee: Habilitation, ailleurs: Caisse
) -> None:
    lier(ailleurs, valmont, lien)
    acteur = acteur_pour(creer_agent("gestionnaire_conventions", caisse=ailleurs))
    ecritures: list[tuple[Callable[..., Any], dict[str, Any]]] = [
        (annuler_invitation, {"cle": invitee.cle}),
        (renvoyer_invitation, {"cle": invitee.cle}),
        (
            accepter_courriel,
            {"partenaire_id": valmont.pk, "courriel": "pirate@ailleurs.example", "motif": "m"},
        ),
    ]
    if lien != "finie":
        ecritures.append((habiliter_gestionnaire, {"partenaire_id": valmont.pk, **PERSONNE}))
    for service, arguments in ecritures:
        with comme_web(acteur), pytest.raises(HorsPortee):
            service(acteur=acteur, **arguments)
    invitee.refresh_from_db()
    assert invitee.etat == "invitee"
    assert Habilitation.objects.count() == 1
    assert not ExceptionCourriel.objects.exists()


@pytest.mark.exigence("HAB-02", "HAB-17")
def test_en_vigueur_la_caisse_agit_sur_les_comptes_de_gestionnaires(
    comme_web: CommeWeb, valmont: Partenaire, invitee: Habilitation, ailleurs: Caisse
) -> None:
    lier(ailleurs, valmont, "signee")
    acteur = acteur_pour(creer_agent("gestionnaire_conventions", caisse=ailleurs))
    with comme_web(acteur):
        annuler_invitation(acteur=acteur, cle=invitee.cle)
    invitee.refresh_from_db()
    assert invitee.etat == "annulee"


@pytest.mark.exigence("HAB-17", "ORG-02")
def test_un_siret_connu_n_ouvre_aucun_compte_d_une_autre_caisse(
    connecter: Connecter, valmont: Partenaire, invitee: Habilitation, ailleurs: Caisse
) -> None:
    navigateur = connecter(creer_agent("gestionnaire_conventions", "superviseur", caisse=ailleurs))
    saisie = {
        "libelle": "x",
        "type_partenaire": "ccas",
        "echelon": "local",
        "siret": SIRET,
        "modele": creer_modele("locale-ccas").pk,
    }
    navigateur.post(reverse("conventions:creer_partenaire"), saisie)
    assert Convention.objects.filter(parties__caisse=ailleurs).get().etat == "brouillon"
    reponse = navigateur.get(reverse("conventions:voir_partenaire", args=[valmont.cle]))
    html = reponse.content.decode()
    for montre in ("CCAS de Valmont", "Valmont", f"numéro {valmont.numero}", "projet"):
        assert montre in html
    for tu in (
        "Quentin",
        "Comptes du partenaire",
        "dpo@valmont.example",
        "valmont.example",
        "Services ouverts",
    ):
        assert tu not in html
    compte, fiche = [invitee.cle], [valmont.cle]
    for adresse in (
        reverse("habilitations:voir_compte", args=compte),
        reverse("habilitations:annuler_invitation", args=compte),
        reverse("habilitations:simuler_effectif", args=fiche),
        reverse("habilitations:habiliter_gestionnaire", args=fiche),
        reverse("habilitations:accepter_courriel", args=fiche),
    ):
        assert navigateur.get(adresse).status_code == 404, adresse
    service = {"service": "contact", "ouvert": "non"}
    assert navigateur.post(reverse("conventions:regler_service", args=fiche), service).status_code == 404
    assert not ActivationService.objects.exists()


@pytest.mark.exigence("HAB-17", "CONV-06")
def test_une_convention_finie_se_lit_encore_sans_rien_permettre(
    connecter: Connecter, valmont: Partenaire, invitee: Habilitation, ailleurs: Caisse
) -> None:
    lier(ailleurs, valmont, "finie")
    navigateur = connecter(creer_agent("gestionnaire_conventions", caisse=ailleurs))
    html = navigateur.get(reverse("conventions:voir_partenaire", args=[valmont.cle])).content.decode()
    assert "Quentin" in html
    for geste in (
        "Habiliter un gestionnaire",
        "invitation/annulation/",
        "Accepter une adresse",
        "Fermer",
        "Ouvrir<",
    ):
        assert geste not in html.replace("Ouvrir<span", ""), geste
    assert (
        "Quentin" in navigateur.get(reverse("habilitations:voir_compte", args=[invitee.cle])).content.decode()
    )
    assert navigateur.get(reverse("habilitations:annuler_invitation", args=[invitee.cle])).status_code == 404
