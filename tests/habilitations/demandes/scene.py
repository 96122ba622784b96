"""The scene of the requests: a structure with its gestionnaires, the caisse that decides, the moments that count."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from conventions.models import Caisse, Partenaire
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from habilitations.enums import NatureDemande
from habilitations.models import DemandeHabilitation, Habilitation
from habilitations.services.ouverture import Identite
from tests.factories.conventions import creer_caisse, creer_partenaire, relier
from tests.factories.habilitations import creer_agent, creer_gestionnaire

PARIS = ZoneInfo("Europe/Paris")
# A Monday; the term of a request is Tuesday 17: Wednesday 11 is a public holiday.
LUNDI = datetime(2026, 11, 9, 10, tzinfo=PARIS)
TERME = date(2026, 11, 17)
# Fifteen days after the announcement.
PREMIERE = date(2026, 11, 24)
CommeTaches = Callable[[], AbstractContextManager[None]]
CommeWeb = Callable[[Acteur | None], AbstractContextManager[None]]


def structure(
    libelle: str = "CCAS de Valmont", *, caisse: Caisse | None = None, effectif: int = 18
) -> Partenaire:
    """Make a structure of 18 members (3 gestionnaires at most), its convention in force."""
    partenaire = creer_partenaire(libelle)
    relier(caisse or creer_caisse(), partenaire, effectif=effectif)
    return partenaire


def gestionnaire(partenaire: Partenaire, nom: str = "Roche", **champs: Any) -> Utilisateur:
    """Make an active gestionnaire of this name."""
    valeurs = {"courriel": f"{nom.lower()}@valmont.example", "prenom": "Nadia", **champs}
    return creer_gestionnaire(partenaire, nom=nom, **valeurs)


def agent(*roles: str, caisse: Caisse | None = None, **champs: Any) -> Utilisateur:
    """Make an agent who decides, unless other roles are given."""
    return creer_agent(*(roles or ("gestionnaire_conventions",)), caisse=caisse, **champs)


def identite(**champs: str) -> Identite:
    """Return somebody to habilitate."""
    valeurs = {
        "civilite": "m",
        "nom": "Perrin",
        "prenom": "Luc",
        "fonction": "responsable",
        "courriel": "luc.perrin@valmont.example",
        "telephone": "04 00 00 00 04",
        **champs,
    }
    return Identite(**valeurs)


def demande(
    partenaire: Partenaire,
    nature: str = NatureDemande.HABILITER,
    habilitation: Habilitation | None = None,
    *,
    caisse: Caisse | None = None,
    **champs: Any,
) -> DemandeHabilitation:
    """Write a request as if it had been made on ``LUNDI``."""
    valeurs: dict[str, Any] = {"demandee_le": LUNDI, "demandee_par": 1}
    if nature == NatureDemande.HABILITER:
        valeurs |= {
            champ: getattr(identite(), champ)
            for champ in ("civilite", "nom", "prenom", "fonction", "courriel", "telephone")
        }
    if nature == NatureDemande.INACTIVER:
        valeurs["souhaitee_le"] = PREMIERE
    return DemandeHabilitation.objects.create(
        partenaire=partenaire,
        caisse=caisse or creer_caisse(),
        nature=nature,
        habilitation=habilitation,
        **{**valeurs, **champs},
    )
