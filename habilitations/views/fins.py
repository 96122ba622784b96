"""Ending an account, bringing it back, changing it: each act on its own page, which says what will happen."""

from collections.abc import Callable
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from conventions.selectors import caisses_en_vigueur
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.documents.reponses import reponse_pdf
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee
from espace_partenaires.web.dates import complement_de
from espace_partenaires.web.formulaires import FormulairePortail
from habilitations.documents import attestation_de_fin as dessiner_attestation
from habilitations.enums import NatureEvenement
from habilitations.forms.fins import GelForm, InactivationForm, ModificationForm
from habilitations.models import EvenementCompte, Habilitation
from habilitations.permissions import peut_geler, peut_gerer_compte, peut_reactiver, peut_voir_les_comptes
from habilitations.selectors import caisses_signataires
from habilitations.services.facteurs import retirer_second_facteur as retirer
from habilitations.services.inactivations import geler_compte as geler
from habilitations.services.inactivations import inactiver_compte as inactiver
from habilitations.services.modifications import modifier_compte as modifier
from habilitations.services.reactivations import reactiver_compte as reactiver
from habilitations.views import consequences
from habilitations.views.navigation import page_des_comptes

Suite = Callable[[RequeteConnectee, Habilitation], HttpResponse]
# allauth is not typed.
exiger_le_mot_de_passe: Callable[[Suite], Suite] = reauthentication_required
_LECTURE_OU_ENVOI = require_http_methods(["GET", "HEAD", "POST"])
Service = Callable[..., object]


@_LECTURE_OU_ENVOI
def inactiver_compte(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Inactivate an account for a coded reason; the password is asked again."""
    # The permission is checked before: whoever has none meets a 404, not a password.
    return _inactiver(request, _gerable(request.acteur, cle))


@exiger_le_mot_de_passe
def _inactiver(request: RequeteConnectee, habilitation: Habilitation) -> HttpResponse:
    nom = habilitation.utilisateur.nom_complet
    return _confirmer(
        request,
        habilitation,
        InactivationForm(request.POST or None, profil=habilitation.profil),
        inactiver,
        titre=f"Inactiver le compte {complement_de(nom)}",
        consequences=consequences.de_l_inactivation(habilitation),
        action="Inactiver le compte",
        fait=f"Le compte {complement_de(nom)} est inactivé. La personne est prévenue par courriel.",
    )


@_LECTURE_OU_ENVOI
def geler_compte(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Close an account at once, for security; the password is asked again."""
    habilitation = Habilitation.objects.atteindre(request.acteur, cle)
    exiger(autorise=peut_geler(request.acteur, caisses_signataires(habilitation.partenaire_id)))
    return _geler(request, habilitation)


@exiger_le_mot_de_passe
def _geler(request: RequeteConnectee, habilitation: Habilitation) -> HttpResponse:
    nom = habilitation.utilisateur.nom_complet
    return _confirmer(
        request,
        habilitation,
        GelForm(request.POST if request.method == "POST" else None),
        geler,
        titre=f"Fermer pour sécurité le compte {complement_de(nom)}",
        consequences=consequences.du_gel(habilitation),
        action="Fermer le compte maintenant",
        fait=f"Le compte {complement_de(nom)} est inactivé pour sécurité. Ses connexions sont fermées.",
    )


@_LECTURE_OU_ENVOI
def reactiver_compte(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Bring an inactivated account back, once confirmed."""
    habilitation = Habilitation.objects.atteindre(request.acteur, cle)
    gerantes = caisses_en_vigueur(habilitation.partenaire_id, timezone.now())
    exiger(autorise=peut_reactiver(request.acteur, habilitation, gerantes))
    nom = habilitation.utilisateur.nom_complet
    return _confirmer(
        request,
        habilitation,
        FormulairePortail(request.POST if request.method == "POST" else None),
        reactiver,
        titre=f"Réactiver le compte {complement_de(nom)}",
        consequences=consequences.de_la_reactivation(habilitation),
        action="Réactiver le compte",
        variante="principal",
        fait=f"Le compte {complement_de(nom)} est réactivé. La personne est prévenue par courriel.",
    )


@_LECTURE_OU_ENVOI
def retirer_second_facteur(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Remove the second factor of somebody who lost the phone; the password of whoever acts is asked again."""
    return _retirer(request, _gerable(request.acteur, cle))


@exiger_le_mot_de_passe
def _retirer(request: RequeteConnectee, habilitation: Habilitation) -> HttpResponse:
    nom = habilitation.utilisateur.nom_complet
    return _confirmer(
        request,
        habilitation,
        FormulairePortail(request.POST if request.method == "POST" else None),
        retirer,
        titre=f"Retirer le second facteur {complement_de(nom)}",
        consequences=consequences.du_retrait_de_facteur(),
        action="Retirer le second facteur",
        fait=f"Le second facteur {complement_de(nom)} est retiré. La personne est prévenue par courriel.",
    )


@_LECTURE_OU_ENVOI
def modifier_compte(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Change the coordinates of an account."""
    habilitation = _gerable(request.acteur, cle)
    page = _page(habilitation)
    form = ModificationForm(request.POST if request.method == "POST" else None, habilitation=habilitation)
    refus = None
    if form.is_valid():
        try:
            modifier(acteur=request.acteur, cle=cle, champs=form.champs())
        except RegleMetierRefusee as erreur:
            refus = erreur
            form.montrer_refus(erreur)
        else:
            messages.success(request, "Les coordonnées sont enregistrées.")
            return redirect(page)
    contexte = {"form": form, "refus": refus, "habilitation": habilitation, "annuler": page}
    contexte["liste"] = page_des_comptes(request.acteur, habilitation.partenaire)
    return render(request, "habilitations/fins/modifier.html", contexte)


@require_safe
def attestation_de_fin(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Answer with the proof of an inactivation: what, when to the second, by whom, when the structure was told."""
    exiger(autorise=peut_voir_les_comptes(request.acteur))
    fait = EvenementCompte.objects.atteindre(request.acteur, cle)
    if fait.nature != NatureEvenement.INACTIVATION:
        raise HorsPortee
    document = dessiner_attestation(acteur=request.acteur, fait=fait, maintenant=timezone.now())
    return reponse_pdf(document.contenu, document.nom)


def _gerable(acteur: Acteur, cle: UUID) -> Habilitation:
    habilitation = Habilitation.objects.atteindre(acteur, cle)
    gerantes = caisses_en_vigueur(habilitation.partenaire_id, timezone.now())
    exiger(autorise=peut_gerer_compte(acteur, habilitation, gerantes))
    return habilitation


def _page(habilitation: Habilitation) -> str:
    return reverse("habilitations:voir_compte", kwargs={"cle": habilitation.cle})


def _confirmer(
    request: RequeteConnectee,
    habilitation: Habilitation,
    form: FormulairePortail,
    service: Service,
    *,
    fait: str,
    **page: object,
) -> HttpResponse:
    """Show what will happen; once confirmed, act and go back to the account."""
    if form.is_valid():
        try:
            service(acteur=request.acteur, cle=habilitation.cle, **form.cleaned_data)
        except RegleMetierRefusee as refus:
            montrer = getattr(form, "montrer_refus", None)
            if montrer is None:
                form.add_error(None, refus.message)
            else:
                montrer(refus)
        else:
            messages.success(request, fait)
            return redirect(_page(habilitation))
    contexte = {
        "form": form,
        "annuler": _page(habilitation),
        "liste": page_des_comptes(request.acteur, habilitation.partenaire),
        "habilitation": habilitation,
        **page,
    }
    return render(request, "habilitations/fins/acte.html", contexte)
