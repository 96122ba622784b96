"""Reply models of a caisse: written by superviseurs, checked when written, stopped rather than deleted (DEM-16)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from conventions.enums import Service
from conventions.models import Caisse
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from signalements.models import ModeleReponse
from signalements.permissions import peut_ecrire_les_modeles
from signalements.rules.modeles import VARIABLES, accolades_seules, variables_inconnues
from signalements.services.garde import texte_admis

LONGUEUR_MAX: Final = 4000
LONGUEUR_LIBELLE: Final = 80


@dataclass(frozen=True, slots=True)
class Redaction:
    """What a superviseur writes.

    Attributes:
        libelle: name of the model, unique in the caisse.
        texte: with its variables.
        nature: ``Service`` it is offered for; empty for all.
        confirme: the words on health found in it were confirmed.
    """

    libelle: str
    texte: str
    nature: str = ""
    confirme: bool = False


def creer_modele(
    *, acteur: Acteur, caisse_id: int, redaction: Redaction, maintenant: datetime | None = None
) -> ModeleReponse:
    """Write a new model, offered at once.

    Raises:
        HorsPortee: no superviseur of this caisse.
        RegleMetierRefusee: as ``modifier_modele``.

    Exigence: DEM-16, DEM-03
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        exiger(autorise=peut_ecrire_les_modeles(acteur) and caisse_id in acteur.caisse_ids)
        modele = ModeleReponse(caisse_id=caisse_id, modifie_le=instant)
        return _ecrire(acteur, modele, redaction, "signalements.creer_modele")


def modifier_modele(
    *, acteur: Acteur, cle: UUID, redaction: Redaction, maintenant: datetime | None = None
) -> ModeleReponse:
    """Change a model; messages already sent stay as they are.

    Raises:
        HorsPortee: unknown, of another caisse, or no superviseur.
        RegleMetierRefusee: ``libelle`` (empty, too long or taken), ``nature``, ``variable_inconnue``, ``accolades``, and
            the reasons of ``texte_admis``.

    Exigence: DEM-16, DEM-03
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        modele = _verrouiller(acteur, cle)
        modele.modifie_le = instant
        return _ecrire(acteur, modele, redaction, "signalements.modifier_modele")


def proposer_modele(
    *, acteur: Acteur, cle: UUID, actif: bool, maintenant: datetime | None = None
) -> ModeleReponse:
    """Offer a model again, or stop offering it.

    Raises:
        HorsPortee: unknown, of another caisse, or no superviseur.
    """
    with transaction.atomic():
        modele = _verrouiller(acteur, cle)
        modele.actif, modele.modifie_le = actif, maintenant or timezone.now()
        modele.save(update_fields=["actif", "modifie_le"])
        code = "signalements.reprendre_modele" if actif else "signalements.arreter_modele"
        consigner(acteur=acteur, action=code, objet=modele, caisse_id=modele.caisse_id)
    return modele


def _verrouiller(acteur: Acteur, cle: UUID) -> ModeleReponse:
    exiger(autorise=peut_ecrire_les_modeles(acteur))
    modeles = ModeleReponse.objects.filter(caisse_id__in=acteur.caisse_ids).select_for_update(of=("self",))
    modele = modeles.filter(cle=cle).first()
    if modele is None:
        raise HorsPortee
    return modele


def _ecrire(acteur: Acteur, modele: ModeleReponse, redaction: Redaction, action: str) -> ModeleReponse:
    # One superviseur at a time: two of them must not give one name to two models.
    Caisse.objects.select_for_update(no_key=True).get(pk=modele.caisse_id)
    modele.libelle = _libelle(modele, redaction)
    modele.nature = _nature(redaction.nature)
    modele.texte = _texte(redaction)
    modele.save()
    consigner(acteur=acteur, action=action, objet=modele, caisse_id=modele.caisse_id)
    return modele


def _libelle(modele: ModeleReponse, redaction: Redaction) -> str:
    libelle = texte_admis(redaction.libelle, confirme=True, longueur=LONGUEUR_LIBELLE)
    meme_nom = ModeleReponse.objects.filter(caisse=modele.caisse_id, libelle=libelle).exclude(pk=modele.pk)
    if meme_nom.exists():
        raise RegleMetierRefusee(
            "libelle", "Un modèle de votre caisse porte déjà ce nom : choisissez-en un autre."
        )
    return libelle


def _nature(nature: str) -> str:
    if nature and nature not in Service.values:
        raise RegleMetierRefusee("nature", "Choisissez un service de la liste, ou tous.")
    return nature


def _texte(redaction: Redaction) -> str:
    texte = texte_admis(redaction.texte, confirme=redaction.confirme, longueur=LONGUEUR_MAX)
    inconnues = variables_inconnues(texte)
    if inconnues:
        noms = ", ".join(f"« {nom} »" for nom in inconnues)
        connues = ", ".join(VARIABLES)
        raise RegleMetierRefusee(
            "variable_inconnue",
            f"Le portail ne sait pas remplacer {noms}. Les noms possibles sont : {connues}.",
        )
    if accolades_seules(texte):
        raise RegleMetierRefusee(
            "accolades",
            "Une accolade est seule, ou mal écrite. Un nom à remplacer s’écrit ainsi : {{ reference }}.",
        )
    return texte
