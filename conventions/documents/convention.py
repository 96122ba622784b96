"""The conventions themselves: cadre, métier, utilisation."""

from datetime import datetime

from django.utils import timezone

from conventions.documents.contexte import (
    avenants_en_vigueur,
    contexte_commun,
    designer,
    engagements_imprimes,
    interlocuteurs_imprimes,
    portes_par,
    referents_imprimes,
    support_imprime,
)
from conventions.documents.fiche import champs_de_fiche
from conventions.documents.fichiers import Document, dessiner
from conventions.documents.plan import Plan, rediger
from conventions.documents.quotas import TRANCHES, tranche_de
from conventions.documents.textes import texte_de
from conventions.enums import Nature, Porteur, Service
from conventions.models import Convention, FluxNational
from conventions.permissions import peut_lire_convention
from conventions.services.ecriture import journaliser
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import exiger


def convention_pdf(*, acteur: Acteur, convention: Convention, maintenant: datetime | None = None) -> Document:
    """Draw a convention as it is signed, its terms those of today.

    Args:
        acteur: who reads it.
        convention: a row of ``avec_dates`` in the actor's scope, with its modèle.
        maintenant: the day whose référents are named.

    Raises:
        HorsPortee: out of scope.

    Exigence: CONV-12, CONV-18, CONV-22
    """
    exiger(autorise=peut_lire_convention(acteur, convention))
    contexte = contexte_de_convention(convention, maintenant or timezone.now())
    corps, plan = rediger_convention(convention, contexte)
    journaliser(acteur, "conventions.produire_pdf", convention, document="convention")
    contexte |= {"corps": corps, "annexes": plan.annexes}
    noms = " ".join(partie.libelle for partie in convention.parties.all() if partie.partenaire)
    return dessiner(
        "convention.html",
        contexte,
        titre=str(contexte["intitule"]),
        nom=f"convention {convention.nature} {noms}",
    )


def rediger_convention(convention: Convention, contexte: dict[str, object]) -> tuple[str, Plan]:
    """Write the articles and annexes of a convention, references resolved."""
    return rediger(f"conventions/pdf/textes/{texte_de(convention).gabarit}", contexte)


def contexte_de_convention(convention: Convention, maintenant: datetime) -> dict[str, object]:
    """Return everything that the text of a convention may show."""
    commun = contexte_commun(convention)
    texte = texte_de(convention)
    qui = {
        Porteur.CAISSE.value: texte.caisse.maj,
        Porteur.PARTENAIRE.value: texte.partenaire.maj,
        Porteur.ENSEMBLE.value: "Ensemble",
    }
    engagements = engagements_imprimes(convention, qui)
    toutes = [*engagements["tronc"], *engagements["options"]]
    return {
        **commun,
        **engagements,
        "de_la_caisse": portes_par(toutes, Porteur.CAISSE, Porteur.ENSEMBLE),
        "du_partenaire": portes_par(toutes, Porteur.PARTENAIRE, Porteur.ENSEMBLE),
        "services": [libelle for libelle, ouvert in services_prevus(convention) if ouvert],
        "tous_les_services": services_prevus(convention),
        "referents": referents_imprimes(convention, timezone.localdate(maintenant)),
        "interlocuteurs": interlocuteurs_imprimes(convention),
        "support": support_imprime(convention),
        "flux": FluxNational.objects.filter(actif=True).order_by("ordre"),
        "avenants": avenants_en_vigueur(convention),
        "metier": convention.parente,
        "designation_de_la_metier": designer(convention.parente) if convention.parente else "",
        "designation_du_cadre": designer(convention.cadre) if convention.cadre else "",
        "champs_de_fiche": champs_de_fiche(None),
        **_quotas(convention),
    }


def services_prevus(convention: Convention) -> list[tuple[str, bool]]:
    """Return each service and whether the modèle of the métier convention opens it by default (ORG-04)."""
    modele = convention.parente.modele if convention.parente else convention.modele
    return [(service.label, service.value in modele.services_par_defaut) for service in Service]


def _quotas(convention: Convention) -> dict[str, object]:
    effectif = convention.effectif_declare
    if convention.nature != Nature.UTILISATION or not effectif:
        return {}
    return {"tranches": TRANCHES, "tranche": tranche_de(effectif), "effectif": effectif}
