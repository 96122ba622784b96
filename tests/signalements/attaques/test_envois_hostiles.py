"""What a hostile browser, or a hostile mail, sends: refused, never an error, never another row."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import Settings

from conventions.enums import Service
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.notifications.rebonds import recevoir_rebond
from signalements.models import Demande, VueEnregistree
from signalements.rules.recherche import Criteres
from signalements.selectors.bureau import FiltresDuBureau
from signalements.services.echanges import ecrire_message
from signalements.services.recherches import garder_recherche, recherche_gardee
from signalements.services.transferts import transferer
from signalements.services.vues import enregistrer_vue, modifier_vue, supprimer_vue
from tests.conftest import ClientDuPortail
from tests.factories.conventions import creer_caisse, relier
from tests.factories.demandes import creer_demande
from tests.factories.habilitations import (
    acteur_pour,
    creer_agent,
    creer_gestionnaire,
    creer_technicien,
)
from tests.factories.pieces import depot, pdf
from tests.factories.signalements import Scene
from tests.signalements.pieces.outils import FORMULAIRE, etude

Connecter = Callable[..., ClientDuPortail]
EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]
AILLEURS = ("https://mechant.example/", "//mechant.example", "javascript:alert(1)", "/\\mechant.example")
CITATION = (
    b"Content-Type: multipart/report; boundary=c\r\n\r\n--c\r\nContent-Type: text/rfc822-headers\r\n\r\n"
    b"Message-ID: ,;<(((\r\n--c\r\nAction: failed\r\nStatus: 5.0.0\r\n\r\n--c--"
)
NIR = "1 85 05 78 006 084 91"


def garder(acteur: Acteur, libelle: str, *, partagee: bool = False) -> VueEnregistree:
    """Keep a view of the list."""
    return enregistrer_vue(
        acteur=acteur,
        libelle=libelle,
        vue="miennes",
        filtres=FiltresDuBureau(),
        colonnes=(),
        partagee=partagee,
    )


@pytest.mark.exigence("UX-05")
@pytest.mark.parametrize("version", ["9" * 5000, "٣", "-1", "1e9", "0x1"])
def test_une_version_absurde_ne_fait_pas_tomber_la_page(
    scene: Scene, connecter: Connecter, version: str
) -> None:
    demande = creer_demande(scene, Service.CONTACT)
    adresse = reverse("signalements:instruire_demande", args=[demande.cle])
    reponse = connecter(scene.compte_agent).post(adresse, {"version": version})
    assert reponse.status_code in {302, 409}
    assert reponse.status_code == 302 or "a changé" in reponse.content.decode()


@pytest.mark.exigence("SEC-01", "DEM-16")
@pytest.mark.parametrize("ailleurs", AILLEURS)
def test_aucun_retour_ne_mene_hors_du_portail(scene: Scene, connecter: Connecter, ailleurs: str) -> None:
    demande = creer_demande(scene, Service.CONTACT)
    agente, cles = connecter(scene.compte_agent), {"retour": ailleurs, "next": ailleurs}
    envois = [
        ("signalements:agir_en_lot", [], {"acte": "soi", "demandes": f"{demande.cle}."}),
        ("signalements:garder_vue", [], {"libelle": "Les miennes"}),
        ("signalements:repondre", [demande.cle], {"message-texte": "Bonjour."}),
    ]
    for route, arguments, champs in envois:
        reponse = agente.post(reverse(route, args=arguments), {**cles, **champs})
        assert reponse["Location"].startswith("/bureau/"), route
        assert "mechant" not in reponse["Location"]


@pytest.mark.exigence("DEM-03", "DEM-02", "DEM-16")
@pytest.mark.parametrize("nom", [f"Dossiers {NIR}", "Dossiers VIH", "Cancer, à rappeler"])
def test_le_nom_d_une_vue_ne_dit_ni_nir_ni_sante(scene: Scene, nom: str) -> None:
    vue = garder(scene.agent, "Soins urgents, C2S et AME", partagee=True)
    with pytest.raises(RegleMetierRefusee) as refus:
        garder(scene.agent, nom)
    assert refus.value.code in {"nir", "sante"}
    with pytest.raises(RegleMetierRefusee):
        modifier_vue(acteur=scene.agent, vue_id=vue.pk, libelle=nom, partagee=True)
    assert list(VueEnregistree.objects.values_list("libelle", flat=True)) == ["Soins urgents, C2S et AME"]


@pytest.mark.exigence("DEM-16", "HAB-17")
def test_la_vue_partagee_ne_se_change_que_par_son_auteur(scene: Scene, ailleurs: Scene) -> None:
    vue = garder(scene.agent, "La mienne", partagee=True)
    collegue = acteur_pour(creer_agent("instructeur", "superviseur", caisse=scene.caisse))
    for acteur in (collegue, ailleurs.agent, scene.technicien):
        with pytest.raises(HorsPortee):
            modifier_vue(acteur=acteur, vue_id=vue.pk, libelle="À moi", partagee=False)
        with pytest.raises(HorsPortee):
            supprimer_vue(acteur=acteur, vue_id=vue.pk)
    vue.refresh_from_db()
    assert (vue.libelle, vue.partagee) == ("La mienne", True)


@pytest.mark.exigence("HAB-17", "RGPD-02")
def test_une_recherche_ne_se_lit_ni_par_un_autre_compte_ni_dans_la_session(
    scene: Scene, connecter: Connecter
) -> None:
    creer_demande(scene, Service.CONTACT)
    agente = connecter(scene.compte_agent)
    reponse = agente.post(reverse("signalements:chercher_demande"), {"texte": "Lemaire-Ozanne"})
    page = reponse["Location"]
    assert "emaire" not in f"{page}{agente.cookies}".casefold()
    assert "emaire" not in str(dict(agente.session.items())).casefold()
    assert "Lemaire-Ozanne" in agente.get(page).content.decode()
    collegue = connecter(creer_agent("instructeur", caisse=scene.caisse))
    assert collegue.get(page)["Location"] == reverse("signalements:chercher_par_nom")
    session = agente.session
    cle = garder_recherche(acteur=scene.agent, session=session, criteres=Criteres("Lemaire", ligne=True))
    autre = acteur_pour(creer_agent("instructeur", caisse=scene.caisse))
    assert recherche_gardee(acteur=autre, session=session, cle=cle) is None


@pytest.mark.exigence("HAB-17", "DEM-16")
def test_les_autres_roles_n_atteignent_aucune_demande(scene: Scene, connecter: Connecter) -> None:
    demande = creer_demande(scene, Service.RENDEZ_VOUS)
    comptes = [
        creer_gestionnaire(scene.partenaire),
        creer_agent("dpo", caisse=scene.caisse),
        creer_agent("gestionnaire_conventions", caisse=scene.caisse),
    ]
    agents = ("traiter_demande", "demander_pieces", "terminer_demande", "transferer_demande")
    adresses = [
        *(reverse(f"signalements:{route}", args=[demande.cle]) for route in agents),
        reverse("signalements:voir_demande", args=[demande.cle]),
        reverse("signalements:telecharger_delai", args=[demande.cle]),
        reverse("signalements:historique"),
        reverse("signalements:preparer_export"),
        reverse("signalements:lister_demandes"),
        reverse("signalements:chercher_par_nom"),
        reverse("signalements:lister_orientations"),
        reverse("signalements:mes_rendez_vous"),
    ]
    for compte in comptes:
        navigateur = connecter(compte)
        assert {adresse: navigateur.get(adresse).status_code for adresse in adresses} == dict.fromkeys(
            adresses, 404
        )
    assert not Demande.objects.visibles_par(acteur_pour(comptes[0])).exists()


@pytest.mark.exigence("UX-07")
@pytest.mark.parametrize(
    "rapport",
    [
        b"",
        b"\x00\xff" * 1000,
        b"Content-Type: multipart/report; boundary=\r\n\r\n--\r\n",
        b"Content-Type: multipart/report; boundary=c\r\nMessage-ID: <\r\n\r\n--c\r\nMessage-ID: <@[\r\n\r\n--c--",
        CITATION,
        b"".join(
            b"Content-Type: multipart/report; boundary=b%d\r\n\r\n--b%d\r\n" % (rang, rang)
            for rang in range(3000)
        ),
        b"".join(b"Content-Type: message/rfc822\r\n\r\n" for _ in range(20_000)),
        b"Content-Type: multipart/report; boundary=c\r\n\r\n--c\r\nAction: failed\r\nStatus: 5.0.0\r\n"
         b"Message-ID: " + b"(" * 50_000 + b"\r\n\r\n--c--",
    ],
    ids=["vide", "octets", "sans_limite", "crochets", "citation", "poupees", "gigognes", "parentheses"],
)  # fmt: skip
@pytest.mark.django_db
def test_un_avis_hostile_ne_fait_rien(rapport: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    assert recevoir_rebond(rapport) == 0
    entree = io.TextIOWrapper(io.BytesIO(rapport))
    monkeypatch.setattr("sys.stdin", entree)
    sortie = io.StringIO()
    call_command("recevoir_rebond", stdout=sortie)
    assert sortie.getvalue().strip() == "Messages notés comme refusés : 0."


@pytest.mark.exigence("DEM-04", "SEC-02")
def test_le_transfert_tient_les_fichiers_avant_la_demande(scene: Scene, comme_web: EnTantQue) -> None:
    caisse = creer_caisse("381")
    relier(caisse, scene.partenaire)
    demande = etude(scene, FORMULAIRE)
    with CaptureQueriesContext(connection) as requetes, comme_web(scene.agent):
        transferer(acteur=scene.agent, demande_id=demande.pk, caisse_id=caisse.pk)
    tenus = [r["sql"].split(" FROM ")[1].split()[0] for r in requetes if "FOR UPDATE" in r["sql"]]
    assert tenus[:2] == ['"pieces_piecejointe"', '"signalements_demande"']


@pytest.mark.exigence("DEM-11", "DOC-01")
def test_les_fichiers_des_messages_sont_comptes(scene: Scene, settings: Settings) -> None:
    settings.NOMBRE_MAX_PIECES = 2
    demande = creer_demande(scene, Service.CONTACT)
    for _ in range(2):
        ecrire_message(acteur=scene.technicien, demande_id=demande.pk, texte="Voici.", fichier=depot(pdf()))
    with pytest.raises(RegleMetierRefusee) as refus:
        ecrire_message(acteur=scene.technicien, demande_id=demande.pk, texte="Encore.", fichier=depot(pdf()))
    assert refus.value.code == "trop_de_pieces"
    assert demande.messages.count() == 2
    autre = acteur_pour(creer_technicien(scene.partenaire))
    assert ecrire_message(acteur=autre, demande_id=demande.pk, texte="Sans fichier.").pk
