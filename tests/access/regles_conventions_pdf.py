"""Rules of the routes of ``conventions``: the PDFs of conventions (acces.md)."""

from tests.access.regle import CAISSE, Regle, pour

# Whoever reads a convention takes it away: agents of its caisses, gestionnaires of its partenaires.
_LECTEURS = (*CAISSE, "gestionnaire")

REGLES: dict[str, Regle] = {
    "conventions:pdf_convention": pour(*_LECTEURS, objet="convention"),
    "conventions:pdf_releve": pour(*_LECTEURS, objet="convention"),
    "conventions:pdf_avenant": pour(*_LECTEURS, objet="avenant"),
    "conventions:pdf_fiche": pour(*_LECTEURS, objet="fiche"),
    "conventions:pdf_courrier": pour(*_LECTEURS, objet="courrier"),
    "conventions:pdf_attestation": pour(*_LECTEURS, objet="attestation"),
}
