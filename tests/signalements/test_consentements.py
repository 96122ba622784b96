"""Consent: three ways to give it, its proof, its withdrawal."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import Any

import pytest

from conventions.enums import Service
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.pieces.enums import EtatPiece
from espace_partenaires.pieces.models import PieceJointe
from signalements.models import Consentement, Demande, PieceDemande, TexteConsentement
from signalements.rules.consentement import empreinte
from signalements.selectors import formulaire_joint, sections, texte_de_consentement
from signalements.services.consentements import (
    joindre_formulaire,
    recueillir_consentement,
    retirer_consentement,
    retirer_formulaire,
)
from signalements.services.reference import charger_textes
from signalements.services.transmission import transmettre
from tests.factories.pieces import depot, pdf
from tests.factories.signalements import (
    SAISIE,
    Scene,
    creer_brouillon,
    creer_close,
    creer_prise_en_charge,
    creer_transmise,
)

MIDI = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]


def recueillir(scene: Scene, demande: Demande, mode: str = "distance", **valeurs: Any) -> Demande:
    arguments: dict[str, Any] = {
        "recueilli_le": date(2026, 11, 20),
        "version": demande.version,
        "maintenant": MIDI,
        **valeurs,
    }
    return recueillir_consentement(acteur=scene.technicien, demande_id=demande.pk, mode=mode, **arguments)


@pytest.mark.exigence("DEM-06")
def test_le_texte_est_versionne_date_et_son_empreinte_le_prouve(db: None) -> None:
    charger_textes()
    charger_textes()
    texte = TexteConsentement.objects.get(version="1")
    assert texte.empreinte == empreinte(texte.texte)
    assert texte_de_consentement(MIDI) == texte
    with pytest.raises(RegleMetierRefusee, match="chargé"):
        texte_de_consentement(datetime(2020, 1, 1, tzinfo=UTC))


@pytest.mark.exigence("DEM-06")
@pytest.mark.parametrize(
    "point",
    [
        "vers les soins, et à suivre",
        "Mission accompagnement santé de ma caisse d’assurance maladie, qui m’appellera",
    ],
)
def test_le_texte_du_signalement_dit_a_quoi_il_sert(db: None, point: str) -> None:
    charger_textes()
    assert point in texte_de_consentement(MIDI).texte
    assert point not in texte_de_consentement(MIDI, Service.ETUDE).texte


@pytest.mark.exigence("DEM-06")
@pytest.mark.parametrize("version", ["1", "demandes-1"])
@pytest.mark.parametrize(
    "point",
    [
        "confidentielles",
        "évaluer le dispositif et à mener des études",
        "vous y opposer",
        "dix-huit mois après la fin",
        "consulter ces informations, à les faire corriger ou à les faire effacer",
        "directeur de votre caisse",
        "délégué à la protection des données",
        "ameli.fr",
        "Commission nationale de l’informatique",
    ],
)
def test_la_notice_dit_tout_ce_qu_elle_doit_dire(db: None, point: str, version: str) -> None:
    charger_textes()
    parties = sections(TexteConsentement.objects.get(version=version).texte)
    assert point in " ".join(paragraphe for partie in parties for paragraphe in partie.paragraphes)
    assert parties[-1].titre == "Votre accord"


@pytest.mark.exigence("DEM-06")
def test_le_brouillon_garde_mode_jour_version_et_empreinte(scene: Scene, comme_web: EnTantQue) -> None:
    with comme_web(scene.technicien):
        demande = recueillir(
            scene, creer_brouillon(scene, MIDI), "representant", reference_jugement=" RG 26/00412 "
        )
    texte = TexteConsentement.objects.get(version="1")
    assert demande.saisie["consentement"] == {
        "mode": "representant",
        "recueilli_le": "2026-11-20",
        "texte": texte.version,
        "empreinte": texte.empreinte,
        "reference_jugement": "RG 26/00412",
    }


@pytest.mark.exigence("DEM-06", "DEM-02")
@pytest.mark.parametrize(
    ("mode", "valeurs", "code"),
    [
        ("telephone", {}, "consentement_mode"),
        ("distance", {"recueilli_le": date(2026, 11, 21)}, "consentement_date"),
        ("representant", {}, "consentement_jugement"),
        ("representant", {"reference_jugement": "x" * 81}, "consentement_jugement"),
        ("representant", {"reference_jugement": "1 85 05 78 006 084 91"}, "nir"),
    ],
)
def test_un_accord_mal_donne_est_refuse(
    scene: Scene, comme_web: EnTantQue, mode: str, valeurs: dict[str, object], code: str
) -> None:
    with comme_web(scene.technicien):
        demande = creer_brouillon(scene, MIDI)
        with pytest.raises(RegleMetierRefusee) as refus:
            recueillir(scene, demande, mode, **valeurs)
    demande.refresh_from_db()
    assert (refus.value.code, demande.saisie) == (code, {})


@pytest.mark.exigence("DEM-06", "DOC-02")
def test_le_formulaire_signe_se_joint_se_remplace_et_se_retire(scene: Scene, comme_web: EnTantQue) -> None:
    with comme_web(scene.technicien):
        demande = creer_brouillon(scene, MIDI)
        joindre_formulaire(acteur=scene.technicien, demande_id=demande.pk, fichier=depot(pdf()))
        deuxieme = joindre_formulaire(acteur=scene.technicien, demande_id=demande.pk, fichier=depot(pdf()))
        assert formulaire_joint(demande) == deuxieme
        retirer_formulaire(acteur=scene.technicien, demande_id=demande.pk, numero=2)
        assert formulaire_joint(demande) is None
        with pytest.raises(HorsPortee):
            retirer_formulaire(acteur=scene.technicien, demande_id=demande.pk, numero=2)
        troisieme = joindre_formulaire(acteur=scene.technicien, demande_id=demande.pk, fichier=depot(pdf()))
    assert troisieme.numero == 3
    etats = PieceJointe.objects.order_by("pk").values_list("etat", flat=True)
    assert list(etats) == [EtatPiece.EFFACEE, EtatPiece.EFFACEE, EtatPiece.QUARANTAINE]


@pytest.mark.exigence("DOC-01")
def test_un_fichier_refuse_laisse_le_brouillon_intact(scene: Scene, comme_web: EnTantQue) -> None:
    with comme_web(scene.technicien):
        demande = creer_brouillon(scene, MIDI, nom="Lemaire")
        with pytest.raises(RegleMetierRefusee):
            joindre_formulaire(
                acteur=scene.technicien, demande_id=demande.pk, fichier=depot(b"PK\x03\x04" + b"0" * 90)
            )
    demande.refresh_from_db()
    assert (demande.saisie, demande.version) == ({"nom": "Lemaire"}, 1)
    assert not PieceDemande.objects.exists()


@pytest.mark.exigence("HAB-17")
def test_personne_d_autre_ne_joint_ni_ne_retire(scene: Scene, voisins: Scene, comme_web: EnTantQue) -> None:
    brouillon, transmise = creer_brouillon(scene), creer_transmise(scene)
    for acteur in (voisins.technicien, scene.agent):
        with comme_web(acteur):
            for demande in (brouillon, transmise):
                with pytest.raises(HorsPortee):
                    joindre_formulaire(acteur=acteur, demande_id=demande.pk, fichier=depot(pdf()))
            with pytest.raises(HorsPortee):
                retirer_formulaire(acteur=acteur, demande_id=brouillon.pk, numero=1)
    with comme_web(voisins.technicien), pytest.raises(HorsPortee):
        retirer_consentement(acteur=voisins.technicien, demande_id=transmise.pk)
    assert not PieceJointe.objects.exists()


@pytest.mark.exigence("DEM-11")
def test_rien_ne_se_joint_a_un_signalement_transmis(scene: Scene, comme_web: EnTantQue) -> None:
    with comme_web(scene.technicien):
        demande = creer_transmise(scene)
        with pytest.raises(RegleMetierRefusee) as refus:
            joindre_formulaire(acteur=scene.technicien, demande_id=demande.pk, fichier=depot(pdf()))
    assert refus.value.code == "preuve_non_attendue"
    assert not PieceJointe.objects.exists()


@pytest.mark.exigence("DEM-06")
@pytest.mark.parametrize("par", ["technicien", "agent"])
def test_le_retrait_arrete_l_accompagnement(scene: Scene, comme_web: EnTantQue, par: str) -> None:
    demande = creer_prise_en_charge(scene, MIDI)
    acteur: Acteur = getattr(scene, par)
    with comme_web(acteur):
        demande = retirer_consentement(acteur=acteur, demande_id=demande.pk, maintenant=MIDI)
    assert (demande.etat, demande.close_le) == ("annulee", MIDI)
    assert Consentement.objects.get(demande=demande).retire_le == MIDI
    assert list(demande.evenements.order_by("pk").values_list("nature", flat=True)) == [
        "transmission",
        "prise_en_charge",
        "retrait_consentement",
    ]


@pytest.mark.exigence("DEM-06")
def test_un_accompagnement_clos_ne_s_annule_plus_par_retrait(scene: Scene, comme_web: EnTantQue) -> None:
    demande = creer_close(scene, MIDI)
    with comme_web(scene.technicien), pytest.raises(RegleMetierRefusee) as refus:
        retirer_consentement(acteur=scene.technicien, demande_id=demande.pk, maintenant=MIDI)
    assert refus.value.code == "transition"
    assert Consentement.objects.get(demande=demande).retire_le is None


@pytest.mark.exigence("DEM-06")
def test_la_preuve_transmise_porte_le_fichier_de_la_signature(scene: Scene, comme_web: EnTantQue) -> None:
    with comme_web(scene.technicien):
        demande = recueillir(scene, creer_brouillon(scene, MIDI, **SAISIE), "signature")
        jointe = joindre_formulaire(acteur=scene.technicien, demande_id=demande.pk, fichier=depot(pdf()))
        transmettre(acteur=scene.technicien, demande_id=demande.pk, version=demande.version, maintenant=MIDI)
    preuve = Consentement.objects.get()
    assert (preuve.mode, preuve.piece, preuve.recueilli_le) == ("signature", jointe.piece, date(2026, 11, 20))
    assert (preuve.auteur_id, preuve.empreinte) == (scene.compte_technicien.pk, preuve.texte.empreinte)
