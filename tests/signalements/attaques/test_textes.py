"""Every field where somebody may write: no NIR enters, no line of another file is forged (DEM-02, NOV-05)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from conventions.enums import Service
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from signalements.documents_rendez_vous import calendrier
from signalements.models import RendezVous
from signalements.rules.export import cellule
from signalements.rules.orientation import Confiee
from signalements.services.decisions import terminer
from signalements.services.demandes_de_pieces import PieceVoulue
from signalements.services.echanges import ajouter_note, ecrire_message
from signalements.services.instruction import instruire, juger_irrecevable
from signalements.services.modeles_de_reponse import Redaction, creer_modele
from signalements.services.orientations import orienter
from signalements.services.rendez_vous_reponses import annuler_rendez_vous, confirmer, demander_autre_date
from signalements.services.reponses import corriger, repondre_en_mots
from signalements.services.traitement import annuler
from tests.factories.demandes import creer_demande
from tests.factories.habilitations import acteur_pour, creer_agent
from tests.factories.signalements import Scene
from tests.signalements.pieces.outils import FORMULAIRE, avis_manquant, demander, etude
from tests.signalements.rendez_vous import outils as rendez_vous

NIR = "1 85 05 78 006 084 91"
Ecrire = Callable[[Scene, str], object]


def _contact(scene: Scene) -> int:
    return creer_demande(scene, Service.CONTACT).pk


def _repondre(scene: Scene, texte: str) -> object:
    demande = etude(scene, FORMULAIRE)
    (item,) = demander(scene, demande, avis_manquant())
    return repondre_en_mots(
        acteur=scene.technicien, demande_id=demande.pk, demandee_id=item.pk, texte=texte, confirme=True
    )


def _corriger(scene: Scene, texte: str) -> object:
    demande = etude(scene, FORMULAIRE)
    juger_irrecevable(acteur=scene.agent, demande_id=demande.pk, raison="identite")
    return corriger(acteur=scene.technicien, demande_id=demande.pk, texte=texte, confirme=True)


def _terminer(scene: Scene, texte: str) -> object:
    contact = _contact(scene)
    instruire(acteur=scene.agent, demande_id=contact)
    return terminer(acteur=scene.agent, demande_id=contact, reponse=texte, confirme=True)


def _orienter(champ: str) -> Ecrire:
    personne = {"nom": "Martin", "prenom": "Lou", "telephone": "0612345678", "specialite": ""}
    return lambda scene, texte: orienter(
        acteur=scene.agent,
        caisse_id=scene.caisse.pk,
        partenaire=scene.partenaire.cle,
        confiee=Confiee(**{**personne, champ: texte}),
    )


def _modele(scene: Scene, libelle: str, texte: str) -> object:
    superviseur = acteur_pour(creer_agent("superviseur", caisse=scene.caisse))
    return creer_modele(
        acteur=superviseur, caisse_id=scene.caisse.pk, redaction=Redaction(libelle, texte, confirme=True)
    )


def _rendez_vous(champ: str) -> Ecrire:
    def proposer(scene: Scene, texte: str) -> object:
        champs: dict[str, Any] = {champ: texte, "confirme": True}
        return rendez_vous.proposer_a(scene, rendez_vous.demander(scene), **champs)

    return proposer


CHAMPS: dict[str, Ecrire] = {
    "message du partenaire": lambda s, t: ecrire_message(
        acteur=s.technicien, demande_id=_contact(s), texte=t, confirme=True
    ),
    "message de la caisse": lambda s, t: ecrire_message(
        acteur=s.agent, demande_id=_contact(s), texte=t, confirme=True
    ),
    "note": lambda s, t: ajouter_note(acteur=s.agent, demande_id=_contact(s), texte=t, confirme=True),
    "irrecevable": lambda s, t: juger_irrecevable(
        acteur=s.agent, demande_id=etude(s).pk, raison="identite", texte=t, confirme=True
    ),
    "fin": _terminer,
    "correction": _corriger,
    "réponse en mots": _repondre,
    "nom d’une pièce": lambda s, t: demander(
        s, etude(s, FORMULAIRE), PieceVoulue(raison="absente", libelle=t), confirme=True
    ),
    "précision d’une pièce": lambda s, t: demander(
        s, etude(s, FORMULAIRE), PieceVoulue("absente", libelle="Bail", precision=t), confirme=True
    ),
    "lieu": _rendez_vous("lieu"),
    "à apporter": _rendez_vous("a_apporter"),
    "nom de l’orientation": _orienter("nom"),
    "téléphone de l’orientation": _orienter("telephone"),
    "spécialité": _orienter("specialite"),
    "nom du modèle": lambda s, t: _modele(s, t, "Bonjour."),
    "texte du modèle": lambda s, t: _modele(s, "Accusé", t),
}


def _partout(aiguille: str) -> list[str]:
    """Return the columns of texts of the demandes, the journal and the mails that hold these words."""
    tables: list[type[models.Model]] = [
        *apps.get_app_config("signalements").get_models(),
        Evenement,
        Courriel,
    ]
    return [
        f"{table.__name__}.{champ.name}"
        for table in tables
        for champ in table._meta.concrete_fields
        if isinstance(champ, models.CharField | models.TextField | models.JSONField)
        and any(
            aiguille in str(valeur) for valeur in table._default_manager.values_list(champ.name, flat=True)
        )
    ]


@pytest.mark.exigence("DEM-02", "DEM-03", "NOV-05")
@pytest.mark.parametrize("champ", CHAMPS)
def test_aucun_champ_ne_garde_un_nir(scene: Scene, champ: str) -> None:
    with pytest.raises(RegleMetierRefusee) as refus:
        CHAMPS[champ](scene, f"Voici {NIR}")
    assert "sécurité sociale" in f"{refus.value.message}{getattr(refus.value, 'manques', '')}"
    assert "084" not in refus.value.message
    assert _partout("006 084") == []


@pytest.mark.exigence("DEM-13", "RGPD-02")
def test_le_lieu_ne_forge_ni_ligne_ni_invite_dans_l_agenda(scene: Scene) -> None:
    demande = rendez_vous.demander(scene)
    lieu = "Accueil\r\nATTENDEE:mailto:x@mechant.example\nEND:VEVENT\u2028BEGIN:VALARM;\\n,"
    rendez_vous.proposer_a(scene, demande, lieu=lieu)
    lignes = calendrier(acteur=scene.technicien, demande=demande).contenu.decode().splitlines()
    debuts = [ligne.partition(":")[0].partition(";")[0] for ligne in lignes if not ligne.startswith(" ")]
    assert "ATTENDEE" not in debuts
    assert debuts.count("END") == debuts.count("BEGIN") == 2


@pytest.mark.exigence("DEM-13", "DEM-10")
def test_le_rendez_vous_d_une_demande_arretee_ne_bouge_plus(scene: Scene) -> None:
    demande = rendez_vous.demander(scene)
    propose = rendez_vous.proposer_a(scene, demande)
    instant = rendez_vous.LUNDI + timedelta(hours=1)
    annuler(acteur=scene.technicien, demande_id=demande.pk, maintenant=instant)
    gestes: list[Callable[[], object]] = [
        lambda: confirmer(acteur=scene.technicien, rendez_vous_id=propose.pk, maintenant=instant),
        lambda: demander_autre_date(
            acteur=scene.technicien, rendez_vous_id=propose.pk, demi_journees=["lundi_matin"]
        ),
        lambda: annuler_rendez_vous(acteur=scene.agent, rendez_vous_id=propose.pk, raison="erreur"),
        lambda: rendez_vous.proposer_a(scene, demande),
    ]
    for geste in gestes:
        with pytest.raises(RegleMetierRefusee):
            geste()
    demande.refresh_from_db()
    assert (demande.etat, RendezVous.objects.get().etat) == ("annulee", "annule")


@pytest.mark.exigence("DEM-14", "SEC-01")
@pytest.mark.parametrize(
    "formule", ["=1+1", "+1", "-1", "@A1", "\t=1", " =1", "\u00a0@x", "\r\n=cmd|' /C calc'!A0"]
)
def test_aucune_cellule_ne_commence_une_formule(formule: str) -> None:
    assert cellule(formule) == f"'{formule}"
    assert cellule("N’Diaye-Martin") == "N’Diaye-Martin"
