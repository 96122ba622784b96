"""The papers kept beside a convention: deposited, scanned for viruses, taken away, never changed (CONV-12)."""

from datetime import datetime
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from conventions.enums import NatureDocument
from conventions.models import Avenant, Comite, Convention, Courrier, DocumentConvention, Partie
from conventions.permissions import peut_animer, peut_ecrire_convention
from conventions.services.ecriture import journaliser, verrouiller
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.pieces.models import PieceJointe
from espace_partenaires.pieces.services.depots import deposer

# The field that says what a paper is about, and what to do without it: nobody could tell which one it is.
A_PRECISER: Final[dict[str, tuple[str, str]]] = {
    NatureDocument.AVENANT_SIGNE: ("avenant", "Choisissez l’avenant que porte ce document."),
    NatureDocument.POUVOIR: ("partie", "Choisissez la partie dont le signataire reçoit ce pouvoir."),
    NatureDocument.COURRIER: ("courrier", "Choisissez la lettre recommandée que porte ce document."),
    NatureDocument.ACCUSE_RECEPTION: ("courrier", "Choisissez la lettre que cet accusé de réception suit."),
}
Objet = Partie | Avenant | Courrier | Comite | None


class RattachementAbsent(RegleMetierRefusee):
    """The paper does not say what it is about.

    Args:
        champ: the field to fill: ``partie``, ``avenant`` or ``courrier``.
        message: what to do.
    """

    def __init__(self, champ: str, message: str) -> None:
        super().__init__("rattachement_absent", message)
        self.champ = champ


def joindre_document(
    *,
    acteur: Acteur,
    convention: Convention,
    fichier: "UploadedFile[bytes]",
    nature: str,
    partie: Partie | None = None,
    avenant: Avenant | None = None,
    courrier: Courrier | None = None,
    comite: Comite | None = None,
    maintenant: datetime | None = None,
) -> DocumentConvention:
    """Keep a scan beside a convention; nobody reads it before the antivirus has found it clean.

    Args:
        acteur: a gestionnaire de conventions of a caisse that is party; for minutes, whoever runs the comité.
        convention: the convention.
        fichier: the upload (PDF, JPEG or PNG); its name is never read.
        nature: a ``NatureDocument``.
        partie: whose power or attestation it is.
        avenant: the avenant signed.
        courrier: the registered letter, or the one whose receipt it is.
        comite: the comité whose minutes these are.
        maintenant: the moment of the deposit (aware).

    Returns:
        The row; its state and digest are those of its ``piece``, in quarantine.

    Raises:
        HorsPortee: the actor may not, or what it is about belongs to another convention.
        RattachementAbsent: what it is about is missing.
        PieceRefusee: the content is refused; nothing was stored.
        RegleMetierRefusee: ``stockage_indisponible``; nothing was stored.

    Exigence: CONV-12, CONV-16, CONV-22 (S0 14, S1u 8)
    """
    instant = maintenant or timezone.now()
    objets: dict[str, Objet] = {"partie": partie, "avenant": avenant, "courrier": courrier, "comite": comite}
    with transaction.atomic():
        verrouillee = verrouiller(convention)
        exiger(autorise=_peut_joindre(acteur, verrouillee, nature))
        exiger(autorise=all(o is None or o.convention_id == verrouillee.pk for o in objets.values()))
        _verifier_rattachement(nature, objets)
        piece = _deposer(acteur, verrouillee, fichier)
        dernier = verrouillee.documents.aggregate(dernier=Max("numero"))["dernier"] or 0
        document = DocumentConvention.objects.create(
            convention=verrouillee,
            piece=piece,
            nature=nature,
            numero=dernier + 1,
            depose_le=instant,
            auteur_id=acteur.utilisateur_id,
            partie=partie,
            avenant=avenant,
            courrier=courrier,
            comite=comite,
        )
        journaliser(
            acteur, "conventions.joindre_document", verrouillee, numero=document.numero, nature=nature
        )
    return document


def consigner_ouverture(*, acteur: Acteur, document: DocumentConvention) -> None:
    """Write in the journal that a paper was taken away (CONV-12, DOC-04)."""
    journaliser(acteur, "conventions.ouvrir_document", document.convention, numero=document.numero)


def _peut_joindre(acteur: Acteur, convention: Convention, nature: str) -> bool:
    if nature == NatureDocument.COMPTE_RENDU and peut_animer(acteur, convention):
        return True
    return peut_ecrire_convention(acteur, convention)


def _verifier_rattachement(nature: str, objets: dict[str, Objet]) -> None:
    champ, message = A_PRECISER.get(nature, ("", ""))
    if champ and objets[champ] is None:
        raise RattachementAbsent(champ, message)


def _deposer(acteur: Acteur, convention: Convention, fichier: "UploadedFile[bytes]") -> PieceJointe:
    parties = list(convention.parties.order_by("pk").values_list("caisse_id", "partenaire_id"))
    caisses = [caisse for caisse, _ in parties if caisse]
    # The agent's own caisse: only for it may the agent deposit. A national référent's is party to none.
    siennes = [caisse for caisse in caisses if caisse in acteur.caisse_ids] or sorted(acteur.caisse_ids)
    partenaires = [partenaire for _, partenaire in parties if partenaire]
    return deposer(
        acteur=acteur,
        fichier=fichier,
        caisse_id=next(iter(siennes or caisses)),
        partenaire_id=acteur.partenaire_id or next(iter(partenaires), None),
    )
