"""The form by which a partenaire attests that it destroyed the personal data (CONV-13)."""

from conventions.documents.contexte import article_de_destruction, contexte_commun
from conventions.documents.fichiers import Document, dessiner
from conventions.documents.parties import imprimer_partie
from conventions.models import AttestationDestruction, Convention
from conventions.permissions import peut_lire_convention
from conventions.services.ecriture import journaliser
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import exiger


def attestation_pdf(
    *, acteur: Acteur, attestation: AttestationDestruction, convention: Convention
) -> Document:
    """Draw the attestation to be signed on paper; what was already attested is filled in.

    Args:
        acteur: who reads it.
        attestation: in the actor's scope.
        convention: its convention, a row of ``avec_dates`` with its modèle.

    Raises:
        HorsPortee: out of scope.

    Exigence: CONV-13 (S1m, S2, S3, S4, annexe sur la protection des données, § 7)
    """
    exiger(autorise=peut_lire_convention(acteur, convention))
    journaliser(acteur, "conventions.produire_pdf", convention, document="attestation")
    partie = imprimer_partie(attestation.partie)
    contexte = {
        **contexte_commun(convention),
        "attestation": attestation,
        "partie": partie,
        "fin": convention.fin_certaine,
        "article_de_la_destruction": article_de_destruction(convention),
        "etat": "Signée" if attestation.attestee_le else "À signer",
    }
    titre = "Attestation de destruction des données personnelles"
    return dessiner("attestation.html", contexte, titre=titre, nom=f"attestation destruction {partie.nom}")
