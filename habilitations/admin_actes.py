"""Django admin: what ends, reopens or helps an account of an agent or an admin, each on its own page (HAB-16)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.web.dates import date_simple
from habilitations.selectors_effacements import effacement_du_compte_ferme
from habilitations.services import comptes_internes

if TYPE_CHECKING:
    _Administration = admin.ModelAdmin[Any]
else:
    _Administration = object

GABARIT: Final = "habilitations/admin/confirmation.html"


@dataclass(frozen=True, slots=True)
class Acte:
    """One act on an account.

    Attributes:
        titre: the page, the button and the link.
        consequences: what will happen, a sentence each.
        agir: the service, called with ``acteur`` and ``compte_id``.
        fait: what to say once done; may hold ``{identifiant}``.
    """

    titre: str
    consequences: tuple[str, ...]
    agir: Callable[..., Utilisateur]
    fait: str


@dataclass(frozen=True, slots=True)
class Page:
    """One confirmation: an act, on an account, and where to go back to."""

    acte: Acte
    compte: Utilisateur
    contexte: dict[str, Any]
    retour: str


Suite = Callable[[HttpRequest, Page], HttpResponse]
# allauth is not typed.
exiger_le_mot_de_passe: Callable[[Suite], Suite] = reauthentication_required

ACTES: Final[dict[str, Acte]] = {
    "fermer": Acte(
        "Fermer le compte",
        (
            "La personne ne peut plus se connecter, et ses connexions ouvertes se ferment tout de suite.",
            "Les liens qu’elle a reçus ne servent plus.",
            "Ses demandes en cours restent à la caisse, dans la vue « Sans agent ».",
            "Le compte peut être rouvert pendant six mois, avec les mêmes rôles ; ensuite, il est effacé.",
        ),
        comptes_internes.fermer_compte,
        "Le compte {identifiant} est fermé.",
    ),
    "rouvrir": Acte(
        "Rouvrir le compte",
        ("La personne peut se connecter de nouveau, avec les mêmes rôles et son ancien mot de passe.",),
        comptes_internes.rouvrir_compte,
        "Le compte {identifiant} est rouvert.",
    ),
    "lien": Acte(
        "Envoyer un lien pour choisir un mot de passe",
        (
            "La personne reçoit par courriel un lien qui ne sert qu’une fois, pendant sept jours.",
            "Le mot de passe actuel reste valable jusque-là.",
        ),
        comptes_internes.envoyer_un_lien,
        "Le lien part par courriel à la personne du compte {identifiant}.",
    ),
    "facteur": Acte(
        "Retirer le second facteur",
        (
            "Vérifiez d’abord, par un autre moyen, que c’est bien la personne qui le demande.",
            "Ses connexions ouvertes se ferment ; l’ancien téléphone et les codes de secours ne servent plus.",
            "À la prochaine connexion, elle ajoute un nouveau second facteur avant toute autre chose.",
        ),
        comptes_internes.retirer_les_facteurs,
        "Le second facteur du compte {identifiant} est retiré.",
    ),
}


def acteur_de_la_requete(request: HttpRequest) -> Acteur:
    """Return who acts.

    Raises:
        PermissionDenied: nobody is signed in.
    """
    acteur: Acteur | None = getattr(request, "acteur", None)
    if acteur is None:
        raise PermissionDenied
    return acteur


def etat_du_compte(compte: Utilisateur) -> str:
    """Say where an account is: active, invited, closed and until when it can come back."""
    if compte.efface_le is not None:
        return "Effacé"
    echeance = effacement_du_compte_ferme(compte)
    if echeance is not None and compte.ferme_le is not None:
        ferme = date_simple(timezone.localtime(compte.ferme_le).date())
        return f"Fermé le {ferme} ; effacé le {date_simple(echeance.date())}"
    return "Actif" if compte.is_active else "Invité, compte pas encore ouvert"


def actes_possibles(compte: Utilisateur, acteur: Acteur) -> list[str]:
    """Return the codes of the acts to offer on an account; the service judges again."""
    if compte.efface_le is not None:
        return []
    if compte.ferme_le is not None:
        echeance = effacement_du_compte_ferme(compte)
        return ["rouvrir"] if echeance is not None and timezone.now() < echeance else []
    soi = compte.pk == acteur.utilisateur_id
    facteur = [] if soi or not Authenticator.objects.filter(user=compte).exists() else ["facteur"]
    return ["lien", *facteur, *([] if soi else ["fermer"])]


@exiger_le_mot_de_passe
def _confirmer(request: HttpRequest, page: Page) -> HttpResponse:
    """Say what will happen, then do it; a refusal is shown on the page."""
    refus = ""
    if request.method == "POST":
        try:
            page.acte.agir(acteur=acteur_de_la_requete(request), compte_id=page.compte.pk)
        except RegleMetierRefusee as erreur:
            refus = erreur.message
        else:
            messages.success(request, page.acte.fait.format(identifiant=page.compte.identifiant))
            return redirect(page.retour)
    return TemplateResponse(request, GABARIT, {**page.contexte, "page": page, "refus": refus})


class ActesDuCompte(_Administration):
    """The pages of these acts, for a screen of Django admin that shows accounts."""

    def compte_de(self, numero: int) -> Utilisateur:
        """Return the account behind a row of the screen.

        Raises:
            Http404: when this screen does not show it.
        """
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        """Add the pages of the acts."""
        nom = f"{self.opts.app_label}_{self.opts.model_name}_acte"
        vue = self.admin_site.admin_view(self.agir_sur_le_compte)
        return [path("<int:numero>/acte/<slug:acte>/", vue, name=nom), *super().get_urls()]

    def agir_sur_le_compte(self, request: HttpRequest, numero: int, acte: str) -> HttpResponse:
        """Confirm an act, the password asked again; whoever may not meets a refusal, not a password."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if acte not in ACTES:
            raise Http404
        compte = self.compte_de(numero)
        choisi = ACTES[acte]
        contexte = {
            **self.admin_site.each_context(request),
            "title": f"{choisi.titre} · {compte.nom_complet}",
            "opts": self.opts,
        }
        return _confirmer(request, Page(choisi, compte, contexte, self._page("change", numero)))

    def contexte_du_compte(self, request: HttpRequest, numero: int, compte: Utilisateur) -> dict[str, Any]:
        """Return what the page of an account shows: facts, and the acts that can be done."""
        codes = actes_possibles(compte, acteur_de_la_requete(request))
        return {
            "faits": [
                ("Identifiant", compte.identifiant),
                ("Fonction", compte.fonction),
                ("Courriel", compte.courriel),
                ("Téléphone", compte.telephone),
                ("État", etat_du_compte(compte)),
            ],
            "actes": [(ACTES[code].titre, self._page("acte", numero, code)) for code in codes],
        }

    def _page(self, page: str, *arguments: object) -> str:
        nom = f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(nom, args=list(arguments))
