"""The proof of an inactivation, on paper (HAB-12)."""

from dataclasses import dataclass
from datetime import datetime

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.documents.rendu import rendre_pdf
from espace_partenaires.exceptions import exiger
from espace_partenaires.journal.services import consigner
from espace_partenaires.web.dates import date_et_heure
from habilitations.enums import NatureEvenement
from habilitations.faits import a_la_seconde, noms_des_auteurs, par_qui
from habilitations.models import EvenementCompte
from habilitations.permissions import peut_voir_les_comptes
from habilitations.rules.fins import (
    ARTICLE_INACTIVATION,
    ARTICLE_SECURITE,
    MOTIFS_DE_SECURITE,
    numero_de_preuve,
)
from habilitations.selectors_fins import fuseau_du_fait


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF.

    Attributes:
        nom: name of the file, without anything about a person.
        contenu: bytes of the PDF.
    """

    nom: str
    contenu: bytes


def attestation_de_fin(*, acteur: Acteur, fait: EvenementCompte, maintenant: datetime) -> Document:
    """Draw the proof of an inactivation: which account, when to the second, why, by whom, when the structure was told.

    Args:
        acteur: who reads it: a gestionnaire of the structure, an agent of its caisses.
        fait: an inactivation, in the actor's scope.
        maintenant: when it is drawn (aware).

    Raises:
        HorsPortee: for an account that sees no other.

    Exigence: HAB-12 (S1u 4.1)
    """
    exiger(autorise=peut_voir_les_comptes(acteur))
    habilitation, fuseau = fait.habilitation, fuseau_du_fait(fait)
    numero = numero_de_preuve(fait.cle)
    annonces = fait.suites.filter(nature=NatureEvenement.PARTENAIRE_PREVENU).order_by("survenu_le", "pk")
    retour = fait.suites.filter(nature=NatureEvenement.REACTIVATION).first()
    contexte = {
        "numero": numero,
        "habilitation": habilitation,
        "profil": Profil(habilitation.profil).label,
        "inactive_le": a_la_seconde(fait.survenu_le, fuseau),
        "motif": fait.get_motif_display(),
        "par": par_qui(fait, noms_des_auteurs([fait])) or "automatiquement, par le portail",
        "annonces": [(a_la_seconde(annonce.survenu_le, fuseau), annonce.cle) for annonce in annonces],
        "reactive_le": a_la_seconde(retour.survenu_le, fuseau) if retour else "",
        "fuseau": fuseau.key,
        "etablie_le": date_et_heure(maintenant, fuseau),
        "article": ARTICLE_SECURITE if fait.motif in MOTIFS_DE_SECURITE else ARTICLE_INACTIVATION,
    }
    consigner(
        acteur=acteur, action="habilitations.attestation_de_fin", objet=habilitation, caisse_id=fait.caisse_id
    )
    contenu = rendre_pdf(
        gabarit="habilitations/fins/attestation.html",
        contexte=contexte,
        titre=f"Attestation d’inactivation d’un compte, n° {numero}",
    )
    return Document(f"attestation-inactivation-{numero.lower()}", contenu)
