"""What demandes add to the page « ce que ce compte peut faire » (acces.md)."""

from typing import Final

from habilitations.droits import Terrain, enregistrer_droit
from habilitations.rules.droits import INSTRUCTEUR, SUPERVISEUR, TECHNICIEN, Famille, LigneDeDroit
from signalements.enums import EtatDemande
from signalements.models import Demande
from signalements.permissions import (
    peut_affecter_a_d_autres,
    peut_instruire,
    peut_ouvrir_le_bureau,
    peut_s_affecter,
    peut_signaler,
)

_USAGE: Final = "Convention d’utilisation"
_PORTAIL: Final = "Répartition des rôles dans le portail"


def _demande(terrain: Terrain) -> Demande:
    """A demande transmitted to this caisse, that no table holds: what the permission functions are asked about."""
    return Demande(
        caisse_id=terrain.caisse_id, partenaire_id=terrain.partenaire_id, etat=EtatDemande.TRANSMISE
    )


enregistrer_droit(
    LigneDeDroit(
        "signaler",
        Famille.DEMANDES,
        "Préparer, transmettre et suivre une demande, répondre à la caisse",
        frozenset({TECHNICIEN}),
        f"{_USAGE}, articles 2.2 et 3.1",
        par_caisse=True,
    ),
    lambda acteur, terrain: peut_signaler(acteur, terrain.caisse_id),
)
enregistrer_droit(
    LigneDeDroit(
        "bureau",
        Famille.DEMANDES,
        "Lire et chercher les demandes adressées à la caisse",
        frozenset({INSTRUCTEUR, SUPERVISEUR}),
        _PORTAIL,
    ),
    lambda acteur, _terrain: peut_ouvrir_le_bureau(acteur),
)
enregistrer_droit(
    LigneDeDroit(
        "instruire",
        Famille.DEMANDES,
        "Prendre en charge une demande, demander une pièce, répondre, noter, clore",
        frozenset({INSTRUCTEUR, SUPERVISEUR}),
        _PORTAIL,
    ),
    lambda acteur, terrain: peut_instruire(acteur, _demande(terrain)),
)
enregistrer_droit(
    LigneDeDroit(
        "s_affecter",
        Famille.DEMANDES,
        "S’affecter une demande",
        frozenset({INSTRUCTEUR}),
        _PORTAIL,
    ),
    lambda acteur, terrain: peut_s_affecter(acteur, _demande(terrain)),
)
enregistrer_droit(
    LigneDeDroit(
        "affecter",
        Famille.DEMANDES,
        "Confier une demande à un agent, voir la charge et les délais de la caisse",
        frozenset({SUPERVISEUR}),
        _PORTAIL,
    ),
    lambda acteur, terrain: peut_affecter_a_d_autres(acteur, _demande(terrain)),
)
