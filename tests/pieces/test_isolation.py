"""Who knows of a file: the same answer from Python and from PostgreSQL."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import DatabaseError, transaction

from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur
from espace_partenaires.exceptions import HorsPortee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.pieces.enums import EtatPiece
from espace_partenaires.pieces.models import PieceJointe
from espace_partenaires.pieces.services.effacement import effacer
from tests.factories.pieces import AUTEUR, CAISSE, agent, creer_piece, creer_piece_saine, technicien

CommeWeb = Callable[[Acteur | None], AbstractContextManager[None]]
pytestmark = pytest.mark.django_db
ADMINISTRATEUR = Acteur(utilisateur_id=5, profil="administrateur", roles=frozenset({"administrateur"}))
GESTIONNAIRE = Acteur(
    utilisateur_id=8,
    profil="gestionnaire",
    caisse_ids=frozenset({691}),
    partenaire_id=42,
    roles=frozenset({"x"}),
)


def agent_de_role(*roles: str, utilisateur_id: int = 901) -> Acteur:
    return Acteur(utilisateur_id, "agent", frozenset(roles), frozenset({CAISSE}))


@pytest.mark.exigence("HAB-17", "DOC-02")
@pytest.mark.parametrize(
    ("acteur", "visible"),
    [
        (technicien(), True),
        (technicien(utilisateur_id=9), True),
        (technicien(utilisateur_id=9, partenaire_id=43), False),
        # As the demande: without the caisse, its convention being over, not even one's own.
        (technicien(utilisateur_id=9, caisse_id=750), False),
        (technicien(caisse_id=750), False),
        (Acteur(utilisateur_id=AUTEUR, profil="technicien"), False),
        (agent(), True),
        (agent_de_role("superviseur"), True),
        (agent_de_role("gestionnaire_conventions"), False),
        (agent_de_role("dpo"), False),
        (agent_de_role(), False),
        (agent_de_role("gestionnaire_conventions", utilisateur_id=AUTEUR), True),
        (agent(caisse_id=750), False),
        (GESTIONNAIRE, False),
        (ADMINISTRATEUR, False),
    ],
)
def test_la_base_et_visibles_par_donnent_la_meme_reponse(
    comme_web: CommeWeb, acteur: Acteur, visible: bool
) -> None:
    piece = creer_piece()
    creer_piece(caisse_id=111, partenaire_id=222, auteur_id=333)
    attendues = [piece.pk] if visible else []
    assert list(PieceJointe.objects.visibles_par(acteur).values_list("pk", flat=True)) == attendues
    with comme_web(acteur):
        assert list(PieceJointe.objects.values_list("pk", flat=True)) == attendues


@pytest.mark.exigence("HAB-17")
def test_sans_portee_la_base_ne_montre_rien(comme_web: CommeWeb) -> None:
    creer_piece()
    with comme_web(None):
        assert not PieceJointe.objects.exists()


@pytest.mark.exigence("HAB-17")
def test_le_web_ne_peut_ni_ajouter_ni_changer_hors_de_sa_portee(comme_web: CommeWeb) -> None:
    piece = creer_piece()
    with comme_web(agent(caisse_id=750)):
        assert PieceJointe.objects.filter(pk=piece.pk).update(etat=EtatPiece.EN_ANALYSE) == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            creer_piece(caisse_id=691)


@pytest.mark.exigence("RGPD-01")
@pytest.mark.parametrize("acteur", [technicien(), ACTEUR_SYSTEME])
def test_un_contenu_efface_l_est_pour_de_bon(
    acteur: Acteur, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    piece = creer_piece_saine()
    stockage = piece.emplacement
    with django_capture_on_commit_callbacks(execute=True):
        effacer(acteur=acteur, piece=piece)
        effacer(acteur=acteur, piece=piece)
    piece.refresh_from_db()
    assert (piece.etat, piece.emplacement) == (EtatPiece.EFFACEE, None)
    assert not PieceJointe.objects.filter(emplacement=stockage).exists()
    assert Evenement.objects.filter(action="pieces.effacee").count() == 1


@pytest.mark.exigence("HAB-17")
def test_on_n_efface_pas_la_piece_d_un_autre() -> None:
    piece = creer_piece_saine()
    with pytest.raises(HorsPortee):
        effacer(acteur=technicien(utilisateur_id=9), piece=piece)
    piece.refresh_from_db()
    assert piece.etat == EtatPiece.SAINE
