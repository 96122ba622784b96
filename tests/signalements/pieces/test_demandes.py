"""The agent reads: accepts, refuses with a reason, asks item by item (NOV-04, DEM-09, DEM-10)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import time_machine

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.pieces.enums import EtatPiece
from signalements.models import PieceDemandee
from signalements.selectors.pieces import dossier_de_pieces
from signalements.selectors.rejeu import ecart
from signalements.services.demandes_de_pieces import PieceVoulue, demander_pieces, juger_piece
from signalements.services.refus import DemandeModifiee
from tests.factories.habilitations import acteur_pour, creer_agent
from tests.factories.signalements import Scene
from tests.signalements.pieces.outils import (
    AVIS,
    FORMULAIRE,
    MIDI,
    avis_manquant,
    demander,
    etude,
    joindre,
    verdict,
)

EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]


def _refus(geste: Callable[[], object]) -> str:
    with pytest.raises(RegleMetierRefusee) as refus:
        geste()
    return refus.value.code


@pytest.mark.exigence("NOV-04", "DEM-22", "DOC-02")
def test_une_piece_se_juge_avec_sa_raison_une_fois_analysee(scene: Scene, comme_web: EnTantQue) -> None:
    demande = etude(scene, FORMULAIRE)
    joindre(scene, demande, AVIS, saine=False)
    with comme_web(scene.agent):
        refusee = juger_piece(
            acteur=scene.agent, demande_id=demande.pk, numero=1, acceptee=False, raison="non_signee"
        )
        assert (refusee.acceptee, refusee.raison, refusee.jugee_par_id) == (
            False,
            "non_signee",
            scene.compte_agent.pk,
        )
        # Mind changed while the demande is read: no reason is left.
        acceptee = juger_piece(acteur=scene.agent, demande_id=demande.pk, numero=1, acceptee=True)
        assert (acceptee.acceptee, acceptee.raison) == (True, "")
        for raison in ("", "moche"):
            refuser = partial(
                juger_piece,
                acteur=scene.agent,
                demande_id=demande.pk,
                numero=1,
                acceptee=False,
                raison=raison,
            )
            assert _refus(refuser) == "raison_manquante"
        assert (
            _refus(lambda: juger_piece(acteur=scene.agent, demande_id=demande.pk, numero=2, acceptee=True))
            == "piece_non_analysee"
        )
        with pytest.raises(HorsPortee):
            juger_piece(acteur=scene.agent, demande_id=demande.pk, numero=9, acceptee=True)
    traces = Evenement.objects.filter(action="signalements.refuser_piece")
    assert [trace.details for trace in traces] == [{"numero": 1, "raison": "non_signee"}]


@pytest.mark.exigence("DEM-09", "DEM-10", "NOV-04", "RGPD-02")
def test_la_demande_nomme_chaque_piece_et_annule_le_delai(scene: Scene, comme_web: EnTantQue) -> None:
    with time_machine.travel(MIDI, tick=False):
        demande = etude(scene, FORMULAIRE)
    apres = MIDI + timedelta(days=3)
    Courriel.objects.all().delete()
    with time_machine.travel(apres, tick=False), comme_web(scene.agent):
        juger_piece(acteur=scene.agent, demande_id=demande.pk, numero=1, acceptee=False, raison="non_signee")
        items = demander(
            scene,
            demande,
            PieceVoulue(raison="non_signee", remplace=1, precision="Page 4."),
            avis_manquant(),
            PieceVoulue(raison="absente", libelle="Bail ou attestation d’hébergement"),
            version=demande.version,
        )
        assert [(i.libelle, i.raison, i.remplace and i.remplace.numero) for i in items] == [
            ("Formulaire S3711 (Cerfa 12504), daté et signé", "non_signee", 1),
            ("Avis d’imposition ou avis de situation déclarative", "absente", None),
            ("Bail ou attestation d’hébergement", "absente", None),
        ]
        assert (demande.etat, demande.echeance) == ("incomplete", None)
        assert ecart(demande) is None
    (courriel,) = Courriel.objects.all()
    assert courriel.destinataire_id == scene.compte_technicien.pk
    assert "la caisse attend 3 pièces" in courriel.objet
    assert "Sa page dit lesquelles" in courriel.texte
    assert f"/demandes/{demande.cle}/" in courriel.texte
    assert not [mot for mot in ("Lemaire", "Page 4", "Bail") if mot in courriel.texte + courriel.html]
    (trace,) = Evenement.objects.filter(action="signalements.demander_pieces")
    assert trace.details == {"reference": demande.reference, "nombre": 3}


@pytest.mark.exigence("NOV-04")
@pytest.mark.parametrize(
    ("pieces", "code"),
    [
        pytest.param([], "aucune_piece", id="aucune"),
        pytest.param([PieceVoulue(raison="", code=AVIS)], "raison_manquante", id="sans-raison"),
        pytest.param([PieceVoulue(raison="absente", code=FORMULAIRE)], "piece_deja_la", id="acceptee-fermee"),
        pytest.param([avis_manquant(), avis_manquant()], "piece_en_double", id="double"),
        pytest.param([PieceVoulue(raison="absente")], "message_vide", id="sans-nom"),
        pytest.param(
            [PieceVoulue(raison="absente", code=AVIS, precision="1 88 03 69 025 042 18")], "nir", id="nir"
        ),
        pytest.param(
            [PieceVoulue(raison="absente", code=AVIS, precision="Elle a un cancer.")],
            "sante_a_confirmer",
            id="sante",
        ),
        pytest.param(
            [PieceVoulue(raison="absente", libelle=f"Papier {rang}") for rang in range(16)],
            "trop_de_pieces",
            id="trop",
        ),
    ],
)
def test_ce_qui_ne_se_demande_pas(scene: Scene, pieces: list[PieceVoulue], code: str) -> None:
    demande = etude(scene, FORMULAIRE)
    juger_piece(acteur=scene.agent, demande_id=demande.pk, numero=1, acceptee=True)
    assert _refus(lambda: demander_pieces(acteur=scene.agent, demande_id=demande.pk, pieces=pieces)) == code
    demande.refresh_from_db()
    assert (demande.etat, PieceDemandee.objects.count()) == ("transmise", 0)


@pytest.mark.exigence("NOV-04", "HAB-17")
def test_on_ne_remplace_qu_une_piece_refusee_de_la_demande(scene: Scene) -> None:
    demande = etude(scene, FORMULAIRE)
    for voulue in (
        PieceVoulue(raison="illisible", remplace=1),
        PieceVoulue(raison="illisible", remplace=7),
        PieceVoulue(raison="absente", code="rib"),
    ):
        with pytest.raises(HorsPortee):
            demander_pieces(acteur=scene.agent, demande_id=demande.pk, pieces=[voulue])


@pytest.mark.exigence("UX-05", "DEM-16")
def test_une_page_perimee_ne_demande_rien(scene: Scene) -> None:
    demande = etude(scene)
    vue = demande.version
    demander(scene, demande, avis_manquant(), version=vue)
    with pytest.raises(DemandeModifiee) as refus:
        demander_pieces(acteur=scene.agent, demande_id=demande.pk, pieces=[avis_manquant()], version=vue)
    assert (refus.value.faits, PieceDemandee.objects.count()) == (1, 1)
    # On a page up to date, the state says no: the ball is at the partner's.
    code = _refus(
        lambda: demander_pieces(acteur=scene.agent, demande_id=demande.pk, pieces=[avis_manquant()])
    )
    assert code == "transition"
    assert (
        _refus(lambda: juger_piece(acteur=scene.agent, demande_id=demande.pk, numero=1, acceptee=True))
        == "transition"
    )


@pytest.mark.exigence("HAB-17")
def test_ni_partenaire_ni_autre_caisse_ni_role_sans_droit(
    scene: Scene, ailleurs: Scene, comme_web: EnTantQue
) -> None:
    demande = etude(scene, FORMULAIRE)
    dpo = acteur_pour(creer_agent("dpo", caisse=scene.caisse))
    for acteur in (scene.technicien, ailleurs.agent, dpo):
        with comme_web(acteur):
            with pytest.raises(HorsPortee):
                juger_piece(acteur=acteur, demande_id=demande.pk, numero=1, acceptee=True)
            with pytest.raises(HorsPortee):
                demander_pieces(acteur=acteur, demande_id=demande.pk, pieces=[avis_manquant()])


@pytest.mark.exigence("DOC-03", "RGPD-02")
def test_ecartee_apres_l_envoi_la_demande_suit_son_cours(
    scene: Scene, comme_taches: Callable[[], AbstractContextManager[None]]
) -> None:
    demande = etude(scene, FORMULAIRE)
    jointe = joindre(scene, demande, AVIS, saine=False)
    Courriel.objects.all().delete()
    echeance = demande.echeance
    with comme_taches():
        verdict(jointe, EtatPiece.INFECTEE)
        verdict(jointe, EtatPiece.INFECTEE)
    demande.refresh_from_db()
    assert (demande.etat, demande.echeance) == ("transmise", echeance)
    (courriel,) = Courriel.objects.all()
    assert (courriel.message, courriel.destinataire_id) == (
        "signalements.fichier_ecarte",
        scene.compte_technicien.pk,
    )
    assert "pièce n°\xa02" in courriel.texte
    dossier = dossier_de_pieces(demande)
    assert [attendue.code for attendue in dossier.manquent()] == [AVIS]
    assert [attendue.code for attendue in dossier.a_demander()] == [AVIS]
    assert Evenement.objects.filter(action="signalements.ecarter_piece").count() == 1


@pytest.mark.exigence("DEM-10")
def test_un_contact_aussi_peut_manquer_d_une_piece(scene: Scene) -> None:
    demande = etude(scene, nature="contact", code="identite")
    (item,) = demander(scene, demande, PieceVoulue(raison="absente", code="identite"))
    assert (demande.etat, item.libelle) == ("incomplete", "Pièce d’identité")
    assert ecart(demande) is None
    assert demande.evenements.get(nature="demande_de_pieces").survenu_le <= datetime.now(tz=UTC)
