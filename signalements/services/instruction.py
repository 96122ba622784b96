"""What agents judge on the way: does not fit, another motif, urgent or not, under study, sent on (DEM-10)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from conventions.enums import Service
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from signalements.enums import EtatDemande, NatureFait, Orienteur, RaisonIrrecevable
from signalements.models import Demande
from signalements.notifications import (
    EN_INSTRUCTION,
    IRRECEVABLE,
    MOTIF_CHANGE,
    ORIENTATION_INTERNE,
    REQUALIFICATION,
)
from signalements.permissions import peut_instruire
from signalements.rules.decisions import ARTICLE_RECEVABILITE, ARTICLE_URGENCE, regle_apres, suite_a_dire
from signalements.selectors.motifs import motifs_proposes
from signalements.services.actes import confier, ouvrir_l_acte
from signalements.services.annonces import echeance_en_mots, prevenir_partenaire
from signalements.services.faits import avancer, consigner_fait, exiger_possible
from signalements.services.mots import dire
from signalements.services.verrous import exiger_a_jour, verrouiller


def exiger_en_cours(demande: Demande) -> None:
    """Refuse an act on what has ended.

    Raises:
        RegleMetierRefusee: ``demande_terminee``.
    """
    if demande.close_le is not None:
        raise RegleMetierRefusee("demande_terminee", "Cette demande est terminée : elle ne change plus.")


def se_dit(demande: Demande) -> bool:
    """Tell whether the partner may be told how this demande goes (DEM-23)."""
    sans_personne = demande.motif is not None and demande.motif.sans_personne
    return suite_a_dire(accord_suivi=demande.accord_suivi, sans_personne=sans_personne)


def juger_irrecevable(
    *,
    acteur: Acteur,
    demande_id: int,
    raison: str,
    texte: str = "",
    confirme: bool = False,
    version: int | None = None,
    maintenant: datetime | None = None,
) -> Demande:
    """Judge that a demande does not fit; the clock is void, the partner is told what to do.

    Args:
        acteur: an instructeur or superviseur of the caisse.
        demande_id: transmitted, or completed; any kind but the signalement.
        raison: ``RaisonIrrecevable``, kept with the fact.
        texte: words for the partner, guarded; may be empty.
        confirme: the words were confirmed to say nothing of health.
        version: of the page.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: not an instructeur or superviseur of the caisse.
        RegleMetierRefusee: ``demande_modifiee``, ``raison``, ``transition``, those of ``garde.texte_admis``.

    Exigence: DEM-10, DEM-22 (S4 a2 § 3)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        demande = ouvrir_l_acte(acteur, demande_id, version)
        if raison not in RaisonIrrecevable.values:
            raise RegleMetierRefusee("raison", "Choisissez la raison dans la liste.", ARTICLE_RECEVABILITE)
        fait = avancer(
            acteur=acteur, demande=demande, action="juger_irrecevable", maintenant=instant, motif=raison
        )
        dire(acteur=acteur, demande=demande, texte=texte, confirme=confirme, maintenant=instant)
        _journaliser(acteur, "signalements.juger_irrecevable", demande, raison)
        prevenir_partenaire(demande, IRRECEVABLE, fait)
    return demande


def requalifier_motif(
    *,
    acteur: Acteur,
    demande_id: int,
    code: str,
    version: int | None = None,
    maintenant: datetime | None = None,
) -> Demande:
    """Give a demande the motif that fits, of the same kind; both judgements are to be made again.

    Args:
        acteur: an instructeur or superviseur of the caisse.
        demande_id: transmitted, completed or irrecevable.
        code: of a motif that the caisse offers for this kind.
        version: of the page.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: not an instructeur or superviseur of the caisse.
        RegleMetierRefusee: ``demande_modifiee``, ``transition``, ``motif``: not offered, or already the one.

    Exigence: DEM-01, DEM-10 (S4 a2 § 3)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        demande = ouvrir_l_acte(acteur, demande_id, version)
        exiger_possible(demande, "requalifier")
        motif = motifs_proposes(demande.caisse_id, demande.nature).filter(code=code).first()
        if motif is None or motif.pk == demande.motif_id:
            raise RegleMetierRefusee("motif", "Choisissez un autre motif, parmi ceux que la caisse propose.")
        demande.motif = motif
        demande.save(update_fields=["motif"])
        fait = avancer(
            acteur=acteur, demande=demande, action="requalifier", maintenant=instant, motif=motif.code
        )
        _journaliser(acteur, "signalements.requalifier", demande, motif.code)
        prevenir_partenaire(demande, MOTIF_CHANGE, fait)
    return demande


def requalifier_urgence(
    *,
    acteur: Acteur,
    demande_id: int,
    raison: str,
    version: int | None = None,
    maintenant: datetime | None = None,
) -> Demande:
    """Judge an étude urgent, or not, with a coded reason; its clock keeps its start, the partner is told.

    Args:
        acteur: an instructeur or superviseur of the caisse.
        demande_id: an étude that has not ended.
        raison: ``RaisonUrgence``; it says by itself whether the étude becomes urgent.
        version: of the page.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: not an instructeur or superviseur of the caisse.
        RegleMetierRefusee: ``demande_modifiee``, ``demande_terminee``, ``nature``, ``raison``, ``deja``.

    Exigence: DEM-26, DEM-08, DEM-09 (S4 a2 § 4)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        demande = ouvrir_l_acte(acteur, demande_id, version)
        exiger_en_cours(demande)
        regle = regle_apres(raison)
        if demande.nature != Service.ETUDE:
            raise RegleMetierRefusee(
                "nature", "Seule une étude de dossier est urgente ou non.", ARTICLE_URGENCE
            )
        if regle is None:
            raise RegleMetierRefusee("raison", "Choisissez la raison dans la liste.", ARTICLE_URGENCE)
        if regle.value == demande.regle:
            deja = "Cette étude suit déjà ce délai : choisissez une raison de l’autre liste."
            raise RegleMetierRefusee("deja", deja, ARTICLE_URGENCE)
        fait = consigner_fait(
            acteur=acteur,
            demande=demande,
            nature=NatureFait.REQUALIFICATION,
            maintenant=instant,
            motif=raison,
            regle=regle.value,
        )
        _journaliser(acteur, "signalements.requalifier_urgence", demande, raison)
        prevenir_partenaire(demande, REQUALIFICATION, fait, echeance=echeance_en_mots(demande))
    return demande


def instruire(
    *, acteur: Acteur, demande_id: int, version: int | None = None, maintenant: datetime | None = None
) -> Demande:
    """Begin the study of a demande; the agent becomes the one who follows it.

    A second click of the same agent returns the demande unchanged.

    Raises:
        HorsPortee: not an instructeur or superviseur of the caisse.
        RegleMetierRefusee: ``demande_modifiee``, ``transition``.

    Exigence: DEM-10, DEM-16 (S4 a2 § 4.2)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        demande = verrouiller(acteur, demande_id)
        exiger(autorise=peut_instruire(acteur, demande))
        if demande.etat == EtatDemande.EN_INSTRUCTION and demande.agent_id == acteur.utilisateur_id:
            return demande
        exiger_a_jour(demande, version)
        exiger_possible(demande, "instruire")
        confier(demande, acteur.utilisateur_id)
        fait = avancer(acteur=acteur, demande=demande, action="instruire", maintenant=instant)
        consigner(
            acteur=acteur,
            action="signalements.instruire",
            objet=demande,
            details={"reference": demande.reference},
        )
        if se_dit(demande):
            prevenir_partenaire(demande, EN_INSTRUCTION, fait)
    return demande


def orienter_en_interne(
    *,
    acteur: Acteur,
    demande_id: int,
    vers: str,
    version: int | None = None,
    maintenant: datetime | None = None,
) -> Demande:
    """Send the person to the service social or the médiation; the demande goes on.

    Args:
        acteur: an instructeur or superviseur of the caisse.
        demande_id: not ended.
        vers: ``Orienteur``.
        version: of the page.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: not an instructeur or superviseur of the caisse.
        RegleMetierRefusee: ``demande_modifiee``, ``demande_terminee``, ``vers``, ``deja``.

    Exigence: DEM-16, DEM-23 (S4 2.2)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        demande = ouvrir_l_acte(acteur, demande_id, version)
        exiger_en_cours(demande)
        if vers not in Orienteur.values or (
            vers == Orienteur.MAS and demande.nature == Service.SIGNALEMENT.value
        ):
            raise RegleMetierRefusee("vers", "Choisissez vers qui orienter, dans la liste.")
        if demande.evenements.filter(nature=NatureFait.ORIENTATION, motif=vers).exists():
            raise RegleMetierRefusee("deja", "La personne y a déjà été orientée : c’est dans l’histoire.")
        fait = consigner_fait(
            acteur=acteur,
            demande=demande,
            nature=NatureFait.ORIENTATION,
            maintenant=instant,
            motif=vers,
        )
        _journaliser(acteur, "signalements.orienter_en_interne", demande, vers)
        if se_dit(demande):
            prevenir_partenaire(demande, ORIENTATION_INTERNE, fait)
    return demande


def _journaliser(acteur: Acteur, action: str, demande: Demande, raison: str) -> None:
    consigner(
        acteur=acteur,
        action=action,
        objet=demande,
        details={"reference": demande.reference, "raison": raison},
    )
