"""From what was typed to what is transmitted: complete, typed, with its proof (DEM-05, DEM-06)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from espace_partenaires.pieces.enums import EtatPiece
from signalements.enums import ModeConsentement
from signalements.models import Demande, PieceDemande, TexteConsentement
from signalements.rules.consentement import PreuveConsentement, manques_du_consentement
from signalements.rules.mas import (
    ARTICLE_FORMULAIRE,
    Manque,
    SaisieMas,
    champs_manquants,
    normaliser_telephone,
)
from signalements.services.refus import DossierIncomplet
from signalements.services.saisie import CONSENTEMENT

# A scan in quarantine counts: the clock does not wait for the antivirus (donnees.md).
PIECE_QUI_COMPTE: Final = frozenset({EtatPiece.QUARANTAINE, EtatPiece.EN_ANALYSE, EtatPiece.SAINE})


@dataclass(frozen=True, slots=True)
class Dossier:
    """What goes to the caisse.

    Attributes:
        identite: columns of ``Demande``.
        details: columns of ``DetailsMas``.
        consentement: columns of ``Consentement``, the author apart.
    """

    identite: dict[str, object]
    details: dict[str, object]
    consentement: dict[str, object]


def manques_avant_transmission(
    demande: Demande, formulaire: PieceDemande | None, maintenant: datetime
) -> dict[str, str]:
    """List what a draft still lacks: key of the field → what to do, in the order of the form.

    Args:
        demande: the draft, with ``caisse`` loaded.
        formulaire: the signed form attached, with ``piece`` loaded.
        maintenant: moment of the reading (aware).

    Exigence: DEM-05, DEM-06, DEM-23 (S4 a3, a4)
    """
    aujourdhui = maintenant.astimezone(ZoneInfo(demande.caisse.fuseau)).date()
    saisie = SaisieMas.lire(demande.saisie)
    preuve = preuve_du_brouillon(demande, formulaire)
    manques = [
        *champs_manquants(saisie, aujourdhui),
        *_courriel_lisible(saisie.courriel),
        *manques_du_consentement(preuve, _texte_presente(demande), aujourdhui),
    ]
    return {manque.champ: manque.message for manque in manques}


def dossier_complet(demande: Demande, formulaire: PieceDemande | None, maintenant: datetime) -> Dossier:
    """Return what goes to the caisse, or say what is missing.

    Args:
        demande: the locked draft, with ``caisse`` loaded.
        formulaire: the signed form attached, with ``piece`` loaded.
        maintenant: moment of the transmission (aware).

    Raises:
        DossierIncomplet: field by field.

    Exigence: DEM-05, DEM-06, DEM-23 (S4 a3, a4)
    """
    manques = manques_avant_transmission(demande, formulaire, maintenant)
    if manques:
        raise DossierIncomplet(manques, ARTICLE_FORMULAIRE)
    saisie = SaisieMas.lire(demande.saisie)
    aujourdhui = maintenant.astimezone(ZoneInfo(demande.caisse.fuseau)).date()
    return Dossier(
        identite=_identite(saisie),
        details={
            "date_saisine": saisie.date_saisine or aujourdhui,
            "cadres": list(saisie.cadres),
            "actions_engagees": list(saisie.actions_engagees),
            "soins": list(saisie.soins),
            "anciennete": saisie.anciennete,
            "causes": list(saisie.causes),
        },
        consentement=_preuve_a_garder(demande, formulaire),
    )


def preuve_du_brouillon(demande: Demande, formulaire: PieceDemande | None) -> PreuveConsentement:
    """Read the proof that a draft holds."""
    tenu = _consentement(demande)
    return PreuveConsentement(
        mode=tenu.get("mode", ""),
        recueilli_le=_jour(tenu.get("recueilli_le", "")),
        empreinte=tenu.get("empreinte", ""),
        reference_jugement=tenu.get("reference_jugement", ""),
        formulaire_joint=formulaire is not None and formulaire.piece.etat in PIECE_QUI_COMPTE,
    )


def _identite(saisie: SaisieMas) -> dict[str, object]:
    return {
        "civilite": saisie.civilite,
        "nom": saisie.nom,
        "prenom": saisie.prenom,
        "date_naissance": saisie.date_naissance,
        "departement": saisie.departement,
        "telephone": normaliser_telephone(saisie.telephone) or "",
        "telephone_de_proche": saisie.telephone_de_proche,
        "courriel": saisie.courriel,
        "accord_suivi": saisie.accord_suivi,
    }


def _preuve_a_garder(demande: Demande, formulaire: PieceDemande | None) -> dict[str, object]:
    preuve = preuve_du_brouillon(demande, formulaire)
    return {
        "mode": preuve.mode,
        "texte": TexteConsentement.objects.get(version=_consentement(demande)["texte"]),
        "empreinte": preuve.empreinte,
        "recueilli_le": preuve.recueilli_le,
        "reference_jugement": preuve.reference_jugement,
        "piece": formulaire.piece if formulaire and preuve.mode == ModeConsentement.SIGNATURE else None,
    }


def _texte_presente(demande: Demande) -> str:
    version = _consentement(demande).get("texte", "")
    texte = TexteConsentement.objects.filter(version=version).values_list("texte", flat=True).first()
    return texte or ""


def _consentement(demande: Demande) -> dict[str, str]:
    tenu = demande.saisie.get(CONSENTEMENT)
    return {str(cle): str(valeur) for cle, valeur in tenu.items()} if isinstance(tenu, dict) else {}


def _courriel_lisible(courriel: str) -> list[Manque]:
    if courriel:
        try:
            validate_email(courriel)
        except ValidationError:
            return [Manque("courriel", "Corrigez l’adresse électronique, ou laissez ce champ vide.")]
    return []


def _jour(valeur: str) -> date | None:
    try:
        return date.fromisoformat(valeur)
    except ValueError:
        return None
