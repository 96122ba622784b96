"""The life of a demande, as data: who may do what from where, and the words each reader sees."""

from typing import Final

from conventions.enums import Service
from espace_partenaires.transitions import Transition
from signalements.enums import EtatDemande

MAS: Final = "mas"
ETUDE: Final = "etude"
LECTEUR_PARTENAIRE: Final = "partenaire"
LECTEUR_AGENT: Final = "agent"

BROUILLON: Final = EtatDemande.BROUILLON.value
TRANSMISE: Final = EtatDemande.TRANSMISE.value
PRISE_EN_CHARGE: Final = EtatDemande.PRISE_EN_CHARGE.value
ACCOMPAGNEMENT: Final = EtatDemande.ACCOMPAGNEMENT.value
CLOSE: Final = EtatDemande.CLOSE.value
ANNULEE: Final = EtatDemande.ANNULEE.value
INCOMPLETE: Final = "incomplete"
COMPLETEE: Final = "completee"
IRRECEVABLE: Final = "irrecevable"
COMPLETE: Final = "complete"
EN_INSTRUCTION: Final = "en_instruction"
TERMINEE: Final = "terminee"

ETATS_FINAUX: Final = frozenset({CLOSE, TERMINEE, ANNULEE})
_AVANT_LA_FIN_MAS: Final = frozenset({TRANSMISE, PRISE_EN_CHARGE, ACCOMPAGNEMENT})
_AVANT_LA_FIN_ETUDE: Final = frozenset(
    {TRANSMISE, INCOMPLETE, COMPLETEE, IRRECEVABLE, COMPLETE, EN_INSTRUCTION}
)


def _de(*etats: str) -> frozenset[str]:
    return frozenset(etats)


_PORTAIL: Final = "Convention d’utilisation, article 1.2"
_ANNEXE_2: Final = "Convention CPAM–CPTS, annexe 2"
_ANNEXE_3: Final = "Convention CPAM–CPTS, annexe 3"
_ANNEXE_5: Final = "Convention CPAM–CPTS, annexe 5"

TRANSITIONS: Final[dict[str, tuple[Transition, ...]]] = {
    MAS: (
        Transition(_de(BROUILLON), "transmettre", TRANSMISE, "technicien", _ANNEXE_3),
        Transition(_de(TRANSMISE), "prendre_en_charge", PRISE_EN_CHARGE, "instructeur", _ANNEXE_3),
        Transition(_de(PRISE_EN_CHARGE), "demarrer_accompagnement", ACCOMPAGNEMENT, "instructeur", _ANNEXE_3),
        Transition(_de(PRISE_EN_CHARGE, ACCOMPAGNEMENT), "clore", CLOSE, "instructeur", _ANNEXE_3),
        Transition(_AVANT_LA_FIN_MAS, "annuler", ANNULEE, "technicien", _PORTAIL),
        Transition(_AVANT_LA_FIN_MAS, "retirer_consentement", ANNULEE, "technicien", _ANNEXE_5),
        Transition(_AVANT_LA_FIN_MAS, "retirer_consentement", ANNULEE, "instructeur", _ANNEXE_5),
    ),
    ETUDE: (
        Transition(_de(BROUILLON), "transmettre", TRANSMISE, "technicien", _PORTAIL),
        Transition(_de(TRANSMISE, COMPLETEE), "juger_complete", COMPLETE, "instructeur", f"{_ANNEXE_2}, § 3"),
        Transition(
            _de(TRANSMISE, COMPLETEE), "demander_pieces", INCOMPLETE, "instructeur", f"{_ANNEXE_2}, § 4.1"
        ),
        Transition(_de(INCOMPLETE), "completer", COMPLETEE, "technicien", f"{_ANNEXE_2}, § 4.1"),
        Transition(
            _de(TRANSMISE, COMPLETEE), "juger_irrecevable", IRRECEVABLE, "instructeur", f"{_ANNEXE_2}, § 3"
        ),
        Transition(_de(IRRECEVABLE), "corriger", COMPLETEE, "technicien", f"{_ANNEXE_2}, § 3"),
        Transition(_de(IRRECEVABLE), "requalifier", TRANSMISE, "instructeur", f"{_ANNEXE_2}, § 3"),
        Transition(_de(COMPLETE), "instruire", EN_INSTRUCTION, "instructeur", f"{_ANNEXE_2}, § 4.2"),
        Transition(_de(EN_INSTRUCTION), "terminer", TERMINEE, "instructeur", f"{_ANNEXE_2}, § 4.2"),
        Transition(_AVANT_LA_FIN_ETUDE, "annuler", ANNULEE, "technicien", _PORTAIL),
    ),
}

# (what the partner reads, what the agent reads)
_LIBELLES: Final[dict[str, tuple[str, str]]] = {
    BROUILLON: ("Brouillon, à terminer", "Brouillon"),
    TRANSMISE: ("Transmise, à prendre en charge", "À prendre en charge"),
    PRISE_EN_CHARGE: ("Prise en charge par la caisse", "Prise en charge, personne à appeler"),
    ACCOMPAGNEMENT: ("Accompagnement en cours à la caisse", "Accompagnement en cours"),
    CLOSE: ("Accompagnement terminé", "Close"),
    ANNULEE: ("Annulée", "Annulée"),
    INCOMPLETE: ("On attend quelque chose de vous", "Pièces demandées au partenaire"),
    COMPLETEE: ("Complétée, à relire par la caisse", "Complétée, à relire"),
    IRRECEVABLE: ("À corriger par vous", "Irrecevable, à corriger par le partenaire"),
    COMPLETE: ("Dossier complet", "Complète, à instruire"),
    EN_INSTRUCTION: ("En instruction à la caisse", "En instruction"),
    TERMINEE: ("Terminée", "Terminée"),
}
_TRANSMISE_ETUDE: Final = ("Transmise, à lire par la caisse", "À lire")
_REFUS: Final = {
    CLOSE: "Cette demande est terminée : elle ne change plus.",
    TERMINEE: "Cette demande est terminée : elle ne change plus.",
    ANNULEE: "Cette demande est annulée : elle ne change plus.",
}


def vie_de(nature: str) -> str:
    """Return which table a kind of demande follows.

    Args:
        nature: ``conventions.enums.Service``.

    Exigence: DEM-01, DEM-10 (S1u 1.2)
    """
    return MAS if nature == Service.SIGNALEMENT else ETUDE


def transition(etat: str, action: str, vie: str = MAS) -> Transition | None:
    """Return the first transition that an act takes from a state, or ``None`` when it is not possible.

    Args:
        etat: where the demande is.
        action: code of the act.
        vie: which table (``MAS`` or ``ETUDE``).

    Exigence: DEM-10, DEM-17 (S4 a2, a3)
    """
    return next((t for t in TRANSITIONS[vie] if t.action == action and etat in t.depart), None)


def verifier(etat: str, action: str, vie: str = MAS) -> str | None:
    """Return why an act is not possible from a state, in a sentence to show, or ``None`` when it is.

    Args:
        etat: where the demande is.
        action: code of the act.
        vie: which table.

    Exigence: DEM-10, DEM-17 (S4 a2, a3)
    """
    if transition(etat, action, vie) is not None:
        return None
    if etat in _REFUS:
        return _REFUS[etat]
    ou_elle_est = libelle_etat(etat, LECTEUR_AGENT, vie)
    return f"Ce n’est pas possible à ce stade : la demande est « {ou_elle_est} »."


def actions_possibles(etat: str, qui: str, vie: str = MAS) -> tuple[str, ...]:
    """Return the acts that a role may do from a state, in the order of the table.

    Args:
        etat: where the demande is.
        qui: role (``technicien`` or ``instructeur``).
        vie: which table.

    Exigence: DEM-10, DEM-17 (S4 a2, a3)
    """
    return tuple(t.action for t in TRANSITIONS[vie] if etat in t.depart and t.qui == qui)


def libelle_etat(etat: str, lecteur: str, vie: str = MAS) -> str:
    """Return where a demande is, in the reader's own words.

    Args:
        etat: where the demande is.
        lecteur: ``LECTEUR_PARTENAIRE`` or ``LECTEUR_AGENT``.
        vie: which table.

    Exigence: UX-01, DEM-10 (S4 a2)
    """
    mots = _TRANSMISE_ETUDE if (etat, vie) == (TRANSMISE, ETUDE) else _LIBELLES[etat]
    return mots[0] if lecteur == LECTEUR_PARTENAIRE else mots[1]
