"""Believable demandes of the four other kinds, aged relative to today; written by the services."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core.files.uploadedfile import SimpleUploadedFile

from conventions.enums import Service
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.documents.rendu import rendre_pdf
from signalements.enums import RaisonIrrecevable, Remise
from signalements.models import Demande
from signalements.selectors.motifs import pieces_du_motif
from signalements.services import brouillons, decisions, instruction
from signalements.services.pieces_jointes import joindre_piece
from signalements.services.transmission import transmettre


@dataclass(frozen=True, slots=True)
class Gens:
    """Who acts in the demonstration."""

    technicien: Acteur
    agent: Acteur
    caisse_id: int


Geste = Callable[[Gens, Demande, datetime], object]


@dataclass(frozen=True, slots=True)
class Depot:
    """One demande: its kind, since how many days, what was typed, then acts, each so many hours after."""

    nature: Service
    age_j: int
    saisie: Mapping[str, object]
    gestes: tuple[tuple[float, Geste], ...] = ()
    transmise: bool = True


def _repondre(texte: str) -> Geste:
    return lambda gens, demande, quand: decisions.terminer(
        acteur=gens.agent, demande_id=demande.pk, reponse=texte, maintenant=quand
    )


def _remettre(gens: Gens, demande: Demande, quand: datetime) -> object:
    return decisions.terminer(
        acteur=gens.agent, demande_id=demande.pk, remise=Remise.ADRESSE, maintenant=quand
    )


def _renvoyer(gens: Gens, demande: Demande, quand: datetime) -> object:
    return instruction.juger_irrecevable(
        acteur=gens.agent,
        demande_id=demande.pk,
        raison=RaisonIrrecevable.AUTRE_MOTIF,
        maintenant=quand,
    )


def _personne(civilite: str, prenom: str, nom: str, naissance: str) -> dict[str, object]:
    return {"civilite": civilite, "prenom": prenom, "nom": nom, "date_naissance": naissance}


DEPOTS: Final = (
    Depot(
        Service.ETUDE,
        2,
        {
            **_personne("mme", "Solange", "Tavernier", "1987-06-11"),
            "motif": "soins_urgents",
            "urgence": True,
            "fragilites": ["logement", "ressources"],
        },
    ),
    Depot(
        Service.ETUDE,
        6,
        {**_personne("m", "Ilyes", "Carpentier", "1992-01-30"), "motif": "c2s_sans"},
        ((30, _renvoyer),),
    ),
    Depot(
        Service.ETUDE,
        1,
        {**_personne("mme", "Georgette", "Lavigne", "1950-08-02"), "motif": "puma"},
        transmise=False,
    ),
    Depot(
        Service.CONTACT,
        3,
        {
            **_personne("m", "Samba", "Rivoire", "1975-03-19"),
            "motif": "droits",
            "precisions": "La famille s’installe le mois prochain : quelles démarches faire d’abord ?",
        },
    ),
    Depot(
        Service.CONTACT,
        12,
        {
            "motif": "question_generale",
            "precisions": "Faut-il refaire une demande quand un enfant quitte le foyer ?",
        },
        ((50, _repondre("Oui, dans le mois qui suit, avec le même formulaire.")),),
    ),
    Depot(
        Service.DOCUMENT,
        4,
        {**_personne("mme", "Aline", "Besson", "1963-11-23"), "motif": "attestation"},
    ),
    Depot(
        Service.DOCUMENT,
        20,
        {**_personne("m", "Robert", "Chapuis", "1944-04-05"), "motif": "mtdents"},
        ((70, _remettre),),
    ),
    Depot(
        Service.RENDEZ_VOUS,
        5,
        {
            **_personne("mme", "Khadija", "Monnet", "1981-09-09"),
            "motif": "dossier",
            "situation": "complexe",
            "modes": ["site", "telephone"],
            "demi_journees": ["mardi_matin", "jeudi_matin"],
            "besoins": ["interprete"],
        },
    ),
)


def creer_depots(gens: Gens, maintenant: datetime) -> None:
    """Create the demandes of the four other kinds.

    Args:
        gens: who acts.
        maintenant: now (aware).
    """
    for exemple in DEPOTS:
        _creer(gens, exemple, maintenant - timedelta(days=exemple.age_j))


def _creer(gens: Gens, exemple: Depot, debut: datetime) -> None:
    demande = brouillons.ouvrir_brouillon(
        acteur=gens.technicien, caisse_id=gens.caisse_id, nature=exemple.nature, maintenant=debut
    )
    demande = brouillons.enregistrer_saisie(
        acteur=gens.technicien,
        demande_id=demande.pk,
        saisie={**_DECLARATIONS, **exemple.saisie},
        version=demande.version,
        maintenant=debut,
    )
    if not exemple.transmise:
        return
    _joindre(gens, demande, debut)
    demande.refresh_from_db()
    demande = transmettre(
        acteur=gens.technicien, demande_id=demande.pk, version=demande.version, maintenant=debut
    )
    for heures, geste in exemple.gestes:
        geste(gens, demande, debut + timedelta(hours=heures))


_DECLARATIONS: Final = {
    "departement": "69",
    "regime_general": True,
    "information_certifiee": True,
    "accord_suivi": True,
}


def _joindre(gens: Gens, demande: Demande, quand: datetime) -> None:
    for piece in pieces_du_motif(demande.motif):
        if piece.obligatoire:
            contenu = rendre_pdf(
                gabarit="signalements/pdf/piece_exemple.html", contexte={}, titre=piece.libelle
            )
            fichier = SimpleUploadedFile("piece.pdf", contenu, content_type="application/pdf")
            joindre_piece(
                acteur=gens.technicien,
                demande_id=demande.pk,
                fichier=fichier,
                code=piece.code,
                maintenant=quand,
            )
