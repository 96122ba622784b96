"""What a gestionnaire asks its caisse, and where each request stands (HAB-04, HAB-09, HAB-10)."""

from collections.abc import Callable
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from conventions.models import Caisse
from conventions.selectors import jour_de_la_caisse
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee
from espace_partenaires.web.dates import date_longue
from espace_partenaires.web.formulaires import FormulairePortail
from habilitations.enums import EtatDemandeHabilitation, EtatHabilitation, NatureDemande
from habilitations.forms.demandes import (
    AuneCaisse,
    DemandeGestionnaireForm,
    DemandeInactivationForm,
    DemandeModificationForm,
)
from habilitations.models import DemandeHabilitation, Habilitation
from habilitations.permissions import peut_demander
from habilitations.rules.demandes import ARTICLES, Acte, etat_apres, reference, successeur_requis
from habilitations.rules.validite import premiere_inactivation
from habilitations.selectors import effectif, places
from habilitations.selectors_demandes import (
    autres_gestionnaires,
    lire_demande,
    lire_demandes,
    places_demandables,
    releve_possible,
)
from habilitations.services import demandes as services
from habilitations.services.courriels_demandes import terme_de
from habilitations.services.ouverture import Identite
from habilitations.views.presentation_demandes import (
    ce_qui_est_demande,
    delai_de,
    personne_de,
    pour_la_structure,
)

Envoi = Callable[[], DemandeHabilitation]


@require_http_methods(["GET", "HEAD", "POST"])
def demander_gestionnaire(request: RequeteConnectee) -> HttpResponse:
    """Ask the caisse to habilitate somebody, the seats in view."""
    acteur = request.acteur
    exiger(autorise=peut_demander(acteur))
    form = DemandeGestionnaireForm(_poste(request), caisses=_caisses(acteur))
    maintenant = timezone.now()
    partenaire_id = acteur.partenaire_id or 0

    def envoyer() -> DemandeHabilitation:
        return services.demander_habilitation(
            acteur=acteur,
            caisse_id=form.caisse_choisie().pk,
            identite=Identite(**form.identite()),
            precision=form.cleaned_data["precision"],
        )

    contexte = {
        "places": places(partenaire_id, effectif(partenaire_id, maintenant), maintenant)[Profil.GESTIONNAIRE],
        "demandables": places_demandables(partenaire_id, maintenant),
        "retour": reverse("habilitations:lister_comptes"),
    }
    return _deposer(request, form, envoyer, "habilitations/demandes/demander_gestionnaire.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def demander_modification(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Ask the caisse to change the coordinates of a gestionnaire."""
    acteur = request.acteur
    habilitation = _gestionnaire(acteur, cle)
    form = DemandeModificationForm(_poste(request), caisses=_caisses(acteur), habilitation=habilitation)

    def envoyer() -> DemandeHabilitation:
        return services.demander_modification(
            acteur=acteur,
            caisse_id=form.caisse_choisie().pk,
            cle=habilitation.cle,
            champs=form.identite(),
            precision=form.cleaned_data["precision"],
        )

    return _deposer(
        request, form, envoyer, "habilitations/demandes/demander_modification.html", _du_compte(habilitation)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def demander_inactivation(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Announce the departure of a gestionnaire, and who takes over."""
    acteur, maintenant = request.acteur, timezone.now()
    habilitation = _gestionnaire(acteur, cle)
    caisses = _caisses(acteur)
    dernier = successeur_requis(autres_gestionnaires(habilitation.partenaire_id, habilitation.pk).count())
    premiere = max(premiere_inactivation(jour_de_la_caisse(caisse, maintenant)) for caisse in caisses)
    form = DemandeInactivationForm(
        _poste(request),
        caisses=caisses,
        releves=releve_possible(acteur, habilitation, maintenant),
        dernier=dernier,
        premiere=premiere,
    )

    def envoyer() -> DemandeHabilitation:
        return services.demander_inactivation(
            acteur=acteur,
            caisse_id=form.caisse_choisie().pk,
            cle=habilitation.cle,
            souhaitee_le=form.cleaned_data["souhaitee_le"],
            releve=form.releve_choisie(),
            precision=form.cleaned_data["precision"],
        )

    contexte = {**_du_compte(habilitation), "dernier": dernier, "premiere": premiere}
    return _deposer(request, form, envoyer, "habilitations/demandes/demander_inactivation.html", contexte)


@require_safe
def lister_demandes(request: RequeteConnectee) -> HttpResponse:
    """Show what the structure asked, the newest first."""
    exiger(autorise=peut_demander(request.acteur))
    page, maintenant = lire_demandes(request.acteur, request.GET.get("curseur", "")), timezone.now()
    contexte = {"page": page, "lignes": [pour_la_structure(demande, maintenant) for demande in page.lignes]}
    return render(request, "habilitations/demandes/liste.html", contexte)


@require_safe
def voir_demande(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show one request to the structure: what was asked, where it stands, on which text."""
    exiger(autorise=peut_demander(request.acteur))
    demande = lire_demande(request.acteur, cle)
    contexte = {
        "ligne": pour_la_structure(demande, timezone.now()),
        "demande": demande,
        "demandee": ce_qui_est_demande(demande),
        "delai": delai_de(demande),
        "article": ARTICLES[demande.nature],
        "annulable": etat_apres(demande.etat, Acte.ANNULER) is not None,
    }
    with timezone.override(ZoneInfo(demande.caisse.fuseau)):
        return render(request, "habilitations/demandes/demande.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def annuler_demande(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Give a request up, once confirmed."""
    exiger(autorise=peut_demander(request.acteur))
    demande = lire_demande(request.acteur, cle)
    page = reverse("habilitations:voir_demande", kwargs={"cle": demande.cle})
    form = FormulairePortail(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.annuler_demande(acteur=request.acteur, cle=demande.cle)
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(request, f"La demande {reference(demande.cle)} est annulée.")
            return redirect(page)
    contexte = {
        "titre": f"Annuler la demande {reference(demande.cle)}",
        "consequences": _ce_que_fait_l_annulation(demande),
        "action": "Annuler la demande",
        "annuler": page,
        "form": form,
    }
    return render(request, "components/page_confirmation.html", contexte)


def _ce_que_fait_l_annulation(demande: DemandeHabilitation) -> list[str]:
    suites = [f"La {demande.caisse.libelle} n’a plus rien à décider, et aucun compte ne change."]
    if demande.nature == NatureDemande.INACTIVER:
        suites.append(f"Le compte de {personne_de(demande)} reste actif.")
    suite = demande.demande_du_successeur
    if suite is not None and suite.etat == EtatDemandeHabilitation.EN_ATTENTE:
        suites.append(
            f"La demande {reference(suite.cle)} pour {personne_de(suite)} n’est pas annulée : "
            "la caisse la décidera, s’il reste une place."
        )
    return [*suites, "Vous pourrez faire une autre demande quand vous voudrez."]


def _poste(request: RequeteConnectee) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _caisses(acteur: Acteur) -> list[Caisse]:
    return list(Caisse.objects.filter(pk__in=acteur.caisse_ids).order_by("libelle"))


def _gestionnaire(acteur: Acteur, cle: UUID) -> Habilitation:
    """Return an active gestionnaire of the structure, or answer 404."""
    exiger(autorise=peut_demander(acteur))
    habilitation = Habilitation.objects.atteindre(acteur, cle)
    exiger(
        autorise=habilitation.profil == Profil.GESTIONNAIRE and habilitation.etat == EtatHabilitation.ACTIVE
    )
    return habilitation


def _du_compte(habilitation: Habilitation) -> dict[str, object]:
    retour = reverse("habilitations:voir_compte", kwargs={"cle": habilitation.cle})
    return {"habilitation": habilitation, "retour": retour}


def _deposer(
    request: RequeteConnectee, form: AuneCaisse, envoyer: Envoi, gabarit: str, contexte: dict[str, object]
) -> HttpResponse:
    """Send a request to the caisse, or show the form again with what was typed and why it is refused."""
    refus = None
    if form.is_valid():
        try:
            demande = envoyer()
        except RegleMetierRefusee as erreur:
            refus = erreur
            form.montrer_refus(refus)
        else:
            messages.success(request, _accuse(demande))
            return redirect("habilitations:voir_demande", cle=demande.cle)
    return render(request, gabarit, {**contexte, "form": form, "refus": refus})


def _accuse(demande: DemandeHabilitation) -> str:
    return (
        f"Votre demande {reference(demande.cle)} est transmise à la {demande.caisse.libelle}. "
        f"Elle a jusqu’au {date_longue(terme_de(demande))} pour répondre."
    )
