"""Found by reference or by name: posted, kept for its author only, never in an address, a log or a session."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.urls import reverse

from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.journal.models import Evenement
from signalements.models import Demande
from signalements.rules.recherche import Criteres, lectures
from tests.conftest import ClientDuPortail
from tests.factories.demandes import creer_demande
from tests.factories.habilitations import creer_agent
from tests.factories.signalements import Scene, creer_transmise
from tests.signalements.vues.agent.outils import LISTE, adresse, heures, texte

Connecter = Callable[[Utilisateur], ClientDuPortail]
RECHERCHE = reverse("signalements:chercher_demande")
PAR_NOM = reverse("signalements:chercher_par_nom")


def trouvees(reponse: Any) -> set[int]:
    """Return the demandes that a page of results shows."""
    return {ligne.demande.pk for ligne in reponse.context["lignes"]}


@pytest.mark.exigence("DEM-16", "DEM-02")
@pytest.mark.parametrize("fin", [False, True])
def test_chercher_par_la_reference_ou_sa_fin(scene: Scene, bureau: ClientDuPortail, fin: bool) -> None:
    demande = creer_transmise(scene)
    reference = str(demande.reference)
    saisie = f" {reference[-6:].lower()} " if fin else reference.lower()
    reponse = bureau.post(RECHERCHE, {"texte": saisie})
    assert (reponse.status_code, reponse["Location"]) == (302, adresse("traiter_demande", demande))


@pytest.mark.exigence("HAB-17")
def test_la_reference_d_une_autre_caisse_est_inconnue(
    scene: Scene, ailleurs: Scene, bureau: ClientDuPortail
) -> None:
    etrangere = creer_demande(ailleurs, reference="2026-381-K4T8R9")
    page = texte(bureau.post(RECHERCHE, {"texte": etrangere.reference}, follow=True))
    assert f"Aucune demande de votre caisse ne porte la référence {etrangere.reference}" in page


@pytest.mark.exigence("DEM-16")
@pytest.mark.parametrize(
    "ligne",
    ["Lemaire-Ozanne", "lemaire ozanne", "BINTA Lemaire-Ozanne", "Lemaire Ozanne Binta", "Lémaire’Ozanne"],
)
def test_le_nom_se_cherche_dans_les_deux_sens(scene: Scene, bureau: ClientDuPortail, ligne: str) -> None:
    cherchee, autre = creer_demande(scene), creer_demande(scene, nom="Lemaire", prenom="Claire")
    reponse = bureau.post(RECHERCHE, {"texte": ligne}, follow=True)
    assert trouvees(reponse) == {cherchee.pk}
    assert str(autre.reference) not in texte(reponse)


@pytest.mark.exigence("DEM-16")
def test_prenom_et_naissance_resserrent(scene: Scene, bureau: ClientDuPortail) -> None:
    binta, jumelle = creer_demande(scene), creer_demande(scene, prenom="Aminata")
    homonyme = creer_demande(scene, date_naissance=date(1950, 1, 2))
    cas = {
        (): {binta.pk, jumelle.pk, homonyme.pk},
        (("prenom", "binta"),): {binta.pk, homonyme.pk},
        (("prenom", "Binta"), ("date_naissance", "1950-01-02")): {homonyme.pk},
        (("prenom", "Personne"),): set(),
    }
    for champs, attendues in cas.items():
        reponse = bureau.post(PAR_NOM, {"nom": "Lemaire Ozanne", **dict(champs)}, follow=True)
        assert trouvees(reponse) == attendues, champs


@pytest.mark.exigence("DEM-16", "RGPD-02", "RGPD-05")
def test_le_nom_ne_se_lit_nulle_part(
    scene: Scene, bureau: ClientDuPortail, caplog: pytest.LogCaptureFixture
) -> None:
    creer_demande(scene)
    reponse = bureau.post(RECHERCHE, {"texte": "Lemaire-Ozanne Binta"}, follow=True)
    adresses = [adresse for adresse, _ in reponse.redirect_chain]
    assert adresses
    assert adresses[0].startswith("/bureau/recherche/")
    session = bureau.session
    ligne = Session.objects.get(session_key=session.session_key)
    traces = [
        *adresses,
        json.dumps(dict(session.items()), default=str),
        ligne.session_data,
        json.dumps(ligne.get_decoded(), default=str),
        str(bureau.cookies),
        caplog.text,
        *(json.dumps(e.details) for e in Evenement.objects.all()),
    ]
    for mot in ("emaire", "zanne", "inta"):
        assert not [trace for trace in traces if mot in trace], mot
    evenement = Evenement.objects.get(action="signalements.chercher_par_nom")
    assert evenement.details == {"nombre": 1}


@pytest.mark.exigence("HAB-17", "DEM-16")
def test_une_recherche_n_est_qu_a_son_auteur_et_expire(
    scene: Scene, bureau: ClientDuPortail, connecter: Connecter, midi: time_machine.Traveller
) -> None:
    demande = creer_demande(scene)
    resultats = bureau.post(RECHERCHE, {"texte": "Lemaire-Ozanne"})["Location"]
    collegue = connecter(creer_agent("instructeur", caisse=scene.caisse))
    assert "a expiré" in texte(collegue.get(resultats, follow=True))
    # The session of one account, handed to another: the account is checked inside what was encrypted.
    session = collegue.session
    session["recherches_du_bureau"] = bureau.session["recherches_du_bureau"]
    session.save()
    assert "a expiré" in texte(collegue.get(resultats, follow=True))
    midi.shift(heures(0.4))
    assert trouvees(bureau.get(resultats)) == {demande.pk}
    midi.shift(heures(0.2))
    bureau.get("/")
    assert "a expiré" in texte(bureau.get(resultats, follow=True))


@pytest.mark.exigence("HAB-17")
def test_une_autre_caisse_ne_trouve_rien(scene: Scene, ailleurs: Scene, connecter: Connecter) -> None:
    creer_demande(scene)
    reponse = connecter(ailleurs.compte_agent).post(RECHERCHE, {"texte": "Lemaire-Ozanne"}, follow=True)
    assert trouvees(reponse) == set()
    assert "Aucune demande de votre caisse ne correspond" in texte(reponse)


@pytest.mark.exigence("DEM-02", "RGPD-02")
@pytest.mark.parametrize("saisie", ["1 88 03 69 123 456 78", "", "x" * 150, "---"])
def test_ni_numero_ni_vide(scene: Scene, bureau: ClientDuPortail, saisie: str) -> None:
    creer_transmise(scene)
    reponse = bureau.post(RECHERCHE, {"texte": saisie}, follow=True)
    assert reponse.redirect_chain == [(LISTE, 302)]
    assert not saisie or saisie not in texte(reponse)
    assert "recherches_du_bureau" not in bureau.session


@pytest.mark.exigence("DEM-16")
def test_les_lectures_d_une_ligne_sont_bornees() -> None:
    assert lectures(Criteres("Ana de Sá", ligne=True)) == (
        ("ana de sa", ""),
        ("ana", "de sa"),
        ("de sa", "ana"),
        ("ana de", "sa"),
        ("sa", "ana de"),
    )
    assert len(lectures(Criteres(" ".join("abcdefghijklmnop"), ligne=True))) == 15
    assert lectures(Criteres("--")) == ()
    assert lectures(Criteres("Œuvrard", "Zoé")) == (("oeuvrard", "zoe"),)


@pytest.mark.exigence("DEM-16")
def test_un_brouillon_ne_se_trouve_pas(scene: Scene, bureau: ClientDuPortail) -> None:
    demande = creer_demande(scene)
    Demande.objects.filter(pk=demande.pk).update(nom_plie="", prenom_plie="", nom="", prenom="")
    assert trouvees(bureau.post(RECHERCHE, {"texte": "Lemaire-Ozanne"}, follow=True)) == set()
