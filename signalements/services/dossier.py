"""From what was typed to what is transmitted: complete, typed, with its proof (DEM-05, DEM-06)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from conventions.enums import Service
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.pieces.enums import EtatPiece
from signalements.enums import ModeConsentement
from signalements.models import Demande, Motif, PieceDemande, TexteConsentement
from signalements.rules.consentement import PreuveConsentement, manques_du_consentement
from signalements.rules.depot import ARTICLE_DEPOT, LONGUEUR_PRECISIONS, SaisieDemande, manques_de
from signalements.rules.doublons import plier_un_nom
from signalements.rules.mas import ARTICLE_FORMULAIRE, Manque, SaisieMas, normaliser_telephone
from signalements.selectors.consentements import consentement_exige
from signalements.selectors.motifs import motif_choisi, motif_de
from signalements.selectors.pieces import manques_de_pieces
from signalements.services.details import details_de
from signalements.services.garde import texte_admis
from signalements.services.refus import DossierIncomplet
from signalements.services.saisie import CONSENTEMENT

# A scan in quarantine counts: the clock does not wait for the antivirus (donnees.md).
PIECE_QUI_COMPTE: Final = frozenset({EtatPiece.QUARANTAINE, EtatPiece.EN_ANALYSE, EtatPiece.SAINE})


@dataclass(frozen=True, slots=True)
class Dossier:
    """What goes to the caisse.

    Attributes:
        motif: why, of every demande but a signalement.
        identite: columns of ``Demande``; all empty when the motif concerns nobody.
        urgente: the author certified an emergency.
        raison_doublon: why, although a demande is open for the person; empty when none is.
        details: columns of the row that this kind of demande has.
        consentement: columns of ``Consentement``, the author apart; ``None`` when it is not asked for.
    """

    motif: Motif | None
    identite: dict[str, object]
    urgente: bool
    raison_doublon: str
    details: dict[str, object]
    consentement: dict[str, object] | None


def manques_avant_transmission(
    demande: Demande, formulaire: PieceDemande | None, maintenant: datetime
) -> dict[str, str]:
    """List what a draft still lacks: key of the field → what to do, in the order of the form.

    Args:
        demande: the draft, with ``caisse`` loaded.
        formulaire: the signed form attached, with ``piece`` loaded.
        maintenant: moment of the reading (aware).

    Exigence: DEM-01, DEM-05, DEM-06, DEM-07, DEM-23 (S4 a2, a3, a4)
    """
    aujourdhui = maintenant.astimezone(ZoneInfo(demande.caisse.fuseau)).date()
    motif = motif_choisi(motif_de(demande))
    manques = [
        *manques_de(demande.nature, demande.saisie, motif, aujourdhui),
        *_courriel_lisible(SaisieMas.lire(demande.saisie).courriel),
        *_sante_a_confirmer(demande.saisie),
        *manques_de_pieces(demande),
    ]
    if consentement_exige(demande, maintenant):
        preuve = preuve_du_brouillon(demande, formulaire)
        manques += manques_du_consentement(preuve, _texte_presente(demande), aujourdhui)
    return {manque.champ: manque.message for manque in manques}


def dossier_complet(demande: Demande, formulaire: PieceDemande | None, maintenant: datetime) -> Dossier:
    """Return what goes to the caisse, or say what is missing.

    Args:
        demande: the locked draft, with ``caisse`` loaded.
        formulaire: the signed form attached, with ``piece`` loaded.
        maintenant: moment of the transmission (aware).

    Raises:
        DossierIncomplet: field by field.

    Exigence: DEM-01, DEM-05, DEM-06, DEM-07, DEM-23 (S4 a2, a3, a4)
    """
    manques = manques_avant_transmission(demande, formulaire, maintenant)
    if manques:
        article = ARTICLE_FORMULAIRE if demande.nature == Service.SIGNALEMENT else ARTICLE_DEPOT
        raise DossierIncomplet(manques, article)
    motif = motif_de(demande)
    lue = SaisieDemande.lire(demande.nature, demande.saisie, motif_choisi(motif))
    return Dossier(
        motif=motif,
        identite=_identite(demande, motif),
        urgente=lue.urgence,
        raison_doublon=lue.raison_doublon,
        details=details_de(demande, lue, maintenant),
        consentement=_preuve_a_garder(demande, formulaire)
        if consentement_exige(demande, maintenant)
        else None,
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


def _identite(demande: Demande, motif: Motif | None) -> dict[str, object]:
    """Return who the person is; nothing of anybody under a motif that concerns nobody."""
    if motif is not None and motif.sans_personne:
        return {"accord_suivi": True}
    saisie = SaisieMas.lire(demande.saisie)
    return {
        "civilite": saisie.civilite,
        "nom": saisie.nom,
        "prenom": saisie.prenom,
        "nom_plie": plier_un_nom(saisie.nom),
        "prenom_plie": plier_un_nom(saisie.prenom),
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


def _sante_a_confirmer(saisie: Mapping[str, object]) -> list[Manque]:
    """Ask again, at the last moment, what the page of the text asked (DEM-03)."""
    texte, confirmes = saisie.get("precisions"), saisie.get("sante_confirmee")
    confirme = isinstance(confirmes, list) and "precisions" in confirmes
    if not isinstance(texte, str):
        return []
    try:
        texte_admis(texte, confirme=confirme, longueur=LONGUEUR_PRECISIONS, vide_permis=True)
    except RegleMetierRefusee as refus:
        return [Manque("precisions", refus.message)]
    return []


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
