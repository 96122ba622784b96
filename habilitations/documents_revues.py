"""What a review leaves on paper: its certificate, and the up-to-date table, in PDF and for a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count
from django.utils import timezone
from django.utils.text import slugify

from conventions.models import Partenaire
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.documents.rendu import rendre_pdf
from espace_partenaires.exceptions import HorsPortee, exiger
from espace_partenaires.journal.services import consigner
from espace_partenaires.web.dates import date_et_heure
from habilitations.enums import DecisionRevue, EtatHabilitation
from habilitations.models import Habilitation, LigneRevue, Revue
from habilitations.permissions import peut_lire_les_revues, peut_voir_les_comptes_de
from habilitations.selectors import caisses_signataires, comptes_visibles
from habilitations.selectors_revues import lignes_de
from habilitations.services.ouverture import caisse_de_l_acte
from habilitations.views.presentation import etat_en_mots, mot_du_profil
from habilitations.views.presentation_revues import (
    EFFACE,
    fuseau_de,
    jour_de,
    lignes_en_mots,
    motif_en_mots,
    noms_des_comptes,
)

PDF: Final = "pdf"
TABLEUR: Final = "tableur"
# A spreadsheet that opens a cell beginning so may run it as a formula.
_FORMULES: Final = ("=", "+", "-", "@", "\t", "\r")
_JAMAIS: Final = "jamais"


@dataclass(frozen=True, slots=True)
class Fichier:
    """A file ready to be sent: its name in ASCII, without its ending nor anything about a person."""

    nom: str
    contenu: bytes


def certificat(*, acteur: Acteur, revue: Revue, forme: str) -> Fichier:
    """Draw the certificate of a closed review.

    Args:
        acteur: who reads it.
        revue: a closed review the actor sees, its partenaire and its caisse with it.
        forme: ``PDF`` or ``TABLEUR``.

    Raises:
        HorsPortee: out of scope, or a review that is still open.

    Exigence: HAB-15, NOV-09 (S1u 4.2)
    """
    exiger(autorise=peut_lire_les_revues(acteur))
    if revue.close_le is None or revue.numero is None:
        raise HorsPortee
    lignes = list(lignes_de(revue))
    nom = f"certificat-{slugify(revue.numero)}"
    consigner(
        acteur=acteur,
        action="habilitations.certificat_produit",
        objet=revue,
        caisse_id=caisse_de_l_acte(acteur),
        details={"format": forme},
    )
    if forme == TABLEUR:
        return Fichier(nom, _tableur(_tableau_du_certificat(revue, lignes)))
    fuseau = fuseau_de(revue)
    contexte = {
        "revue": revue,
        "intitule": revue.partenaire.libelle,
        "etat": revue.numero,
        "cloture": date_et_heure(revue.close_le, fuseau),
        "ouverture": date_et_heure(revue.ouverte_le, fuseau),
        "lignes": lignes_en_mots(revue, lignes, revue.close_le),
        "groupes": [revue.empreinte[rang : rang + 4] for rang in range(0, len(revue.empreinte), 4)],
        **compter(lignes),
    }
    titre = f"Certificat de revue d’habilitation {revue.numero}"
    return Fichier(
        nom, rendre_pdf(gabarit="habilitations/revues/pdf/certificat.html", contexte=contexte, titre=titre)
    )


def compter(lignes: Iterable[LigneRevue]) -> dict[str, object]:
    """Count the answers of a review, by decision."""
    decisions = [ligne.decision for ligne in lignes]
    return {
        "confirmees": decisions.count(DecisionRevue.CONFIRMEE),
        "retirees": decisions.count(DecisionRevue.RETIREE),
        "sans_reponse": decisions.count(DecisionRevue.SANS_REPONSE),
        "sans_objet": decisions.count(""),
    }


def tableau_d_habilitation(
    *, acteur: Acteur, partenaire: Partenaire, forme: str, maintenant: datetime | None = None
) -> Fichier:
    """Draw the table of a structure's accounts as it is now, without any review.

    Args:
        acteur: a gestionnaire of the structure, or an agent of a caisse bound to it.
        partenaire: the structure.
        forme: ``PDF`` or ``TABLEUR``.
        maintenant: the moment.

    Raises:
        HorsPortee: out of scope.

    Exigence: HAB-15 (S1u 4.2)
    """
    instant = maintenant or timezone.now()
    exiger(autorise=peut_voir_les_comptes_de(acteur, partenaire.pk, caisses_signataires(partenaire.pk)))
    comptes = list(comptes_visibles(acteur, partenaire.pk))
    consigner(
        acteur=acteur,
        action="habilitations.tableau_produit",
        objet=partenaire,
        caisse_id=caisse_de_l_acte(acteur),
        partenaire_id=partenaire.pk,
        details={"format": forme},
    )
    jour = timezone.localdate(instant).isoformat()
    nom = f"tableau-habilitation-{slugify(partenaire.numero)}-{jour}"
    lignes = [_compte(compte, instant) for compte in comptes]
    if forme == TABLEUR:
        return Fichier(nom, _tableur([list(_ENTETES_DU_TABLEAU), *lignes]))
    contexte = {
        "intitule": partenaire.libelle,
        "etat": "Tableau d’habilitation",
        "le": date_et_heure(instant, timezone.get_current_timezone()),
        "lignes": lignes,
        "actifs": sum(compte.etat == EtatHabilitation.ACTIVE for compte in comptes),
        "derniere": _derniere_revue(partenaire),
    }
    titre = f"Tableau d’habilitation de {partenaire.libelle}"
    return Fichier(
        nom, rendre_pdf(gabarit="habilitations/revues/pdf/tableau.html", contexte=contexte, titre=titre)
    )


_ENTETES_DU_TABLEAU: Final = (
    "Nom",
    "Fonction",
    "Identifiant",
    "Profil",
    "État",
    "Ouvert le",
    "Dernière connexion",
)


def _compte(compte: Habilitation, maintenant: datetime) -> list[str]:
    fuseau, personne = timezone.get_current_timezone(), compte.utilisateur
    return [
        personne.nom_complet,
        personne.fonction,
        personne.identifiant,
        mot_du_profil(compte),
        etat_en_mots(compte, maintenant)[1],
        jour_de(compte.activee_le, fuseau),
        jour_de(personne.last_login, fuseau) or _JAMAIS,
    ]


def _derniere_revue(partenaire: Partenaire) -> Revue | None:
    closes: Sequence[Revue] = (
        Revue.objects.filter(partenaire=partenaire, close_le__isnull=False)
        .annotate(nombre=Count("lignes"))
        .order_by("-close_le")[:1]
    )
    return next(iter(closes), None)


def _tableau_du_certificat(revue: Revue, lignes: Sequence[LigneRevue]) -> list[list[str]]:
    """Return the cells of a certificate: what it is, then one row per account."""
    fuseau = fuseau_de(revue)
    noms = noms_des_comptes({ligne.decidee_par for ligne in lignes if ligne.decidee_par})
    entetes = [
        "Nom", "Identifiant", "Profil", "État à la clôture", "Dernière connexion", "Décision", "Motif",
        "Décidée par", "Décidée le",
    ]  # fmt: skip
    tete = [
        ["Certificat de revue d’habilitation", revue.numero or ""],
        ["Structure", revue.partenaire.libelle],
        ["Ouverte le", date_et_heure(revue.ouverte_le, fuseau)],
        ["Close le", date_et_heure(revue.close_le, fuseau) if revue.close_le else ""],
        ["Empreinte SHA-256", revue.empreinte],
        [],
        entetes,
    ]
    mots = lignes_en_mots(revue, lignes, revue.close_le or revue.ouverte_le)
    return [
        *tete,
        *(
            [
                mot.nom,
                mot.identifiant,
                mot.profil,
                mot.etat,
                jour_de(mot.ligne.derniere_connexion_le, fuseau) or _JAMAIS,
                mot.decision,
                motif_en_mots(mot.ligne.motif),
                noms.get(mot.ligne.decidee_par, EFFACE) if mot.ligne.decidee_par else "",
                date_et_heure(mot.ligne.decidee_le, fuseau) if mot.ligne.decidee_le else "",
            ]
            for mot in mots
        ),
    ]


def _tableur(lignes: Iterable[Sequence[str]]) -> bytes:
    """Write cells for a spreadsheet: semicolons, UTF-8 with its mark, and no cell that runs as a formula."""
    tampon = io.StringIO()
    ecrivain = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    ecrivain.writerows([[cellule_sure(cellule) for cellule in ligne] for ligne in lignes])
    return tampon.getvalue().encode("utf-8-sig")


def cellule_sure(texte: str) -> str:
    """Return a cell that no spreadsheet runs: an apostrophe before what would begin a formula.

    Exigence: HAB-15
    """
    return f"'{texte}" if texte.startswith(_FORMULES) else texte
