"""The accounts of a structure: the list, one account, and what another headcount would change."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from conventions.models import Partenaire
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.exceptions import exiger
from espace_partenaires.requetes import RequeteConnectee
from habilitations.enums import EtatHabilitation
from habilitations.faits import effacement_annonce, faits_en_mots
from habilitations.forms.comptes import EffectifForm
from habilitations.models import Habilitation
from habilitations.permissions import (
    peut_dire_l_adresse_bonne,
    peut_gerer_techniciens,
    peut_voir_les_comptes,
    peut_voir_les_comptes_de,
)
from habilitations.selectors import caisses_signataires, effectif
from habilitations.selectors_adresses import adresse_refusee
from habilitations.views.actes import actes_possibles, reservee_a_la_caisse
from habilitations.views.navigation import page_des_comptes
from habilitations.views.presentation import (
    certifications_en_mots,
    dates_du_compte,
    etat_en_mots,
    mot_du_profil,
    personne_en_mots,
)
from habilitations.views.presentation_incidents import signalements_en_cours
from habilitations.views.simulation import changements
from habilitations.views.tableau import Filtre, Tri, jauges_du_partenaire, tableau_des_comptes


@require_http_methods(["GET", "HEAD", "POST"])
def lister_comptes(request: RequeteConnectee) -> HttpResponse:
    """Show a gestionnaire the accounts and the seats of its structure.

    A name to look for comes in a form: addresses are kept by browsers and by logs.
    """
    acteur = request.acteur
    exiger(autorise=acteur.partenaire_id is not None and peut_gerer_techniciens(acteur, acteur.partenaire_id))
    partenaire = get_object_or_404(Partenaire.objects.visibles_par(acteur), pk=acteur.partenaire_id)
    maintenant = timezone.now()
    tri = request.GET.get("etat", "")
    filtre = Filtre(
        tri=Tri(tri) if tri in Tri.values else Tri.TOUS, nom=request.POST.get("nom", "").strip()[:80]
    )
    contexte = {
        "tableau": tableau_des_comptes(acteur, partenaire, maintenant, filtre),
        "tris": Tri.choices,
        "maintenant": maintenant,
        "url_creer": reverse("habilitations:creer_technicien"),
    }
    return render(request, "habilitations/comptes.html", contexte)


@require_safe
def voir_compte(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show one account: who, since when, what happened, what was certified, and what the reader may do."""
    exiger(autorise=peut_voir_les_comptes(request.acteur))
    habilitation = Habilitation.objects.atteindre(request.acteur, cle)
    # What stays of an erased account is a mark for the history, not an account (HAB-14).
    exiger(autorise=habilitation.etat != EtatHabilitation.EFFACEE)
    maintenant = timezone.now()
    genre, etat = etat_en_mots(habilitation, maintenant)
    contexte = {
        "habilitation": habilitation,
        "genre": genre,
        "etat": etat,
        "efface_le": effacement_annonce(habilitation),
        "actes": actes_possibles(request.acteur, habilitation, maintenant),
        "faits": faits_en_mots(habilitation, pour_la_caisse=request.acteur.profil == Profil.AGENT),
        "reservee": reservee_a_la_caisse(request.acteur, habilitation),
        "profil": mot_du_profil(habilitation),
        "personne": personne_en_mots(habilitation),
        "dates": dates_du_compte(habilitation),
        "certifications": certifications_en_mots(habilitation),
        "retour": page_des_comptes(request.acteur, habilitation.partenaire),
        "signalements": signalements_en_cours(request.acteur, habilitation),
        "refusee_le": adresse_refusee(habilitation),
        "peut_corriger": peut_dire_l_adresse_bonne(
            request.acteur, caisses_signataires(habilitation.partenaire_id)
        ),
    }
    return render(request, "habilitations/compte.html", contexte)


@require_safe
def simuler_effectif(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show the seats that another number of members would give; nothing is written (NOV-01)."""
    acteur = request.acteur
    partenaire = get_object_or_404(Partenaire.objects.visibles_par(acteur), cle=cle)
    signataires = caisses_signataires(partenaire.pk)
    exiger(autorise=peut_voir_les_comptes_de(acteur, partenaire.pk, signataires))
    maintenant = timezone.now()
    membres = effectif(partenaire.pk, maintenant)
    form = EffectifForm(request.GET if "membres" in request.GET else None)
    essai = form.cleaned_data["membres"] if form.is_valid() else None
    contexte = {
        "partenaire": partenaire,
        "retour": page_des_comptes(acteur, partenaire),
        "membres": membres,
        "form": form,
        "essai": essai,
        "jauges": jauges_du_partenaire(partenaire.pk, essai, maintenant).values() if essai else [],
        "suites": changements(partenaire.pk, membres, essai, maintenant) if essai else [],
    }
    return render(request, "habilitations/effectif.html", contexte)
