"""« Ma caisse »: its record, its contacts, its other channels, what it asks of its partenaires; and outages."""

from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from conventions.departements import DEPARTEMENTS, nom_du_departement
from conventions.enums import Service
from conventions.forms.caisses import CaisseForm
from conventions.forms.canaux import CanalForm
from conventions.models import Caisse
from conventions.permissions import peut_lire_partenaires, peut_regler_caisse
from conventions.rules.calendrier import ALSACE_MOSELLE, METROPOLE
from conventions.selectors_assistance import (
    SERVICES_A_CANAL,
    CanalDUnService,
    caisses_du_departement,
    canaux_de,
    contacts_par_volet,
)
from conventions.services import caisses as services
from conventions.services.canaux import regler_canal as ecrire_canal
from conventions.views.lectures import caisse_de
from conventions.views.lectures_assistance import modifiables
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee

ZONES: Final = {METROPOLE: "Métropole", ALSACE_MOSELLE: "Alsace et Moselle"}
CHAMPS: Final = ("adresse", "directeur", "nom_dpo", "courriel_dpo")


def sa_caisse(request: RequeteConnectee) -> Caisse:
    """Return the agent's caisse: read by each of its agents.

    Raises:
        HorsPortee: for whoever is no agent with a role.
    """
    exiger(autorise=peut_lire_partenaires(request.acteur))
    return caisse_de(request.acteur)


def sa_caisse_a_regler(request: RequeteConnectee) -> Caisse:
    """Return the agent's caisse, to be written.

    Raises:
        HorsPortee: for an agent who only reads.
    """
    caisse = sa_caisse(request)
    exiger(autorise=peut_regler_caisse(request.acteur, caisse.pk))
    return caisse


@require_safe
def ma_caisse(request: RequeteConnectee) -> HttpResponse:
    """Show what the caisse says of itself, and whom its partenaires may call."""
    caisse = sa_caisse(request)
    volets = contacts_par_volet(request.acteur, [caisse])
    zone = caisse.zone_jours_feries
    contexte = {
        "caisse": caisse,
        "departements": [
            nom_du_departement(code) for code in caisse.departements.values_list("code", flat=True)
        ],
        "jours_feries": ZONES.get(zone) or nom_du_departement(zone),
        "volets": volets,
        "modifiables": modifiables(request.acteur, volets),
        "canaux": canaux_de(caisse),
        "peut_regler": peut_regler_caisse(request.acteur, caisse.pk),
    }
    return render(request, "conventions/caisse/ma_caisse.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def modifier_caisse(request: RequeteConnectee) -> HttpResponse:
    """Write the record of the caisse."""
    caisse = sa_caisse_a_regler(request)
    form = CaisseForm(request.POST or None, initial={champ: getattr(caisse, champ) for champ in CHAMPS})
    if form.is_valid():
        services.modifier_caisse(acteur=request.acteur, caisse=caisse, **form.cleaned_data)
        messages.success(request, "La fiche de la caisse est enregistrée.")
        return redirect("conventions:ma_caisse")
    return render(request, "conventions/caisse/modifier.html", {"form": form, "caisse": caisse})


@require_http_methods(["GET", "HEAD", "POST"])
def regler_second_facteur(request: RequeteConnectee) -> HttpResponse:
    """Require a second factor of partners' accounts, or no longer, after a page that says what changes."""
    caisse = sa_caisse_a_regler(request)
    exige = not caisse.exige_second_facteur
    if request.method == "POST":
        # The page said which way: two agents who press at once do not undo each other.
        voulu = request.POST.get("exige", "oui" if exige else "non") == "oui"
        services.regler_second_facteur(acteur=request.acteur, caisse=caisse, exige=voulu)
        messages.success(
            request,
            "Le second facteur est exigé des partenaires."
            if voulu
            else "Le second facteur n’est plus exigé.",
        )
        return redirect("conventions:ma_caisse")
    return render(
        request, "conventions/caisse/second_facteur.html", {**_second_facteur(exige=exige), "caisse": caisse}
    )


def _second_facteur(*, exige: bool) -> dict[str, object]:
    """Say what the switch changes."""
    if exige:
        consequences = [
            "À leur prochaine page, vos partenaires choisissent une application de codes, et rien d’autre avant.",
            "Qui travaille avec plusieurs caisses en a besoin pour toutes.",
            "Les comptes des agents ne changent pas : le second facteur leur est toujours demandé.",
        ]
        titre, action = "Exiger un second facteur des partenaires", "Exiger le second facteur"
    else:
        consequences = [
            "Un mot de passe suffira aux partenaires qui n’ont pas encore de second facteur.",
            "Celui de chacun reste demandé tant qu’il ne l’a pas retiré lui-même.",
            "Les comptes des agents ne changent pas : le second facteur leur est toujours demandé.",
        ]
        titre, action = "Ne plus exiger de second facteur des partenaires", "Ne plus l’exiger"
    return {
        "titre": titre,
        "consequences": consequences,
        "action": action,
        "exige": exige,
        "variante": "principal" if exige else "danger",
        "annuler": reverse("conventions:ma_caisse"),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def regler_revue_sans_reponse(request: RequeteConnectee) -> HttpResponse:
    """Inactivate techniciens for whom nobody answers a review, or no longer, after a page that says what changes."""
    caisse = sa_caisse_a_regler(request)
    inactive = not caisse.revue_inactive_sans_reponse
    if request.method == "POST":
        # The page said which way: two agents who press at once do not undo each other.
        voulu = request.POST.get("inactive", "oui" if inactive else "non") == "oui"
        services.regler_revue_sans_reponse(acteur=request.acteur, caisse=caisse, inactive=voulu)
        messages.success(
            request,
            "Les techniciens sans réponse seront inactivés à la fin d’une revue, après préavis."
            if voulu
            else "Aucun compte n’est plus inactivé faute de réponse à une revue.",
        )
        return redirect("conventions:ma_caisse")
    contexte = {**_revue_sans_reponse(inactive=inactive), "caisse": caisse}
    return render(request, "conventions/caisse/revue_sans_reponse.html", contexte)


def _revue_sans_reponse(*, inactive: bool) -> dict[str, object]:
    """Say what the switch changes."""
    if inactive:
        consequences = [
            "Si une revue d’habilitation n’est pas finie à sa date, les gestionnaires reçoivent un préavis de huit jours.",
            "Ensuite, les comptes de technicien restés sans réponse sont inactivés.",
            "Un compte inactivé ainsi peut être réactivé par la structure pendant six mois.",
            "Un gestionnaire n’est jamais inactivé faute de réponse : le portail vous le signale.",
            "Les revues déjà ouvertes ne changent pas.",
        ]
        titre, action = "Inactiver les techniciens sans réponse", "Inactiver sans réponse"
    else:
        consequences = [
            "À la fin d’une revue d’habilitation, le certificat dira « sans réponse » et aucun compte ne changera.",
            "Les revues déjà ouvertes ne changent pas.",
        ]
        titre, action = "Ne plus inactiver faute de réponse", "Ne plus inactiver"
    return {
        "titre": titre,
        "consequences": consequences,
        "action": action,
        "inactive": inactive,
        "variante": "danger" if inactive else "principal",
        "annuler": reverse("conventions:ma_caisse"),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def regler_canal(request: RequeteConnectee, service: str) -> HttpResponse:
    """Say by what other channel the caisse guarantees a service."""
    caisse = sa_caisse_a_regler(request)
    if service not in {un.value for un in SERVICES_A_CANAL}:
        raise Http404
    choisi = Service(service)
    canal = caisse.canaux.filter(service=choisi).first()
    connus = {champ: getattr(canal, champ, "") for champ in ("telephone", "courriel", "consigne")}
    form = CanalForm(request.POST or None, initial=connus)
    if form.is_bound and form.is_valid():
        try:
            ecrit = ecrire_canal(acteur=request.acteur, caisse=caisse, service=choisi, **form.cleaned_data)
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(
                request,
                f"Autre voie enregistrée : {choisi.label}."
                if ecrit
                else f"Plus d’autre voie : {choisi.label}.",
            )
            return redirect("conventions:ma_caisse")
    return render(
        request, "conventions/caisse/canal.html", {"form": form, "caisse": caisse, "service": choisi}
    )


@dataclass(frozen=True, slots=True)
class CaisseEnPanne:
    """A caisse and its other channels, service by service."""

    caisse: Caisse
    canaux: list[CanalDUnService]

    @property
    def a_une_voie(self) -> bool:
        """Tell whether the caisse has announced another channel for any of its services."""
        return any(ligne.canal is not None for ligne in self.canaux)


def autres_voies(request: HttpRequest) -> dict[str, object]:
    """Return what the page of outages shows: a département, its caisses, their other channels.

    Read without any session. Where several caisses serve the département, all are shown: none is guessed.

    Exigence: ORG-01, ORG-07 (S1u 3.2)
    """
    code = request.GET.get("departement", "")
    choisi = code if code in DEPARTEMENTS else ""
    caisses = caisses_du_departement(choisi) if choisi else []
    return {
        "departements": sorted(DEPARTEMENTS.items(), key=lambda ligne: ligne[0]),
        "departement": choisi,
        "nom_du_departement": nom_du_departement(choisi),
        "trouvees": [CaisseEnPanne(caisse, canaux_de(caisse)) for caisse in caisses],
    }
