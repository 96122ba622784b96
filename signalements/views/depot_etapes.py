"""The way through a draft: its steps, in order, and what each page shows of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import update_wrapper
from typing import Any, Concatenate, Final, ParamSpec
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from conventions.enums import Service
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.memoire import une_fois
from espace_partenaires.requetes import RequeteConnectee
from espace_partenaires.web.dates import depuis, heure
from signalements.enums import EtatDemande
from signalements.forms.etapes import EtapeForm
from signalements.models import Demande
from signalements.rules.parcours import ACCORD, PIECES, RELECTURE, Besoins, etapes
from signalements.selectors.consentements import consentement_toujours
from signalements.selectors.motifs import CLE_MOTIF, motifs_du_parcours
from signalements.services.refus import SaisiePerimee

AUCUNE_VERSION: Final = -1
CHIFFRES_D_UNE_VERSION: Final = 9
# Steps that have a page of their own; the others share one.
_ROUTES: Final = {ACCORD: "donner_accord", PIECES: "deposer_pieces", RELECTURE: "relire"}
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
        demandes.select_related("caisse", "partenaire", "auteur", "motif").prefetch_related(
            "caisse__departements"
        ),
        cle=cle,
    )
    return demande


def aujourdhui_pour(demande: Demande) -> date:
    """Return the day where the caisse is."""
    return timezone.localdate(timezone=ZoneInfo(demande.caisse.fuseau))


def version_envoyee(envoi: QueryDict) -> int:
    """Return the version that a page was opened with; one that no draft has when it cannot be read."""
    texte = envoi.get("version", "")
    lisible = texte.isascii() and texte.isdigit() and len(texte) <= CHIFFRES_D_UNE_VERSION
    return int(texte) if lisible else AUCUNE_VERSION


def parcours(demande: Demande, saisie: Mapping[str, Any] | None = None) -> tuple[str, ...]:
    """Return the steps of a draft.

    Args:
        demande: the draft.
        saisie: what it would hold, when a page is about to be stored.

    Exigence: DEM-01, DEM-05 (S1u 1.2, S4 annexe 4)
    """
    tape = demande.saisie if saisie is None else saisie
    cadres = tuple(map(str, tape.get("cadres") or ()))
    if demande.nature == Service.SIGNALEMENT:
        return etapes(demande.nature, Besoins(cadres=cadres))
    motifs = motifs_du_parcours(demande.caisse_id, demande.nature)
    sans_personne, pieces = motifs.get(str(tape.get(CLE_MOTIF) or ""), (False, False))
    entre = (demande.caisse_id, demande.partenaire_id)
    besoins = Besoins(
        cadres=cadres,
        sans_personne=sans_personne,
        pieces=pieces,
        consentement=une_fois(
            ("consentement_toujours", *entre), lambda: consentement_toujours(*entre, timezone.now())
        ),
    )
    return etapes(demande.nature, besoins)


def adresse_etape(demande: Demande, etape: str) -> str:
    """Return the address of a step."""
    if etape in _ROUTES:
        return reverse(f"signalements:{_ROUTES[etape]}", args=[demande.cle])
    return reverse("signalements:remplir_etape", args=[demande.cle, etape])


def suivante(demande: Demande, etape: str, saisie: Mapping[str, Any]) -> str:
    """Return the step after this one, once the draft holds this."""
    chemin = parcours(demande, saisie)
    return chemin[chemin.index(etape) + 1] if etape in chemin else chemin[-2]


def reprise(demande: Demande) -> str:
    """Return the step to come back to: the last one reached, or the first."""
    chemin, etape = parcours(demande), str(demande.saisie.get("etape") or "")
    return etape if etape in chemin else chemin[0]


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
    chemin = parcours(demande)
    rang = chemin.index(etape) + 1 if etape in chemin else len(chemin) - 1
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
