"""Where the steering of a convention stands, in plain words; and what its pages share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.http import QueryDict

from conventions.enums import EtatConvention, Evaluation, RythmeComite
from conventions.models import Convention
from conventions.permissions import peut_animer
from conventions.rules.comites import (
    Fenetre,
    droit_ouvert,
    echeance_de_l_evaluation,
    evaluation_en_retard,
    prochain_comite,
)
from conventions.views.cadre import contexte_convention, convention_lisible
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee
from espace_partenaires.web.dates import INSECABLE, date_simple
from espace_partenaires.web.formulaires import FormulairePortail

ONGLET: Final = "comites"
PERIMEE: Final = "version_perimee"
_BIENTOT: Final = timedelta(days=60)
_OUVRE: Final = {
    Evaluation.AVENANT: "Elle ouvre le droit de modifier la convention par avenant.",
    Evaluation.ACTUALISATION: "Elle permet d’actualiser la convention à son renouvellement.",
    Evaluation.AUCUNE: "Elle n’ouvre aucun droit particulier dans ce modèle.",
}


@dataclass(frozen=True, slots=True)
class Suivi:
    """What is due, ready to be shown.

    Attributes:
        genre: kind of badge.
        mot: the state, in a few words.
        phrase: what it means, or what to do.
        article: the text it rests on.
    """

    genre: str
    mot: str
    phrase: str
    article: str


def contexte(request: RequeteConnectee, convention: Convention) -> dict[str, object]:
    """Return what every page of the steering shows around it."""
    return contexte_convention(request, convention, ONGLET) | {
        "peut_animer": convention.etat == EtatConvention.SIGNEE and peut_animer(request.acteur, convention),
        "article": convention.article_pour("comite"),
    }


def convention_a_animer(request: RequeteConnectee, cle: UUID) -> Convention:
    """Return a convention that the actor may steer.

    Raises:
        Http404: out of scope, or only readable.
    """
    convention = convention_lisible(request, cle)
    exiger(autorise=peut_animer(request.acteur, convention))
    return convention


def rafraichir_version(form: FormulairePortail, version: str) -> None:
    """Keep what was typed, and take note that the text stored since has been shown: it may be saved next."""
    if isinstance(form.data, QueryDict):
        donnees = form.data.copy()
        donnees["version"] = version
        form.data = donnees


def tenter(
    form: FormulairePortail, agir: Callable[[], object], version: Callable[[], str] | None = None
) -> bool:
    """Act, or show beside the form why not, with everything typed.

    Args:
        form: the form, valid.
        agir: the service, its arguments bound.
        version: gives the mark of the text stored now, for a form that may overwrite another's text.

    Returns:
        Whether it was done.
    """
    try:
        agir()
    except RegleMetierRefusee as refus:
        form.add_error(None, refus.message)
        if refus.code == PERIMEE and version is not None:
            rafraichir_version(form, version())
        return False
    return True


def est_perimee(form: FormulairePortail, version: str) -> bool:
    """Tell whether the form was filled from a text that changed since: both are then shown."""
    return form.is_bound and form.cleaned_data.get("version", version) != version


def _hors_vigueur(convention: Convention, jour: date) -> tuple[str, str, str] | None:
    """Say why nothing is due: not in force yet, or any more."""
    if convention.etat != EtatConvention.SIGNEE or convention.debut is None or convention.debut > jour:
        return "attente", "pas encore en vigueur", "Les délais se comptent depuis la prise d’effet."
    if convention.fin_certaine is not None and convention.fin_certaine < jour:
        return "neutre", "convention terminée", "Plus rien n’est attendu."
    return None


def suivi_des_comites(
    convention: Convention, jour: date, dernier_tenu: date | None, prevu: date | None
) -> Suivi:
    """Say when the next comité is due, and whether it is late.

    Args:
        convention: from ``convention_lisible``.
        jour: the day, where its caisses are.
        dernier_tenu: the last comité held.
        prevu: the next one planned.
    """
    article = convention.article_pour("comite")
    hors = _hors_vigueur(convention, jour)
    if convention.comite == RythmeComite.AUCUN:
        return Suivi(
            "neutre",
            "aucun comité imposé",
            "Ce modèle n’impose pas de comité de pilotage. Les parties peuvent en réunir un quand elles le souhaitent.",
            article,
        )
    fenetre = prochain_comite(convention.comite, convention.debut or jour, dernier_tenu)
    if hors is not None or fenetre is None:
        return Suivi(*(hors or ("neutre", "aucun comité imposé", "")), article)
    genre, mot = _etat_du_comite(fenetre, jour, prevu)
    return Suivi(genre, mot, _phrase_du_comite(convention, fenetre, dernier_tenu, prevu), article)


def _etat_du_comite(fenetre: Fenetre, jour: date, prevu: date | None) -> tuple[str, str]:
    if fenetre.en_retard(jour):
        return "retard", f"en retard depuis le {date_simple(fenetre.limite)}"
    if prevu is not None and prevu <= fenetre.limite:
        return "fait", f"prévu le {date_simple(prevu)}"
    genre = "bientot" if fenetre.limite - jour <= _BIENTOT else "attente"
    return genre, f"à réunir au plus tard le {date_simple(fenetre.limite)}"


def _phrase_du_comite(
    convention: Convention, fenetre: Fenetre, dernier_tenu: date | None, prevu: date | None
) -> str:
    national = convention.comite == RythmeComite.FEVRIER_MARS
    quand = "chaque année en février ou en mars" if national else "une fois par an au moins"
    phrases = [f"Le comité se réunit {quand}."]
    phrases.append(
        f"Le dernier s’est tenu le {date_simple(dernier_tenu)}."
        if dernier_tenu
        else "Aucun ne s’est encore tenu."
    )
    if prevu is not None and prevu > fenetre.limite:
        limite = date_simple(fenetre.limite)
        phrases.append(f"Celui du {date_simple(prevu)} vient après la date limite, le {limite}.")
    return " ".join(phrases)


def suivi_de_l_evaluation(convention: Convention, jour: date, premiere: date | None) -> Suivi:
    """Say when the first year is to be evaluated, and what its evaluation opened.

    Args:
        convention: from ``convention_lisible``.
        jour: the day, where its caisses are.
        premiere: the first evaluation held.
    """
    article = convention.article_pour("evaluation")
    if premiere is not None:
        ouvre = _OUVRE[droit_ouvert(convention.evaluation, premiere)]
        return Suivi("fait", f"tenue le {date_simple(premiere)}", ouvre, article)
    if convention.evaluation == Evaluation.AUCUNE:
        return Suivi(
            "neutre",
            "aucune évaluation imposée",
            "Ce modèle n’impose pas d’évaluation. Les parties peuvent en tenir une quand elles le souhaitent.",
            article,
        )
    hors = _hors_vigueur(convention, jour)
    if hors is not None or convention.debut is None:
        return Suivi(*(hors or ("attente", "pas encore en vigueur", "")), article)
    limite = echeance_de_l_evaluation(convention.debut)
    attendue = f"Une évaluation partagée est attendue douze mois après la prise d’effet{INSECABLE}: "
    phrase = attendue + _OUVRE[Evaluation(convention.evaluation)].removesuffix(".").lower() + "."
    if evaluation_en_retard(convention.evaluation, convention.debut, premiere, jour):
        return Suivi("retard", f"en retard depuis le {date_simple(limite)}", phrase, article)
    genre = "bientot" if limite - jour <= _BIENTOT else "attente"
    return Suivi(genre, f"à tenir au plus tard le {date_simple(limite)}", phrase, article)
