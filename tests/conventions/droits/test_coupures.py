"""The caisse cuts a whole partenaire's access at once, and restores it (CONV-15)."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from conventions.enums import Service, Volet
from conventions.models import Caisse, CoupureAcces, Interlocuteur, Partenaire
from conventions.selectors import caisses_en_vigueur, services_ouverts
from conventions.services.coupures import couper_acces, retablir_acces
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from signalements.services.brouillons import ouvrir_brouillon
from tests.conftest import ClientDuPortail
from tests.factories.comptes import MOT_DE_PASSE
from tests.factories.conventions import creer_caisse, creer_partenaire, relier
from tests.factories.habilitations import acteur_pour, creer_agent, creer_gestionnaire
from tests.factories.signalements import Scene, creer_scene, creer_transmise

pytestmark = pytest.mark.django_db

Connecter = Callable[[Utilisateur], ClientDuPortail]
CommeWeb = Callable[[Acteur | None], AbstractContextManager[None]]
MOTIF = "Comptes partagés entre plusieurs personnes."


@pytest.fixture(autouse=True)
def _jour() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-23T10:00:00+01:00", tick=True) as voyage:
        yield voyage


@pytest.fixture
def scene() -> Scene:
    """A partenaire tied to two caisses."""
    scene = creer_scene()
    relier(creer_caisse("011", libelle="CPAM de l’Ain"), scene.partenaire)
    return scene


@pytest.fixture
def gerante(scene: Scene) -> Acteur:
    return acteur_pour(creer_agent("gestionnaire_conventions", caisse=scene.caisse))


def couper(
    acteur: Acteur, caisse: Caisse, partenaire: Partenaire, comme_web: CommeWeb, **champs: Any
) -> CoupureAcces:
    with comme_web(acteur):
        return couper_acces(acteur=acteur, caisse=caisse, partenaire=partenaire, **{"motif": MOTIF, **champs})


def lire(navigateur: ClientDuPortail, adresse: str) -> str:
    return str(navigateur.get(adresse).content.decode())


@pytest.mark.exigence("CONV-15")
def test_couper_ferme_cette_caisse_et_elle_seule(scene: Scene, gerante: Acteur, comme_web: CommeWeb) -> None:
    ain = Caisse.objects.get(code="011")
    gestionnaire = creer_gestionnaire(scene.partenaire)
    instant = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    coupure = couper(gerante, scene.caisse, scene.partenaire, comme_web, maintenant=instant)
    assert caisses_en_vigueur(scene.partenaire.pk, instant) == {ain.pk}
    assert services_ouverts(scene.caisse.pk, scene.partenaire.pk, instant) == frozenset()
    assert services_ouverts(ain.pk, scene.partenaire.pk, instant) == set(Service)
    assert (coupure.coupee_le, coupure.coupee_par) == (instant, gerante.utilisateur_id), (
        "la preuve de la date"
    )
    trace = Evenement.objects.get(action="conventions.couper_acces")
    assert (trace.caisse_id, trace.partenaire_id, trace.objet_id) == (
        scene.caisse.pk,
        scene.partenaire.pk,
        coupure.pk,
    )
    courriel = Courriel.objects.get(message="conventions.acces_coupe")
    assert (courriel.destinataire, courriel.urgent) == (gestionnaire, True)
    assert "lundi 23\u00a0novembre 2026 à 10\u00a0h\u00a000" in courriel.texte
    assert MOTIF not in courriel.texte, "le motif se lit sur le portail"


@pytest.mark.exigence("CONV-15", "CONV-14")
def test_des_la_requete_suivante_rien_n_ouvre_plus_la(
    scene: Scene, gerante: Acteur, comme_web: CommeWeb, connecter: Connecter
) -> None:
    demande = creer_transmise(scene)
    navigateur = connecter(scene.compte_technicien)
    fiche = reverse("signalements:voir_demande", args=[demande.cle])
    nouvelle = reverse("signalements:nouvelle_demande")
    assert navigateur.get(fiche).status_code == 200
    assert "CPAM du Rhône" in lire(navigateur, nouvelle)
    coupure = couper(gerante, scene.caisse, scene.partenaire, comme_web)
    assert navigateur.get(fiche).status_code == 404
    page = lire(navigateur, nouvelle)
    assert "CPAM du Rhône" not in page
    assert "CPAM de l’Ain" in page
    coupe = acteur_pour(scene.compte_technicien)
    with comme_web(coupe), pytest.raises(HorsPortee):
        ouvrir_brouillon(acteur=coupe, caisse_id=scene.caisse.pk, nature=Service.SIGNALEMENT)
    with comme_web(gerante):
        retablir_acces(acteur=gerante, coupure=coupure, motif="Comptes séparés.")
    assert navigateur.get(fiche).status_code == 200
    assert Courriel.objects.filter(message="conventions.acces_retabli").count() == 0, "aucun gestionnaire"


@pytest.mark.exigence("CONV-15")
def test_sans_autre_caisse_le_menu_se_vide_et_la_page_dit_qui_appeler(
    gerante: Acteur, comme_web: CommeWeb, connecter: Connecter
) -> None:
    scene = creer_scene()
    for volet, nom in ((Volet.CONVENTION, "Jeanne Morel"), (Volet.PREVENTION, "Ali Haddad")):
        Interlocuteur.objects.create(
            caisse=scene.caisse, volet=volet, nom=nom, telephone="04 00 00 00 00", courriel="a@caisse.example"
        )
    couper(gerante, scene.caisse, scene.partenaire, comme_web)
    navigateur = connecter(scene.compte_technicien)
    for adresse in ("/ma-convention/", "/"):
        page = lire(navigateur, adresse)
        assert "La CPAM du Rhône a coupé l’accès de votre structure le lundi 23\u00a0novembre 2026" in page
        assert MOTIF in page
        assert "Jeanne Morel" in page
        assert "Ali Haddad" not in page, "seuls les interlocuteurs de la convention et du portail"
        assert reverse("signalements:nouvelle_demande") not in page
    assert navigateur.get(reverse("signalements:nouvelle_demande")).status_code == 404
    assert "convention d’utilisation, article 4.1" in lire(navigateur, "/ma-convention/").lower()


@pytest.mark.exigence("CONV-15", "HAB-17")
@pytest.mark.parametrize("role", ["instructeur", "superviseur", "dpo"])
def test_seul_le_gestionnaire_de_conventions_de_la_caisse_coupe(
    role: str, scene: Scene, comme_web: CommeWeb
) -> None:
    ailleurs = acteur_pour(creer_agent("gestionnaire_conventions", caisse=creer_caisse("011")))
    for acteur in (acteur_pour(creer_agent(role, caisse=scene.caisse)), ailleurs):
        with pytest.raises(HorsPortee):
            couper(acteur, scene.caisse, scene.partenaire, comme_web)
    assert not CoupureAcces.objects.exists()


@pytest.mark.exigence("CONV-15")
@pytest.mark.parametrize(
    ("motif", "code"), [("  ", "motif_absent"), ("Usage pour 1 88 03 69 123 456 78", "nir")]
)
def test_un_motif_est_exige_sans_numero_de_personne(
    motif: str, code: str, scene: Scene, gerante: Acteur, comme_web: CommeWeb
) -> None:
    with pytest.raises(RegleMetierRefusee) as refus:
        couper(gerante, scene.caisse, scene.partenaire, comme_web, motif=motif)
    assert refus.value.code == code
    assert not CoupureAcces.objects.exists()


@pytest.mark.exigence("CONV-15")
def test_une_coupure_a_la_fois_et_seulement_d_un_acces_ouvert(
    scene: Scene, gerante: Acteur, comme_web: CommeWeb
) -> None:
    coupure = couper(gerante, scene.caisse, scene.partenaire, comme_web)
    with pytest.raises(RegleMetierRefusee) as refus:
        couper(gerante, scene.caisse, scene.partenaire, comme_web)
    assert refus.value.code == "deja_coupe"
    with comme_web(gerante):
        retablir_acces(acteur=gerante, coupure=coupure, motif="Réglé.")
        with pytest.raises(RegleMetierRefusee) as refus:
            retablir_acces(acteur=gerante, coupure=coupure, motif="Encore.")
    assert refus.value.code == "deja_retabli"
    coupure.refresh_from_db()
    assert (coupure.retablie_par, coupure.motif_retablissement) == (gerante.utilisateur_id, "Réglé.")
    trace = Evenement.objects.get(action="conventions.retablir_acces")
    assert (trace.caisse_id, trace.partenaire_id, trace.objet_id) == (
        scene.caisse.pk,
        scene.partenaire.pk,
        coupure.pk,
    )
    with pytest.raises(RegleMetierRefusee) as refus:
        couper(gerante, scene.caisse, creer_partenaire(), comme_web)
    assert refus.value.code == "sans_convention"


@pytest.mark.exigence("CONV-15", "SEC-01")
def test_l_ecran_annonce_demande_le_mot_de_passe_puis_retablit(scene: Scene, connecter: Connecter) -> None:
    navigateur = connecter(creer_agent("gestionnaire_conventions", caisse=scene.caisse))
    fiche = reverse("conventions:voir_partenaire", args=[scene.partenaire.cle])
    adresse = reverse("conventions:couper_acces", args=[scene.partenaire.cle])
    assert adresse in lire(navigateur, fiche)
    reponse = navigateur.get(adresse)
    assert reponse["Location"].startswith("/mon-compte/confirmer/")
    page = navigateur.post(reponse["Location"], {"password": MOT_DE_PASSE}, follow=True).content.decode()
    assert "Ses accès aux autres caisses ne changent pas" in page
    assert "Indiquez" not in page
    assert not CoupureAcces.objects.exists()
    page = navigateur.post(adresse, {"motif": MOTIF}, follow=True).content.decode()
    assert "Accès coupé par la CPAM du Rhône." in page
    assert MOTIF in page
    assert "Accès ouverts avec la" not in page
    liste = lire(navigateur, reverse("conventions:lister_partenaires"))
    assert "accès au portail fermé" in liste
    retour = reverse("conventions:retablir_acces", args=[scene.partenaire.cle])
    page = navigateur.post(retour, {"motif": "Comptes séparés."}, follow=True).content.decode()
    assert "Accès ouverts avec la CPAM du Rhône" in page
    assert "Coupures passées" in page
    assert "Comptes séparés." in page
    assert navigateur.get(retour).status_code == 404, "rien n’est coupé"
