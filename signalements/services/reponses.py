"""What the partner answers to the caisse: piece by piece, kept as it goes, sent together (DEM-10, NOV-04)."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from signalements.enums import Cote, EtatDemande, NatureFait
from signalements.models import Demande, EvenementDemande, Message, PieceDemande, PieceDemandee
from signalements.notifications import REPONSES_ENVOYEES
from signalements.permissions import peut_agir_pour_le_partenaire
from signalements.rules.pieces import ARTICLE_COMPLET, ARTICLE_PIECES, LONGUEUR_REPONSE
from signalements.selectors.pieces import dossier_de_pieces
from signalements.services.annonces import prevenir_caisse
from signalements.services.faits import avancer, exiger_possible
from signalements.services.fichiers import ecarter
from signalements.services.garde import consigner_confirmation, texte_admis
from signalements.services.identites import corriger_identite
from signalements.services.pieces_jointes import ranger_piece
from signalements.services.verrous import verrouiller, verrouiller_pieces

LONGUEUR_CORRECTION: Final = 4000


def repondre_par_fichier(
    *,
    acteur: Acteur,
    demande_id: int,
    demandee_id: int,
    fichier: "UploadedFile[bytes]",
    remplacer: bool = False,
    maintenant: datetime | None = None,
) -> PieceDemande:
    """Join a file to one item of the request; kept at once, sent with the others.

    Args:
        acteur: any technicien of the structure.
        demande_id: incomplete.
        demandee_id: the item.
        fichier: the upload.
        remplacer: the files already joined to this item are withdrawn.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: out of scope, or not an item of the request under way.
        PieceRefusee: the content is refused.
        RegleMetierRefusee: ``transition``; ``trop_de_pieces``.

    Exigence: NOV-04, DEM-10, HAB-11 (S4 a2 § 4.1)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        verrouiller_pieces(demande_id)
        demande, demandee = _a_repondre(acteur, demande_id, demandee_id)
        anciennes = dossier_de_pieces(demande).reponses_a(demandee) if remplacer else []
        jointe = ranger_piece(acteur, demande, fichier, attendue=demandee.attendue, repond_a=demandee)
        for ancienne in anciennes:
            ecarter(ancienne, instant)
        consigner(
            acteur=acteur,
            action="signalements.joindre_piece",
            objet=demande,
            details={"numero": jointe.numero},
        )
    return jointe


def repondre_en_mots(
    *,
    acteur: Acteur,
    demande_id: int,
    demandee_id: int,
    texte: str,
    confirme: bool = False,
    maintenant: datetime | None = None,
) -> PieceDemandee:
    """Answer one item in words, or take the words back when they are empty; kept at once.

    Args:
        acteur: any technicien of the structure.
        demande_id: incomplete.
        demandee_id: the item.
        texte: 500 characters at most.
        confirme: the words found are not about the person's health.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: out of scope, or not an item of the request under way.
        RegleMetierRefusee: ``transition``; the refusals of ``services.garde.texte_admis``.

    Exigence: NOV-04, DEM-10, NOV-05, HAB-11 (S4 a2 § 4.1)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        demande, demandee = _a_repondre(acteur, demande_id, demandee_id)
        demandee.reponse = texte_admis(texte, confirme=confirme, longueur=LONGUEUR_REPONSE, vide_permis=True)
        demandee.repondue_le = instant if demandee.reponse else None
        demandee.save(update_fields=["reponse", "repondue_le"])
        consigner_confirmation(acteur=acteur, demande=demande, texte=demandee.reponse)
        consigner(
            acteur=acteur,
            action="signalements.repondre_piece",
            objet=demande,
            details={"reference": demande.reference},
        )
    return demandee


def _a_repondre(acteur: Acteur, demande_id: int, demandee_id: int) -> tuple[Demande, PieceDemandee]:
    demande = verrouiller(acteur, demande_id)
    exiger(autorise=peut_agir_pour_le_partenaire(acteur, demande))
    exiger_possible(demande, "completer")
    for demandee in dossier_de_pieces(demande).a_repondre:
        if demandee.pk == demandee_id:
            return demande, demandee
    raise HorsPortee


def envoyer_reponses(*, acteur: Acteur, demande_id: int, maintenant: datetime | None = None) -> Demande:
    """Send every answer to the caisse at once: the clock starts again from this moment, whatever the antivirus does.

    Called again on answers already sent, it returns the demande unchanged.

    Args:
        acteur: any technicien of the structure.
        demande_id: incomplete, each item answered.
        maintenant: moment of the sending (aware): the one that counts.

    Raises:
        HorsPortee: out of scope.
        RegleMetierRefusee: ``transition``; ``reponses_manquantes``, which names what has no answer.

    Exigence: DEM-09, DEM-10, NOV-04, SEC-02 (S4 a2 § 4.1)
    """

    def verifier(demande: Demande) -> None:
        manquent = dossier_de_pieces(demande).attendent()
        if manquent:
            noms = ", ".join(f"« {item.libelle} »" for item in manquent)
            raise RegleMetierRefusee(
                "reponses_manquantes",
                f"Il reste à répondre\N{NO-BREAK SPACE}: {noms}. Joignez un fichier, ou expliquez en quelques mots.",
                ARTICLE_PIECES,
            )

    return _deposer(acteur, demande_id, "completer", maintenant, verifier)


def corriger(
    *,
    acteur: Acteur,
    demande_id: int,
    texte: str,
    confirme: bool = False,
    identite: Mapping[str, object] | None = None,
    maintenant: datetime | None = None,
) -> Demande:
    """Send again a demande found irrecevable: words written in the thread, files joined, identity mended.

    Args:
        acteur: any technicien of the structure.
        demande_id: irrecevable.
        texte: what was mended; may be empty when a file was joined or the identity changed.
        confirme: the words found are not about the person's health.
        identite: ``services.identites.CHAMPS``, when the caisse asked to mend it.
        maintenant: moment of the sending (aware): the one that counts.

    Raises:
        HorsPortee: out of scope.
        DossierIncomplet: what the identity lacks.
        RegleMetierRefusee: ``transition``; ``correction_vide``; ``identite``; the refusals of ``services.garde.texte_admis``.

    Exigence: DEM-09, DEM-10, NOV-05, SEC-02 (S4 a2 § 3)
    """
    instant = maintenant or timezone.now()

    def verifier(demande: Demande) -> None:
        propre = texte_admis(texte, confirme=confirme, longueur=LONGUEUR_CORRECTION, vide_permis=True)
        dossier = dossier_de_pieces(demande)
        corrigee = identite is not None and corriger_identite(acteur, demande, identite, instant)
        if not (propre or corrigee or any(map(dossier.non_envoyee, dossier.comptees))):
            raise RegleMetierRefusee(
                "correction_vide",
                "Dites ce que vous avez corrigé, ou joignez un fichier, avant de renvoyer la demande.",
                ARTICLE_COMPLET,
            )
        if propre:
            Message.objects.create(
                demande=demande,
                auteur_id=acteur.utilisateur_id,
                cote=Cote.PARTENAIRE,
                texte=propre,
                ecrit_le=instant,
            )
            consigner_confirmation(acteur=acteur, demande=demande, texte=propre)

    return _deposer(acteur, demande_id, "corriger", instant, verifier)


def _deposer(
    acteur: Acteur,
    demande_id: int,
    action: str,
    maintenant: datetime | None,
    verifier: Callable[[Demande], None],
) -> Demande:
    instant = maintenant or timezone.now()
    with transaction.atomic():
        verrouiller_pieces(demande_id)
        demande = verrouiller(acteur, demande_id)
        exiger(autorise=peut_agir_pour_le_partenaire(acteur, demande))
        # The second click, or a colleague's, waited for the lock: it finds the work done.
        if demande.etat == EtatDemande.COMPLETEE and _vient_d_etre_deposee(demande):
            return demande
        exiger_possible(demande, action)
        verifier(demande)
        fait = avancer(acteur=acteur, demande=demande, action=action, maintenant=instant)
        consigner(
            acteur=acteur,
            action="signalements.envoyer_reponses",
            objet=demande,
            details={"reference": demande.reference},
        )
        prevenir_caisse(demande, REPONSES_ENVOYEES, fait)
    return demande


def _vient_d_etre_deposee(demande: Demande) -> bool:
    dernier = EvenementDemande.objects.filter(demande=demande).order_by("survenu_le", "id").last()
    return dernier is not None and dernier.nature == NatureFait.DEPOT
