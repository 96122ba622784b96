"""The statement of a convention: parties, terms, what happened, what comes, on one page when it is short."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils import timezone

from conventions.documents.contexte import contexte_commun
from conventions.documents.fichiers import Document, dessiner
from conventions.documents.termes import resumer
from conventions.enums import EtatConvention, Nature, NatureEvenement, Reconduction
from conventions.models import Convention
from conventions.permissions import peut_lire_convention
from conventions.rules.delais import limite_de_preavis, terme_en_cours
from conventions.services.ecriture import journaliser
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import exiger
from espace_partenaires.web.dates import date_simple

FAITS_MONTRES: Final = 12


@dataclass(frozen=True, slots=True)
class Fait:
    """One line: a date, what happened or comes, the article it rests on."""

    le: date | None
    mots: str
    article: str = ""


def releve_pdf(*, acteur: Acteur, convention: Convention, maintenant: datetime | None = None) -> Document:
    """Draw the statement of a convention on a day.

    Args:
        acteur: who reads it.
        convention: a row of ``avec_vigueur``, with its modèle.
        maintenant: the moment it is drawn at.

    Raises:
        HorsPortee: out of scope.

    Exigence: CONV-03, CONV-12
    """
    exiger(autorise=peut_lire_convention(acteur, convention))
    journaliser(acteur, "conventions.produire_pdf", convention, document="releve")
    le = timezone.localdate(maintenant or timezone.now())
    faits = faits_passes(convention)
    contexte = {
        **contexte_commun(convention),
        "le": le,
        "situation": situation_imprimee(convention, le),
        "resume": resumer(convention),
        "faits": faits[-FAITS_MONTRES:],
        "faits_omis": max(0, len(faits) - FAITS_MONTRES),
        "a_venir": faits_a_venir(convention, le),
    }
    noms = " ".join(partie.libelle for partie in convention.parties.all() if partie.partenaire)
    return dessiner(
        "releve.html", contexte, titre="Relevé de la convention", nom=f"releve {convention.nature} {noms}"
    )


def situation_imprimee(convention: Convention, le: date) -> str:
    """Say where a convention stands on a day, in one sentence."""
    if convention.etat != EtatConvention.SIGNEE or convention.debut is None:
        return str(EtatConvention(convention.etat).label)
    if convention.vigueur:
        return f"En vigueur depuis le {date_simple(convention.debut)}"
    if convention.debut > le:
        return f"Signée, en vigueur à partir du {date_simple(convention.debut)}"
    if convention.fin_certaine is not None and convention.fin_certaine < le:
        return f"Terminée le {date_simple(convention.fin_certaine)}"
    return "Signée, sans effet : la convention métier sur laquelle elle s’appuie n’est pas en vigueur"


def faits_passes(convention: Convention) -> list[Fait]:
    """Return what happened, the oldest first, with who signed."""
    faits = []
    for evenement in convention.evenements.select_related("partie").order_by("survenu_le", "pk"):
        mots = str(NatureEvenement(evenement.nature).label)
        if evenement.partie:
            mots += f", {evenement.partie.libelle}"
        if evenement.effet_le:
            mots += f" (dernier jour ou effet : {date_simple(evenement.effet_le)})"
        if evenement.terme_le:
            mots += f" (nouveau terme : {date_simple(evenement.terme_le)})"
        faits.append(Fait(evenement.survenu_le, mots, evenement.article))
    return faits


def faits_a_venir(convention: Convention, le: date) -> list[Fait]:
    """Return the next dates of a convention in force.

    Exigence: CONV-04, CONV-12
    """
    if not convention.vigueur or convention.debut is None:
        return []
    article = convention.article_pour("reconduction")
    if convention.nature == Nature.UTILISATION and convention.fin_certaine is None:
        return [Fait(None, "Suit le terme et le renouvellement de la convention métier", article)]
    if convention.fin_decidee is not None:
        return [Fait(convention.fin_decidee, "Dernier jour en vigueur", article)]
    if not convention.duree_mois:
        return []
    terme = terme_en_cours(convention.debut, convention.duree_mois, le, convention.terme_fixe)
    if convention.reconduction == Reconduction.TACITE:
        return [
            Fait(terme, "Fin de la période en cours, reconduite tacitement sauf refus d’une partie", article)
        ]
    faits = []
    if convention.preavis_mois and limite_de_preavis(terme, convention.preavis_mois) >= le:
        limite = limite_de_preavis(terme, convention.preavis_mois)
        faits.append(Fait(limite, "Dernier jour pour recevoir une demande de renouvellement", article))
    return [*faits, Fait(terme, "Terme de la convention, sauf renouvellement exprès", article)]
