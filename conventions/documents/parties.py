"""The parties as a document names them: seat, representative, authority to sign, signature."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from conventions.enums import PouvoirDeSigner
from conventions.models import Convention, Partie
from espace_partenaires.web.dates import date_simple

_COMMUNE: Final = re.compile(r"\b\d{2}\s?\d{3}\s+(?P<commune>\D+?)(?:\s+cedex.*)?$", re.IGNORECASE)
# First word of a name and the article it takes; any other name goes without.
_LA: Final = frozenset(
    {
        "caf",
        "caisse",
        "carsat",
        "ccss",
        "cgss",
        "cnam",
        "communauté",
        "cpam",
        "cpcam",
        "cpts",
        "cramif",
        "css",
    }
)
_LE: Final = frozenset({"ccas", "centre", "cias", "comité", "foyer", "groupe", "secours", "service"})
_L: Final = frozenset({"association", "établissement", "hôpital", "institut", "union", "udccas"})


@dataclass(frozen=True, slots=True)
class Cote:
    """How a text calls one side, with its article: « la caisse », « le partenaire », « l’Assurance Maladie »."""

    le: str

    @property
    def maj(self) -> str:
        """At the beginning of a sentence."""
        return self.le[0].upper() + self.le[1:]

    @property
    def du(self) -> str:
        """After « de »."""
        return f"du {self.le[3:]}" if self.le.startswith("le ") else f"de {self.le}"

    @property
    def au(self) -> str:
        """After « à »."""
        return f"au {self.le[3:]}" if self.le.startswith("le ") else f"à {self.le}"


@dataclass(frozen=True, slots=True)
class PartieImprimee:
    """A party, as printed.

    Attributes:
        cle: primary key of the party.
        nom: name of the organisation.
        forme: what kind of organisation it is.
        adresse: its seat, on several lines; may be empty.
        commune: the town of its seat; may be empty.
        representant: who represents it; may be empty.
        qualite: the title of the representative.
        signataire: who signs.
        signataire_qualite: the title of who signs.
        pouvoir: where the authority to sign comes from, in words.
        signee_le: the day of signature.
        de_la_caisse: on the side of the Assurance Maladie.
        dpo: how to reach its délégué à la protection des données.
    """

    cle: int
    nom: str
    forme: str
    adresse: str
    commune: str
    representant: str
    qualite: str
    signataire: str
    signataire_qualite: str
    pouvoir: str
    signee_le: date | None
    de_la_caisse: bool
    dpo: str

    @property
    def nom_dans_une_phrase(self) -> str:
        """Its name with its article."""
        return nom_avec_article(self.nom)

    @property
    def signe_pour_autrui(self) -> bool:
        """Whether somebody else than the representative signs."""
        return self.signataire != self.representant


def imprimer_parties(convention: Convention) -> list[PartieImprimee]:
    """Return the parties of a convention, those of the Assurance Maladie first (CONV-01, CONV-22)."""
    parties = convention.parties.select_related("caisse", "partenaire").order_by("pk")
    return sorted((imprimer_partie(partie) for partie in parties), key=lambda partie: not partie.de_la_caisse)


def imprimer_partie(partie: Partie) -> PartieImprimee:
    """Return one party as printed."""
    organisme = partie.caisse or partie.partenaire
    if organisme is None:
        raise ValueError("A party is a caisse or a partenaire.")
    representant = partie.representant or (partie.caisse.directeur if partie.caisse else "")
    qualite = partie.qualite or ("direction" if partie.caisse and representant else "")
    forme = str(organisme.get_type_display())
    return PartieImprimee(
        cle=partie.pk,
        nom=organisme.libelle,
        # « CPAM du Rhône » says it in short: the full name helps only when it adds something.
        forme="" if forme.lower() in organisme.libelle.lower() else forme,
        adresse=organisme.adresse.strip(),
        commune=_commune(partie),
        representant=representant,
        qualite=qualite,
        signataire=partie.signataire or representant,
        signataire_qualite=partie.signataire_qualite if partie.signataire else qualite,
        pouvoir=_pouvoir(partie),
        signee_le=partie.signee_le,
        de_la_caisse=partie.caisse is not None,
        dpo=" · ".join(mot for mot in (organisme.nom_dpo, organisme.courriel_dpo) if mot),
    )


def nom_avec_article(nom: str) -> str:
    """Write the name of an organisation in a sentence: « la CPAM du Rhône », « l’Association Le Pas ».

    Args:
        nom: its name; « CPTS Rives de Saône ».
    """
    premier = nom.split(" ", 1)[0].lower()
    if premier in _LA:
        return f"la {nom}"
    if premier in _LE:
        return f"le {nom}"
    return f"l’{nom}" if premier in _L else nom


def enumerer(noms: Iterable[str]) -> str:
    """Write a list of names: « a, b et c »."""
    *premiers, dernier = list(noms) or [""]
    return f"{', '.join(premiers)} et {dernier}" if premiers else dernier


def _commune(partie: Partie) -> str:
    if partie.partenaire and partie.partenaire.commune:
        return partie.partenaire.commune
    organisme = partie.caisse or partie.partenaire
    lignes = organisme.adresse.strip().splitlines() if organisme else []
    trouvee = _COMMUNE.search(lignes[-1].strip()) if lignes else None
    return trouvee["commune"].strip() if trouvee else ""


def _pouvoir(partie: Partie) -> str:
    if partie.pouvoir == PouvoirDeSigner.STATUTAIRE or partie.pouvoir_le is None:
        return ""
    nature = PouvoirDeSigner(partie.pouvoir).label
    return f"{nature} n°\N{NO-BREAK SPACE}{partie.pouvoir_numero} du {date_simple(partie.pouvoir_le)}"
