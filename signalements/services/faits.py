"""Facts and the projections they give: the only writer of a state."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee
from signalements.enums import NatureFait
from signalements.models import Demande, EvenementDemande
from signalements.rules.cycle_de_vie import TRANSITIONS, verifier, vie_de
from signalements.rules.faits import Fait, cle_d_ordre
from signalements.rules.rejeu import FAIT_DE_L_ACTION
from signalements.selectors import faits_de
from signalements.selectors.horloges import en_faits
from signalements.selectors.rejeu import projection

_JUSTE_APRES: Final = timedelta(microseconds=1)
PROJETES: Final = ("etat", "echeance", "close_le", "regle")


def inscrire(
    *,
    acteur: Acteur,
    demande: Demande,
    action: str,
    maintenant: datetime,
    motif: str = "",
    regle: str = "",
) -> EvenementDemande:
    """Record the fact of an act and set, without saving it, the state it gives to the locked demande.

    Args:
        acteur: who acts.
        demande: locked, with ``caisse`` loaded.
        action: code of ``rules.cycle_de_vie``.
        maintenant: moment of the act (aware).
        motif: coded reason kept with the fact.
        regle: of a transmission, the clock it starts (``rules.delais.Regle``).

    Raises:
        RegleMetierRefusee: ``transition``: not possible from where the demande is.

    Exigence: DEM-10, DEM-17, NOV-03 (S4 a2, a3)
    """
    exiger_possible(demande, action)
    nature = FAIT_DE_L_ACTION[action]
    fait = _ajouter(acteur, demande, Inscription(nature, maintenant, motif, regle))
    projeter(demande)
    return fait


def exiger_possible(demande: Demande, action: str) -> None:
    """Refuse an act that is not possible from where the demande is.

    Raises:
        RegleMetierRefusee: ``transition``.

    Exigence: DEM-10, DEM-17 (S4 a2, a3)
    """
    vie = vie_de(demande.nature)
    refus = verifier(demande.etat, action, vie)
    if refus is not None:
        article = next((t.article for t in TRANSITIONS[vie] if t.action == action), "")
        raise RegleMetierRefusee("transition", refus, article)


def projeter(demande: Demande) -> None:
    """Set, without saving, what the facts give: never computed elsewhere, what is stored is what replay gives."""
    projetee = projection(demande, faits_de(demande))
    demande.etat, demande.echeance = projetee.etat, projetee.echeance
    demande.close_le, demande.regle = projetee.close_le, projetee.regle


def avancer(
    *, acteur: Acteur, demande: Demande, action: str, maintenant: datetime, motif: str = ""
) -> EvenementDemande:
    """Record the fact of an act and save the state it gives.

    Raises:
        RegleMetierRefusee: as ``inscrire``.
    """
    fait = inscrire(acteur=acteur, demande=demande, action=action, maintenant=maintenant, motif=motif)
    demande.save(update_fields=[*PROJETES, "version"])
    return fait


def consigner_fait(
    *,
    acteur: Acteur,
    demande: Demande,
    nature: NatureFait,
    maintenant: datetime,
    motif: str = "",
    regle: str = "",
) -> EvenementDemande:
    """Add one fact that is no act of the table (a judgement, a requalification, a meeting…) and save what it gives.

    Never before the facts already there, whatever the servers' clocks say. ``demande.version`` grows by one.

    Args:
        acteur: who acts.
        demande: locked, with ``caisse`` loaded.
        nature: of the fact.
        maintenant: moment of the act (aware).
        motif: coded reason.
        regle: of a requalification, the clock that applies from then on.
    """
    fait = _ajouter(acteur, demande, Inscription(nature, maintenant, motif, regle))
    projeter(demande)
    demande.save(update_fields=[*PROJETES, "version"])
    return fait


@dataclass(frozen=True, slots=True)
class Inscription:
    """What a new fact says."""

    nature: NatureFait
    maintenant: datetime
    motif: str
    regle: str


def _ajouter(acteur: Acteur, demande: Demande, inscription: Inscription) -> EvenementDemande:
    demande.version += 1
    return EvenementDemande.objects.create(
        demande=demande,
        nature=inscription.nature,
        survenu_le=_moment(demande, inscription),
        consigne_le=inscription.maintenant,
        auteur_id=acteur.utilisateur_id or None,
        motif=inscription.motif,
        regle=inscription.regle,
    )


def _moment(demande: Demande, inscription: Inscription) -> datetime:
    """Return when the fact happened: never read before those already there, whatever the servers' clocks say."""
    nouveau = Fait(inscription.nature, inscription.maintenant, None, inscription.regle)
    dernier = max(en_faits(faits_de(demande)), key=cle_d_ordre, default=nouveau)
    if cle_d_ordre(dernier) <= cle_d_ordre(nouveau):
        return inscription.maintenant
    # Facts of one moment are read by rank: after one of a higher rank, this one comes just later.
    suivant = Fait(inscription.nature, dernier.survenu_le, None, inscription.regle)
    apres = cle_d_ordre(dernier) <= cle_d_ordre(suivant)
    return dernier.survenu_le if apres else dernier.survenu_le + _JUSTE_APRES
