"""Certificates and tables to take away, and the page that checks a certificate (NOV-09)."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from conventions.models import Partenaire
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.documents.reponses import reponse_pdf
from espace_partenaires.exceptions import exiger
from espace_partenaires.requetes import RequeteConnectee
from habilitations.documents_revues import PDF, TABLEUR, Fichier, certificat, tableau_d_habilitation
from habilitations.forms.revues import VerificationForm
from habilitations.models import Revue
from habilitations.permissions import peut_lire_les_revues
from habilitations.rules.revues import saisie_correspond
from habilitations.services.cloture_revues import empreinte_de, lignes_a_certifier
from habilitations.views.revues import revue_lisible


@require_safe
def telecharger_certificat(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Send the certificate of a closed review."""
    revue = revue_lisible(request, cle)
    fichier = certificat(acteur=request.acteur, revue=revue, forme=PDF)
    return reponse_pdf(fichier.contenu, fichier.nom)


@require_safe
def tableur_du_certificat(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Send the certificate of a closed review, for a spreadsheet."""
    revue = revue_lisible(request, cle)
    return _reponse_tableur(certificat(acteur=request.acteur, revue=revue, forme=TABLEUR))


@require_safe
def telecharger_tableau(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Send the table of a structure's accounts as it is now (S1u 4.2)."""
    partenaire = get_object_or_404(Partenaire.objects.visibles_par(request.acteur), cle=cle)
    fichier = tableau_d_habilitation(acteur=request.acteur, partenaire=partenaire, forme=PDF)
    return reponse_pdf(fichier.contenu, fichier.nom)


@require_safe
def tableur_du_tableau(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Send the same table, for a spreadsheet."""
    partenaire = get_object_or_404(Partenaire.objects.visibles_par(request.acteur), cle=cle)
    return _reponse_tableur(
        tableau_d_habilitation(acteur=request.acteur, partenaire=partenaire, forme=TABLEUR)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def verifier_certificat(request: RequeteConnectee) -> HttpResponse:
    """Compute the fingerprint of a certificate again; unknown and out of scope get the same answer."""
    exiger(autorise=peut_lire_les_revues(request.acteur))
    form = VerificationForm(request.POST if request.method == "POST" else None)
    contexte: dict[str, object] = {"form": form, "agent": request.acteur.profil == Profil.AGENT}
    if form.is_valid():
        trouvee = _conforme(request.acteur, form.cleaned_data["numero"], form.cleaned_data["empreinte"])
        contexte |= {"verifie": True, "revue": trouvee}
    return render(request, "habilitations/revues/verifier.html", contexte)


def _conforme(acteur: Acteur, numero: str, saisie: str) -> Revue | None:
    """Return the review whose rows still give this fingerprint; ``None`` otherwise, whatever the reason."""
    revue: Revue | None = (
        Revue.objects.visibles_par(acteur)
        .select_related("partenaire", "caisse")
        .filter(numero=numero, close_le__isnull=False)
        .first()
    )
    if revue is None:
        return None
    calculee = empreinte_de(revue, lignes_a_certifier(revue))
    return revue if calculee == revue.empreinte and saisie_correspond(saisie, calculee) else None


def _reponse_tableur(fichier: Fichier) -> HttpResponse:
    """Answer with a file for a spreadsheet that no cache keeps."""
    reponse = HttpResponse(fichier.contenu, content_type="text/csv; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="{fichier.nom}.csv"'
    reponse["Cache-Control"] = "no-store, private"
    reponse["X-Content-Type-Options"] = "nosniff"
    return reponse
