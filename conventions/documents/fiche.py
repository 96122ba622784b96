"""The fiche action, with the fields of S0 annexe 1 (CONV-10)."""

from decimal import Decimal
from typing import Final

from django.utils import timezone

from conventions.documents.contexte import contexte_commun
from conventions.documents.fichiers import Document, dessiner
from conventions.documents.termes import dire_terme
from conventions.enums import EtatFiche
from conventions.models import Convention, FicheAction
from conventions.permissions import peut_lire_convention
from conventions.rules.fiches import FORMES_D_ACCUEIL
from conventions.services.ecriture import journaliser
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import exiger
from espace_partenaires.web.dates import date_simple

CHAMPS: Final = (
    "Thème",
    "Finalités de l’action",
    "Publics cibles",
    "Résultats attendus",
    "Prérequis",
    "Formes d’accueil coordonné",
    "Nombre d’ETP",
    "Qualité des personnes",
    "Autres éléments d’organisation",
    "Échange de données à caractère personnel",
    "Si oui, analyse du DPO",
    "Inscription au registre des traitements",
    "Flux national de même finalité",
    "Pilote",
    "Co-pilote",
    "Conduite du projet",
    "Date du projet",
)


def fiche_pdf(*, acteur: Acteur, fiche: FicheAction, convention: Convention) -> Document:
    """Draw a fiche action: every field of the form, its indicators, the DPO's analysis, the register.

    Args:
        acteur: who reads it.
        fiche: in the actor's scope.
        convention: its convention, a row of ``avec_dates`` with its modèle.

    Raises:
        HorsPortee: out of scope.

    Exigence: CONV-10, CONV-12 (S0 annexe 1)
    """
    exiger(autorise=peut_lire_convention(acteur, convention))
    journaliser(acteur, "conventions.produire_pdf", convention, document="fiche_action")
    commun = contexte_commun(convention)
    contexte = {
        **commun,
        "fiche": fiche,
        "champs_de_fiche": champs_de_fiche(fiche),
        "indicateurs": fiche.indicateurs.order_by("pk"),
        "etat": etat_de_la_fiche(fiche),
    }
    titre = f"Fiche action n°\N{NO-BREAK SPACE}{fiche.numero}"
    return dessiner("fiche.html", contexte, titre=titre, nom=f"fiche action {fiche.numero} {fiche.titre}")


def champs_de_fiche(fiche: FicheAction | None) -> list[tuple[str, str]]:
    """Return each field of the form and what it says; all empty for the blank form.

    Exigence: CONV-10 (S0 annexe 1)
    """
    valeurs = _valeurs(fiche) if fiche else [""] * len(CHAMPS)
    return list(zip(CHAMPS, valeurs, strict=True))


def etat_de_la_fiche(fiche: FicheAction) -> str:
    """Return what each page says of a fiche: a draft, or since when the action runs or has ended."""
    if fiche.etat == EtatFiche.TERMINEE and fiche.terminee_le:
        return f"Terminée le {date_simple(fiche.terminee_le)}"
    if fiche.etat == EtatFiche.EN_COURS and fiche.demarree_le:
        return f"Démarrée le {date_simple(fiche.demarree_le)}"
    return "Projet abandonné" if fiche.etat == EtatFiche.ABANDONNEE else "Projet"


def _valeurs(fiche: FicheAction) -> list[str]:
    return [
        str(fiche.theme or ""),
        fiche.finalites,
        fiche.publics,
        fiche.resultats,
        fiche.prerequis,
        ", ".join(FORMES_D_ACCUEIL.get(forme, forme) for forme in fiche.formes_d_accueil),
        _decimal(fiche.etp),
        fiche.qualite_des_personnes,
        fiche.autres_moyens,
        dire_terme("echange_de_donnees", fiche.echange_de_donnees),
        _analyse(fiche),
        _registre(fiche),
        _flux(fiche),
        fiche.pilote,
        fiche.copilote,
        fiche.conduite,
        date_simple(fiche.date_du_projet) if fiche.date_du_projet else "",
    ]


def _decimal(nombre: Decimal | None) -> str:
    return f"{nombre.normalize():f}".replace(".", ",") if nombre is not None else ""


def _analyse(fiche: FicheAction) -> str:
    if not fiche.echange_de_donnees:
        return "Sans objet"
    if fiche.dpo_analyse_le is None:
        return "À rendre avant le démarrage"
    le = date_simple(timezone.localdate(fiche.dpo_analyse_le))
    auteur = f", {fiche.dpo_nom}" if fiche.dpo_nom else ""
    return f"{fiche.dpo_analyse}\nAnalyse du {le}{auteur}"


def _registre(fiche: FicheAction) -> str:
    if not fiche.echange_de_donnees:
        return "Sans objet"
    if fiche.registre_le is None:
        return "À inscrire avant le démarrage"
    return f"N°\N{NO-BREAK SPACE}{fiche.registre_numero}, le {date_simple(fiche.registre_le)}"


def _flux(fiche: FicheAction) -> str:
    if fiche.flux_couvrant is None:
        return ""
    justifie = f"\nJustification du DPO : {fiche.flux_justification}" if fiche.flux_justification else ""
    return f"{fiche.flux_couvrant}{justifie}"
