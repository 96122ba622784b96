"""What a caisse writes of itself: its address, who directs it, its DPO, what it asks of its partenaires."""

from django.db import transaction

from conventions.models import Caisse
from conventions.permissions import peut_regler_caisse
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import exiger
from espace_partenaires.journal.services import consigner


def modifier_caisse(
    *, acteur: Acteur, caisse: Caisse, adresse: str, directeur: str, nom_dpo: str, courriel_dpo: str
) -> Caisse:
    """Write the record of the caisse that its partenaires read.

    Args:
        acteur: a gestionnaire de conventions or a superviseur of the caisse.
        caisse: the caisse.
        adresse: postal address.
        directeur: name of the directrice or directeur, who signs.
        nom_dpo: name of the DPO.
        courriel_dpo: where one writes to the DPO.

    Exigence: ORG-01 (S0, S1u 3.3, S3 7)
    """
    nouvelles = {
        "adresse": adresse.strip(),
        "directeur": directeur.strip(),
        "nom_dpo": nom_dpo.strip(),
        "courriel_dpo": courriel_dpo.strip(),
    }
    with transaction.atomic():
        ligne = Caisse.objects.select_for_update().get(pk=caisse.pk)
        exiger(autorise=peut_regler_caisse(acteur, ligne.pk))
        changes = sorted(champ for champ, valeur in nouvelles.items() if getattr(ligne, champ) != valeur)
        if not changes:
            return ligne
        for champ in changes:
            setattr(ligne, champ, nouvelles[champ])
        ligne.save(update_fields=changes)
        consigner(
            acteur=acteur,
            action="conventions.modifier_caisse",
            objet=ligne,
            caisse_id=ligne.pk,
            details={"champs": changes},
        )
    return ligne


def regler_second_facteur(*, acteur: Acteur, caisse: Caisse, exige: bool) -> None:
    """Require, or not, a second factor of the accounts of the caisse's partenaires; nothing when it is so already.

    Exigence: ORG-01, HAB-07
    """
    with transaction.atomic():
        ligne = Caisse.objects.select_for_update().get(pk=caisse.pk)
        exiger(autorise=peut_regler_caisse(acteur, ligne.pk))
        if ligne.exige_second_facteur == exige:
            return
        ligne.exige_second_facteur = exige
        ligne.save(update_fields=["exige_second_facteur"])
        action = "conventions.exiger_second_facteur" if exige else "conventions.dispenser_second_facteur"
        consigner(acteur=acteur, action=action, objet=ligne, caisse_id=ligne.pk)


def regler_revue_sans_reponse(*, acteur: Acteur, caisse: Caisse, inactive: bool) -> None:
    """Say whether a technicien for whom nobody answers a revue d'habilitation is inactivated, after its notice.

    Reviews already open keep what they said on their first day. Nothing when it is so already.

    Args:
        acteur: a gestionnaire de conventions or a superviseur of the caisse.
        caisse: the caisse.
        inactive: whether they are inactivated.

    Exigence: NOV-09, ORG-01 (S1u 4.2)
    """
    with transaction.atomic():
        ligne = Caisse.objects.select_for_update().get(pk=caisse.pk)
        exiger(autorise=peut_regler_caisse(acteur, ligne.pk))
        if ligne.revue_inactive_sans_reponse == inactive:
            return
        ligne.revue_inactive_sans_reponse = inactive
        ligne.save(update_fields=["revue_inactive_sans_reponse"])
        action = "conventions.inactiver_sans_reponse" if inactive else "conventions.garder_sans_reponse"
        consigner(acteur=acteur, action=action, objet=ligne, caisse_id=ligne.pk)
