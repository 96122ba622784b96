"""Entrusting a person to a partenaire: name, first name, phone, speciality sought, nothing else (DEM-18)."""

from dataclasses import asdict, replace
from datetime import UTC, datetime, time
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from conventions.models import Partenaire
from conventions.rules.calendrier import ajouter_mois
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from espace_partenaires.notifications.registre import MessageType
from espace_partenaires.notifications.services import notifier
from habilitations.selectors import techniciens_actifs
from signalements.enums import EtatOrientation
from signalements.models import Orientation
from signalements.notifications import ORIENTATION_ENVOYEE, ORIENTATION_REPONDUE, ORIENTATION_RETIREE
from signalements.permissions import peut_ouvrir_le_bureau, peut_repondre_aux_orientations
from signalements.rules.mas import normaliser_telephone
from signalements.rules.orientation import (
    ARTICLE_ORIENTATION,
    LONGUEUR,
    Confiee,
    refus_de_changer,
    verifier_orientation,
)
from signalements.selectors.orientations import orientations_de, partenaires_a_qui_orienter
from signalements.services.annonces import instructeurs
from signalements.services.garde import consigner_confirmation, texte_admis
from signalements.services.refus import OrientationIncomplete
from signalements.services.verrous import verrouiller

ROUTE_PARTENAIRE: Final = "signalements:orientations_recues"
ROUTE_BUREAU: Final = "signalements:lister_orientations"
MOIS_DE_CONSERVATION: Final = 18
_LOT: Final = 200


def orienter(
    *,
    acteur: Acteur,
    caisse_id: int,
    partenaire: UUID | str,
    confiee: Confiee,
    demande_id: int | None = None,
    confirme: bool = False,
    maintenant: datetime | None = None,
) -> Orientation:
    """Entrust a person to a partenaire; its techniciens are told, by a mail that names nobody.

    Args:
        acteur: an instructeur or superviseur of the caisse.
        caisse_id: its caisse.
        partenaire: key of a partenaire in force with the caisse.
        confiee: the person, as typed.
        demande_id: the demande it comes from, when there is one; the partenaire never reads it through this.
        confirme: the agent confirmed that the speciality says nothing of the person's health.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: not an instructeur or superviseur of the caisse, or a demande it does not read.
        OrientationIncomplete: answers to add or mend, field by field (a NIR among them).
        RegleMetierRefusee: ``partenaire``: not in force with the caisse; ``sans_compte``: nobody would read it;
            ``sante_a_confirmer``, of the speciality.

    Exigence: DEM-18, DEM-02, DEM-03 (S4 a5 § 3, S1u 5)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        exiger(autorise=peut_ouvrir_le_bureau(acteur) and caisse_id in acteur.caisse_ids)
        demande = verrouiller(acteur, demande_id) if demande_id is not None else None
        admise = _admettre(confiee, confirme=confirme)
        destinataire = _destinataire(caisse_id, partenaire, instant)
        orientation = Orientation.objects.create(
            caisse_id=caisse_id,
            partenaire=destinataire,
            demande=demande,
            auteur_id=acteur.utilisateur_id,
            envoyee_le=instant,
            **asdict(admise),
        )
        _journaliser(acteur, "signalements.orienter", orientation)
        consigner_confirmation(acteur=acteur, demande=orientation, texte=admise.specialite)
        _prevenir_le_partenaire(ORIENTATION_ENVOYEE, orientation)
    return orientation


def _admettre(confiee: Confiee, *, confirme: bool) -> Confiee:
    """Check what was typed and return it as it is kept."""
    propre = Confiee(**{champ: " ".join(texte.split()) for champ, texte in asdict(confiee).items()})
    manques = verifier_orientation(propre)
    if manques:
        raise OrientationIncomplete({m.champ: m.message for m in manques}, ARTICLE_ORIENTATION)
    return replace(
        propre,
        telephone=normaliser_telephone(propre.telephone) or "",
        specialite=texte_admis(propre.specialite, confirme=confirme, longueur=LONGUEUR, vide_permis=True),
    )


def _destinataire(caisse_id: int, cle: UUID | str, maintenant: datetime) -> Partenaire:
    destinataire = partenaires_a_qui_orienter(caisse_id, maintenant).filter(cle=cle).first()
    if destinataire is None:
        raise RegleMetierRefusee(
            "partenaire",
            "Choisissez un partenaire dont les conventions avec votre caisse sont en vigueur.",
            ARTICLE_ORIENTATION,
        )
    if not techniciens_actifs(destinataire.pk).exists():
        raise RegleMetierRefusee(
            "sans_compte",
            "Personne n’a de compte chez ce partenaire : choisissez-en un autre, ou appelez-le.",
        )
    return destinataire


def repondre(
    *, acteur: Acteur, orientation_id: int, acceptee: bool, maintenant: datetime | None = None
) -> Orientation:
    """Accept or decline an orientation for one's structure; the caisse is told. The same answer twice is one.

    Raises:
        HorsPortee: not a technicien of the partenaire, or the caisse's conventions are no longer in force.
        RegleMetierRefusee: ``deja``: answered the other way, or withdrawn.

    Exigence: DEM-18 (S4 a5 § 3)
    """
    vers = EtatOrientation.ACCEPTEE if acceptee else EtatOrientation.DECLINEE
    with transaction.atomic():
        orientation = _verrouiller(acteur, orientation_id)
        exiger(autorise=peut_repondre_aux_orientations(acteur))
        if not _passer(acteur, orientation, vers, maintenant or timezone.now()):
            return orientation
        _journaliser(acteur, "signalements.repondre_a_l_orientation", orientation)
        auteur = orientation.auteur
        notifier(
            message=ORIENTATION_REPONDUE,
            destinataires=[auteur] if auteur.is_active else instructeurs(orientation.caisse_id),
            contexte={"partenaire": orientation.partenaire.libelle, "lien": _lien(ROUTE_BUREAU)},
            cle_unicite=f"orientation-{orientation.pk}",
        )
    return orientation


def retirer(*, acteur: Acteur, orientation_id: int, maintenant: datetime | None = None) -> Orientation:
    """Withdraw an orientation that waits for an answer; the partenaire reads it no more, and is told.

    Raises:
        HorsPortee: not an instructeur or superviseur of the caisse.
        RegleMetierRefusee: ``deja``: already answered.

    Exigence: DEM-18 (S4 a5 § 3)
    """
    with transaction.atomic():
        orientation = _verrouiller(acteur, orientation_id)
        exiger(autorise=peut_ouvrir_le_bureau(acteur))
        if not _passer(acteur, orientation, EtatOrientation.RETIREE, maintenant or timezone.now()):
            return orientation
        _journaliser(acteur, "signalements.retirer_l_orientation", orientation)
        _prevenir_le_partenaire(ORIENTATION_RETIREE, orientation)
    return orientation


def effacer_orientations_anciennes(*, maintenant: datetime | None = None) -> int:
    """Erase the orientations answered, or left without answer, for 18 months; safe to run twice.

    Returns:
        How many were erased.

    Exigence: RGPD-01, DEM-18 (S4 a4)
    """
    instant = maintenant or timezone.now()
    jour = ajouter_mois(instant.astimezone(UTC).date(), -MOIS_DE_CONSERVATION)
    limite = datetime.combine(jour, time.min, tzinfo=UTC)
    effacees = 0
    while lot := _effacer_un_lot(limite):
        effacees += lot
    return effacees


def _effacer_un_lot(limite: datetime) -> int:
    with transaction.atomic():
        anciennes = Orientation.objects.annotate(fin=Coalesce("repondue_le", "envoyee_le")).filter(
            fin__lt=limite
        )
        lot = list(anciennes.select_for_update(skip_locked=True).order_by("pk")[:_LOT])
        for orientation in lot:
            _journaliser(ACTEUR_SYSTEME, "signalements.effacer_orientation", orientation)
        Orientation.objects.filter(pk__in=[orientation.pk for orientation in lot]).delete()
    return len(lot)


def _verrouiller(acteur: Acteur, orientation_id: int) -> Orientation:
    jointes = orientations_de(acteur).select_related("caisse", "partenaire", "auteur")
    orientation = jointes.select_for_update(of=("self",)).filter(pk=orientation_id).first()
    if orientation is None:
        raise HorsPortee
    return orientation


def _passer(acteur: Acteur, orientation: Orientation, vers: EtatOrientation, maintenant: datetime) -> bool:
    """Write the answer; ``False`` when it is already the one."""
    refus = refus_de_changer(orientation.etat, vers.value)
    if refus:
        raise RegleMetierRefusee("deja", refus, ARTICLE_ORIENTATION)
    if orientation.etat == vers:
        return False
    orientation.etat = vers
    orientation.repondue_le = maintenant
    orientation.repondue_par_id = acteur.utilisateur_id
    orientation.save(update_fields=["etat", "repondue_le", "repondue_par"])
    return True


def _prevenir_le_partenaire(message: MessageType, orientation: Orientation) -> None:
    notifier(
        message=message,
        destinataires=techniciens_actifs(orientation.partenaire_id),
        contexte={"caisse": orientation.caisse.libelle, "lien": _lien(ROUTE_PARTENAIRE)},
        cle_unicite=f"orientation-{orientation.pk}",
    )


def _lien(route: str) -> str:
    return f"{settings.ADRESSE_PUBLIQUE}{reverse(route)}"


def _journaliser(acteur: Acteur, action: str, orientation: Orientation) -> None:
    consigner(acteur=acteur, action=action, objet=orientation, details={"etat": str(orientation.etat)})
