"""The terms of a convention in the words of its articles (CONV-02)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from conventions.documents.nombres import INSECABLE, avec_lettres, duree_en_mois
from conventions.enums import DepartMiseEnDemeure, Evaluation, FinUnilaterale, Reconduction, RythmeComite
from conventions.models import Convention, Engagement
from conventions.models.termes import Termes
from conventions.rules.delais import dernier_jour

SANS_OBJET: Final = "sans objet"
_UNITES: Final = {
    "duree_mois": "mois",
    "preavis_mois": "mois",
    "mise_en_demeure_jours": "jour",
    "force_majeure_jours": "jour",
}


@dataclass(frozen=True, slots=True)
class TermesRediges:
    """Terms ready to be put in a sentence; an empty one is not in the convention.

    Attributes:
        duree: after « pour une durée »: « d’un an (12 mois) ».
        preavis: « trois (3) mois ».
        mise_en_demeure: « quinze (15) jours calendaires ».
        depart: what this delay runs from: « de l’envoi », « de la réception ».
        force_majeure: « trente (30) jours ».
        fin_du_premier_terme: last day of the first term, once all have signed.
        convention: the terms themselves.
    """

    duree: str
    preavis: str
    mise_en_demeure: str
    depart: str
    force_majeure: str
    fin_du_premier_terme: date | None
    convention: Termes

    @property
    def tacite(self) -> bool:
        """Whether it goes on unless a party refuses."""
        return self.convention.reconduction == Reconduction.TACITE

    @property
    def expresse(self) -> bool:
        """Whether it ends unless a party asks otherwise."""
        return self.convention.reconduction == Reconduction.EXPRESSE

    @property
    def fin_a_tout_moment(self) -> bool:
        """Whether one party alone may end it at any time."""
        return self.convention.fin_unilaterale == FinUnilaterale.A_TOUT_MOMENT

    @property
    def fin_de_trimestre(self) -> bool:
        """Whether one party alone may end it, at the end of a quarter."""
        return self.convention.fin_unilaterale == FinUnilaterale.FIN_DE_TRIMESTRE

    @property
    def evaluation_ouvre_un_avenant(self) -> bool:
        """Whether the evaluation of the first year opens the right to amend."""
        return self.convention.evaluation == Evaluation.AVENANT

    @property
    def evaluation_actualise(self) -> bool:
        """Whether it may lead to an update at renewal."""
        return self.convention.evaluation == Evaluation.ACTUALISATION

    @property
    def comite_au_printemps(self) -> bool:
        """Whether the comité meets in February or March."""
        return self.convention.comite == RythmeComite.FEVRIER_MARS


def rediger_termes(convention: Convention, debut: date | None) -> TermesRediges:
    """Put the terms of a convention in words.

    Args:
        convention: the convention.
        debut: first day in force, once all have signed.

    Exigence: CONV-02, CONV-12
    """
    jours, mois = convention.mise_en_demeure_jours, convention.duree_mois
    de_la_reception = convention.mise_en_demeure_depart == DepartMiseEnDemeure.RECEPTION
    return TermesRediges(
        duree=duree_en_mois(mois) if mois else "",
        preavis=avec_lettres(convention.preavis_mois, "mois") if convention.preavis_mois else "",
        mise_en_demeure=f"{avec_lettres(jours, 'jour')} calendaires" if jours else "",
        depart="de la réception" if de_la_reception else "de l’envoi",
        force_majeure=avec_lettres(convention.force_majeure_jours, "jour")
        if convention.force_majeure_jours
        else "",
        fin_du_premier_terme=dernier_jour(debut, mois) if debut and mois else None,
        convention=convention,
    )


@dataclass(frozen=True, slots=True)
class TermeModifie:
    """One line of the table of an avenant."""

    libelle: str
    avant: str
    apres: str


def termes_modifies(convention: Convention, modifications: Mapping[str, Any]) -> list[TermeModifie]:
    """Return what an avenant changes, in words.

    ``avant`` is written when it takes effect; until then it is what the convention says.

    Exigence: CONV-07
    """
    lignes = []
    for nom, changement in modifications.items():
        paire = changement if isinstance(changement, Mapping) else {"apres": changement}
        avant = paire.get("avant", getattr(convention, nom, None))
        lignes.append(
            TermeModifie(libelle_du_terme(nom), dire_terme(nom, avant), dire_terme(nom, paire.get("apres")))
        )
    return lignes


def libelle_du_terme(nom: str) -> str:
    """Return the name of a term, as the screens call it."""
    champs = (*Convention._meta.fields, *Convention._meta.many_to_many)
    noms = {champ.name: str(getattr(champ, "verbose_name", champ.name)) for champ in champs}
    return _majuscule(noms.get(nom, nom))


def dire_terme(nom: str, valeur: Any) -> str:
    """Write the value of a term in words."""
    if valeur is None or valeur in ("", {}):
        return SANS_OBJET
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, list | Mapping):
        return _dire_plusieurs(valeur)
    champs = {champ.name: champ for champ in Convention._meta.fields}
    choix = dict(getattr(champs.get(nom), "flatchoices", None) or ())
    if valeur in choix:
        return str(choix[valeur])
    if nom in _UNITES and isinstance(valeur, int):
        unite = _UNITES[nom]
        return f"{valeur}{INSECABLE}{unite}{'s' if valeur > 1 and not unite.endswith('s') else ''}"
    return str(valeur)


def _dire_plusieurs(valeurs: list[int] | Mapping[str, Any]) -> str:
    """Write engagements at choice by their words, articles by their acts."""
    if isinstance(valeurs, Mapping):
        return "; ".join(f"{cle}: {article}" for cle, article in sorted(valeurs.items()))
    return " ".join(Engagement.objects.filter(pk__in=valeurs).values_list("texte", flat=True)) or "aucun"


def resumer(convention: Convention) -> list[tuple[str, str]]:
    """Return the terms of a convention that say something, by name and value, in the order of its articles."""
    noms = (
        "duree_mois",
        "reconduction",
        "preavis_mois",
        "mise_en_demeure_jours",
        "mise_en_demeure_depart",
        "fin_unilaterale",
        "force_majeure_jours",
        "evaluation",
        "comite",
        "effectif_declare",
    )
    lignes = [(libelle_du_terme(nom), dire_terme(nom, getattr(convention, nom))) for nom in noms]
    return [(nom, valeur) for nom, valeur in lignes if valeur != SANS_OBJET]


def _majuscule(mots: str) -> str:
    return mots[:1].upper() + mots[1:]
