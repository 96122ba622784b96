"""The ribbon of every clock on both pages, in days and in words, and the PDF that replays it (NOV-03)."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from pypdf import PdfReader

from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.journal.models import Evenement
from signalements.enums import NatureFait
from signalements.models import Demande
from signalements.services.faits import avancer, consigner_fait
from tests.conftest import ClientDuPortail
from tests.factories.demandes import creer_demande
from tests.factories.signalements import Scene, creer_transmise
from tests.signalements.vues.agent.outils import MIDI, adresse, texte
from tests.signalements.vues.suivi.outils import IDENTITE, lire

Connecter = Callable[[Utilisateur], ClientDuPortail]


def jours(nombre: int) -> timedelta:
    """Return days."""
    return timedelta(days=nombre)


def incomplete(scene: Scene, *, depuis: int = 10) -> Demande:
    """Make an étude sent some days ago, found incomplete four days ago."""
    demande = creer_demande(scene, "etude", MIDI - jours(depuis))
    avancer(acteur=scene.agent, demande=demande, action="demander_pieces", maintenant=MIDI - jours(4))
    return demande


def completee(scene: Scene, *, juges: bool, depuis: int = 10) -> Demande:
    """Make the same one completed two days ago, and found complete and receivable today or not yet."""
    demande = incomplete(scene, depuis=depuis)
    avancer(acteur=scene.technicien, demande=demande, action="completer", maintenant=MIDI - jours(2))
    for nature in (NatureFait.COMPLETE, NatureFait.RECEVABLE) if juges else ():
        consigner_fait(acteur=scene.agent, demande=demande, nature=nature, maintenant=MIDI)
    return demande


def rendez_vous(scene: Scene) -> Demande:
    """Make a demande answered by a first date after four days."""
    demande = creer_demande(scene, "rendez_vous", MIDI - jours(5))
    avancer(acteur=scene.agent, demande=demande, action="proposer", maintenant=MIDI - jours(1))
    return demande


DEPASSEMENT = (
    "La date limite du dimanche 8 novembre 2026 était passée quand la demande a été renvoyée : "
    "ce dépassement reste compté."
)
Cas = tuple[Callable[[Scene], Demande], tuple[str, ...], tuple[str, ...]]
CAS: list[Cas] = [
    (
        incomplete,
        (
            "Si vous répondez aujourd’hui, réponse au plus tard le mercredi 23 décembre 2026.",
            "vous · 4 jours",
        ),
        (
            "S’il répond aujourd’hui, réponse au plus tard le mercredi 23 décembre 2026.",
            "partenaire · 4 jours",
        ),
    ),
    (
        lambda scene: creer_demande(scene, "etude", MIDI),
        ("On attend la caisse depuis moins d’une minute.", "caisse · moins d’une minute"),
        ("caisse · moins d’une minute",),
    ),
    (
        lambda scene: incomplete(scene, depuis=45),
        ("Si vous répondez aujourd’hui", DEPASSEMENT),
        ("S’il répond aujourd’hui", DEPASSEMENT),
    ),
    (
        lambda scene: completee(scene, juges=False),
        (
            "La caisse répond au plus tard le lundi 21 décembre 2026 : dans 28 jours.",
            "Cette date est provisoire",
        ),
        ("À répondre au plus tard le lundi 21 décembre 2026 : dans 28 jours.", "Cette date est provisoire"),
    ),
    (
        lambda scene: completee(scene, juges=True),
        ("La caisse répond au plus tard le lundi 21 décembre 2026 : dans 28 jours.", "annexe 2, § 4.2"),
        ("À répondre au plus tard le lundi 21 décembre 2026 : dans 28 jours.",),
    ),
    (
        lambda scene: creer_demande(scene, "etude", MIDI - jours(14), urgente=True),
        ("aujourd’hui avant minuit", "annexe 2, § 4.1"),
        ("aujourd’hui avant minuit", "14 jours à partir d’un dossier complet et recevable"),
    ),
    (
        lambda scene: creer_demande(scene, "contact", MIDI - jours(33)),
        ("elle est en retard de 3 jours. Écrivez-lui ci-dessous", "délai dépassé", "3 jours de retard"),
        ("À répondre sans attendre", "en retard de 3 jours"),
    ),
    (
        rendez_vous,
        ("Première date donnée en 4 jours, le dimanche 22 novembre 2026 à 12 h 00.", "délai tenu"),
        ("Première date donnée en 4 jours", "délai tenu"),
    ),
]


@pytest.mark.exigence("NOV-03", "DEM-09", "DEM-19", "DEM-22", "UX-01")
@pytest.mark.parametrize("cas", CAS, ids=range(len(CAS)))
def test_chaque_cote_lit_le_delai_dans_ses_mots(
    scene: Scene,
    technicienne: ClientDuPortail,
    connecter: Connecter,
    cas: Cas,
) -> None:
    creer, partenaire, agent = cas
    demande = creer(scene)
    lue = lire(technicienne, demande)
    assert [mots for mots in partenaire if mots not in lue] == []
    page = texte(connecter(scene.compte_agent).get(adresse("traiter_demande", demande)))
    assert [mots for mots in agent if mots not in page] == []
    for html in (lue, page):
        assert "style=" not in html
        assert adresse("telecharger_delai", demande) in html
    assert "On vous attend" not in page


@pytest.mark.exigence("NOV-03", "RGPD-02", "RGPD-05")
def test_le_calcul_se_refait_fait_par_fait_sans_rien_sur_la_personne(
    scene: Scene, technicienne: ClientDuPortail, connecter: Connecter
) -> None:
    demande = completee(scene, juges=True, depuis=45)
    for navigateur in (technicienne, connecter(scene.compte_agent)):
        reponse = navigateur.get(adresse("telecharger_delai", demande))
        assert f"delai-{demande.reference}".lower() in reponse["Content-Disposition"]
        brut = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(reponse.content)).pages)
        lu = " ".join(brut.split())
        ordre = [
            "court à partir du vendredi 9 octobre 2026",
            "Le délai est annulé",
            DEPASSEMENT,
            "court à partir du samedi 21 novembre 2026",
            "n’est plus provisoire",
        ]
        positions = [lu.find(mots) for mots in ordre]
        assert -1 not in positions
        assert positions == sorted(positions)
        assert "Celle de la caisse (heure de Paris)" in lu
        assert not [mot for mot in IDENTITE if mot in lu]
    traces = Evenement.objects.filter(action="signalements.telecharger_delai")
    assert [trace.details for trace in traces] == [{"reference": demande.reference}] * 2


@pytest.mark.exigence("NOV-03", "HAB-17")
def test_les_voisins_ne_refont_aucun_calcul(
    scene: Scene, voisins: Scene, ailleurs: Scene, connecter: Connecter
) -> None:
    demande = creer_transmise(scene, MIDI)
    for compte in (voisins.compte_technicien, ailleurs.compte_agent):
        assert connecter(compte).get(adresse("telecharger_delai", demande)).status_code == 404
    assert not Evenement.objects.filter(action="signalements.telecharger_delai").exists()
