"""The page where the caisse decides: what is asked beside what is, the seats, accept or refuse (HAB-04, HAB-09, HAB-10)."""

from collections.abc import Callable
from uuid import UUID
from zoneinfo import ZoneInfo

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from espace_partenaires.comptes.enums import Profil
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee
from espace_partenaires.web.dates import complement_de, date_longue
from espace_partenaires.web.formulaires import FormulairePortail
from habilitations.enums import EtatDemandeHabilitation, NatureDemande
from habilitations.forms.demandes import AcceptationForm, RefusForm
from habilitations.models import DemandeHabilitation
from habilitations.permissions import peut_decider_demandes, peut_ouvrir_le_bureau
from habilitations.rules.courriels import verifier_courriel
from habilitations.rules.demandes import ARTICLES, Acte, etat_apres, reference
from habilitations.selectors import effectif, places
from habilitations.selectors_demandes import lire_demande
from habilitations.services.decisions import accepter_demande, inactiver_maintenant, refuser_demande
from habilitations.services.ouverture import motif_d_exception
from habilitations.views.presentation_demandes import (
    ce_qui_est_demande,
    comparer,
    delai_de,
    personne_de,
    pour_la_caisse,
)

Suite = Callable[[RequeteConnectee, DemandeHabilitation], HttpResponse]
# allauth is not typed.
exiger_le_mot_de_passe: Callable[[Suite], Suite] = reauthentication_required
ACCEPTER, REFUSER = "accepter", "refuser"


@require_http_methods(["GET", "HEAD", "POST"])
def traiter_demande(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show a request to the caisse; accept it, or refuse it with a reason."""
    acteur = request.acteur
    exiger(autorise=peut_ouvrir_le_bureau(acteur))
    demande = lire_demande(acteur, cle)
    decision = request.POST.get("decision", "") if request.method == "POST" else ""
    if decision:
        exiger(autorise=peut_decider_demandes(acteur, demande.caisse_id))
    acceptation = AcceptationForm(request.POST if decision == ACCEPTER else None)
    refus_form = RefusForm(request.POST if decision == REFUSER else None, nature=demande.nature)
    refus = None
    if (decision == ACCEPTER and acceptation.is_valid()) or (decision == REFUSER and refus_form.is_valid()):
        try:
            mots = _decider(request, demande, acceptation, refus_form)
        except RegleMetierRefusee as erreur:
            demande = lire_demande(acteur, cle)
            refus = _pour_la_caisse(erreur, demande)
        else:
            messages.success(request, mots)
            return redirect("habilitations:bureau_habilitations")
    contexte = {**_contexte(request, demande), "acceptation": acceptation, "form": refus_form, "refus": refus}
    with timezone.override(ZoneInfo(demande.caisse.fuseau)):
        return render(request, "habilitations/demandes/traiter.html", contexte)


def _decider(
    request: RequeteConnectee,
    demande: DemandeHabilitation,
    acceptation: AcceptationForm,
    refus_form: RefusForm,
) -> str:
    """Do what was chosen; return the words that say so.

    Raises:
        RegleMetierRefusee: with who decided meanwhile, or what refuses the act.
    """
    nom = f"{reference(demande.cle)} {complement_de(demande.partenaire.libelle)}"
    if refus_form.is_bound:
        refuser_demande(acteur=request.acteur, cle=demande.cle, motif=refus_form.cleaned_data["entier"])
        return f"La demande {nom} est refusée. Le partenaire reçoit le motif."
    # An inactivation has its own page, where the password is asked again.
    exiger(autorise=demande.nature != NatureDemande.INACTIVER)
    accepter_demande(
        acteur=request.acteur,
        cle=demande.cle,
        exception_domaine=acceptation.cleaned_data["exception_domaine"].strip(),
    )
    if demande.nature == NatureDemande.HABILITER:
        return f"La demande {nom} est acceptée. L’invitation part à l’adresse {demande.courriel}."
    return f"La demande {nom} est acceptée. Le compte est modifié."


def _pour_la_caisse(refus: RegleMetierRefusee, demande: DemandeHabilitation) -> RegleMetierRefusee:
    """Word for the caisse what is worded for a structure: it is the one that may accept the address."""
    if refus.code != "courriel_hors_domaine":
        return refus
    return RegleMetierRefusee(refus.code, _adresse_en_mots(demande), refus.article)


def _contexte(request: RequeteConnectee, demande: DemandeHabilitation) -> dict[str, object]:
    maintenant, partenaire = timezone.now(), demande.partenaire
    membres = effectif(partenaire.pk, maintenant)
    decide = peut_decider_demandes(request.acteur, demande.caisse_id)
    inactivation = demande.nature == NatureDemande.INACTIVER
    return {
        "ligne": pour_la_caisse(demande, maintenant),
        "demande": demande,
        "demandee": ce_qui_est_demande(demande),
        "changements": comparer(demande) if demande.nature == NatureDemande.MODIFIER else [],
        "delai": delai_de(demande),
        "article": ARTICLES[demande.nature],
        "places": places(partenaire.pk, membres, maintenant)[Profil.GESTIONNAIRE],
        "membres": membres,
        "adresse": _adresse_en_mots(demande),
        "attend": etat_apres(demande.etat, Acte.FAIRE) is not None,
        "decide": decide,
        "inactivation": inactivation,
        "peut_inactiver": decide
        and demande.etat == EtatDemandeHabilitation.ACCEPTEE
        and bool(getattr(demande, "releve", False)),
        "retour": reverse("habilitations:bureau_habilitations"),
    }


def _adresse_en_mots(demande: DemandeHabilitation) -> str:
    """Say whether the address asked for belongs to the structure; nothing where none is asked."""
    if not demande.courriel:
        return ""
    domaines = frozenset(demande.partenaire.domaines.values_list("domaine", flat=True))
    if verifier_courriel(demande.courriel, domaines) is None:
        return "L’adresse appartient à un domaine déclaré par le partenaire."
    if motif_d_exception(demande.partenaire, demande.courriel):
        return "L’adresse n’est pas d’un domaine déclaré, mais votre caisse l’a déjà acceptée."
    connus = ", ".join(f"« {domaine} »" for domaine in sorted(domaines)) or "aucun"
    return (
        f"L’adresse n’appartient pas aux domaines déclarés par le partenaire ({connus}) : "
        "pour l’accepter, donnez-en la raison ci-dessous."
    )


def _a_confirmer(request: RequeteConnectee, cle: UUID) -> DemandeHabilitation:
    """Return the inactivation to decide on, or answer 404: whoever may not meets no password."""
    demande = lire_demande(request.acteur, cle)
    exiger(
        autorise=peut_decider_demandes(request.acteur, demande.caisse_id)
        and demande.nature == NatureDemande.INACTIVER
    )
    return demande


@require_http_methods(["GET", "HEAD", "POST"])
def accepter_inactivation(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Accept an inactivation: a page says what happens and when, the password is asked again."""
    return _accepter_inactivation(request, _a_confirmer(request, cle))


@exiger_le_mot_de_passe
def _accepter_inactivation(request: RequeteConnectee, demande: DemandeHabilitation) -> HttpResponse:
    le = date_longue(demande.souhaitee_le) if demande.souhaitee_le else ""
    consequences = [
        f"Le {le}, à la première heure, le compte de {personne_de(demande)} est inactivé.",
        "Ses sessions et ses liens prennent fin à cet instant.",
        "D’ici là il fonctionne, et le partenaire peut renoncer à sa demande.",
        "Les techniciens que cette personne a créés restent actifs, avec les autres gestionnaires.",
    ]
    if not getattr(demande, "releve", True):
        consequences.append(
            "Aucun autre gestionnaire n’est actif : si le successeur n’a pas ouvert son compte ce jour-là, "
            "l’inactivation l’attend."
        )
    return _confirmer(
        request,
        demande,
        accepter_demande,
        titre=f"Accepter l’inactivation demandée par {demande.partenaire.libelle}",
        consequences=consequences,
        action="Accepter l’inactivation",
        fait=f"L’inactivation est acceptée pour le {le}. Le partenaire en est prévenu.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def inactiver_avant_la_date(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Do an accepted inactivation at once: a page says what happens, the password is asked again."""
    return _inactiver_avant_la_date(request, _a_confirmer(request, cle))


@exiger_le_mot_de_passe
def _inactiver_avant_la_date(request: RequeteConnectee, demande: DemandeHabilitation) -> HttpResponse:
    personne = personne_de(demande)
    return _confirmer(
        request,
        demande,
        inactiver_maintenant,
        titre=f"Inactiver dès maintenant le compte de {personne}",
        consequences=[
            f"Le compte de {personne} est inactivé tout de suite, sans attendre la date souhaitée.",
            "Ses sessions et ses liens prennent fin à cet instant.",
            "La personne et les autres gestionnaires en sont prévenus par courriel.",
            "Le compte peut être réactivé pendant six mois, s’il reste une place (article 2.2.3).",
        ],
        action="Inactiver ce compte",
        fait=f"Le compte de {personne} est inactivé.",
    )


def _confirmer(
    request: RequeteConnectee,
    demande: DemandeHabilitation,
    service: Callable[..., DemandeHabilitation],
    *,
    fait: str,
    **page: object,
) -> HttpResponse:
    retour = reverse("habilitations:traiter_demande", kwargs={"cle": demande.cle})
    form = FormulairePortail(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            service(acteur=request.acteur, cle=demande.cle)
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(request, fait)
            return redirect("habilitations:bureau_habilitations")
    return render(request, "components/page_confirmation.html", {"form": form, "annuler": retour, **page})
