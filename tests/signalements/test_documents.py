"""The three PDFs: what they say, to whom, and the name of their file."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from signalements.documents import Document, formulaire_de_consentement, lettre_de_confirmation, recepisse
from signalements.documents_horloge import delai_pas_a_pas
from signalements.models import Demande, TexteConsentement
from tests.factories.signalements import SAISIE, Scene, creer_brouillon, creer_transmise
from tests.signalements.test_preuves import transmise_signee

MIDI = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]


def texte_de(document: Document) -> str:
    """Return the words of a PDF, on one line."""
    pages = PdfReader(io.BytesIO(document.contenu)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def titre_de(document: Document) -> str | None:
    """Return the title that a reader of PDF shows."""
    infos = PdfReader(io.BytesIO(document.contenu)).metadata
    return infos.title if infos else None


def relire(demande: Demande) -> Demande:
    return Demande.objects.select_related("caisse", "partenaire", "auteur").get(pk=demande.pk)


@pytest.mark.exigence("DEM-06", "DEM-21")
def test_le_formulaire_est_prerempli_et_tient_sur_une_feuille(scene: Scene, comme_web: EnTantQue) -> None:
    with comme_web(scene.technicien):
        demande = relire(creer_brouillon(scene, MIDI, **SAISIE))
        document = formulaire_de_consentement(acteur=scene.technicien, demande=demande, maintenant=MIDI)
    texte = texte_de(document)
    for attendu in (
        "Lemaire-Ozanne",
        "4 mars 1988",
        "06 12 34 56 78",
        "☒ Difficultés d’accès aux droits",
        "☐ Situation sociale complexe",
        "☒ De 3 mois à 1 an",
        scene.partenaire.libelle,
        scene.caisse.libelle,
        "dix-huit mois",
        "Signature de la personne",
        "trois ans",
    ):
        assert attendu in texte, attendu
    assert len(PdfReader(io.BytesIO(document.contenu)).pages) == 2
    assert document.nom == "formulaire-accord.pdf"
    assert Evenement.objects.filter(action="signalements.telecharger_formulaire").count() == 1


@pytest.mark.exigence("DEM-06")
def test_un_formulaire_vide_se_remplit_a_la_main(scene: Scene, comme_web: EnTantQue) -> None:
    with comme_web(scene.technicien):
        demande = relire(creer_brouillon(scene, MIDI, date_naissance="bientôt", civilite="x"))
        texte = texte_de(
            formulaire_de_consentement(acteur=scene.technicien, demande=demande, maintenant=MIDI)
        )
    assert "☒" not in texte
    assert "bientôt" not in texte


@pytest.mark.exigence("DEM-06")
def test_la_lettre_confirme_ce_qui_a_ete_dit(scene: Scene, comme_web: EnTantQue) -> None:
    with comme_web(scene.technicien):
        demande = relire(creer_transmise(scene, MIDI))
        document = lettre_de_confirmation(acteur=scene.technicien, demande=demande, maintenant=MIDI)
    texte = texte_de(document)
    for attendu in (
        "Mme Binta Lemaire-Ozanne",
        "Madame,",
        "20 novembre 2026",
        str(demande.reference),
        "CNIL",
    ):
        assert attendu in texte, attendu
    assert document.nom == f"lettre-{demande.reference}.pdf"


@pytest.mark.exigence("DEM-06")
def test_sans_accord_a_distance_pas_de_lettre(scene: Scene, comme_web: EnTantQue) -> None:
    signee, brouillon = relire(transmise_signee(scene)), relire(creer_brouillon(scene))
    for demande in (signee, brouillon):
        with comme_web(scene.technicien), pytest.raises(RegleMetierRefusee) as refus:
            lettre_de_confirmation(acteur=scene.technicien, demande=demande)
        assert refus.value.code == "lettre_sans_objet"


@pytest.mark.exigence("DEM-09", "DEM-21", "RGPD-02")
def test_le_recepisse_ne_dit_rien_de_la_personne(scene: Scene, comme_web: EnTantQue) -> None:
    with comme_web(scene.technicien):
        demande = relire(creer_transmise(scene, MIDI))
        document = recepisse(acteur=scene.technicien, demande=demande, maintenant=MIDI)
    texte = texte_de(document)
    for attendu in (
        str(demande.reference),
        "vendredi 20 novembre 2026 à 12 h 00",
        "dimanche 22 novembre 2026 à 12 h 00",
        "trois ans",
        TexteConsentement.objects.get(version="1").empreinte[:20],
    ):
        assert attendu in texte, attendu
    assert not [mot for mot in ("Lemaire", "Binta", "1988", "0612345678") if mot in texte]
    assert document.nom == f"recepisse-{demande.reference}.pdf"


@pytest.mark.exigence("DEM-09", "NOV-03", "ORG-01", "UX-01")
@pytest.mark.parametrize("imprimer", [recepisse, delai_pas_a_pas])
def test_outre_mer_l_heure_est_celle_de_la_caisse_et_se_dit(
    scene: Scene, comme_web: EnTantQue, imprimer: Callable[..., Document]
) -> None:
    scene.caisse.fuseau = "Indian/Reunion"
    scene.caisse.save(update_fields=["fuseau"])
    with comme_web(scene.technicien):
        demande = relire(creer_transmise(scene, MIDI))
        document = imprimer(acteur=scene.technicien, demande=demande, maintenant=MIDI)
    texte = texte_de(document)
    for attendu in (
        "dimanche 22 novembre 2026 à 15 h 00",
        "le vendredi 20 novembre 2026 à 15 h 00 (heure de La Réunion)",
        "Transmis par",
    ):
        assert attendu in texte, attendu
    assert "Indian" not in texte
    assert f"signalement {demande.reference}" in (titre_de(document) or "")


@pytest.mark.exigence("HAB-17")
def test_chaque_document_a_ses_lecteurs(scene: Scene, voisins: Scene, comme_web: EnTantQue) -> None:
    transmise, brouillon = relire(creer_transmise(scene)), relire(creer_brouillon(scene))
    refuses = [
        (voisins.technicien, formulaire_de_consentement, brouillon),
        (scene.agent, formulaire_de_consentement, brouillon),
        (scene.agent, recepisse, brouillon),
        (scene.agent, lettre_de_confirmation, transmise),
        (voisins.technicien, lettre_de_confirmation, transmise),
        (voisins.technicien, recepisse, transmise),
    ]
    for acteur, imprimer, demande in refuses:
        with comme_web(acteur), pytest.raises(HorsPortee):
            imprimer(acteur=acteur, demande=demande)
    with comme_web(scene.technicien):
        for imprimer, demande in ((formulaire_de_consentement, transmise), (recepisse, brouillon)):
            with pytest.raises(RegleMetierRefusee):
                imprimer(acteur=scene.technicien, demande=demande)
    assert not Evenement.objects.filter(action__startswith="signalements.telecharger").exists()
