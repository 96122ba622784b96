"""Attestations of destruction, given through a one-time link or recorded from a paper (CONV-13)."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from conventions.models import AttestationDestruction
from conventions.permissions import peut_ecrire_convention
from conventions.selectors import jour_de_la_convention
from conventions.services.ecriture import journaliser
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.conservation.garde import ressemble_a_un_nir
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner

VERSION_DU_TEXTE: Final = 1
TEXTES: Final[dict[int, str]] = {
    1: (
        "Je certifie, pour l’organisme que je représente, que les données à caractère personnel reçues ou "
        "produites au titre de cette convention ont été détruites, sur tout support, papier et sauvegardes "
        "compris, à l’exception de celles que la loi oblige à conserver."
    ),
}
LIEN_INVALIDE: Final = (
    "Ce lien n’est plus valable : il a déjà servi, il a été remplacé par un lien plus récent, ou l’adresse est "
    "incomplète. Si l’attestation reste à donner, écrivez à la caisse signataire de la convention."
)


@dataclass(frozen=True, slots=True)
class Temoignage:
    """What a person attests.

    Attributes:
        nom: who attests.
        qualite: the title of that person.
        detruites_le: the day the data was destroyed, not in the future.
    """

    nom: str
    qualite: str
    detruites_le: date


def empreinte(secret: str) -> str:
    """Return what the database keeps of a link."""
    return hashlib.sha256(secret.encode()).hexdigest()


def attestation_du_lien(secret: str) -> AttestationDestruction:
    """Return the attestation that a link opens, with its convention; inside the transaction of the request.

    The row is shown to whoever holds the link, and no other row is: the policy compares digests.

    Args:
        secret: what the link bears.

    Raises:
        RegleMetierRefusee: ``lien_invalide``, the same for a link that is unknown, replaced or used.

    Exigence: CONV-13 (S1m, S2, S3, S4 annexe § 7)
    """
    trace = empreinte(secret)
    with connection.cursor() as curseur:
        curseur.execute("SELECT set_config('portail.lien', %s, true)", [trace])
    trouvee: AttestationDestruction | None = (
        AttestationDestruction.objects.select_related("convention__modele", "partie__partenaire")
        .filter(empreinte_du_lien=trace, attestee_le__isnull=True)
        .first()
    )
    if trouvee is None:
        raise RegleMetierRefusee("lien_invalide", LIEN_INVALIDE)
    return trouvee


def attester(
    *, secret: str, temoignage: Temoignage, maintenant: datetime | None = None
) -> AttestationDestruction:
    """Record the attestation that a partenaire gives through its link; the link is used up.

    Args:
        secret: what the link bears.
        temoignage: who attests, and of which day.
        maintenant: the moment.

    Raises:
        RegleMetierRefusee: ``lien_invalide``, ``date_future``, ``nir``; nothing is written.

    Exigence: CONV-13 (S1m, S2, S3, S4 annexe § 7)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        attestation = attestation_du_lien(secret)
        _verifier(temoignage, jour_de_la_convention(attestation.convention, instant))
        # A double click: the second one waits here, then finds the link used.
        lignes = AttestationDestruction.objects.select_for_update()
        ligne: AttestationDestruction = lignes.get(pk=attestation.pk)
        if ligne.attestee_le is not None:
            raise RegleMetierRefusee("lien_invalide", LIEN_INVALIDE)
        _signer(ligne, temoignage, instant)
        caisse = attestation.convention.parties.filter(caisse__isnull=False).order_by("pk").first()
        consigner(
            acteur=None,
            action="conventions.attester",
            objet=ligne,
            caisse_id=caisse.caisse_id if caisse else None,
            partenaire_id=attestation.partie.partenaire_id,
            details={"detruites_le": temoignage.detruites_le.isoformat(), "papier": False},
        )
    return ligne


def consigner_attestation_papier(
    *,
    acteur: Acteur,
    cle: UUID,
    temoignage: Temoignage,
    maintenant: datetime | None = None,
) -> AttestationDestruction:
    """Record an attestation that the caisse received on paper; the link sent, if any, is used up.

    Args:
        acteur: a gestionnaire de conventions of a caisse that is party.
        cle: key of the attestation.
        temoignage: who attests, and of which day.
        maintenant: the moment.

    Raises:
        HorsPortee: out of scope.
        RegleMetierRefusee: ``deja_attestee``, ``date_future``, ``nir``; nothing is written.

    Exigence: CONV-13 (S1m, S2, S3, S4 annexe § 7)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        ligne: AttestationDestruction | None = (
            AttestationDestruction.objects.visibles_par(acteur)
            .select_for_update(of=("self",))
            .filter(cle=cle)
            .first()
        )
        if ligne is None:
            raise HorsPortee
        exiger(autorise=peut_ecrire_convention(acteur, ligne.convention))
        if ligne.attestee_le is not None:
            raise RegleMetierRefusee("deja_attestee", "Cette attestation est déjà enregistrée.")
        _verifier(temoignage, jour_de_la_convention(ligne.convention, instant))
        _signer(ligne, temoignage, instant, acteur.utilisateur_id or None)
        journaliser(
            acteur,
            "conventions.attester",
            ligne.convention,
            detruites_le=temoignage.detruites_le.isoformat(),
            papier=True,
        )
    return ligne


def _verifier(temoignage: Temoignage, jour: date) -> None:
    if ressemble_a_un_nir(temoignage.nom) or ressemble_a_un_nir(temoignage.qualite):
        raise RegleMetierRefusee(
            "nir",
            "Un numéro de sécurité sociale ne s’écrit pas ici : indiquez le nom et la qualité de la personne "
            "qui atteste.",
        )
    if temoignage.detruites_le > jour:
        raise RegleMetierRefusee(
            "date_future",
            "La date de destruction ne peut pas être à venir : attestez une fois les données détruites.",
        )


def _signer(
    ligne: AttestationDestruction, temoignage: Temoignage, instant: datetime, auteur_id: int | None = None
) -> None:
    ligne.attestee_le, ligne.auteur_id = instant, auteur_id
    ligne.nom, ligne.qualite = temoignage.nom, temoignage.qualite
    ligne.detruites_le = temoignage.detruites_le
    ligne.save(update_fields=["attestee_le", "nom", "qualite", "detruites_le", "auteur_id"])
