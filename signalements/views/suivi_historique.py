"""Every demande of the structure, the latest first, by initials only; found again by filters or by name."""

from dataclasses import replace
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from conventions.enums import Service
from conventions.models import Caisse
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee
from signalements import selectors
from signalements.enums import EtatDemande
from signalements.forms.suivi_historique import HistoriqueForm, RechercheHistoriqueForm
from signalements.models import Demande, Motif
from signalements.selectors.recherche import demandes_de_la_personne
from signalements.services.recherches import garder_recherche, journaliser_recherche, recherche_gardee
from signalements.views.depot_services import caisses_ouvrant, peut_deposer_une_demande
from signalements.views.suivi_presentation import fuseau_de_lecture, lignes_de_suivi

PAR_PAGE: Final = 25
_EXPIREE: Final = (
    "Cette recherche a expiré : une recherche par nom se garde une demi-heure. Cherchez de nouveau."
)


def lecteur_de_l_historique(request: RequeteConnectee) -> Acteur:
    """Return the actor narrowed to the caisses that opened the history to its structure (ORG-04).

    Raises:
        HorsPortee: none did.
    """
    ouvertes = caisses_ouvrant(request.acteur, Service.HISTORIQUE)
    exiger(autorise=bool(ouvertes))
    return replace(request.acteur, caisse_ids=ouvertes)


def lecture_de_l_historique(request: RequeteConnectee) -> tuple[Acteur, HistoriqueForm]:
    """Return who reads, and the filters of the address (three queries).

    Raises:
        HorsPortee: the history is open to no caisse of the structure.
    """
    lecteur = lecteur_de_l_historique(request)
    demandes = Demande.objects.visibles_par(lecteur).exclude(etat=EtatDemande.BROUILLON)
    form = HistoriqueForm(
        request.GET,
        caisses=list(Caisse.objects.filter(pk__in=lecteur.caisse_ids).order_by("libelle")),
        motifs=Motif.objects.order_by("nature", "ordre", "libelle"),
        auteurs=Utilisateur.objects.filter(pk__in=demandes.values("auteur")).order_by("nom", "prenom", "pk"),
    )
    form.full_clean()
    return lecteur, form


@require_safe
def historique(request: RequeteConnectee) -> HttpResponse:
    """Show one page of what the structure transmitted to the caisses that opened it the history (ORG-04)."""
    lecteur, form = lecture_de_l_historique(request)
    page = selectors.historique(lecteur, request.GET.get("curseur", ""), form.filtres(), PAR_PAGE)
    contexte = {
        "form": form,
        "recherche": RechercheHistoriqueForm(),
        "filtre": form.resserre,
        "requete": _sans_curseur(request),
        "peut_deposer": peut_deposer_une_demande(request.acteur),
        "page": page,
        "lignes": lignes_de_suivi(page.lignes, request.acteur, timezone.now()),
    }
    with timezone.override(fuseau_de_lecture(page.lignes)):
        return render(request, "signalements/suivi/historique.html", contexte)


def _sans_curseur(request: RequeteConnectee) -> str:
    champs = request.GET.copy()
    champs.pop("curseur", None)
    return champs.urlencode()


@require_POST
def chercher_dans_l_historique(request: RequeteConnectee) -> HttpResponse:
    """Go to a demande by its reference, else to the page of who has this name: posted, never in an address."""
    lecteur = lecteur_de_l_historique(request)
    form = RechercheHistoriqueForm(request.POST)
    if not form.is_valid():
        messages.warning(request, " ".join(map(str, form.errors["texte"])))
        return redirect("signalements:historique")
    if any(lettre.isdigit() for lettre in form.reference):
        return _par_reference(request, lecteur, form)
    try:
        cle = garder_recherche(acteur=lecteur, session=request.session, criteres=form.criteres())
    except RegleMetierRefusee as refus:
        messages.warning(request, refus.message)
        return redirect("signalements:historique")
    return redirect("signalements:voir_recherche_historique", cle=cle)


def _par_reference(request: RequeteConnectee, lecteur: Acteur, form: RechercheHistoriqueForm) -> HttpResponse:
    codes = Caisse.objects.filter(pk__in=lecteur.caisse_ids).values_list("code", flat=True)
    references = form.references(codes, timezone.localdate().year)
    trouvees = Demande.objects.visibles_par(lecteur).filter(reference__in=references)
    trouvee = trouvees.order_by("-transmise_le").first()
    if trouvee is None:
        messages.warning(
            request, f"Aucune demande de votre structure ne porte la référence {form.reference}."
        )
        return redirect("signalements:historique")
    return redirect("signalements:voir_demande", cle=trouvee.cle)


@require_safe
def voir_recherche(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show the demandes of who was looked for, by initials; the address says nothing, and to nobody else."""
    lecteur, maintenant = lecteur_de_l_historique(request), timezone.now()
    recherche = recherche_gardee(
        acteur=request.acteur, session=request.session, cle=cle, maintenant=maintenant
    )
    if recherche is None:
        messages.warning(request, _EXPIREE)
        return redirect("signalements:historique")
    page = demandes_de_la_personne(lecteur, recherche.criteres, request.GET.get("curseur", ""), PAR_PAGE)
    journaliser_recherche(acteur=request.acteur, nombre=len(page.lignes))
    contexte = {
        "recherche": RechercheHistoriqueForm(),
        "page": page,
        "lignes": lignes_de_suivi(page.lignes, request.acteur, maintenant),
    }
    with timezone.override(fuseau_de_lecture(page.lignes)):
        return render(request, "signalements/suivi/recherche.html", contexte)
