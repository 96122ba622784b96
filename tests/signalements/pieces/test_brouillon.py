"""The pieces of a draft: what the motif needs, what is joined, what is still missing (DEM-07, NOV-04)."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from pytest_django.fixtures import Settings

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.pieces.enums import EtatPiece
from espace_partenaires.pieces.models import PieceJointe
from signalements.models import Demande, PieceDemande
from signalements.selectors.pieces import dossier_de_pieces, manques_de_pieces
from signalements.services.pieces_jointes import ajuster_au_motif, joindre_piece, retirer_piece
from tests.factories.demandes import motif
from tests.factories.habilitations import acteur_pour, creer_technicien
from tests.factories.pieces import depot, image, pdf
from tests.factories.signalements import Scene
from tests.signalements.pieces.outils import AVIS, FORMULAIRE, MIDI, brouillon_d_etude, etude, verdict

EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]


def _manques(demande: Demande) -> str:
    return " ".join(manque.message for manque in manques_de_pieces(demande)).replace(
        "\N{NO-BREAK SPACE}", " "
    )


@pytest.mark.exigence("DEM-07", "NOV-04", "DOC-02")
def test_ce_qui_manque_se_dit_puis_se_joint_sans_attendre_l_antivirus(
    scene: Scene, comme_web: EnTantQue
) -> None:
    demande = brouillon_d_etude(scene)
    with comme_web(scene.technicien):
        assert "S3711" in _manques(demande)
        assert "Avis d’imposition" in _manques(demande)
        for code in (FORMULAIRE, AVIS):
            joindre_piece(acteur=scene.technicien, demande_id=demande.pk, fichier=depot(pdf()), code=code)
        # In quarantine it counts: the author does not wait for the antivirus.
        assert manques_de_pieces(demande) == []
        assert [(j.numero, j.attendue and j.attendue.code) for j in dossier_de_pieces(demande).jointes] == [
            (1, FORMULAIRE),
            (2, AVIS),
        ]


@pytest.mark.exigence("DEM-07", "DOC-03", "RGPD-02")
@pytest.mark.parametrize("etat", [EtatPiece.INFECTEE, EtatPiece.REFUSEE])
def test_ecartee_par_l_antivirus_elle_manque_de_nouveau(scene: Scene, etat: EtatPiece) -> None:
    demande = brouillon_d_etude(scene, "soins_urgents")
    jointe = joindre_piece(
        acteur=scene.technicien, demande_id=demande.pk, fichier=depot(pdf()), code="identite"
    )
    assert manques_de_pieces(demande) == []
    verdict(jointe, etat)
    assert "Pièce d’identité" in _manques(demande)
    # It stays shown, as dismissed.
    assert [j.piece.etat for j in dossier_de_pieces(demande).jointes] == [etat]


@pytest.mark.exigence("DEM-07")
def test_remplacer_puis_retirer_efface_le_fichier(scene: Scene, comme_web: EnTantQue) -> None:
    demande = brouillon_d_etude(scene)
    with comme_web(scene.technicien):
        for remplacer in (False, False, True):
            joindre_piece(
                acteur=scene.technicien,
                demande_id=demande.pk,
                fichier=depot(image()),
                code=AVIS,
                remplacer=remplacer,
            )
        assert [j.numero for j in dossier_de_pieces(demande).jointes] == [3]
        retirer_piece(acteur=scene.technicien, demande_id=demande.pk, numero=3)
        assert dossier_de_pieces(demande).jointes == []
    assert {p.etat for p in PieceJointe.objects.all()} == {EtatPiece.EFFACEE}
    assert PieceDemande.objects.filter(retiree_le__isnull=False).count() == 3


@pytest.mark.exigence("DOC-05", "DOC-01")
@pytest.mark.parametrize(
    ("octets", "code"),
    [(b"", "piece_vide"), (b"%PDF-1.7 rien", "piece_pdf_illisible"), (b"bonjour", "piece_type_refuse")],
)
def test_l_illisible_est_dit_tout_de_suite(scene: Scene, octets: bytes, code: str) -> None:
    demande = brouillon_d_etude(scene)
    with pytest.raises(RegleMetierRefusee) as refus:
        joindre_piece(acteur=scene.technicien, demande_id=demande.pk, fichier=depot(octets), code=AVIS)
    assert refus.value.code == code
    assert not PieceDemande.objects.exists()


@pytest.mark.exigence("DOC-01")
def test_le_nombre_de_fichiers_est_limite(scene: Scene, settings: Settings) -> None:
    settings.NOMBRE_MAX_PIECES = 2
    demande = brouillon_d_etude(scene)
    for _ in range(2):
        joindre_piece(acteur=scene.technicien, demande_id=demande.pk, fichier=depot(pdf()), code=AVIS)
    with pytest.raises(RegleMetierRefusee, match="déjà 2 fichiers") as refus:
        joindre_piece(acteur=scene.technicien, demande_id=demande.pk, fichier=depot(pdf()), code=AVIS)
    assert refus.value.code == "trop_de_pieces"
    # One that was taken back leaves its place.
    retirer_piece(acteur=scene.technicien, demande_id=demande.pk, numero=1)
    assert (
        joindre_piece(acteur=scene.technicien, demande_id=demande.pk, fichier=depot(pdf()), code=AVIS).numero
        == 3
    )


@pytest.mark.exigence("HAB-17", "DEM-20")
def test_personne_d_autre_n_ecrit_dans_un_brouillon(
    scene: Scene, voisins: Scene, ailleurs: Scene, comme_web: EnTantQue
) -> None:
    demande = brouillon_d_etude(scene)
    collegue = acteur_pour(creer_technicien(scene.partenaire))
    for acteur in (collegue, voisins.technicien, ailleurs.technicien, scene.agent):
        with comme_web(acteur), pytest.raises(HorsPortee):
            joindre_piece(acteur=acteur, demande_id=demande.pk, fichier=depot(pdf()), code=AVIS)
    assert not PieceJointe.objects.exists()


@pytest.mark.exigence("DEM-07", "NOV-04")
def test_une_piece_d_un_autre_motif_n_est_pas_acceptee(scene: Scene) -> None:
    demande = brouillon_d_etude(scene)
    for code in ("identite", "", "inconnue"):
        with pytest.raises(HorsPortee):
            joindre_piece(acteur=scene.technicien, demande_id=demande.pk, fichier=depot(pdf()), code=code)


@pytest.mark.exigence("NOV-04", "DEM-01")
def test_changer_de_motif_garde_ce_qui_sert_encore(scene: Scene, comme_web: EnTantQue) -> None:
    demande = brouillon_d_etude(scene)
    for code in (FORMULAIRE, AVIS):
        joindre_piece(acteur=scene.technicien, demande_id=demande.pk, fichier=depot(pdf()), code=code)
    demande.motif = motif("etude", "ass")
    demande.save(update_fields=["motif"])
    with comme_web(scene.technicien):
        ajuster_au_motif(acteur=scene.technicien, demande=demande, maintenant=MIDI)
        (reste,) = dossier_de_pieces(demande).jointes
    assert reste.attendue == demande.motif.pieces_attendues.get(code=AVIS)
    assert "Avis d’imposition" not in _manques(demande)


@pytest.mark.exigence("DEM-10")
def test_transmise_ses_pieces_ne_changent_plus(scene: Scene, comme_web: EnTantQue) -> None:
    demande = etude(scene, AVIS)
    with comme_web(scene.technicien):
        for geste in (
            lambda: joindre_piece(
                acteur=scene.technicien, demande_id=demande.pk, fichier=depot(pdf()), code=AVIS
            ),
            lambda: retirer_piece(acteur=scene.technicien, demande_id=demande.pk, numero=1),
        ):
            with pytest.raises(RegleMetierRefusee) as refus:
                geste()
            assert refus.value.code == "transition"
    assert len(dossier_de_pieces(demande).jointes) == 1
