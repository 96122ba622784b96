"""The identity of a demande that the caisse could not find, mended by the structure (DEM-02, DEM-10)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.journal.services import consigner
from signalements.enums import NatureFait, RaisonIrrecevable
from signalements.models import Demande, EvenementDemande
from signalements.rules.doublons import plier_un_nom
from signalements.rules.mas import ARTICLE_FORMULAIRE, SaisieMas, champs_manquants
from signalements.rules.textes import ARTICLE_NIR, MESSAGE_NIR, contient_nir
from signalements.services.refus import DossierIncomplet, IdentiteAvecNumero
from signalements.services.saisie import textes_de

CHAMPS: Final = ("civilite", "nom", "prenom", "date_naissance", "departement")


def identite_a_corriger(demande: Demande) -> bool:
    """Tell whether the caisse said that the identity does not let it find the person.

    Only then: elsewhere, another identity would be another person, under a consent it never gave.

    Exigence: DEM-10, DEM-22 (S4 a2 § 3)
    """
    jugements = EvenementDemande.objects.filter(demande=demande, nature=NatureFait.IRRECEVABILITE)
    dernier = jugements.order_by("-survenu_le", "-id").values_list("motif", flat=True).first()
    return dernier == RaisonIrrecevable.IDENTITE


def corriger_identite(
    acteur: Acteur, demande: Demande, identite: Mapping[str, object], maintenant: datetime
) -> bool:
    """Write the identity as it was mended in a locked demande; the journal names the columns, never their values.

    Args:
        acteur: a technicien of the structure, already allowed.
        demande: locked, irrecevable, with ``caisse``.
        identite: ``CHAMPS``, raw, the date in ISO form.
        maintenant: moment of the act (aware).

    Returns:
        Whether something changed.

    Raises:
        RegleMetierRefusee: ``identite``: it is not what the caisse asked to mend.
        IdentiteAvecNumero: a social security number, field by field.
        DossierIncomplet: what is missing, field by field.

    Exigence: DEM-02, DEM-10 (S1u 5, S4 a2 § 3)
    """
    if not identite_a_corriger(demande):
        raise RegleMetierRefusee(
            "identite", "La caisse n’a pas demandé de corriger l’identité de la personne."
        )
    numeros = [champ for champ, valeur in identite.items() if any(map(contient_nir, textes_de(valeur)))]
    if numeros:
        raise IdentiteAvecNumero(dict.fromkeys(numeros, MESSAGE_NIR), ARTICLE_NIR)
    lue = SaisieMas.lire(identite)
    aujourdhui = maintenant.astimezone(ZoneInfo(demande.caisse.fuseau)).date()
    manques = {m.champ: m.message for m in champs_manquants(lue, aujourdhui) if m.champ in CHAMPS}
    if manques:
        raise DossierIncomplet(manques, ARTICLE_FORMULAIRE)
    changes = [champ for champ in CHAMPS if getattr(demande, champ) != getattr(lue, champ)]
    if not changes:
        return False
    for champ in changes:
        setattr(demande, champ, getattr(lue, champ))
    demande.nom_plie, demande.prenom_plie = plier_un_nom(demande.nom), plier_un_nom(demande.prenom)
    demande.save(update_fields=[*changes, "nom_plie", "prenom_plie"])
    consigner(
        acteur=acteur, action="signalements.corriger_identite", objet=demande, details={"champs": changes}
    )
    return True
