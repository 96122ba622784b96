"""The page of a demande: everything the agent needs, and nothing before its time."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.pieces.enums import EtatPiece
from signalements.models import Absence, Consentement, Demande, NoteInterne, PieceDemande
from signalements.services.echanges import ajouter_note, ecrire_message
from tests.conftest import ClientDuPortail
from tests.factories.habilitations import creer_agent
from tests.factories.pieces import creer_piece, creer_piece_saine
from tests.factories.signalements import Scene, creer_close, creer_prise_en_charge, creer_transmise
from tests.signalements.vues.agent.outils import MIDI, adresse, heures, texte

Connecter = Callable[[Utilisateur], ClientDuPortail]


def lire(bureau: ClientDuPortail, demande: Demande) -> str:
    """Return the page of a demande, as it is read."""
    return texte(bureau.get(adresse("traiter_demande", demande)))


@pytest.mark.exigence("DEM-05", "DEM-02")
def test_la_page_dit_qui_quoi_et_pour_qui(scene: Scene, bureau: ClientDuPortail) -> None:
    page = lire(bureau, creer_transmise(scene))
    for mots in (
        "Mme Binta Lemaire-Ozanne",
        "4 mars 1988",
        "Rhône (69)",
        "06 12 34 56 78",
        "C’est le numéro d’un proche",
        "Renoncement ou difficultés d’accès à des soins",
        "Dossier de Complémentaire santé solidaire",
        "Consultations de médecine générale ou spécialisée",
        "De 3 mois à 1 an",
        "Reste à charge",
        scene.compte_technicien.nom_complet,
        scene.compte_technicien.courriel,
        scene.partenaire.libelle,
    ):
        assert mots in page, mots


@pytest.mark.exigence("DEM-05")
def test_sans_cadre_de_soins_rien_n_est_demande_sur_les_soins(scene: Scene, bureau: ClientDuPortail) -> None:
    page = lire(bureau, creer_transmise(scene, cadres=["droits"], telephone_de_proche=False))
    assert "Soins qui n’ont pas pu être faits" not in page
    assert "Il peut être celui d’un proche" in page


@pytest.mark.exigence("DEM-09", "NOV-03", "UX-01")
def test_le_delai_s_explique(scene: Scene, bureau: ClientDuPortail) -> None:
    page = lire(bureau, creer_transmise(scene, MIDI - heures(43)))
    assert "À prendre en charge au plus tard le lundi 23 novembre 2026 à 17 h 00 : reste 5 h" in page
    assert "Voir chaque étape" in page
    assert "Convention CPAM–CPTS, annexe 3" in page
    assert "La caisse prend la situation en charge" in page
    assert "Depuis le samedi 21 novembre 2026 à 17 h 00" in page
    neuve = lire(bureau, creer_transmise(scene))
    assert "caisse · moins d’une minute" in neuve
    for mots in (" 0 minute", "un instant"):
        assert mots not in neuve, mots


@pytest.mark.exigence("DEM-06")
def test_la_preuve_du_consentement_est_montree(scene: Scene, bureau: ClientDuPortail) -> None:
    demande = creer_transmise(scene)
    preuve = Consentement.objects.select_related("texte").get(demande=demande)
    page = lire(bureau, demande)
    assert "Accord donné à distance, après information orale" in page
    assert "lundi 23 novembre 2026" in page
    assert f"version {preuve.texte.version}" in page
    assert preuve.empreinte in page
    assert "oui, par choix de la personne" in page


def joindre(demande: Demande, etat: str) -> None:
    """Give a demande a signed form, in a state of the antivirus."""
    valeurs: dict[str, Any] = {"caisse_id": demande.caisse_id, "partenaire_id": demande.partenaire_id}
    lisible = etat == EtatPiece.SAINE
    absente = {"emplacement": None} if etat == EtatPiece.INFECTEE else {}
    piece = creer_piece_saine(**valeurs) if lisible else creer_piece(etat=etat, **valeurs, **absente)
    PieceDemande.objects.create(demande=demande, piece=piece, nature="consentement", numero=1)
    Consentement.objects.filter(demande=demande).update(mode="signature", piece=piece)


@pytest.mark.exigence("DOC-02", "DOC-04", "RGPD-05")
def test_le_formulaire_signe_se_telecharge_une_fois_sain(scene: Scene, bureau: ClientDuPortail) -> None:
    demande = creer_transmise(scene)
    joindre(demande, EtatPiece.SAINE)
    fichier = adresse("ouvrir_formulaire_signe", demande, numero=1)
    page = lire(bureau, demande)
    assert f'href="{fichier}"' in page
    assert "analysé, sain" in page
    reponse: Any = bureau.get(fichier)
    assert b"".join(reponse.streaming_content).startswith(b"%PDF")
    assert reponse["Content-Disposition"] == 'attachment; filename="piece-1.pdf"'
    assert reponse["X-Content-Type-Options"] == "nosniff"
    trace = Evenement.objects.get(action="signalements.telecharger_piece")
    assert (trace.auteur_id, trace.objet_id, trace.details) == (
        scene.compte_agent.pk,
        demande.pk,
        {"numero": 1},
    )


@pytest.mark.exigence("DOC-02", "DOC-03")
@pytest.mark.parametrize(
    ("etat", "mots"),
    [
        (EtatPiece.QUARANTAINE, "en attente d’analyse"),
        (EtatPiece.EN_ANALYSE, "en cours d’analyse"),
        (EtatPiece.INFECTEE, "écarté par l’antivirus"),
    ],
)
def test_jamais_avant_d_etre_trouve_sain(scene: Scene, bureau: ClientDuPortail, etat: str, mots: str) -> None:
    demande = creer_transmise(scene)
    joindre(demande, etat)
    fichier = adresse("ouvrir_formulaire_signe", demande, numero=1)
    page = lire(bureau, demande)
    assert mots in page
    assert fichier not in page
    assert bureau.get(fichier).status_code == 404
    assert not Evenement.objects.filter(action="signalements.telecharger_piece").exists()


@pytest.mark.exigence("DEM-06", "DOC-03")
def test_n_appelez_pas_avant_la_nouvelle_preuve(scene: Scene, bureau: ClientDuPortail) -> None:
    demande = creer_prise_en_charge(scene)
    en_ordre = lire(bureau, demande)
    assert "tel:0612345678" in en_ordre
    assert "Démarrer l’accompagnement" in en_ordre
    demande.evenements.create(nature="preuve_demandee", survenu_le=MIDI, consigne_le=MIDI)
    page = lire(bureau, demande)
    assert "N’appelez pas la personne avant la nouvelle preuve" in page
    assert "preuve attendue, ne pas appeler" in page
    assert "personne à appeler" not in page
    assert "tel:" not in page
    assert "Démarrer l’accompagnement" not in page
    refusee = bureau.post(adresse("demarrer_accompagnement", demande), follow=True)
    assert "attendez le nouveau avant d’appeler la personne" in texte(refusee)


@pytest.mark.exigence("DEM-11")
def test_les_echanges_et_les_notes_sont_separes(scene: Scene, bureau: ClientDuPortail) -> None:
    demande = creer_transmise(scene)
    ecrire_message(acteur=scene.technicien, demande_id=demande.pk, texte="Elle préfère le matin.")
    ecrire_message(acteur=scene.agent, demande_id=demande.pk, texte="<b>Entendu</b>")
    ajouter_note(acteur=scene.agent, demande_id=demande.pk, texte="Voir avec le service social")
    page = lire(bureau, demande)
    echanges, notes = page.split('id="notes"')
    assert "Elle préfère le matin." in echanges
    assert "<b>Entendu" not in bureau.get(adresse("traiter_demande", demande)).content.decode()
    assert "Voir avec le service social" in notes
    assert "Voir avec le service social" not in echanges
    assert "note interne, jamais vue du partenaire" in notes


@pytest.mark.exigence("DEM-23")
def test_la_personne_ne_veut_pas_que_la_suite_soit_dite(scene: Scene, bureau: ClientDuPortail) -> None:
    page = lire(bureau, creer_transmise(scene, accord_suivi=False))
    assert "ne racontez pas la suite ici" in page
    assert "non, par choix de la personne" in page


@pytest.mark.exigence("DEM-17")
def test_une_demande_close_dit_comment_elle_s_est_terminee(scene: Scene, bureau: ClientDuPortail) -> None:
    page = lire(bureau, creer_close(scene))
    for mots in (
        "Comment cela s’est terminé",
        "Entretien en face à face",
        "Soins réalisés",
        "La conversation est close",
    ):
        assert mots in page
    for bouton in ("Prendre en charge", "S’affecter", "Clore", "Envoyer", "retire son accord"):
        assert bouton not in page, bouton
    assert "Ajouter une note" in page


@pytest.mark.exigence("RGPD-05")
def test_chaque_consultation_est_journalisee(scene: Scene, bureau: ClientDuPortail) -> None:
    demande = creer_transmise(scene)
    lire(bureau, demande)
    trace = Evenement.objects.get(action="signalements.consulter")
    assert (trace.auteur_id, trace.objet_id, trace.caisse_id) == (
        scene.compte_agent.pk,
        demande.pk,
        scene.caisse.pk,
    )
    assert trace.details == {"reference": demande.reference}
    # A refused message shows the whole page again: that is a reading too.
    bureau.post(adresse("repondre", demande), {"message-texte": ""})
    assert Evenement.objects.filter(action="signalements.consulter").count() == 2


@pytest.mark.exigence("HAB-17")
def test_une_autre_caisse_trouve_ce_qu_on_trouve_d_une_page_inconnue(
    scene: Scene, ailleurs: Scene, connecter: Connecter
) -> None:
    demande = creer_transmise(scene)
    joindre(demande, EtatPiece.SAINE)
    etranger = connecter(ailleurs.compte_agent)
    inconnue = etranger.get(f"/bureau/{uuid4()}/")
    for nom in ("traiter_demande", "clore_demande", "repondre", "ajouter_note", "retirer_accord"):
        reponse = etranger.get(adresse(nom, demande))
        assert (reponse.status_code, texte(reponse)) == (404, texte(inconnue)), nom
    assert etranger.get(adresse("ouvrir_formulaire_signe", demande, numero=1)).status_code == 404
    for nom in ("prendre_en_charge", "s_affecter", "demarrer_accompagnement", "repondre", "ajouter_note"):
        assert etranger.post(adresse(nom, demande), {"note-texte": "x"}).status_code == 404, nom
    assert not NoteInterne.objects.exists()
    assert not Evenement.objects.filter(action="signalements.consulter").exists()


@pytest.mark.exigence("HAB-16")
def test_un_superviseur_agit_sans_s_affecter(scene: Scene, connecter: Connecter) -> None:
    demande = creer_transmise(scene)
    navigateur = connecter(creer_agent("superviseur", caisse=scene.caisse))
    page = lire(navigateur, demande)
    assert "Prendre en charge" in page
    assert "S’affecter" not in page
    assert navigateur.post(adresse("s_affecter", demande)).status_code == 404


@pytest.mark.exigence("DEM-16", "HAB-16")
def test_un_superviseur_confie_la_demande_depuis_sa_page(
    scene: Scene, voisins: Scene, bureau: ClientDuPortail, connecter: Connecter
) -> None:
    demande, agent = creer_prise_en_charge(scene), voisins.compte_agent
    confier = adresse("confier_demande", demande)
    assert confier not in lire(bureau, demande)
    assert bureau.get(confier).status_code == 404, "un instructeur n’affecte qu’à soi"
    navigateur = connecter(creer_agent("superviseur", caisse=scene.caisse))
    assert f'href="{confier}"' in lire(navigateur, demande)
    jour = MIDI.date()
    Absence.objects.create(caisse=scene.caisse, agent=agent, du=jour, au=jour)
    page = texte(navigateur.get(confier))
    assert f"{agent.nom}, {agent.prenom} (en absence)" in page
    assert str(scene.compte_agent.cle) not in page, "elle est déjà à lui"
    assert "Choisissez à qui confier la demande" in texte(navigateur.post(confier, {"agent": ""}))
    ancienne = {"agent": str(agent.cle), "version": str(demande.version - 1)}
    assert navigateur.post(confier, ancienne).status_code == 409
    fait = texte(navigateur.post(confier, {**ancienne, "version": str(demande.version)}, follow=True))
    assert f"La demande est confiée à {agent.prenom[0]}. {agent.nom} : le délai n’a pas changé." in fait
    demande.refresh_from_db()
    assert demande.agent_id == agent.pk
    assert Courriel.objects.filter(message="signalements.affectation", destinataire=agent).count() == 1


@pytest.mark.exigence("DEM-11")
def test_autant_de_requetes_avec_beaucoup_de_messages(scene: Scene, bureau: ClientDuPortail) -> None:
    demande = creer_transmise(scene)

    def mesurer(nombre: int) -> int:
        for rang in range(nombre):
            ecrire_message(acteur=scene.technicien, demande_id=demande.pk, texte=f"Message {rang}")
            ajouter_note(acteur=scene.agent, demande_id=demande.pk, texte=f"Note {rang}")
        with CaptureQueriesContext(connection) as requetes:
            assert f"Message {nombre - 1}" in lire(bureau, demande)
        return len(requetes)

    mesurer(1)
    assert mesurer(2) == mesurer(20)
