"""Closing: answer, read again, close; the axes are independent, what was answered stays."""

import pytest

from signalements.enums import EtatDemande
from signalements.models import Demande, DetailsMas
from signalements.services.traitement import annuler
from tests.conftest import ClientDuPortail
from tests.factories.signalements import Scene, creer_prise_en_charge, creer_transmise
from tests.signalements.vues.agent.outils import adresse, texte

REPONSES = {
    "actions": ["droits", "face_a_face"],
    "soins_realises": "non",
    "aide_droits": "oui",
    "aide_financiere": "non",
    "orientation_parcours": "oui",
    "issue_sans_soins": "injoignable",
}


def poster(bureau: ClientDuPortail, demande: Demande, etape: str, **reponses: object) -> str:
    """Answer the page of closing and return the one that follows."""
    donnees = {**REPONSES, "etape": etape, **reponses}
    return texte(bureau.post(adresse("clore_demande", demande), donnees, follow=True))


@pytest.mark.exigence("DEM-17")
def test_on_relit_avant_de_clore(scene: Scene, bureau: ClientDuPortail) -> None:
    demande = creer_prise_en_charge(scene)
    page = poster(bureau, demande, "relire")
    assert "Vos réponses" in page
    for mots in ("Ouverture ou mise à jour de droits", "Entretien en face à face", "Personne injoignable"):
        assert mots in page
    assert "Aide de l’action sanitaire et sociale" not in page
    demande.refresh_from_db()
    assert demande.etat == EtatDemande.PRISE_EN_CHARGE


@pytest.mark.exigence("DEM-17", "DEM-23")
@pytest.mark.parametrize(
    ("accord_suivi", "mots"), [(True, "Il lit la suite dans le portail"), (False, "Il ne lit pas la suite")]
)
def test_la_relecture_dit_si_le_partenaire_lit_la_suite(
    scene: Scene, bureau: ClientDuPortail, accord_suivi: bool, mots: str
) -> None:
    demande = creer_transmise(scene, accord_suivi=accord_suivi)
    bureau.post(adresse("prendre_en_charge", demande))
    assert mots in poster(bureau, demande, "relire")


@pytest.mark.exigence("DEM-17")
def test_clore_enregistre_chaque_axe(scene: Scene, bureau: ClientDuPortail) -> None:
    demande = creer_prise_en_charge(scene)
    page = poster(bureau, demande, "confirmer")
    assert "La demande est close" in page
    details = DetailsMas.objects.get(demande=demande)
    assert details.actions_menees == ["droits", "face_a_face"]
    assert (details.soins_realises, details.aide_droits) == (False, True)
    assert (details.aide_financiere, details.orientation_parcours) == (False, True)
    assert details.issue_sans_soins == "injoignable"


@pytest.mark.exigence("DEM-17", "UX-05")
@pytest.mark.parametrize("etape", ["relire", "confirmer"])
def test_une_incoherence_est_dite_et_les_reponses_restent(
    scene: Scene, bureau: ClientDuPortail, etape: str
) -> None:
    demande = creer_prise_en_charge(scene)
    page = poster(bureau, demande, etape, soins_realises="oui")
    assert "Les soins ont été réalisés : retirez la raison d’une fin sans soins." in page
    assert page.count("checked") == 7, "deux actions, quatre axes, une raison"
    demande.refresh_from_db()
    assert demande.etat == EtatDemande.PRISE_EN_CHARGE


@pytest.mark.exigence("DEM-17")
def test_chaque_question_attend_sa_reponse(scene: Scene, bureau: ClientDuPortail) -> None:
    demande = creer_prise_en_charge(scene)
    page = poster(bureau, demande, "relire", aide_droits="", orientation_parcours="peut-être")
    assert "2 réponses sont à revoir" in page
    assert "Répondez par oui ou par non." in page
    page = poster(bureau, demande, "relire", issue_sans_soins="")
    assert "Dites pourquoi l’accompagnement se termine ainsi." in page


@pytest.mark.exigence("DEM-17")
def test_corriger_ramene_aux_questions_avec_les_reponses(scene: Scene, bureau: ClientDuPortail) -> None:
    page = poster(bureau, creer_prise_en_charge(scene), "corriger")
    assert "Relire avant de clore" in page
    assert page.count("checked") == 7
    assert "à revoir" not in page


@pytest.mark.exigence("DEM-17", "DEM-05")
def test_sans_cadre_de_soins_la_question_ne_se_pose_pas(scene: Scene, bureau: ClientDuPortail) -> None:
    demande = creer_transmise(scene, cadres=["droits"])
    bureau.post(adresse("prendre_en_charge", demande))
    assert "Les soins ont-ils été réalisés" not in texte(bureau.get(adresse("clore_demande", demande)))
    poster(bureau, demande, "confirmer", issue_sans_soins="")
    details = DetailsMas.objects.get(demande=demande)
    assert (details.soins_realises, details.aide_droits) == (None, True)


@pytest.mark.exigence("DEM-17")
def test_on_ne_clot_pas_avant_la_prise_en_charge(scene: Scene, bureau: ClientDuPortail) -> None:
    demande = creer_transmise(scene)
    page = texte(bureau.get(adresse("clore_demande", demande), follow=True))
    assert "Ce n’est pas possible à ce stade" in page
    assert f"Signalement {demande.reference}" in page


@pytest.mark.exigence("DEM-17", "UX-05")
def test_une_demande_annulee_entre_temps_dit_par_qui(scene: Scene, bureau: ClientDuPortail) -> None:
    demande = creer_prise_en_charge(scene)
    annuler(acteur=scene.technicien, demande_id=demande.pk)
    page = poster(bureau, demande, "confirmer")
    assert f"Entre-temps, cette demande a été annulée par {scene.partenaire.libelle}" in page
    assert DetailsMas.objects.get(demande=demande).actions_menees == []
