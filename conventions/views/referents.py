"""The référents of each party: shown as cards, named, replaced, ended (CONV-08)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from conventions.forms.referents import FinReferentForm, ReferentForm
from conventions.models import Convention, Partie, Referent
from conventions.permissions import peut_designer_referent
from conventions.rules.referents import Mandat
from conventions.services import referents as services
from conventions.views.cadre import contexte_convention, convention_lisible
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee
from espace_partenaires.web.dates import date_simple

ONGLET = "referents"


@dataclass(frozen=True, slots=True)
class FicheDePartie:
    """The référents of a party, as its card shows them.

    Attributes:
        partie: the party.
        rang: its place in the convention, from 1: it stands for the party in addresses.
        en_fonction: référents of the day.
        a_venir: named for later.
        passes: who ended, the last first.
        peut_designer: whether the actor may name, replace or end them.
    """

    partie: Partie
    rang: int
    en_fonction: list[Referent]
    a_venir: list[Referent]
    passes: list[Referent]
    peut_designer: bool


def fiches_des_parties(acteur: Acteur, convention: Convention, le: date) -> list[FicheDePartie]:
    """Return a card per party, in their order, from one query on the référents.

    Args:
        acteur: who reads.
        convention: from ``convention_lisible``.
        le: the day.

    Exigence: CONV-08
    """
    referents = list(
        Referent.objects.visibles_par(acteur).filter(convention=convention).order_by("nom", "pk")
    )
    fiches = []
    for rang, partie in enumerate(convention.parties.all(), start=1):
        siens = [referent for referent in referents if referent.partie_id == partie.pk]
        passes = [referent for referent in siens if referent.au is not None and referent.au < le]
        fiches.append(
            FicheDePartie(
                partie=partie,
                rang=rang,
                en_fonction=[r for r in siens if Mandat(r.partie_id, r.du, r.au).court(le)],
                a_venir=[referent for referent in siens if referent.du > le],
                passes=sorted(passes, key=lambda referent: (referent.au or le, referent.pk), reverse=True),
                peut_designer=peut_designer_referent(acteur, partie),
            )
        )
    return fiches


@require_http_methods(["GET", "HEAD", "POST"])
def nommer_referent(request: RequeteConnectee, cle: UUID, rang: int) -> HttpResponse:
    """Name a référent of one party."""
    convention = convention_lisible(request, cle)
    parties = list(convention.parties.all())
    if not 1 <= rang <= len(parties):
        raise HorsPortee
    partie = parties[rang - 1]
    exiger(autorise=peut_designer_referent(request.acteur, partie))
    form = ReferentForm(request.POST or None, partie=partie, initial={"du": timezone.localdate()})
    if form.is_valid():
        try:
            services.nommer_referent(
                acteur=request.acteur, partie=partie, personne=form.personne(), du=form.cleaned_data["du"]
            )
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(request, "Le référent est nommé ; les autres parties en sont informées.")
            return redirect("conventions:voir_referents", cle=convention.cle)
    return _formulaire(
        request, convention, form, partie, titre="Nommer un référent", action="Nommer ce référent"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def remplacer_referent(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Have somebody else take over from a référent."""
    referent, convention = _referent_a_ecrire(request, cle)
    form = ReferentForm(request.POST or None, partie=referent.partie, initial={"du": timezone.localdate()})
    if form.is_valid():
        try:
            services.remplacer_referent(
                acteur=request.acteur,
                referent=referent,
                personne=form.personne(),
                du=form.cleaned_data["du"],
            )
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(request, "La relève est enregistrée ; les autres parties en sont informées.")
            return redirect("conventions:voir_referents", cle=convention.cle)
    return _formulaire(
        request,
        convention,
        form,
        referent.partie,
        titre="Remplacer un référent",
        action="Enregistrer la relève",
        remplace=referent,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def terminer_referent(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Give a référent its last day, after a page that says what follows."""
    referent, convention = _referent_a_ecrire(request, cle)
    form = FinReferentForm(request.POST or None, initial={"dernier_jour": timezone.localdate()})
    if form.is_valid():
        try:
            services.terminer_referent(acteur=request.acteur, referent=referent, **form.cleaned_data)
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(request, "La fin est enregistrée ; les autres parties en sont informées.")
            return redirect("conventions:voir_referents", cle=convention.cle)
    contexte = {
        "form": form,
        "convention": convention,
        "titre": "Mettre fin aux fonctions d’un référent",
        "consequences": _consequences(referent),
        "action": "Enregistrer la fin",
        "annuler": reverse("conventions:voir_referents", args=[convention.cle]),
    }
    return render(request, "conventions/referents/confirmer.html", contexte)


def _consequences(referent: Referent) -> list[str]:
    consequences = [
        f"{referent.nom} n’est plus référent de cette partie le lendemain : {referent.partie.libelle}.",
        "Son nom et ses dates restent dans l’historique de la convention.",
        "Les référents des autres parties en sont informés par courriel.",
    ]
    if referent.utilisateur_id:
        consequences.insert(1, "Son compte n’anime plus la convention ; ses autres droits ne changent pas.")
    autres = referent.partie.referents.filter(au__isnull=True).exclude(pk=referent.pk)
    if not autres.exists():
        consequences.append("Cette partie n’aura plus de référent : nommez sa relève.")
    return consequences


def _referent_a_ecrire(request: RequeteConnectee, cle: UUID) -> tuple[Referent, Convention]:
    """Return a référent the actor may replace or end, and the convention as its pages show it."""
    referents = Referent.objects.visibles_par(request.acteur).select_related(
        "convention", "partie__convention", "partie__caisse", "partie__partenaire"
    )
    referent = get_object_or_404(referents, cle=cle)
    exiger(autorise=peut_designer_referent(request.acteur, referent.partie))
    return referent, convention_lisible(request, referent.convention.cle)


def _formulaire(
    request: RequeteConnectee,
    convention: Convention,
    form: ReferentForm,
    partie: Partie,
    *,
    titre: str,
    action: str,
    remplace: Referent | None = None,
) -> HttpResponse:
    precision = ""
    if remplace is not None:
        precision = f"{remplace.nom}, référent depuis le {date_simple(remplace.du)}, finit la veille."
    contexte = contexte_convention(request, convention, ONGLET) | {
        "form": form,
        "partie": partie,
        "titre": titre,
        "action": action,
        "precision": precision,
    }
    return render(request, "conventions/referents/formulaire.html", contexte)
