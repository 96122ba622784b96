"""The agents' work list: by what is left of the delay, views with counts, several taken in charge at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from conventions.models import Caisse
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee
from signalements.forms.agent import RechercheForm
from signalements.models import Demande
from signalements.permissions import peut_ouvrir_le_bureau
from signalements.selectors import Compte, Page, Vue, comptes_des_vues, liste_de_travail
from signalements.services.traitement import prendre_en_charge
from signalements.views.agent_presentation import adresse_de, fuseau_de, lignes_de_travail
from signalements.views.agent_refus import expliquer

PAR_PAGE: Final = 25
PAR_DEFAUT: Final = Vue.ECHEANCE
VUES: Final = (
    Vue.MIENNES,
    Vue.A_PRENDRE,
    Vue.ECHEANCE,
    Vue.SANS_AGENT,
    Vue.SUIVIES,
    Vue.PREUVE,
    Vue.CLOSES,
)
_TITRES: Final = {Vue.ECHEANCE: "Échéance dans les 48 heures", Vue.EN_RETARD: "Demandes en retard"}
_VIDES: Final[dict[str, tuple[str, str]]] = {
    Vue.MIENNES: (
        "Vous ne suivez aucune demande",
        "Prenez-en une dans « À prendre en charge » : elle apparaîtra ici jusqu’à sa clôture.",
    ),
    Vue.A_PRENDRE: ("Tout est pris en charge", "Le prochain signalement transmis apparaîtra ici."),
    Vue.ECHEANCE: (
        "Rien n’échoit dans les 48 heures",
        "Tout ce qui a été transmis est pris en charge. Le prochain signalement apparaîtra ici.",
    ),
    Vue.EN_RETARD: (
        "Rien n’est en retard",
        "Chaque signalement a été pris en charge à temps, ou peut l’être.",
    ),
    Vue.SANS_AGENT: ("Chaque demande a son agent", "Les demandes que personne ne suit apparaîtront ici."),
    Vue.SUIVIES: (
        "Aucun accompagnement en cours",
        "Les demandes prises en charge apparaissent ici jusqu’à leur clôture.",
    ),
    Vue.PREUVE: (
        "Aucune preuve n’est attendue",
        "Si l’antivirus écarte un formulaire signé, la demande attend ici le nouveau.",
    ),
    Vue.CLOSES: ("Aucune demande terminée", "Les demandes closes ou annulées se retrouvent ici."),
}


@dataclass(frozen=True, slots=True)
class LienDeVue:
    """One view on the side: its name, its address, how many it holds."""

    libelle: str
    url: str
    compte: Compte
    courante: bool


def _vue(code: str) -> Vue:
    return Vue(code) if code in Vue.values else PAR_DEFAUT


@require_safe
def lister_demandes(request: RequeteConnectee) -> HttpResponse:
    """Show one page of a view, the nearest deadline first."""
    exiger(autorise=peut_ouvrir_le_bureau(request.acteur))
    maintenant = timezone.now()
    vue = _vue(request.GET.get("vue", ""))
    page = liste_de_travail(request.acteur, vue, request.GET.get("curseur", ""), PAR_PAGE, maintenant)
    comptes = comptes_des_vues(request.acteur, maintenant)
    contexte = {
        "vue": vue,
        "titre": _TITRES.get(vue, vue.label),
        "resume": _resume(comptes, vue),
        "liens": _liens(comptes, vue),
        **_lignes(request, page, maintenant),
        "vide": _VIDES[vue],
        "recherche": RechercheForm(),
    }
    with timezone.override(fuseau_de(page.lignes)):
        return render(request, "signalements/agent/liste.html", contexte)


def _lignes(request: RequeteConnectee, page: Page, maintenant: datetime) -> dict[str, object]:
    lignes = lignes_de_travail(page.lignes, request.acteur, maintenant)
    return {"page": page, "lignes": lignes, "en_lot": any(ligne.a_prendre for ligne in lignes)}


def _liens(comptes: dict[str, Compte], courante: Vue) -> list[LienDeVue]:
    return [LienDeVue(str(vue.label), adresse_de(vue), comptes[vue], vue == courante) for vue in VUES]


def _resume(comptes: dict[str, Compte], vue: Vue) -> str:
    """Say how many demandes the view holds, and how many are late among those to take in charge."""
    compte, retard = comptes[vue], comptes[Vue.EN_RETARD]
    if not compte.nombre:
        return ""
    mots = f"{compte} demande{'s' if compte.nombre > 1 else ''}"
    return (
        f"{mots}, dont {retard} en retard" if vue in {Vue.ECHEANCE, Vue.A_PRENDRE} and retard.nombre else mots
    )


@require_POST
def chercher_demande(request: RequeteConnectee) -> HttpResponse:
    """Go to a demande by its reference, whole or by its last six characters.

    The search is posted: what is typed never stands in an address, nor in the logs of a server.
    """
    exiger(autorise=peut_ouvrir_le_bureau(request.acteur))
    form = RechercheForm(request.POST)
    if not form.is_valid():
        messages.warning(request, " ".join(map(str, form.errors["reference"])))
        return redirect("signalements:lister_demandes")
    codes = Caisse.objects.visibles_par(request.acteur).values_list("code", flat=True)
    references = form.references(codes, timezone.localdate().year)
    demandes = Demande.objects.visibles_par(request.acteur).filter(reference__in=references)
    trouvee = demandes.order_by("-transmise_le").first()
    if trouvee is None:
        reference = form.cleaned_data["reference"]
        messages.warning(request, f"Aucune demande de votre caisse ne porte la référence {reference}.")
        return redirect("signalements:lister_demandes")
    return redirect("signalements:traiter_demande", cle=trouvee.cle)


@require_POST
def prendre_en_charge_en_lot(request: RequeteConnectee) -> HttpResponse:
    """Take the chosen demandes in charge, one by one: what could not be is told, the rest is done."""
    exiger(autorise=peut_ouvrir_le_bureau(request.acteur))
    choisies = _choisies(request)
    if not choisies:
        messages.warning(request, "Choisissez d’abord au moins une demande à prendre en charge.")
    prises = sum(_prendre(request, demande) for demande in choisies)
    if prises:
        mots = "demande prise" if prises == 1 else "demandes prises"
        messages.success(
            request, f"{prises} {mots} en charge : vous les suivez, les partenaires sont prévenus."
        )
    return redirect(adresse_de(_vue(request.POST.get("vue", ""))))


def _choisies(request: RequeteConnectee) -> Iterable[Demande]:
    """Return the rows chosen, always in the same order: two agents who choose the same never block each other."""
    cles = [_cle(texte) for texte in request.POST.getlist("demandes")[:PAR_PAGE]]
    demandes = Demande.objects.visibles_par(request.acteur).filter(cle__in=[cle for cle in cles if cle])
    return list(demandes.select_related("caisse", "partenaire").order_by("pk"))


def _cle(texte: str) -> UUID | None:
    try:
        return UUID(texte)
    except ValueError:
        return None


def _prendre(request: RequeteConnectee, demande: Demande) -> bool:
    try:
        prendre_en_charge(acteur=request.acteur, demande_id=demande.pk)
    except RegleMetierRefusee as refus:
        messages.warning(request, f"{demande.reference} : {expliquer(request.acteur, demande, refus)}")
        return False
    return True
