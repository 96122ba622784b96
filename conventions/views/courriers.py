"""Screens: the register of registered letters, what can be done now, and recording letters and receipts."""

from functools import partial
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from conventions.enums import NatureCourrier
from conventions.forms.courriers import CourrierForm, ReceptionForm, ReparationForm
from conventions.models import Convention, Courrier
from conventions.selectors import jour_de_la_convention
from conventions.selectors_fin import perdus_si_fin
from conventions.services import courriers as services
from conventions.services import mises_en_demeure
from conventions.services.suspensions import suspension_en_cours
from conventions.services.vie import clauses_de
from conventions.views.actes import actes_possibles
from conventions.views.actions_fin import agir_ou_dire_pourquoi, exiger_le_mot_de_passe
from conventions.views.cadre import contexte_convention, convention_a_ecrire, convention_lisible
from conventions.views.registre_des_lettres import registre
from espace_partenaires.requetes import RequeteConnectee

# Their receipt may end the convention: the password is asked again (acces.md).
_FINALES: Final = frozenset(
    {NatureCourrier.FIN_UNILATERALE, NatureCourrier.RESILIATION, NatureCourrier.REFUS_DE_RECONDUCTION}
)


@require_safe
def lister_courriers(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show the register, the suspension that runs, and what the convention allows today."""
    convention = convention_lisible(request, cle)
    jour = jour_de_la_convention(convention, timezone.now())
    contexte = contexte_convention(request, convention, "courriers") | {
        "lignes": registre(convention, Courrier.objects.visibles_par(request.acteur), jour),
        "actes": actes_possibles(convention, jour),
        "suspension": suspension_en_cours(convention),
    }
    return render(request, "conventions/fin/courriers.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def enregistrer_courrier(request: RequeteConnectee, cle: UUID, nature: str) -> HttpResponse:
    """Record a registered letter that a party sent."""
    convention = convention_a_ecrire(request, cle)
    if nature not in NatureCourrier.values:
        raise Http404
    quelle = NatureCourrier(nature)
    form = CourrierForm(
        request.POST or None,
        convention=convention,
        nature=quelle,
        initial={"envoye_le": jour_de_la_convention(convention, timezone.now())},
    )
    contexte: dict[str, object] = {
        "titre": f"Enregistrer la lettre ({_en_minuscule(quelle)})",
        "consequences": _consequences(convention, quelle),
        "action": "Enregistrer la lettre",
        "article": services.article_de_la_lettre(clauses_de(convention), quelle),
    }
    return agir_ou_dire_pourquoi(
        request, convention, form, partial(_enregistrer, request, convention, quelle), contexte
    )


def _en_minuscule(nature: NatureCourrier) -> str:
    return nature.label.lower()


def _enregistrer(
    request: RequeteConnectee, convention: Convention, nature: NatureCourrier, **saisie: Any
) -> str:
    services.enregistrer_courrier(acteur=request.acteur, convention=convention, nature=nature, **saisie)
    return "La lettre est au registre."


def _consequences(convention: Convention, nature: NatureCourrier) -> list[str]:
    jour = jour_de_la_convention(convention, timezone.now())
    adresse = f"/{nature.value}/"
    phrases = [acte.consequence for acte in actes_possibles(convention, jour) if adresse in acte.adresse]
    return [*phrases, "La lettre reste au registre, avec ses numéros et ses dates."]


def _courrier_a_ecrire(request: RequeteConnectee, cle: UUID) -> tuple[Courrier, Convention]:
    visibles = Courrier.objects.visibles_par(request.acteur).select_related("convention", "suite_de")
    courrier = get_object_or_404(visibles, cle=cle)
    return courrier, convention_a_ecrire(request, courrier.convention.cle)


@require_http_methods(["GET", "HEAD", "POST"])
def enregistrer_reception(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Record a receipt; the password is asked again where it may end the convention."""
    courrier, convention = _courrier_a_ecrire(request, cle)
    suite = _recevoir_une_fin if courrier.nature in _FINALES else _recevoir
    return suite(request, (courrier, convention))


def _recevoir(request: RequeteConnectee, quoi: tuple[Courrier, Convention]) -> HttpResponse:
    courrier, convention = quoi
    nature = NatureCourrier(courrier.nature)
    jour = jour_de_la_convention(convention, timezone.now())
    contexte: dict[str, object] = {
        "titre": f"Enregistrer la réception de la lettre ({_en_minuscule(nature)})",
        "consequences": _effet_a_la_reception(convention, nature),
        "action": "Enregistrer la réception",
        "article": services.article_de_la_lettre(clauses_de(convention), nature, courrier.suite_de),
        "variante": "danger" if nature in _FINALES else "principal",
    }
    if nature in _FINALES:
        contexte["perdus"] = perdus_si_fin(convention, jour, request.acteur)
        contexte["hypothese"] = jour
    form = ReceptionForm(request.POST or None, courrier=courrier, initial={"recue_le": jour})
    return agir_ou_dire_pourquoi(
        request, convention, form, partial(_enregistrer_la_reception, request, courrier), contexte
    )


_recevoir_une_fin = exiger_le_mot_de_passe(_recevoir)


def _effet_a_la_reception(convention: Convention, nature: NatureCourrier) -> list[str]:
    return [
        *_consequences(convention, nature)[:-1],
        "L’effet se compte du jour où le dernier destinataire a reçu la lettre.",
        "Une réception enregistrée ne se corrige pas : recopiez la date de l’avis de réception.",
    ]


def _enregistrer_la_reception(request: RequeteConnectee, courrier: Courrier, **saisie: Any) -> str:
    issue = services.enregistrer_reception(acteur=request.acteur, courrier=courrier, **saisie)
    return " ".join(["La réception est enregistrée.", *([issue.phrase] if issue and issue.phrase else [])])


@require_http_methods(["GET", "HEAD", "POST"])
def constater_reparation(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Record that what a mise en demeure names was mended."""
    courrier, convention = _courrier_a_ecrire(request, cle)

    def constater(**saisie: Any) -> str:
        mises_en_demeure.constater_reparation(acteur=request.acteur, courrier=courrier, **saisie)
        return "La réparation est enregistrée : la convention continue."

    clauses = clauses_de(convention)
    contexte: dict[str, object] = {
        "titre": "Constater la réparation",
        "consequences": [
            "Réparé dans le délai, le manquement ne permet plus de résilier.",
            "Réparé après le délai, il laisse la décision aux autres parties.",
        ],
        "action": "Enregistrer la réparation",
        "article": clauses.article("mise_en_demeure"),
    }
    return agir_ou_dire_pourquoi(
        request, convention, ReparationForm(request.POST or None), constater, contexte
    )
