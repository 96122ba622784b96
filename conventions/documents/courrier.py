"""Registered letters, one per addressee, for a window envelope (CONV-16)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from conventions.documents.contexte import article_de_destruction, contexte_commun
from conventions.documents.fichiers import Document, dessiner
from conventions.documents.parties import PartieImprimee, imprimer_partie
from conventions.enums import DepartMiseEnDemeure, NatureCourrier
from conventions.models import Convention, Courrier, Remise
from conventions.permissions import peut_lire_convention
from conventions.rules.delais import (
    echeance_de_mise_en_demeure,
    effet_en_fin_de_trimestre,
    limite_de_preavis,
    terme_en_cours,
    terme_suivant,
)
from conventions.services.ecriture import journaliser
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import exiger

OBJETS: Final = {
    NatureCourrier.MISE_EN_DEMEURE.value: "mise en demeure",
    NatureCourrier.RENOUVELLEMENT.value: "demande de renouvellement",
    NatureCourrier.REFUS_DE_RECONDUCTION.value: "dénonciation, refus de la reconduction",
    NatureCourrier.FIN_UNILATERALE.value: "dénonciation, fin de la convention à notre initiative",
    NatureCourrier.RESILIATION.value: "notification de la résiliation",
    NatureCourrier.FORCE_MAJEURE.value: "notification d’un cas de force majeure",
}
_ACTES: Final = {
    NatureCourrier.RENOUVELLEMENT.value: "reconduction",
    NatureCourrier.REFUS_DE_RECONDUCTION.value: "reconduction",
    NatureCourrier.RESILIATION.value: "mise_en_demeure",
}


@dataclass(frozen=True, slots=True)
class Lettre:
    """One letter: its addressee and its number.

    Attributes:
        destinataire: who receives it.
        numero: number of the registered letter.
        premiere: the mise en demeure this addressee received before, if any.
    """

    destinataire: PartieImprimee
    numero: str
    premiere: Remise | None


def courrier_pdf(*, acteur: Acteur, courrier: Courrier, convention: Convention) -> Document:
    """Draw the letters of one sending.

    Args:
        acteur: who reads it.
        courrier: in the actor's scope.
        convention: its convention, a row of ``avec_dates`` with its modèle.

    Raises:
        HorsPortee: out of scope.

    Exigence: CONV-12, CONV-16 (S0 14, S1u 8.2, S1m 9.4, S4 7)
    """
    exiger(autorise=peut_lire_convention(acteur, convention))
    journaliser(acteur, "conventions.produire_pdf", convention, document=f"courrier_{courrier.nature}")
    contexte = {
        **contexte_commun(convention),
        "courrier": courrier,
        "objet": OBJETS[courrier.nature],
        "expediteur": imprimer_partie(courrier.expediteur),
        "lettres": _lettres(courrier),
        "article_de_la_destruction": article_de_destruction(convention),
        "article_de_l_acte": convention.article_pour(_ACTES.get(courrier.nature, courrier.nature)),
        **_dates(courrier, convention),
        "etat": "",
    }
    titre = f"Lettre recommandée : {OBJETS[courrier.nature]}"
    return dessiner(
        "courrier.html",
        contexte,
        titre=titre,
        nom=f"lettre {courrier.nature} {courrier.envoye_le.isoformat()}",
    )


def _lettres(courrier: Courrier) -> list[Lettre]:
    remises = courrier.remises.select_related("destinataire__caisse", "destinataire__partenaire").order_by(
        "pk"
    )
    premieres: dict[int, Remise] = {}
    if courrier.suite_de:
        premieres = {remise.destinataire_id: remise for remise in courrier.suite_de.remises.all()}
    return [
        Lettre(imprimer_partie(remise.destinataire), remise.numero, premieres.get(remise.destinataire_id))
        for remise in remises
    ]


def _dates(courrier: Courrier, convention: Convention) -> dict[str, object]:
    """Return the dates that a letter announces, computed from the terms."""
    calculs: dict[str, Callable[[Courrier, Convention], dict[str, object]]] = {
        NatureCourrier.MISE_EN_DEMEURE: _de_la_mise_en_demeure,
        NatureCourrier.RENOUVELLEMENT: _du_renouvellement,
        NatureCourrier.REFUS_DE_RECONDUCTION: _du_refus,
        NatureCourrier.FIN_UNILATERALE: _de_la_fin_unilaterale,
        NatureCourrier.RESILIATION: _de_la_resiliation,
    }
    calcul = calculs.get(NatureCourrier(courrier.nature))
    return calcul(courrier, convention) if calcul else {}


def _de_la_mise_en_demeure(courrier: Courrier, convention: Convention) -> dict[str, object]:
    """A delay from the sending has a date already; one from receipt has none yet."""
    jours = convention.mise_en_demeure_jours
    if not jours or convention.mise_en_demeure_depart != DepartMiseEnDemeure.ENVOI:
        return {}
    return {"echeance": echeance_de_mise_en_demeure(courrier.envoye_le, jours)}


def _du_renouvellement(courrier: Courrier, convention: Convention) -> dict[str, object]:
    terme = _terme(courrier, convention)
    if terme is None or not convention.duree_mois:
        return {}
    limite = limite_de_preavis(terme, convention.preavis_mois) if convention.preavis_mois else None
    return {
        "terme": terme,
        "nouveau_debut": terme + timedelta(days=1),
        "nouveau_terme": terme_suivant(terme, convention.duree_mois),
        "limite": limite,
    }


def _du_refus(courrier: Courrier, convention: Convention) -> dict[str, object]:
    return {"terme": _effet_consigne(courrier) or _terme(courrier, convention)}


def _de_la_fin_unilaterale(courrier: Courrier, _: Convention) -> dict[str, object]:
    """The recorded effect when there is one; for a quarter, that of a receipt in the quarter of the sending."""
    consigne = _effet_consigne(courrier)
    trimestre = effet_en_fin_de_trimestre(courrier.envoye_le)
    return {"effet": consigne or courrier.effet_demande_le, "fin_de_trimestre_si_recue": trimestre}


def _de_la_resiliation(courrier: Courrier, convention: Convention) -> dict[str, object]:
    premiere = courrier.suite_de
    contexte: dict[str, object] = {
        "effet": _effet_consigne(courrier) or courrier.effet_demande_le,
        "premiere": premiere,
    }
    jours = convention.mise_en_demeure_jours
    if premiere and jours:
        departs = _departs(premiere, convention)
        if departs:
            contexte["echeance"] = echeance_de_mise_en_demeure(max(departs), jours)
    return contexte


def _departs(premiere: Courrier, convention: Convention) -> list[date]:
    if convention.mise_en_demeure_depart == DepartMiseEnDemeure.ENVOI:
        return [premiere.envoye_le]
    recues = premiere.remises.filter(recue_le__isnull=False).values_list("recue_le", flat=True)
    return [jour for jour in recues if jour is not None]


def _terme(courrier: Courrier, convention: Convention) -> date | None:
    if convention.debut is None or not convention.duree_mois:
        return None
    return terme_en_cours(convention.debut, convention.duree_mois, courrier.envoye_le, convention.terme_fixe)


def _effet_consigne(courrier: Courrier) -> date | None:
    """Return the effect that the register recorded for this letter, if it did."""
    return (
        courrier.evenements.filter(effet_le__isnull=False)
        .order_by("-consigne_le", "-pk")
        .values_list("effet_le", flat=True)
        .first()
    )
