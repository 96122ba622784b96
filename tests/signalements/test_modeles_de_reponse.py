"""Reply models: checked when written, plain when inserted, of one caisse only (DEM-16)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from signalements.models import Message, ModeleReponse
from signalements.rules.modeles import VARIABLES, accolades_seules, rendre, variables_inconnues
from signalements.services.modeles_de_reponse import (
    Redaction,
    creer_modele,
    modifier_modele,
    proposer_modele,
)
from tests.conftest import ClientDuPortail
from tests.factories.demandes import creer_demande
from tests.factories.habilitations import acteur_pour, creer_agent
from tests.factories.signalements import Scene
from tests.signalements.vues.agent.outils import adresse, texte

MIDI = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]
Connecter = Callable[[Utilisateur], ClientDuPortail]
RELANCE = (
    "Bonjour, au sujet de {{ reference }} : répondez avant le {{date_limite}}. {{ agent }}, {{ caisse }}"
)


@pytest.fixture
def compte_superviseur(scene: Scene) -> Utilisateur:
    """A superviseur of the caisse of the scene."""
    return creer_agent("superviseur", caisse=scene.caisse)


def _modele(scene: Scene, **champs: object) -> ModeleReponse:
    valeurs: dict[str, Any] = {
        "libelle": "Relance",
        "texte": RELANCE,
        "modifie_le": MIDI,
        "caisse": scene.caisse,
        **champs,
    }
    return ModeleReponse.objects.create(**valeurs)


@pytest.mark.exigence("DEM-16", "DEM-03", "SEC-02")
@pytest.mark.parametrize(
    ("redaction", "code"),
    [
        (Redaction("Relance", "x"), "libelle"),
        (Redaction(" ", "x"), "message_vide"),
        (Redaction("Autre", " "), "message_vide"),
        (Redaction("Autre", "x", "pizza"), "nature"),
        (Redaction("Autre", "{{ nom }} et {{ demande.nom }}"), "variable_inconnue"),
        (Redaction("Autre", "{% if reference %}x{% endif %}"), "accolades"),
        (Redaction("Autre", "{{ reference }"), "accolades"),
        (Redaction("Autre", "N° 2 69 05 49 588 157 80", confirme=True), "nir"),
        (Redaction("Autre", "votre cancer"), "sante_a_confirmer"),
    ],
)
def test_un_modele_se_verifie_quand_il_s_ecrit(
    scene: Scene, compte_superviseur: Utilisateur, comme_web: EnTantQue, redaction: Redaction, code: str
) -> None:
    _modele(scene)
    acteur = acteur_pour(compte_superviseur)
    with comme_web(acteur), pytest.raises(RegleMetierRefusee) as refus:
        creer_modele(acteur=acteur, caisse_id=scene.caisse.pk, redaction=redaction)
    assert refus.value.code == code
    assert ModeleReponse.objects.count() == 1


@pytest.mark.exigence("DEM-16", "HAB-17")
def test_seul_un_superviseur_de_la_caisse_ecrit_ses_modeles(
    scene: Scene, ailleurs: Scene, compte_superviseur: Utilisateur, comme_web: EnTantQue
) -> None:
    modele = _modele(ailleurs)
    acteur, redaction = acteur_pour(compte_superviseur), Redaction("Autre", "Bonjour.")
    ecrire = {"redaction": redaction}
    essais: list[tuple[Acteur, Callable[..., ModeleReponse], dict[str, Any]]] = [
        (scene.agent, creer_modele, {"caisse_id": scene.caisse.pk, **ecrire}),
        (acteur, creer_modele, {"caisse_id": ailleurs.caisse.pk, **ecrire}),
        (acteur, modifier_modele, {"cle": modele.cle, **ecrire}),
        (acteur, proposer_modele, {"cle": modele.cle, "actif": False}),
    ]
    for qui, faire, arguments in essais:
        with comme_web(qui), pytest.raises(HorsPortee):
            faire(acteur=qui, **arguments)
    modele.refresh_from_db()
    assert (modele.libelle, modele.actif, ModeleReponse.objects.count()) == ("Relance", True, 1)


@pytest.mark.exigence("DEM-16", "DEM-11")
def test_un_agent_insere_un_modele_le_relit_et_l_envoie(scene: Scene, connecter: Connecter) -> None:
    demande = creer_demande(scene, maintenant=MIDI, nom="Dupont-Secret")
    modele = _modele(scene)
    _modele(scene, libelle="Arrêté", actif=False)
    _modele(scene, libelle="D’un autre service", nature="contact")
    with time_machine.travel(MIDI, tick=False):
        bureau = connecter(scene.compte_agent)
        page = texte(bureau.get(adresse("traiter_demande", demande)))
        assert "Relance</option>" in page
        assert "Arrêté</option>" not in page
        assert "D’un autre service</option>" not in page
        envoi = {"message-texte": "Merci.", "message-modele": str(modele.cle), "inserer": "oui"}
        inseree = texte(bureau.post(adresse("repondre", demande), envoi))
        refusee = texte(bureau.post(adresse("repondre", demande), {**envoi, "message-modele": "?"}))
    attendu = (
        f"Merci.\n\nBonjour, au sujet de {demande.reference} : répondez avant le dimanche 20 décembre 2026. "
    )
    assert f"{attendu}{scene.compte_agent.nom_complet}, {scene.caisse.libelle}</textarea>" in inseree
    assert "Choisissez un modèle" in refusee
    assert "Merci.</textarea>" in refusee
    assert not Message.objects.exists()


@pytest.mark.exigence("DEM-16")
def test_la_page_des_modeles_cree_modifie_et_arrete(
    scene: Scene, compte_superviseur: Utilisateur, connecter: Connecter
) -> None:
    navigateur = connecter(compte_superviseur)
    assert "Aucun modèle pour l’instant" in texte(navigateur.get("/bureau/modeles/"))
    # Nobody answers the history: no model is for it.
    assert 'value="historique"' not in texte(navigateur.get("/bureau/modeles/nouveau/"))
    saisie = {"libelle": "Relance", "nature": "etude", "texte": "Bonjour {{ nom }}"}
    refus = texte(navigateur.post("/bureau/modeles/nouveau/", saisie))
    assert "ne sait pas remplacer « nom »" in refus
    assert "Bonjour {{ nom }}</textarea>" in refus
    assert navigateur.post("/bureau/modeles/nouveau/", {**saisie, "texte": RELANCE}).status_code == 302
    modele = ModeleReponse.objects.get()
    fiche = f"/bureau/modeles/{modele.cle}/"
    navigateur.post(fiche, {**saisie, "nature": "", "texte": "Bonsoir."})
    navigateur.post(f"{fiche}proposition/", {"arreter": "oui"})
    modele.refresh_from_db()
    assert (modele.texte, modele.nature, modele.actif) == ("Bonsoir.", "", False)
    assert "Proposer à nouveau" in texte(navigateur.get("/bureau/modeles/"))
    navigateur.post(f"{fiche}proposition/", {"reprendre": "oui"})
    modele.refresh_from_db()
    assert modele.actif


@pytest.mark.exigence("DEM-16")
@given(st.text("{}% abreference", max_size=40))
def test_ce_qui_est_accepte_ne_laisse_aucune_accolade(modele: str) -> None:
    valeurs = dict.fromkeys(VARIABLES, "{{ agent }}")
    if not variables_inconnues(modele) and not accolades_seules(modele):
        rendu = rendre(modele, valeurs)
        assert rendu.replace("{{ agent }}", "").find("{{") == -1
    assert rendre("{{ date_limite }}", {}) == "[la date limite de réponse, en toutes lettres : à compléter]"
