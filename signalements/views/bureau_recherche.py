"""Find a demande: by its reference, or by the name of the person, which never stands in an address."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conventions.models import Caisse
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee
from signalements.forms.bureau import RechercheForm, RechercheParNomForm
from signalements.models import Demande
from signalements.permissions import peut_ouvrir_le_bureau
from signalements.rules.recherche import Criteres
from signalements.selectors.presences import presences_des_autres
from signalements.selectors.recherche import demandes_de_la_personne
from signalements.services.recherches import garder_recherche, journaliser_recherche, recherche_gardee
from signalements.views.agent_presentation import fuseau_de, lignes_de_travail
from signalements.views.bureau_communs import PAR_PAGE

_COLONNES = ("echeance", "objet", "etat", "partenaire", "personne", "transmise", "agent")
_EXPIREE = "Cette recherche a expiré : une recherche par nom se garde une demi-heure. Cherchez de nouveau."


@require_POST
def chercher_demande(request: RequeteConnectee) -> HttpResponse:
    """Go to a demande by its reference, else to the page of who has this name.

    The search is posted: what is typed never stands in an address, nor in the logs of a server.
    """
    exiger(autorise=peut_ouvrir_le_bureau(request.acteur))
    form = RechercheForm(request.POST)
    if not form.is_valid():
        messages.warning(request, " ".join(map(str, form.errors["texte"])))
        return redirect("signalements:lister_demandes")
    trouvee = _par_reference(request, form)
    if trouvee is not None:
        return redirect("signalements:traiter_demande", cle=trouvee.cle)
    if any(lettre.isdigit() for lettre in form.reference):
        messages.warning(request, f"Aucune demande de votre caisse ne porte la référence {form.reference}.")
        return redirect("signalements:lister_demandes")
    return _vers_les_resultats(request, form.criteres())


def _par_reference(request: RequeteConnectee, form: RechercheForm) -> Demande | None:
    if not form.reference:
        return None
    codes = Caisse.objects.visibles_par(request.acteur).values_list("code", flat=True)
    references = form.references(codes, timezone.localdate().year)
    demandes = Demande.objects.visibles_par(request.acteur).filter(reference__in=references)
    return demandes.order_by("-transmise_le").first()


def _vers_les_resultats(request: RequeteConnectee, criteres: Criteres) -> HttpResponse:
    try:
        cle = garder_recherche(acteur=request.acteur, session=request.session, criteres=criteres)
    except RegleMetierRefusee as refus:
        messages.warning(request, refus.message)
        return redirect("signalements:lister_demandes")
    return redirect("signalements:voir_recherche", cle=cle)


@require_http_methods(["GET", "HEAD", "POST"])
def chercher_par_nom(request: RequeteConnectee) -> HttpResponse:
    """Look for a person by name, first name and date of birth."""
    exiger(autorise=peut_ouvrir_le_bureau(request.acteur))
    form = RechercheParNomForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _vers_les_resultats(request, form.criteres())
    return render(request, "signalements/bureau/chercher.html", {"form": form})


@require_safe
def voir_recherche(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show who was found; the address says nothing, and says it to nobody else."""
    exiger(autorise=peut_ouvrir_le_bureau(request.acteur))
    maintenant = timezone.now()
    recherche = recherche_gardee(
        acteur=request.acteur, session=request.session, cle=cle, maintenant=maintenant
    )
    if recherche is None:
        messages.warning(request, _EXPIREE)
        return redirect("signalements:chercher_par_nom")
    criteres = recherche.criteres
    page = demandes_de_la_personne(request.acteur, criteres, request.GET.get("curseur", ""), PAR_PAGE)
    journaliser_recherche(acteur=request.acteur, nombre=len(page.lignes))
    presences = presences_des_autres(request.acteur, [d.pk for d in page.lignes], maintenant)
    contexte = {
        "criteres": criteres,
        "form": RechercheParNomForm(initial=_initial(criteres)),
        "page": page,
        "lignes": lignes_de_travail(page.lignes, request.acteur, maintenant, presences),
        "colonnes": _COLONNES,
        "titre": "Demandes trouvées par nom",
    }
    with timezone.override(fuseau_de(page.lignes)):
        return render(request, "signalements/bureau/resultats.html", contexte)


def _initial(criteres: Criteres) -> dict[str, object]:
    return {
        "nom": criteres.nom,
        "prenom": criteres.prenom,
        "date_naissance": criteres.date_naissance,
    }
