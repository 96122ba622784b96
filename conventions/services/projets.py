"""A draft of convention before its signing: its object, its parties (CONV-01)."""

from django.db import transaction
from django.db.models import ProtectedError

from conventions.enums import Nature
from conventions.models import Convention, Partie
from conventions.permissions import peut_ecrire_convention
from conventions.services import controles
from conventions.services.ecriture import journaliser, verrouiller
from conventions.services.textes import refuser_un_nir
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger


def corriger_projet(
    *, acteur: Acteur, convention: Convention, objet: str, effectif_declare: int | None = None
) -> Convention:
    """Correct the object of a draft, and the members declared for an utilisation.

    Raises:
        RegleMetierRefusee: when signing has begun, an utilisation would declare nobody, or the object holds a NIR.

    Exigence: CONV-01, HAB-03 (S1u 2.2.1)
    """
    with transaction.atomic():
        verrouillee = verrouiller(convention)
        exiger(autorise=peut_ecrire_convention(acteur, verrouillee))
        controles.exiger_brouillon(verrouillee, "Corriger le projet")
        if verrouillee.nature == Nature.UTILISATION:
            if not effectif_declare:
                raise RegleMetierRefusee(
                    "effectif_absent",
                    "Indiquez le nombre de membres déclaré par le partenaire.",
                    controles.ARTICLE_UTILISATION,
                )
            verrouillee.effectif_declare = effectif_declare
        refuser_un_nir(objet)
        verrouillee.objet = objet.strip() or verrouillee.modele.libelle
        verrouillee.save(update_fields=["objet", "effectif_declare"])
        journaliser(acteur, "conventions.corriger_projet", verrouillee)
    return verrouillee


def retirer_partie(*, acteur: Acteur, partie: Partie) -> None:
    """Take a party out of a draft: not the agent's own caisse, nor the last partenaire.

    Raises:
        RegleMetierRefusee: when signing has begun, the convention would lose one of its sides, or the party has
            already written or been asked something under it.

    Exigence: CONV-01 (S1m, S0 14.1)
    """
    with transaction.atomic():
        verrouillee = verrouiller(partie.convention)
        exiger(autorise=peut_ecrire_convention(acteur, verrouillee))
        controles.exiger_brouillon(verrouillee, "Retirer une partie")
        autres = verrouillee.parties.exclude(pk=partie.pk)
        if partie.caisse_id is not None and partie.caisse_id in acteur.caisse_ids:
            raise RegleMetierRefusee(
                "sa_caisse", "Votre caisse ne se retire pas de son projet : abandonnez-le plutôt."
            )
        if partie.partenaire_id is not None and not autres.filter(partenaire__isnull=False).exists():
            raise RegleMetierRefusee("dernier_partenaire", "Une convention garde au moins un partenaire.")
        if _retirer(verrouillee, partie):
            journaliser(acteur, "conventions.retirer_partie", verrouillee, partie=partie.pk)


def _retirer(convention: Convention, partie: Partie) -> int:
    """Delete a party; return 0 when somebody else has done it."""
    try:
        return convention.parties.filter(pk=partie.pk).delete()[0]
    except ProtectedError:
        raise RegleMetierRefusee(
            "partie_engagee",
            "Cette partie a déjà écrit ou déposé quelque chose dans ce projet : abandonnez-le et préparez-en un autre "
            "sans elle.",
        ) from None
