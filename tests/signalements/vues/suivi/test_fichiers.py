"""The signed form, the receipt, the letter; and the new form when the antivirus dismissed the first."""

import io

import pytest
from pypdf import PdfReader

from conventions.enums import Service
from espace_partenaires.journal.models import Evenement
from espace_partenaires.pieces.enums import EtatPiece
from signalements.models import Demande, PieceDemande
from signalements.selectors import preuve_en_ordre
from tests.conftest import ClientDuPortail
from tests.factories.demandes import motif
from tests.factories.pieces import depot, pdf
from tests.factories.signalements import Scene, creer_transmise
from tests.signalements.vues.agent.outils import adresse, texte
from tests.signalements.vues.suivi.outils import IDENTITE, creer_infectee, creer_signee, juger, lire


@pytest.mark.exigence("DOC-02")
def test_avant_l_antivirus_personne_n_ouvre_le_formulaire(
    scene: Scene, technicienne: ClientDuPortail
) -> None:
    demande = creer_signee(scene)
    page = lire(technicienne, demande)
    assert "en quarantaine" in page
    assert adresse("ouvrir_piece", demande, numero=1) not in page
    assert technicienne.get(adresse("ouvrir_piece", demande, numero=1)).status_code == 404


@pytest.mark.exigence("DOC-02", "DOC-04", "RGPD-05")
def test_sain_le_formulaire_se_telecharge_et_le_journal_le_dit(
    scene: Scene, technicienne: ClientDuPortail
) -> None:
    demande = creer_signee(scene)
    juger(EtatPiece.SAINE)
    assert adresse("ouvrir_piece", demande, numero=1) in lire(technicienne, demande)
    reponse = technicienne.get(adresse("ouvrir_piece", demande, numero=1))
    assert b"".join(reponse).startswith(b"%PDF")
    assert reponse["Content-Disposition"] == 'attachment; filename="piece-1.pdf"'
    assert reponse["X-Content-Type-Options"] == "nosniff"
    trace = Evenement.objects.get(action="signalements.telecharger_piece")
    assert (trace.auteur_id, trace.details) == (scene.compte_technicien.pk, {"numero": 1})


@pytest.mark.exigence("DOC-03", "DEM-06", "UX-06")
def test_infecte_un_nouveau_formulaire_est_demande_en_tete(
    scene: Scene, technicienne: ClientDuPortail
) -> None:
    demande = creer_infectee(scene)
    page = lire(technicienne, demande)
    assert "Formulaire signé attendu de vous" in page
    assert "On attend quelque chose de vous" in page
    assert "infectée, effacée" in page
    assert adresse("fournir_preuve", demande) in page
    # Only a signalement has the caisse call the person.
    appelle, traite = "la caisse n’appelle pas la personne", "pour traiter la demande"
    for dit, tu in ((appelle, traite), (traite, appelle)):
        for lue in (lire(technicienne, demande), texte(technicienne.get("/"))):
            assert dit in lue
            assert tu not in lue
        Demande.objects.update(nature=Service.ETUDE, motif=motif(Service.ETUDE))


@pytest.mark.exigence("DOC-03", "DEM-06")
def test_le_nouveau_formulaire_remplace_l_autre(scene: Scene, technicienne: ClientDuPortail) -> None:
    demande = creer_infectee(scene)
    envoi = {"fichier": depot(pdf())}
    suite = texte(technicienne.post(adresse("fournir_preuve", demande), envoi, follow=True))
    assert "Formulaire joint" in suite
    assert "On attend quelque chose de vous" not in suite
    assert preuve_en_ordre(demande)
    assert PieceDemande.objects.get(retiree_le__isnull=True).numero == 2


@pytest.mark.exigence("DOC-01")
def test_un_fichier_refuse_l_est_avec_sa_raison(scene: Scene, technicienne: ClientDuPortail) -> None:
    demande = creer_infectee(scene)
    page = texte(technicienne.post(adresse("fournir_preuve", demande), {"fichier": depot(b"PK\x03\x04zip")}))
    assert 'aria-invalid="true"' in page
    assert not preuve_en_ordre(demande)
    sans = texte(technicienne.post(adresse("fournir_preuve", demande)))
    assert "Choisissez le formulaire signé à joindre." in sans


@pytest.mark.exigence("DEM-06")
def test_sans_preuve_attendue_rien_n_est_a_joindre(scene: Scene, technicienne: ClientDuPortail) -> None:
    demande = creer_signee(scene)
    envoi = {"fichier": depot(pdf())}
    suite = texte(technicienne.post(adresse("fournir_preuve", demande), envoi, follow=True))
    assert "n’attend pas de nouveau formulaire" in suite
    assert PieceDemande.objects.count() == 1


@pytest.mark.exigence("DEM-21", "RGPD-02", "RGPD-05")
def test_le_recepisse_ne_dit_rien_de_la_personne(scene: Scene, technicienne: ClientDuPortail) -> None:
    demande = creer_transmise(scene)
    assert adresse("telecharger_recepisse", demande) in lire(technicienne, demande)
    reponse = technicienne.get(adresse("telecharger_recepisse", demande))
    assert f"recepisse-{demande.reference}".lower() in reponse["Content-Disposition"].lower()
    lu = "".join(page.extract_text() for page in PdfReader(io.BytesIO(reponse.content)).pages)
    assert str(demande.reference) in lu
    assert not [mot for mot in IDENTITE if mot in lu]
    assert Evenement.objects.filter(action="signalements.telecharger_recepisse").count() == 1


@pytest.mark.exigence("DEM-06")
def test_la_lettre_confirme_un_accord_donne_a_distance(scene: Scene, technicienne: ClientDuPortail) -> None:
    demande = creer_transmise(scene)
    assert adresse("telecharger_lettre", demande) in lire(technicienne, demande)
    reponse = technicienne.get(adresse("telecharger_lettre", demande))
    lu = "".join(page.extract_text() for page in PdfReader(io.BytesIO(reponse.content)).pages)
    assert "Lemaire-Ozanne" in lu
    assert "lemaire" not in reponse["Content-Disposition"].lower()


@pytest.mark.exigence("DEM-06")
def test_sans_accord_a_distance_il_n_y_a_pas_de_lettre(scene: Scene, technicienne: ClientDuPortail) -> None:
    demande = creer_signee(scene)
    assert adresse("telecharger_lettre", demande) not in lire(technicienne, demande)
    suite = texte(technicienne.get(adresse("telecharger_lettre", demande), follow=True))
    assert "La lettre confirme un accord donné à distance" in suite
