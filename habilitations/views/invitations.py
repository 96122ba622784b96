"""An invitation sent again or cancelled, a password sent for again: each confirmed on its own page."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from conventions.selectors import caisses_en_vigueur
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee
from espace_partenaires.web.dates import complement_de
from espace_partenaires.web.formulaires import FormulairePortail
from habilitations.models import Habilitation
from habilitations.permissions import peut_gerer_compte
from habilitations.services.invitations import annuler_invitation, renvoyer_invitation
from habilitations.services.mots_de_passe import renvoyer_mot_de_passe
from habilitations.views.navigation import page_des_comptes

Service = Callable[..., Habilitation]


@require_http_methods(["GET", "HEAD", "POST"])
def renvoyer(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Send the invitation again, once confirmed."""
    habilitation = _gerable(request.acteur, cle)
    personne, courriel = habilitation.utilisateur.nom_complet, habilitation.utilisateur.courriel
    return _confirmer(
        request,
        habilitation,
        renvoyer_invitation,
        titre=f"Renvoyer l’invitation {complement_de(personne)}",
        consequences=[
            f"Un nouveau lien part à l’adresse {courriel}. Il ne sert qu’une fois, pendant sept jours.",
            "Le lien précédent ne fonctionne plus.",
            "Une invitation expirée reprend une place, s’il en reste une.",
        ],
        action="Renvoyer l’invitation",
        variante="principal",
        fait=f"L’invitation est renvoyée à {courriel}.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def annuler(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Cancel the invitation, once confirmed."""
    habilitation = _gerable(request.acteur, cle)
    personne = habilitation.utilisateur.nom_complet
    return _confirmer(
        request,
        habilitation,
        annuler_invitation,
        titre=f"Annuler l’invitation {complement_de(personne)}",
        consequences=[
            "Le lien reçu n’ouvre plus rien, et la personne en est informée par courriel.",
            f"La place de {Profil(habilitation.profil).label.lower()} est libérée.",
            "Pour inviter de nouveau cette personne, il faudra créer un autre compte.",
        ],
        action="Annuler l’invitation",
        variante="danger",
        fait=f"L’invitation {complement_de(personne)} est annulée. La place est libre.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def renvoyer_le_mot_de_passe(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Send a link for a new password, once confirmed."""
    habilitation = _gerable(request.acteur, cle)
    personne, courriel = habilitation.utilisateur.nom_complet, habilitation.utilisateur.courriel
    return _confirmer(
        request,
        habilitation,
        renvoyer_mot_de_passe,
        titre=f"Envoyer un lien de mot de passe à {personne}",
        consequences=[
            f"Un lien part à l’adresse {courriel}. Il ne sert qu’une fois, pendant sept jours.",
            "Le mot de passe actuel reste valable jusqu’à ce qu’un nouveau soit choisi.",
            "Le second facteur, s’il y en a un, ne change pas.",
        ],
        action="Envoyer le lien",
        variante="principal",
        fait=f"Le lien est envoyé à {courriel}.",
    )


def _gerable(acteur: Acteur, cle: UUID) -> Habilitation:
    habilitation = Habilitation.objects.atteindre(acteur, cle)
    gerantes = caisses_en_vigueur(habilitation.partenaire_id, timezone.now())
    exiger(autorise=peut_gerer_compte(acteur, habilitation, gerantes))
    return habilitation


def _confirmer(
    request: RequeteConnectee, habilitation: Habilitation, service: Service, *, fait: str, **page: object
) -> HttpResponse:
    retour = page_des_comptes(request.acteur, habilitation.partenaire)
    form = FormulairePortail(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            service(acteur=request.acteur, cle=habilitation.cle, maintenant=timezone.now())
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(request, fait)
            return redirect(retour)
    contexte = {"form": form, "annuler": retour, **page}
    return render(request, "components/page_confirmation.html", contexte)
