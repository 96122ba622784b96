"""Transmission: the moment the clock starts (DEM-06, DEM-09, DEM-23)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from signalements.enums import EtatDemande
from signalements.models import Consentement, Demande
from signalements.permissions import peut_rediger
from signalements.rules.delais import regle_de
from signalements.rules.doublons import CHAMP_RAISON, MESSAGE_RAISON, raison_du_brouillon
from signalements.rules.mas import ARTICLE_RENONCEMENT, SaisieMas, refus_de_renoncement
from signalements.rules.textes import ARTICLE_NIR, MESSAGE_NIR, contient_nir
from signalements.selectors import formulaire_joint
from signalements.selectors.doublons import doublons_du_partenaire
from signalements.services.annonces import annoncer_transmission
from signalements.services.brouillons import exiger_service_ouvert
from signalements.services.details import creer_details
from signalements.services.dossier import Dossier, dossier_complet
from signalements.services.faits import inscrire
from signalements.services.garde import consigner_confirmation
from signalements.services.pieces_jointes import ajuster_au_motif
from signalements.services.references import attribuer_reference
from signalements.services.refus import DossierIncomplet, SaisiePerimee
from signalements.services.saisie import textes_de
from signalements.services.verrous import verrouiller, verrouiller_pieces


def transmettre(
    *, acteur: Acteur, demande_id: int, version: int, maintenant: datetime | None = None
) -> Demande:
    """Send the draft to the caisse: reference, facts, deadline, receipt; once, whatever the clicks.

    Called again on a demande already transmitted, it returns it unchanged.

    Args:
        acteur: the author of the draft.
        demande_id: the draft.
        version: the version the review page showed (what is sent is what was read).
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: not the author's draft.
        SaisiePerimee: the draft changed since the review page.
        DossierIncomplet: what is missing, field by field (consent, information and régime général included).
        RegleMetierRefusee: ``service_ferme``, ``nir``, ``renoncement``.

    Exigence: DEM-01, DEM-05, DEM-06, DEM-08, DEM-09, DEM-23, DEM-24, SEC-02 (S1u 1.2, S4 a2, a3, a4)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        verrouiller_pieces(demande_id)
        demande = verrouiller(acteur, demande_id)
        exiger(autorise=peut_rediger(acteur, demande))
        # The second click waited for the lock: it finds the work done.
        if demande.etat != EtatDemande.BROUILLON:
            return demande
        dossier = _verifier(acteur, demande, version, instant)
        _ecrire(acteur, demande, dossier, instant)
    return demande


def _verifier(acteur: Acteur, demande: Demande, version: int, maintenant: datetime) -> Dossier:
    if version != demande.version:
        raise SaisiePerimee((), demande.version)
    exiger_service_ouvert(demande.caisse_id, demande.partenaire_id, demande.nature, maintenant)
    if any(map(contient_nir, textes_de(demande.saisie))):
        raise RegleMetierRefusee("nir", MESSAGE_NIR, ARTICLE_NIR)
    renoncement = refus_de_renoncement(demande.nature, SaisieMas.lire(demande.saisie).cadres)
    if renoncement is not None:
        raise RegleMetierRefusee("renoncement", renoncement, ARTICLE_RENONCEMENT)
    dossier = dossier_complet(demande, formulaire_joint(demande), maintenant)
    manque = raison_manquante(acteur, demande)
    if manque:
        raise DossierIncomplet(manque)
    return dossier


def raison_manquante(acteur: Acteur, demande: Demande) -> dict[str, str]:
    """Return what is missing when the structure has a demande open for the same person, and no reason is given.

    Args:
        acteur: the author.
        demande: the draft.

    Exigence: DEM-15, NOV-07 (P)
    """
    if raison_du_brouillon(demande.saisie) or not doublons_du_partenaire(acteur, demande):
        return {}
    return {CHAMP_RAISON: MESSAGE_RAISON}


def _ecrire(acteur: Acteur, demande: Demande, dossier: Dossier, maintenant: datetime) -> None:
    _remplir(demande, dossier, maintenant)
    ajuster_au_motif(acteur=acteur, demande=demande, maintenant=maintenant)
    fait = inscrire(
        acteur=acteur,
        demande=demande,
        action="transmettre",
        maintenant=maintenant,
        regle=regle_de(demande.nature, urgente=dossier.urgente).value,
    )
    attribuer_reference(demande, maintenant)
    creer_details(demande, dossier.details)
    consigner_confirmation(acteur=acteur, demande=demande, texte=str(dossier.details.get("precisions", "")))
    if dossier.consentement is not None:
        Consentement.objects.create(demande=demande, auteur_id=acteur.utilisateur_id, **dossier.consentement)
    consigner(
        acteur=acteur,
        action="signalements.transmettre",
        objet=demande,
        details={"reference": demande.reference},
    )
    annoncer_transmission(demande, fait)


def _remplir(demande: Demande, dossier: Dossier, maintenant: datetime) -> None:
    """Move what was typed into its columns, and empty the draft."""
    for champ, valeur in dossier.identite.items():
        setattr(demande, champ, valeur)
    avec_personne = dossier.motif is None or not dossier.motif.sans_personne
    demande.motif = dossier.motif
    demande.raison_doublon = dossier.raison_doublon
    demande.saisie = {}
    demande.version += 1
    demande.modifiee_le = maintenant
    demande.transmise_le = maintenant
    demande.information_certifiee_le = maintenant if avec_personne else None
    demande.regime_general_declare_le = maintenant if avec_personne else None
