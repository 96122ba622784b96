"""Avenants (CONV-07)."""

from dataclasses import replace

from conventions.documents.contexte import A_SIGNER, PROJET, contexte_commun
from conventions.documents.fichiers import Document, dessiner
from conventions.documents.parties import PartieImprimee, imprimer_parties
from conventions.documents.plan import rediger
from conventions.documents.termes import termes_modifies
from conventions.enums import EtatAvenant
from conventions.models import Avenant, Convention
from conventions.permissions import peut_lire_convention
from conventions.services.ecriture import journaliser
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import exiger
from espace_partenaires.web.dates import date_simple


def avenant_pdf(*, acteur: Acteur, avenant: Avenant, convention: Convention) -> Document:
    """Draw an avenant: what changes, before and after; the object of the convention stays.

    Args:
        acteur: who reads it.
        avenant: in the actor's scope.
        convention: its convention, a row of ``avec_dates`` with its modèle.

    Raises:
        HorsPortee: out of scope.

    Exigence: CONV-07, CONV-12, CONV-22 (S1u 8.3, S0 14.3)
    """
    exiger(autorise=peut_lire_convention(acteur, convention))
    journaliser(acteur, "conventions.produire_pdf", convention, document="avenant")
    titre = f"Avenant n°\N{NO-BREAK SPACE}{avenant.numero}"
    contexte = {
        **contexte_commun(convention),
        "avenant": avenant,
        "modifications": termes_modifies(convention, avenant.modifications),
        "article_de_l_avenant": convention.article_pour("avenant"),
        "parties": parties_de_l_avenant(avenant),
        "etat": etat_de_l_avenant(avenant),
    }
    contexte["corps"], _ = rediger("conventions/pdf/textes/avenant.html", contexte)
    return dessiner("avenant.html", contexte, titre=titre, nom=f"avenant {avenant.numero} {convention.objet}")


def parties_de_l_avenant(avenant: Avenant) -> list[PartieImprimee]:
    """Return the parties, with who signed the avenant and when: not those of the convention."""
    signatures = {signature.partie_id: signature for signature in avenant.signatures.all()}
    parties = []
    for partie in imprimer_parties(avenant.convention):
        signature = signatures.get(partie.cle)
        parties.append(
            replace(
                partie,
                signataire=signature.representant if signature else partie.signataire,
                signataire_qualite=signature.qualite if signature else partie.signataire_qualite,
                signee_le=signature.signee_le if signature else None,
            )
        )
    return parties


def etat_de_l_avenant(avenant: Avenant) -> str:
    """Return what each page says of an avenant."""
    if avenant.effet_le is not None:
        return f"Prise d’effet : {date_simple(avenant.effet_le)}"
    if avenant.etat == EtatAvenant.ABANDONNE:
        return f"{PROJET} abandonné"
    return A_SIGNER if avenant.etat == EtatAvenant.EN_SIGNATURE else PROJET
