"""What the screens read of malfunctions: a page of the list, the thread of one, who reported it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from conventions.models import Dysfonctionnement, Interlocuteur
from conventions.permissions import (
    peut_ecrire_interlocuteur,
    peut_lire_partenaires,
    peut_lire_sa_convention,
    peut_signaler_dysfonctionnement,
)
from conventions.rules.assistance import page_sans_question
from conventions.selectors_assistance import VoletDeContacts, support_des_caisses
from espace_partenaires.comptes.acteur import ATTRIBUT_ACTEUR, Acteur
from espace_partenaires.comptes.models import Utilisateur

PAR_PAGE: Final = 25
AVANT: Final = "avant-"


@dataclass(frozen=True, slots=True)
class PageDeDysfonctionnements:
    """A page of the list; cursors are keys."""

    lignes: list[Dysfonctionnement]
    suivant: str
    precedent: str


@dataclass(frozen=True, slots=True)
class Echange:
    """One text of a malfunction: an answer of the support, or what its author adds."""

    auteur: str
    quand: datetime
    texte: str
    cote: str


def page_de_dysfonctionnements(acteur: Acteur, etat: str = "", curseur: str = "") -> PageDeDysfonctionnements:
    """Return a page of the malfunctions the actor follows, the latest first; two queries, whatever their number.

    Args:
        acteur: an agent or an account of a partenaire.
        etat: code of a state, or nothing for all.
        curseur: what ``suivant`` or ``precedent`` said; an unknown one starts the list again.

    Exigence: ORG-08 (S1u 3.3)
    """
    visibles = Dysfonctionnement.objects.visibles_par(acteur).select_related("caisse", "partenaire")
    if etat:
        visibles = visibles.filter(etat=etat)
    a_rebours, cle = curseur.startswith(AVANT), _cle(curseur.removeprefix(AVANT))
    repere = visibles.filter(cle=cle).first() if cle else None
    a_rebours = a_rebours and repere is not None
    if repere is not None:
        le, pk = repere.signale_le, repere.pk
        apres = Q(signale_le__lt=le) | Q(signale_le=le, pk__lt=pk)
        avant = Q(signale_le__gt=le) | Q(signale_le=le, pk__gt=pk)
        visibles = visibles.filter(avant if a_rebours else apres)
    ordre = ("signale_le", "pk") if a_rebours else ("-signale_le", "-pk")
    trouvees = list(visibles.order_by(*ordre)[: PAR_PAGE + 1])
    encore = len(trouvees) > PAR_PAGE
    trouvees = trouvees[:PAR_PAGE]
    if not trouvees:
        return PageDeDysfonctionnements([], "", "")
    if a_rebours:
        trouvees.reverse()
    suivant = str(trouvees[-1].cle) if (a_rebours or encore) else ""
    precedent = f"{AVANT}{trouvees[0].cle}" if (encore if a_rebours else repere is not None) else ""
    return PageDeDysfonctionnements(trouvees, suivant, precedent)


def _cle(texte: str) -> UUID | None:
    try:
        return UUID(texte)
    except ValueError:
        return None


def echanges_de(signale: Dysfonctionnement, acteur: Acteur) -> list[Echange]:
    """Return the texts exchanged, oldest first; the support speaks as a support, not as a person."""
    echanges = []
    for reponse in signale.reponses.all():
        de_l_auteur = reponse.auteur_id == signale.auteur_id and not reponse.nationale
        if reponse.nationale:
            nom = "Support national"
        elif de_l_auteur:
            nom = "Auteur du signalement"
        else:
            nom = f"Support de la {signale.caisse.libelle}"
        cote = "vous" if reponse.auteur_id == acteur.utilisateur_id else "eux"
        echanges.append(Echange(nom, reponse.ecrite_le, reponse.texte, cote))
    return echanges


def signale_par(signale: Dysfonctionnement) -> Utilisateur | None:
    """Return the account that reported it; nothing once it was erased."""
    return Utilisateur.objects.filter(pk=signale.auteur_id).first()


@dataclass(frozen=True, slots=True)
class SupportDUneCaisse:
    """Whom to call at one caisse when the portal does not work."""

    libelle: str
    interlocuteurs: list[Interlocuteur]


def aide_au_support(request: HttpRequest) -> dict[str, object] | None:
    """Return what the help page shows to an account: its support, and where to report; nothing to a stranger.

    Exigence: ORG-05 (S1u 3.3)
    """
    acteur: Acteur | None = getattr(request, ATTRIBUT_ACTEUR, None)
    if acteur is None or not (peut_lire_partenaires(acteur) or peut_lire_sa_convention(acteur)):
        return None
    return {
        "supports": [
            SupportDUneCaisse(caisse.libelle, lignes) for caisse, lignes in support_des_caisses(acteur)
        ],
        "peut_signaler": peut_signaler_dysfonctionnement(acteur),
        "page_precedente": _page_d_avant(request),
        "cote_caisse": peut_lire_partenaires(acteur),
    }


def _page_d_avant(request: HttpRequest) -> str:
    """Return the path the person had a problem on, to be carried from the help page to the form."""
    chemin = page_sans_question(request.headers.get("Referer", ""))
    return "" if chemin == reverse("web:aide") else chemin


def modifiables(acteur: Acteur, volets: list[VoletDeContacts]) -> frozenset[int]:
    """Return which of these contacts the actor writes, by number."""
    lignes = [
        contact.interlocuteur for volet in volets for contact in volet.contacts if contact.interlocuteur
    ]
    couples = {(ligne.caisse_id, ligne.partenaire_id) for ligne in lignes}
    ecrits = {couple for couple in couples if peut_ecrire_interlocuteur(acteur, *couple)}
    return frozenset(ligne.pk for ligne in lignes if (ligne.caisse_id, ligne.partenaire_id) in ecrits)
