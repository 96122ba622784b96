"""Which text a modèle prints, and the words that text uses for its sides."""

from dataclasses import dataclass
from typing import Final

from conventions.documents.parties import Cote
from conventions.enums import Nature
from conventions.models import Convention


@dataclass(frozen=True, slots=True)
class Texte:
    """A text of convention.

    Attributes:
        gabarit: its template, under ``conventions/pdf/textes/``.
        titre: what it is called.
        caisse: how it calls the side of the Assurance Maladie.
        partenaire: how it calls the other side.
    """

    gabarit: str
    titre: str
    caisse: Cote
    partenaire: Cote


_LOCALE: Final = "Convention locale de partenariat"
_ASSURANCE_MALADIE: Final = Cote("l’Assurance Maladie")
_PARTENAIRE: Final = Cote("le partenaire")

TEXTES: Final[dict[str, Texte]] = {
    "cadre-nationale": Texte(
        "cadre_nationale.html",
        "Convention cadre de partenariat",
        Cote("la Cnam"),
        Cote("le réseau partenaire"),
    ),
    "locale-ccas": Texte("locale_ccas.html", _LOCALE, _ASSURANCE_MALADIE, _PARTENAIRE),
    "locale-association": Texte("locale_ccas.html", _LOCALE, _ASSURANCE_MALADIE, _PARTENAIRE),
    "locale-caf": Texte("locale_caf.html", _LOCALE, Cote("la caisse d’assurance maladie"), Cote("la Caf")),
    "locale-cpts": Texte("locale_cpts.html", "Convention de partenariat", Cote("la caisse"), Cote("la CPTS")),
    "utilisation": Texte(
        "utilisation.html",
        "Convention d’utilisation du portail Espace\N{NO-BREAK SPACE}Partenaires",
        Cote("la caisse"),
        _PARTENAIRE,
    ),
}
# A modèle the nation adds later prints the text of its nature, with its own terms.
_PAR_NATURE: Final = {
    Nature.CADRE.value: "cadre-nationale",
    Nature.METIER.value: "locale-association",
    Nature.UTILISATION.value: "utilisation",
}


def texte_de(convention: Convention) -> Texte:
    """Return the text that a convention prints.

    Exigence: CONV-02, CONV-12
    """
    code = convention.modele.code
    return TEXTES[code if code in TEXTES else _PAR_NATURE[convention.nature]]
