"""The way through a draft: its steps, in order, and what each page shows of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import update_wrapper
from typing import Any, Concatenate, Final, ParamSpec
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee
from espace_partenaires.requetes import RequeteConnectee
from espace_partenaires.web.dates import depuis, heure
from signalements.enums import EtatDemande
from signalements.forms.accord import AccordForm, valeurs_initiales
from signalements.forms.etapes import EtapeForm
from signalements.forms.mas import PersonneForm, SituationForm, SoinsForm
from signalements.models import Demande
from signalements.rules.mas import soins_concernes
from signalements.services.refus import SaisiePerimee

PERSONNE: Final = "personne"
SITUATION: Final = "situation"
SOINS: Final = "soins"
ACCORD: Final = "accord"
RELECTURE: Final = "relecture"
AUCUNE_VERSION: Final = -1
CHIFFRES_D_UNE_VERSION: Final = 9
TITRES: Final = {
    PERSONNE: "Qui est la personne ?",
    SITUATION: "Pourquoi demandez-vous un accompagnement ?",
    SOINS: "Quels soins n’ont pas pu être faits ?",
    ACCORD: "La personne est-elle d’accord ?",
}
_FORMULAIRES: Final[Mapping[str, type[EtapeForm]]] = {
    PERSONNE: PersonneForm,
    SITUATION: SituationForm,
    SOINS: SoinsForm,
    ACCORD: AccordForm,
}
_Parametres = ParamSpec("_Parametres")


def sur_un_brouillon(
    vue: Callable[Concatenate[RequeteConnectee, Demande, _Parametres], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Give the view the author's own draft; once transmitted, lead to the page of the demande."""

    def enveloppe(
        request: RequeteConnectee, cle: UUID, *args: _Parametres.args, **kwargs: _Parametres.kwargs
    ) -> HttpResponse:
        demande = redigee_par(request.acteur, cle)
        if demande.etat != EtatDemande.BROUILLON:
            return redirect("signalements:voir_demande", cle=cle)
        return vue(request, demande, *args, **kwargs)

    update_wrapper(enveloppe, vue)
    return enveloppe


def redigee_par(acteur: Acteur, cle: UUID) -> Demande:
    """Return a demande that this account wrote, draft or not, with what pages show.

    Raises:
        Http404: unknown, or someone else's.
    """
    demandes = Demande.objects.visibles_par(acteur).filter(auteur_id=acteur.utilisateur_id)
    demande: Demande = get_object_or_404(
        demandes.select_related("caisse", "partenaire", "auteur").prefetch_related("caisse__departements"),
        cle=cle,
    )
    return demande


def aujourdhui_pour(demande: Demande) -> date:
    """Return the day where the caisse is."""
    return timezone.localdate(timezone=ZoneInfo(demande.caisse.fuseau))


def formulaire_de(
    etape: str, demande: Demande, request: HttpRequest | None = None, *, revoir: bool = False
) -> EtapeForm:
    """Make the form of a step: what was sent, or what the draft holds as it was typed.

    Args:
        etape: one of the steps that ask something.
        demande: the draft.
        request: a POST; the draft is shown when not given.
        revoir: say at once what the draft still lacks on this page.

    Raises:
        HorsPortee: no such step.
    """
    classe = _FORMULAIRES.get(etape)
    if classe is None:
        raise HorsPortee
    options: dict[str, Any] = {"aujourdhui": aujourdhui_pour(demande)}
    if classe is PersonneForm:
        options["departements"] = [ligne.code for ligne in demande.caisse.departements.all()]
    if request is not None:
        return classe(request.POST, request.FILES, **options)
    initial = valeurs_initiales(demande.saisie, options["aujourdhui"]) if etape == ACCORD else demande.saisie
    return classe(initial, **options) if revoir else classe(initial=initial, **options)


def version_envoyee(envoi: QueryDict) -> int:
    """Return the version that a page was opened with; one that no draft has when it cannot be read."""
    texte = envoi.get("version", "")
    lisible = texte.isascii() and texte.isdigit() and len(texte) <= CHIFFRES_D_UNE_VERSION
    return int(texte) if lisible else AUCUNE_VERSION


def parcours(saisie: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the steps of a draft: the page on care only when a frame asks it, or while none is chosen.

    Exigence: DEM-05 (S4 annexe 4)
    """
    cadres = saisie.get("cadres") or []
    avec_soins = not cadres or soins_concernes(cadres)
    return (PERSONNE, SITUATION, *((SOINS,) if avec_soins else ()), ACCORD, RELECTURE)


def adresse_etape(demande: Demande, etape: str) -> str:
    """Return the address of a step."""
    if etape in (ACCORD, RELECTURE):
        return reverse(f"signalements:{'donner_accord' if etape == ACCORD else 'relire'}", args=[demande.cle])
    return reverse("signalements:remplir_etape", args=[demande.cle, etape])


def suivante(etape: str, saisie: Mapping[str, Any]) -> str:
    """Return the step after this one."""
    chemin = parcours(saisie)
    return chemin[chemin.index(etape) + 1] if etape in chemin else ACCORD


def reprise(saisie: Mapping[str, Any]) -> str:
    """Return the step to come back to: the last one reached, or the first."""
    etape = str(saisie.get("etape") or "")
    return etape if etape in parcours(saisie) else PERSONNE


@dataclass(frozen=True, slots=True)
class Ecart:
    """One answer that differs between this page and the draft, in words."""

    libelle: str
    proposee: str
    enregistree: str


@dataclass(frozen=True, slots=True)
class Progression:
    """Where a page is on the way.

    Attributes:
        rang: from 1.
        total: steps of this draft.
        retour: address of the step before; empty on the first.
        enregistre: when something was last stored, in words; empty before anything was.
    """

    rang: int
    total: int
    retour: str
    enregistre: str

    @property
    def precedente(self) -> int:
        """Number of the step before."""
        return self.rang - 1


def progression(demande: Demande, etape: str) -> Progression:
    """Tell where a step is on the way of this draft."""
    chemin = parcours(demande.saisie)
    rang = chemin.index(etape) + 1 if etape in chemin else chemin.index(ACCORD)
    retour = adresse_etape(demande, chemin[rang - 2]) if rang > 1 else ""
    return Progression(rang, len(chemin), retour, _enregistre(demande, timezone.now()))


def _enregistre(demande: Demande, maintenant: datetime) -> str:
    """Say when the draft was last stored: the hour, as the autosave says it, and the day when it is another one."""
    if not demande.version:
        return ""
    fuseau = ZoneInfo(demande.caisse.fuseau)
    if demande.modifiee_le.astimezone(fuseau).date() == maintenant.astimezone(fuseau).date():
        return f"à {heure(demande.modifiee_le, fuseau)}"
    return depuis(demande.modifiee_le, maintenant, fuseau)


def ecarts_de(form: EtapeForm, refus: SaisiePerimee) -> list[Ecart]:
    """Say in words where this page and the draft differ (UX-05)."""
    ecarts = []
    for difference in refus.differences:
        if difference.champ in form.fields:
            champ = form.fields[difference.champ]
            proposee = form.en_mots(difference.champ, difference.proposee)
            enregistree = form.en_mots(difference.champ, difference.enregistree)
            ecarts.append(Ecart(str(champ.label), proposee, enregistree))
    return ecarts
