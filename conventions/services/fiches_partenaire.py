"""Correcting the record of a partenaire: who it is, where it is, its mail domains (ORG-02)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction

from conventions.enums import Echelon, TypePartenaire
from conventions.models import Caisse, DomaineCourriel, Partenaire, Partie
from conventions.permissions import peut_gerer_conventions
from conventions.selectors import liens_signes
from conventions.services.partenaires import normaliser_domaine, normaliser_siret
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner

CHAMPS_SIMPLES: Final = ("libelle", "adresse", "commune", "nom_dpo", "courriel_dpo")


def peut_corriger_fiche(acteur: Acteur, caisse: Caisse, partenaire: Partenaire) -> bool:
    """A gestionnaire de conventions of a caisse that signed with it; or of any, while nobody did.

    The record is shared by every caisse: whoever has only written a draft changes nothing that others rely on.
    """
    if not peut_gerer_conventions(acteur, caisse.pk):
        return False
    if liens_signes([caisse.pk]).filter(partenaire=partenaire).exists():
        return True
    signee_ailleurs = Partie.objects.filter(partenaire=partenaire, convention__etat="signee").exists()
    return not signee_ailleurs and Partenaire.objects.visibles_par(acteur).filter(pk=partenaire.pk).exists()


def corriger_partenaire(
    *, acteur: Acteur, caisse: Caisse, partenaire: Partenaire, fiche: Mapping[str, Any]
) -> Partenaire:
    """Write the record of a partenaire again.

    Args:
        acteur: a gestionnaire de conventions of the caisse.
        caisse: the caisse that corrects it.
        partenaire: the partenaire.
        fiche: ``libelle``, ``type_partenaire``, ``echelon``, ``siret``, ``adresse``, ``commune``, ``nom_dpo``,
            ``courriel_dpo``, ``domaines`` (a list; accounts whose mail is of a domain that goes stay as they are).

    Raises:
        HorsPortee: see ``peut_corriger_fiche``.
        RegleMetierRefusee: for a wrong or already known SIRET, a domain without the right shape, or a tête de
            réseau that would cease to be one while it has members.

    Exigence: ORG-02, ORG-03, HAB-08
    """
    with transaction.atomic():
        ligne = Partenaire.objects.select_for_update(no_key=True).get(pk=partenaire.pk)
        exiger(autorise=peut_corriger_fiche(acteur, caisse, ligne))
        siret = normaliser_siret(str(fiche["siret"]))
        if siret and Partenaire.objects.filter(siret=siret).exclude(pk=ligne.pk).exists():
            raise RegleMetierRefusee("siret_connu", "Un autre partenaire porte déjà ce SIRET.")
        domaines = sorted({normaliser_domaine(domaine) for domaine in fiche["domaines"]})
        _verifier_type(ligne, TypePartenaire(fiche["type_partenaire"]))
        ancien_type = ligne.type
        for champ in CHAMPS_SIMPLES:
            setattr(ligne, champ, str(fiche[champ]).strip())
        ligne.siret, ligne.type = siret, TypePartenaire(fiche["type_partenaire"])
        ligne.echelon = Echelon(fiche["echelon"])
        ligne.save()
        _remplacer_domaines(ligne, domaines)
        consigner(
            acteur=acteur,
            action="conventions.corriger_partenaire",
            objet=ligne,
            caisse_id=caisse.pk,
            partenaire_id=ligne.pk,
            details={"type_avant": ancien_type, "type": ligne.type},
        )
    return ligne


def _verifier_type(partenaire: Partenaire, nouveau: TypePartenaire) -> None:
    """A tête de réseau with members stays one: they lean on the convention it signed."""
    etait_tete = partenaire.type == TypePartenaire.TETE_DE_RESEAU
    if etait_tete and nouveau != TypePartenaire.TETE_DE_RESEAU and partenaire.adhesions_recues.exists():
        raise RegleMetierRefusee(
            "tete_avec_membres",
            "Cette tête de réseau a des membres : terminez d’abord leurs adhésions.",
            "Convention d’utilisation, article 8.1",
        )


def _remplacer_domaines(partenaire: Partenaire, domaines: Sequence[str]) -> None:
    """Keep these domains only."""
    DomaineCourriel.objects.filter(partenaire=partenaire).exclude(domaine__in=domaines).delete()
    DomaineCourriel.objects.bulk_create(
        [DomaineCourriel(partenaire=partenaire, domaine=domaine) for domaine in domaines],
        ignore_conflicts=True,
    )
