"""Contacts by volet: those of a caisse, those of a partenaire (ORG-05, ORG-06)."""

from typing import Any

from django.db import transaction

from conventions.enums import Volet
from conventions.models import Caisse, Interlocuteur, Partenaire
from conventions.permissions import peut_ecrire_interlocuteur
from conventions.services.textes import refuser_un_nir
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner

ARTICLE = "Convention avec une CPTS, article 4 et annexe 1"


def ajouter_interlocuteur(
    *,
    acteur: Acteur,
    volet: str,
    nom: str,
    caisse: Caisse | None = None,
    partenaire: Partenaire | None = None,
    fonction: str = "",
    courriel: str = "",
    telephone: str = "",
    rang: int = 1,
) -> Interlocuteur:
    """Add a contact to a caisse or to a partenaire, one of the two.

    Args:
        acteur: for a caisse, one of its gestionnaires de conventions or superviseurs; for a partenaire, one
            of its gestionnaires, or a gestionnaire de conventions of a caisse that signed with it.
        volet: code of ``Volet``.
        nom: name of the person or of the team.
        caisse: whose contact it is.
        partenaire: or whose.
        fonction: what the person does.
        courriel: professional address.
        telephone: for what the portal cannot handle.
        rang: 1 is called first.

    Raises:
        RegleMetierRefusee: without any way to reach the person, or when a text holds a NIR.

    Exigence: ORG-05, ORG-06 (S1u 3.3; S4 4, annexe 1)
    """
    champs = _champs(
        volet=volet, rang=rang, nom=nom, fonction=fonction, courriel=courriel, telephone=telephone
    )
    with transaction.atomic():
        if caisse is None and partenaire is None:
            raise RegleMetierRefusee("organisme_absent", "Un interlocuteur est celui d’un organisme.")
        caisse_id = caisse.pk if caisse else None
        partenaire_id = partenaire.pk if partenaire else None
        exiger(autorise=peut_ecrire_interlocuteur(acteur, caisse_id, partenaire_id))
        _verifier(champs)
        interlocuteur = Interlocuteur.objects.create(caisse=caisse, partenaire=partenaire, **champs)
        _journaliser(acteur, "conventions.ajouter_interlocuteur", interlocuteur)
    return interlocuteur


def modifier_interlocuteur(
    *,
    acteur: Acteur,
    interlocuteur: Interlocuteur,
    volet: str,
    nom: str,
    fonction: str = "",
    courriel: str = "",
    telephone: str = "",
    rang: int = 1,
) -> Interlocuteur:
    """Change a contact; its organisme stays.

    Raises:
        RegleMetierRefusee: as ``ajouter_interlocuteur``.

    Exigence: ORG-05, ORG-06 (S1u 3.3; S4 4, annexe 1)
    """
    champs = _champs(
        volet=volet, rang=rang, nom=nom, fonction=fonction, courriel=courriel, telephone=telephone
    )
    with transaction.atomic():
        ligne = _verrouiller(acteur, interlocuteur)
        _verifier(champs)
        for champ, valeur in champs.items():
            setattr(ligne, champ, valeur)
        ligne.save(update_fields=list(champs))
        _journaliser(acteur, "conventions.modifier_interlocuteur", ligne)
    return ligne


def retirer_interlocuteur(*, acteur: Acteur, interlocuteur: Interlocuteur) -> None:
    """Remove a contact: nothing of it is kept.

    Exigence: ORG-05, ORG-06 (S4 4)
    """
    with transaction.atomic():
        ligne = _verrouiller(acteur, interlocuteur)
        _journaliser(acteur, "conventions.retirer_interlocuteur", ligne)
        ligne.delete()


def _verrouiller(acteur: Acteur, interlocuteur: Interlocuteur) -> Interlocuteur:
    ligne = Interlocuteur.objects.select_for_update().get(pk=interlocuteur.pk)
    exiger(autorise=peut_ecrire_interlocuteur(acteur, ligne.caisse_id, ligne.partenaire_id))
    return ligne


def _champs(
    *, volet: str, rang: int, nom: str, fonction: str, courriel: str, telephone: str
) -> dict[str, Any]:
    return {
        "volet": Volet(volet).value,
        "rang": rang,
        "nom": nom.strip(),
        "fonction": fonction.strip(),
        "courriel": courriel.strip(),
        "telephone": telephone.strip(),
    }


def _verifier(champs: dict[str, Any]) -> None:
    if not champs["courriel"] and not champs["telephone"]:
        raise RegleMetierRefusee(
            "injoignable",
            "Indiquez un courriel ou un téléphone : sans l’un des deux, personne ne peut appeler.",
            ARTICLE,
        )
    refuser_un_nir(champs["nom"], champs["fonction"], champs["telephone"])


def _journaliser(acteur: Acteur, action: str, interlocuteur: Interlocuteur) -> None:
    consigner(acteur=acteur, action=action, objet=interlocuteur, details={"volet": interlocuteur.volet})
