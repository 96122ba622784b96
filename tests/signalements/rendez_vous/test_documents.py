"""What leaves the portal about a meeting says nothing of the person (DEM-13, RGPD-02)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from icalendar import Calendar
from pypdf import PdfReader

from conventions.models import Caisse
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee
from espace_partenaires.journal.models import Evenement
from signalements.documents_rendez_vous import calendrier
from signalements.models import Demande
from signalements.services.rendez_vous import deplacer
from signalements.services.rendez_vous_reponses import annuler_rendez_vous, confirmer
from tests.conftest import ClientDuPortail
from tests.factories.signalements import Scene
from tests.signalements.rendez_vous.outils import JEUDI, LUNDI, demander, proposer_a, proposition
from tests.signalements.vues.agent.outils import adresse, texte

EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]
Connecter = Callable[[Utilisateur], ClientDuPortail]
PERSONNE: dict[str, Any] = {"telephone": "06 12 34 56 78", "courriel": "binta.lo@courriel.example"}
INTERDITS = ("Lemaire", "Ozanne", "Binta", "0612345678", "06 12 34 56 78", "binta.lo", "1988", "19880304")


def brut(valeur: bytes | str) -> str:
    """Return a value as the file writes it."""
    return valeur if isinstance(valeur, str) else valeur.decode()


def evenement(scene: Scene, demande: Demande) -> dict[str, str]:
    """Parse the calendar file back, and return its event as texts, ``METHOD`` included."""
    document = calendrier(acteur=scene.technicien, demande=demande, maintenant=LUNDI)
    agenda = Calendar.from_ical(document.contenu)
    (lu,) = agenda.walk("VEVENT")
    assert document.nom == f"rendez-vous-{demande.reference}.ics"
    entier = bytes(document.contenu).decode().replace("\r\n ", "")
    assert not [mot for mot in INTERDITS if mot in entier]
    return {"METHOD": str(agenda["METHOD"]), **{nom: brut(lu[nom].to_ical()) for nom in lu}}


@pytest.mark.exigence("DEM-13", "RGPD-02")
def test_le_fichier_d_agenda_suit_le_rendez_vous(scene: Scene, comme_web: EnTantQue) -> None:
    demande = demander(scene, **PERSONNE)
    with comme_web(scene.agent):
        premier = proposer_a(scene, demande)
    lus = []
    with comme_web(scene.technicien):
        lus.append(evenement(scene, demande))
        confirmer(acteur=scene.technicien, rendez_vous_id=premier.pk, maintenant=LUNDI + timedelta(hours=1))
        lus.append(evenement(scene, demande))
    with comme_web(scene.agent):
        nouveau = deplacer(
            acteur=scene.agent,
            rendez_vous_id=premier.pk,
            proposition=proposition(scene, JEUDI + timedelta(days=118), lieu="Chez Binta Lemaire-Ozanne"),
        )
    with comme_web(scene.technicien):
        lus.append(evenement(scene, demande))
        annuler_rendez_vous(acteur=scene.technicien, rendez_vous_id=nouveau.pk, raison="regle")
        lus.append(evenement(scene, demande))
    assert {lu["UID"] for lu in lus} == {lus[0]["UID"]}
    assert [int(lu["SEQUENCE"]) for lu in lus] == [0, 1, 3, 4]
    assert [lu["STATUS"] for lu in lus] == ["TENTATIVE", "CONFIRMED", "TENTATIVE", "CANCELLED"]
    assert [lu["METHOD"] for lu in lus] == ["PUBLISH", "PUBLISH", "PUBLISH", "CANCEL"]
    # Winter in December, summer from the end of March: ten in the morning, then eleven, on Paris clocks.
    assert [lu["DTSTART"] for lu in lus[:3:2]] == ["20261203T090000Z", "20270331T090000Z"]
    assert lus[0]["SUMMARY"] == f"Rendez-vous Assurance Maladie\\, référence {demande.reference}"
    assert lus[0]["LOCATION"] == "Accueil de la caisse\\, 12 rue des Essais"
    assert "LOCATION" not in lus[2]
    journal = Evenement.objects.filter(action="signalements.telecharger_calendrier")
    assert [e.details for e in journal] == [{"reference": demande.reference}] * 4


@pytest.mark.exigence("DEM-13")
def test_sans_rendez_vous_il_n_y_a_pas_d_agenda(scene: Scene, comme_web: EnTantQue) -> None:
    demande = demander(scene)
    with comme_web(scene.technicien), pytest.raises(HorsPortee):
        calendrier(acteur=scene.technicien, demande=demande)


@pytest.mark.exigence("DEM-13", "ORG-01")
def test_la_fiche_dit_ou_et_quand_a_l_heure_de_la_caisse(scene: Scene, connecter: Connecter) -> None:
    Caisse.objects.filter(pk=scene.caisse.pk).update(fuseau="Indian/Reunion")
    scene.caisse.refresh_from_db()
    demande = demander(scene, **PERSONNE)
    proposer_a(scene, demande, datetime(2026, 12, 3, 5, 0, tzinfo=UTC))
    technicienne = connecter(scene.compte_technicien)
    reponse = technicienne.get(adresse("telecharger_fiche_rendez_vous", demande))
    assert reponse["Content-Disposition"] == (
        f'attachment; filename="rendez-vous-{(demande.reference or "").lower()}.pdf"'
    )
    lue = " ".join("".join(p.extract_text() for p in PdfReader(BytesIO(reponse.content)).pages).split())
    for mot in ("Jeudi 3 décembre 2026", "de 9 h 00 à 9 h 30 (heure de La Réunion)", "Une pièce d’identité"):
        assert mot in lue.replace("\xa0", " ")
    assert str(demande.reference) in lue
    assert "reste à confirmer" in lue
    assert not [mot for mot in INTERDITS if mot in lue]
    page = texte(technicienne.get(adresse("voir_demande", demande)))
    assert "de 9 h 00 à 9 h 30 (heure de La Réunion)" in page
