"""Consent before transmission, its proof, its withdrawal (DEM-06)."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from signalements.enums import EtatDemande, NatureFait, NaturePieceDemande
from signalements.models import Consentement, Demande, PieceDemande, TexteConsentement
from signalements.notifications import ANNULATION, PREUVE_FOURNIE
from signalements.permissions import peut_agir_pour_le_partenaire, peut_instruire, peut_rediger
from signalements.rules.consentement import ARTICLE_CONSENTEMENT, PreuveConsentement, manques_du_consentement
from signalements.rules.textes import ARTICLE_NIR, MESSAGE_NIR, contient_nir
from signalements.selectors import formulaire_joint, preuve_en_ordre, texte_de_consentement
from signalements.services.annonces import prevenir_caisse, prevenir_partenaire
from signalements.services.faits import avancer, consigner_fait
from signalements.services.fichiers import ecarter, ranger_fichier
from signalements.services.saisie import CONSENTEMENT, ranger, verifier_version
from signalements.services.verrous import verrouiller, verrouiller_brouillon, verrouiller_pieces

LONGUEUR_JUGEMENT: Final = 80


def recueillir_consentement(
    *,
    acteur: Acteur,
    demande_id: int,
    mode: str,
    recueilli_le: date,
    version: int,
    reference_jugement: str = "",
    maintenant: datetime | None = None,
) -> Demande:
    """Record in the draft how and when the person agreed, and to which text (the one in force now).

    Kept in ``saisie["consentement"]``: ``mode``, ``recueilli_le`` (ISO date), ``texte`` (version),
    ``empreinte`` (SHA-256 of the text), ``reference_jugement``. The signed form is attached apart.

    Args:
        acteur: the author of the draft.
        demande_id: the draft.
        mode: ``ModeConsentement``: signature, distance or representant.
        recueilli_le: the day the person agreed, not in the future.
        version: as for ``enregistrer_saisie``.
        reference_jugement: required when a legal representative agrees.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: not the author's draft.
        SaisiePerimee: the draft changed since.
        RegleMetierRefusee: ``consentement_mode``, ``consentement_date``, ``consentement_jugement``, ``nir``.

    Exigence: DEM-06 (S4 a3–a5)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        demande = verrouiller_brouillon(acteur, demande_id)
        texte = texte_de_consentement(instant, demande.nature)
        consentement = {
            "mode": str(mode),
            "recueilli_le": recueilli_le.isoformat(),
            "texte": texte.version,
            "empreinte": texte.empreinte,
            "reference_jugement": reference_jugement.strip(),
        }
        _verifier(consentement, texte, instant.astimezone(ZoneInfo(demande.caisse.fuseau)).date())
        verifier_version(demande, {CONSENTEMENT: consentement}, version)
        ranger(demande, {CONSENTEMENT: consentement}, instant)
        dits = {"mode": consentement["mode"], "texte": texte.version}
        consigner(acteur=acteur, action="signalements.recueillir_consentement", objet=demande, details=dits)
    return demande


def _verifier(consentement: dict[str, str], texte: TexteConsentement, aujourdhui: date) -> None:
    preuve = PreuveConsentement(
        mode=consentement["mode"],
        recueilli_le=date.fromisoformat(consentement["recueilli_le"]),
        empreinte=consentement["empreinte"],
        reference_jugement=consentement["reference_jugement"],
        formulaire_joint=True,
    )
    for manque in manques_du_consentement(preuve, texte.texte, aujourdhui):
        raise RegleMetierRefusee(manque.champ, manque.message, ARTICLE_CONSENTEMENT)
    if len(preuve.reference_jugement) > LONGUEUR_JUGEMENT:
        raise RegleMetierRefusee(
            "consentement_jugement",
            "La référence du jugement dépasse 80\N{NO-BREAK SPACE}caractères : abrégez-la.",
        )
    if contient_nir(preuve.reference_jugement):
        raise RegleMetierRefusee("nir", MESSAGE_NIR, ARTICLE_NIR)


def joindre_formulaire(
    *, acteur: Acteur, demande_id: int, fichier: "UploadedFile[bytes]", maintenant: datetime | None = None
) -> PieceDemande:
    """Attach the signed form to a draft, or the new proof that a transmitted demande waits for.

    The piece gets the next number of the demande; the form it replaces is withdrawn.

    Raises:
        HorsPortee: neither the author's draft nor a demande of the structure that waits for a proof.
        RegleMetierRefusee: the reasons of ``pieces.services.depots.deposer``; ``preuve_non_attendue``.
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        verrouiller_pieces(demande_id)
        demande = verrouiller(acteur, demande_id)
        exiger(autorise=peut_rediger(acteur, demande) or _peut_prouver(acteur, demande))
        _exiger_preuve_attendue(demande)
        ancien = formulaire_joint(demande)
        jointe = ranger_fichier(acteur, demande, fichier, NaturePieceDemande.CONSENTEMENT)
        if ancien is not None:
            ecarter(ancien, instant)
        consigner(
            acteur=acteur,
            action="signalements.joindre_formulaire",
            objet=demande,
            details={"numero": jointe.numero},
        )
        if demande.etat != EtatDemande.BROUILLON:
            _remplacer_la_preuve(acteur, demande, jointe, instant)
    return jointe


def _peut_prouver(acteur: Acteur, demande: Demande) -> bool:
    return demande.etat != EtatDemande.BROUILLON and peut_agir_pour_le_partenaire(acteur, demande)


def _exiger_preuve_attendue(demande: Demande) -> None:
    if demande.etat != EtatDemande.BROUILLON and (demande.close_le is not None or preuve_en_ordre(demande)):
        raise RegleMetierRefusee(
            "preuve_non_attendue", "La caisse n’attend pas de nouveau formulaire pour cette demande."
        )


def _remplacer_la_preuve(
    acteur: Acteur, demande: Demande, jointe: PieceDemande, maintenant: datetime
) -> None:
    Consentement.objects.filter(demande=demande).update(piece=jointe.piece_id)
    fait = consigner_fait(
        acteur=acteur, demande=demande, nature=NatureFait.PREUVE_FOURNIE, maintenant=maintenant
    )
    prevenir_caisse(demande, PREUVE_FOURNIE, fait)


def retirer_formulaire(
    *, acteur: Acteur, demande_id: int, numero: int, maintenant: datetime | None = None
) -> None:
    """Take an attached form out of a draft; its number is not given again.

    Raises:
        HorsPortee: not the author's draft, or no such piece.
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        verrouiller_pieces(demande_id)
        demande = verrouiller_brouillon(acteur, demande_id)
        jointe = formulaire_joint(demande)
        if jointe is None or jointe.numero != numero:
            raise HorsPortee
        ecarter(jointe, instant)
        consigner(
            acteur=acteur, action="signalements.retirer_formulaire", objet=demande, details={"numero": numero}
        )


def retirer_consentement(*, acteur: Acteur, demande_id: int, maintenant: datetime | None = None) -> Demande:
    """Record that the person withdraws: the accompagnement stops, the demande is ``annulee``, retention starts.

    Args:
        acteur: a technicien of the structure, or an instructeur of the caisse the person told.
        demande_id: transmitted, and not ended.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: out of scope.
        RegleMetierRefusee: ``transition``: the demande is a draft or already ended.

    Exigence: DEM-06 (S4 a5)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        demande = verrouiller(acteur, demande_id)
        par_la_caisse = peut_instruire(acteur, demande)
        exiger(autorise=par_la_caisse or peut_agir_pour_le_partenaire(acteur, demande))
        fait = avancer(acteur=acteur, demande=demande, action="retirer_consentement", maintenant=instant)
        Consentement.objects.filter(demande=demande).update(retire_le=instant)
        consigner(
            acteur=acteur,
            action="signalements.retirer_consentement",
            objet=demande,
            details={"reference": demande.reference},
        )
        (prevenir_partenaire if par_la_caisse else prevenir_caisse)(demande, ANNULATION, fait)
    return demande
