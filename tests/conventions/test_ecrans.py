"""The screens of agents: what they show, refuse, and hide from another caisse (HAB-16, HAB-17, ORG-04)."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conventions.enums import EtatConvention, TypePartenaire
from conventions.models import ActivationService, Caisse, Convention, Partenaire
from espace_partenaires.comptes.models import Utilisateur
from tests.conftest import ClientDuPortail
from tests.factories.comptes import MOT_DE_PASSE
from tests.factories.conventions import (
    creer_caisse,
    creer_convention,
    creer_modele,
    creer_partenaire,
    relier,
)
from tests.factories.habilitations import creer_agent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jour")]

Connecter = Callable[[Utilisateur], ClientDuPortail]


@pytest.fixture
def jour() -> Iterator[time_machine.Traveller]:
    """The clock stands on a Monday."""
    with time_machine.travel("2026-11-23T10:00:00+01:00", tick=True) as voyage:
        yield voyage


@pytest.fixture
def caisse() -> Caisse:
    return creer_caisse()


@pytest.fixture
def valmont(caisse: Caisse) -> Partenaire:
    partenaire = creer_partenaire("CCAS de Valmont", commune="Valmont")
    relier(caisse, partenaire)
    return partenaire


@pytest.fixture
def gestionnaire(caisse: Caisse, connecter: Connecter) -> ClientDuPortail:
    return connecter(creer_agent("gestionnaire_conventions"))


def texte(reponse: Any) -> str:
    return str(reponse.content.decode())


@pytest.mark.exigence("HAB-17")
def test_la_liste_montre_les_partenaires_de_la_caisse(
    caisse: Caisse, valmont: Partenaire, gestionnaire: ClientDuPortail
) -> None:
    creer_convention(caisse, creer_partenaire("Association Le Pas"), signee_le=None)
    relier(creer_caisse("011"), creer_partenaire("CCAS de Bourg"))
    page = texte(gestionnaire.get(reverse("conventions:lister_partenaires")))
    assert page.index("Association Le Pas") < page.index("CCAS de Valmont")
    assert "CCAS de Bourg" not in page
    assert page.count("accès au portail ouvert") == 1
    assert page.count("accès au portail fermé") == 1


@pytest.mark.exigence("UX-01")
@pytest.mark.parametrize("mots", ["valmont", "ccas VALM", "Écully"])
def test_la_recherche_ignore_accents_et_casse(
    mots: str, caisse: Caisse, gestionnaire: ClientDuPortail
) -> None:
    relier(caisse, creer_partenaire("CCAS de Valmont", commune="ECULLY"))
    relier(caisse, creer_partenaire("Association Le Pas"))
    page = texte(gestionnaire.get(reverse("conventions:lister_partenaires"), {"q": mots}))
    assert "CCAS de Valmont" in page
    assert "Association Le Pas" not in page


@pytest.mark.exigence("UX-01")
def test_une_recherche_vaine_dit_quoi_faire(valmont: Partenaire, gestionnaire: ClientDuPortail) -> None:
    page = texte(gestionnaire.get(reverse("conventions:lister_partenaires"), {"q": "zzz"}))
    assert "Aucun partenaire ne correspond" in page
    assert "Voir tous les partenaires" in page


@pytest.mark.exigence("UX-01")
@pytest.mark.parametrize(
    "saisie", [{"q": "val\x00mont"}, {"q": "\x00"}, {"curseur": "\x00"}, {"curseur": "avant-\x00"}]
)
def test_un_caractere_nul_ne_casse_pas_la_recherche(
    saisie: dict[str, str], valmont: Partenaire, gestionnaire: ClientDuPortail
) -> None:
    page = texte(gestionnaire.get(reverse("conventions:lister_partenaires"), saisie))
    assert "CCAS de Valmont" in page


@pytest.mark.exigence("HAB-17")
def test_la_liste_se_parcourt_dans_les_deux_sens(caisse: Caisse, gestionnaire: ClientDuPortail) -> None:
    noms = [f"CCAS {rang:02d}" for rang in range(1, 61)]
    for nom in reversed(noms):
        creer_convention(caisse, creer_partenaire(nom, domaines=()), signee_le=None)
    creer_convention(caisse, creer_partenaire("CCAS 30", domaines=()), signee_le=None)

    def page(curseur: str) -> tuple[list[str], str, str]:
        contexte = gestionnaire.get(reverse("conventions:lister_partenaires"), {"curseur": curseur}).context[
            "page"
        ]
        return [p.libelle for p in contexte.lignes], contexte.suivant, contexte.precedent

    vus, suivant, precedent = page("")
    assert precedent == ""
    deuxieme, suivant, precedent = page(suivant)
    vus += deuxieme
    troisieme, fin, _ = page(suivant)
    vus += troisieme
    assert vus == sorted([*noms, "CCAS 30"]), "un nom porté deux fois ne saute pas"
    assert fin == ""
    assert page(precedent)[0] == vus[:25]
    assert page("n-importe-quoi")[0] == vus[:25]
    assert "CCAS" not in suivant, "un curseur ne porte aucun nom"


@pytest.mark.exigence("HAB-17")
def test_autant_de_requetes_pour_3_et_30_lignes(caisse: Caisse, gestionnaire: ClientDuPortail) -> None:
    adresses = [reverse("conventions:lister_partenaires")]
    valmont = creer_partenaire("AAA Valmont")
    adresses.append(reverse("conventions:voir_partenaire", args=[valmont.cle]))

    def mesurer(nombre: int) -> list[int]:
        for _ in range(nombre):
            creer_convention(caisse, creer_partenaire(domaines=()))
            relier(caisse, valmont)
        comptes = []
        for adresse in adresses:
            with CaptureQueriesContext(
                connection,
            ) as requetes:
                assert gestionnaire.get(adresse).status_code == 200
            comptes.append(len(requetes))
        return comptes

    mesurer(1)
    assert mesurer(2) == mesurer(27)


@pytest.mark.exigence("CONV-01", "CONV-03", "UX-01")
def test_la_page_dit_ou_en_est_chaque_convention(
    caisse: Caisse, valmont: Partenaire, gestionnaire: ClientDuPortail
) -> None:
    creer_convention(
        caisse, valmont, modele="locale-association", signee_le=None, etat=EtatConvention.EN_SIGNATURE
    )
    page = texte(gestionnaire.get(reverse("conventions:voir_partenaire", args=[valmont.cle])))
    assert "Accès ouverts avec la CPAM du Rhône" in page
    assert page.count("en vigueur depuis le 5\u00a0janvier 2026") == 2
    assert "en signature : 0 sur 2" in page
    assert "Sur quel texte cela repose" in page
    assert "Convention d’utilisation, article 8." in page


@pytest.mark.exigence("ORG-04")
def test_fermer_un_service_depuis_la_page(
    caisse: Caisse, valmont: Partenaire, gestionnaire: ClientDuPortail
) -> None:
    reponse = gestionnaire.post(
        reverse("conventions:regler_service", args=[valmont.cle]),
        {"service": "signalement", "ouvert": "non"},
        follow=True,
    )
    assert "Service fermé : Signaler une situation" in texte(reponse)
    assert ActivationService.objects.get().ouvert is False
    reponse = gestionnaire.post(
        reverse("conventions:regler_service", args=[valmont.cle]),
        {"service": "inconnu", "ouvert": "non"},
        follow=True,
    )
    assert "Ce service n’existe pas." in texte(reponse)


@pytest.mark.exigence("ORG-03")
def test_retirer_la_reception_depuis_la_page(caisse: Caisse, gestionnaire: ClientDuPortail) -> None:
    tutelle = creer_partenaire("Horizon", type=TypePartenaire.TUTELLE)
    relier(caisse, tutelle)
    adresse = reverse("conventions:regler_reception", args=[tutelle.cle])
    assert "réception retirée par la caisse" in texte(
        gestionnaire.post(adresse, {"retiree": "oui"}, follow=True)
    )
    assert "habilité à en recevoir" in texte(gestionnaire.post(adresse, {"retiree": "non"}, follow=True))


@pytest.mark.exigence("CONV-01", "CONV-20", "ORG-02")
def test_accueillir_puis_signer(caisse: Caisse, gestionnaire: ClientDuPortail) -> None:
    modele = creer_modele("locale-association")
    adresse = reverse("conventions:creer_partenaire")
    saisie = {
        "libelle": "Association Le Pas",
        "type_partenaire": "association",
        "echelon": "local",
        "siret": "732 829 320 00074",
        "domaines": "lepas.example, pas.example",
        "modele": modele.pk,
    }
    refusee = gestionnaire.post(adresse, {**saisie, "siret": "1"})
    assert "vérifiez ses 14 chiffres" in texte(refusee)
    assert "Association Le Pas" in texte(refusee), "le texte est gardé"
    creee = gestionnaire.post(adresse, saisie, follow=True)
    convention = Convention.objects.get()
    assert "avec un projet de convention" in texte(creee)
    assert "Avant de signer" in texte(creee)
    assert "Il en manque un pour CPAM du Rhône et Association Le Pas" in texte(creee)
    assert reverse("conventions:pdf_convention", args=[convention.cle]) in texte(creee)
    gestionnaire.post(reverse("conventions:mettre_en_signature", args=[convention.cle]))
    signature = {"signee_le": "2026-11-20", "representant": "Jean Besson", "qualite": "président"}
    for partie in convention.parties.order_by("pk"):
        page = gestionnaire.post(
            reverse("conventions:signer_partie", args=[convention.cle]),
            {**signature, "pouvoir": "statutaire", "partie": partie.pk},
            follow=True,
        )
    assert "Dernière signature enregistrée" in texte(page)
    assert "en vigueur depuis le 20\u00a0novembre 2026" in texte(page)
    assert "Avant de signer" not in texte(page)
    assert "Joindre la convention signée" in texte(page)
    assert "20\u00a0novembre 2026 · Association Le Pas" in texte(page), "qui a signé se lit dans l’histoire"


@pytest.mark.exigence("CONV-20")
def test_le_refus_s_affiche_et_garde_la_saisie(
    caisse: Caisse, valmont: Partenaire, gestionnaire: ClientDuPortail
) -> None:
    metier = creer_convention(caisse, valmont, signee_le=None)
    utilisation = creer_convention(
        caisse,
        valmont,
        modele="utilisation",
        parente=metier,
        effectif_declare=18,
        signee_le=None,
        etat=EtatConvention.EN_SIGNATURE,
    )
    adresse = reverse("conventions:signer_partie", args=[utilisation.cle])
    for partie in utilisation.parties.order_by("pk"):
        page = gestionnaire.post(
            adresse,
            {
                "partie": partie.pk,
                "signee_le": "2026-11-20",
                "representant": "Claire F.",
                "pouvoir": "statutaire",
            },
        )
    assert "La convention métier n’est pas en vigueur au 20\u00a0novembre 2026" in texte(page)
    assert "Claire F." in texte(page)


@pytest.mark.exigence("CONV-05")
def test_resilier_demande_d_abord_le_mot_de_passe(
    caisse: Caisse, valmont: Partenaire, gestionnaire: ClientDuPortail
) -> None:
    convention = Convention.objects.filter(nature="metier").get()
    adresse = reverse("conventions:resilier", args=[convention.cle, "accord"])
    accords = list(convention.parties.values_list("pk", flat=True))
    saisie = {"effet_le": "2026-12-31", "motif": "Décision commune.", "accords": accords}
    reponse = gestionnaire.get(adresse)
    assert reponse["Location"].startswith("/mon-compte/confirmer/")
    page = texte(gestionnaire.post(reponse["Location"], {"password": MOT_DE_PASSE}, follow=True))
    assert "Ce qui va se passer" in page
    assert "conventions d’utilisation qui s’y appuient : 1" in page
    page = texte(gestionnaire.post(adresse, saisie, follow=True))
    assert "La fin est décidée : dernier jour le 31\u00a0décembre 2026." in page
    page = texte(gestionnaire.get(reverse("conventions:voir_convention", args=[convention.cle])))
    assert "Jusqu’au 31\u00a0décembre 2026 inclus" in page
    assert "Décision commune." in page


@pytest.mark.exigence("CONV-05", "UX-05")
def test_ce_qui_etait_saisi_survit_a_la_demande_du_mot_de_passe(
    valmont: Partenaire, gestionnaire: ClientDuPortail
) -> None:
    convention = Convention.objects.filter(nature="metier").get()
    adresse = reverse("conventions:resilier", args=[convention.cle, "accord"])
    accords = list(convention.parties.values_list("pk", flat=True))
    saisie = {"effet_le": "2026-12-31", "motif": "Décision commune.", "accords": accords}
    reponse = gestionnaire.post(adresse, saisie)
    assert reponse["Location"].startswith("/mon-compte/confirmer/")
    assert not convention.evenements.exists()
    gestionnaire.post(reponse["Location"], {"password": MOT_DE_PASSE})
    assert convention.evenements.get(nature="resiliation").effet_le == date(2026, 12, 31)


def adresses_de(partenaire: Partenaire, convention: Convention) -> list[str]:
    return [
        reverse("conventions:voir_partenaire", args=[partenaire.cle]),
        reverse("conventions:creer_convention", args=[partenaire.cle]),
        *(
            reverse(f"conventions:{nom}", args=[convention.cle])
            for nom in ("voir_convention", "signer_partie", "abandonner")
        ),
        reverse("conventions:resilier", args=[convention.cle, "accord"]),
    ]


@pytest.mark.exigence("HAB-17")
def test_une_autre_caisse_ne_trouve_rien(valmont: Partenaire, connecter: Connecter) -> None:
    ailleurs = connecter(creer_agent("gestionnaire_conventions", "superviseur", caisse=creer_caisse("011")))
    convention = Convention.objects.filter(nature="metier").get()
    inconnue = ailleurs.get(reverse("conventions:voir_partenaire", args=[uuid4()]))
    for adresse in adresses_de(valmont, convention):
        reponse = ailleurs.get(adresse)
        assert reponse.status_code == 404, adresse
        assert texte(reponse) == texte(inconnue)
    for nom in ("regler_service", "regler_reception"):
        reponse = ailleurs.post(
            reverse(f"conventions:{nom}", args=[valmont.cle]), {"service": "contact", "ouvert": "non"}
        )
        assert reponse.status_code == 404
    assert ailleurs.post(reverse("conventions:mettre_en_signature", args=[convention.cle])).status_code == 404
    assert not ActivationService.objects.exists()


@pytest.mark.exigence("HAB-16")
@pytest.mark.parametrize("role", ["instructeur", "superviseur", "dpo"])
def test_les_autres_roles_lisent_sans_ecrire(
    role: str, caisse: Caisse, valmont: Partenaire, connecter: Connecter
) -> None:
    navigateur = connecter(creer_agent(role))
    convention = Convention.objects.filter(nature="metier").get()
    lire, *ecrire = adresses_de(valmont, convention)
    page = texte(navigateur.get(lire))
    assert "CCAS de Valmont" in page
    assert "Préparer une convention" not in page
    assert ("Fermer" in page) is (role == "superviseur"), "acces.md : le superviseur règle les services"
    voir = ecrire.pop(1)
    assert "Résilier" not in texte(navigateur.get(voir))
    for adresse in (*ecrire, reverse("conventions:creer_partenaire")):
        assert navigateur.get(adresse).status_code == 404, adresse


@pytest.mark.exigence("HAB-16")
def test_le_menu_propose_les_partenaires_aux_agents(caisse: Caisse, connecter: Connecter) -> None:
    page = texte(connecter(creer_agent("dpo")).get(reverse("conventions:lister_partenaires")))
    assert f'href="{reverse("conventions:lister_partenaires")}"' in page
    assert "Ma convention" not in page


@pytest.mark.exigence("CONV-01")
def test_la_date_du_jour_compte(valmont: Partenaire, gestionnaire: ClientDuPortail) -> None:
    assert date(2026, 11, 23) > date(2026, 1, 5)
    with time_machine.travel("2025-12-31T10:00:00+01:00"):
        page = texte(gestionnaire.get(reverse("conventions:voir_partenaire", args=[valmont.cle])))
    assert "Aucun accès au portail." in page
    assert "en vigueur à partir du 5\u00a0janvier 2026" in page
