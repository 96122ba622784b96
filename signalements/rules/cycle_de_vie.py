"""The life of a demande, as data: who may do what from where, and the words each reader sees."""

from typing import Final

from conventions.enums import Service
from espace_partenaires.transitions import Transition
from signalements.enums import EtatDemande

MAS: Final = "mas"
ETUDE: Final = "etude"
SIMPLE: Final = "simple"
RENDEZ_VOUS: Final = "rendez_vous"
VIES: Final = (MAS, ETUDE, SIMPLE, RENDEZ_VOUS)
LECTEUR_PARTENAIRE: Final = "partenaire"
LECTEUR_AGENT: Final = "agent"

BROUILLON: Final = EtatDemande.BROUILLON.value
TRANSMISE: Final = EtatDemande.TRANSMISE.value
PRISE_EN_CHARGE: Final = EtatDemande.PRISE_EN_CHARGE.value
ACCOMPAGNEMENT: Final = EtatDemande.ACCOMPAGNEMENT.value
CLOSE: Final = EtatDemande.CLOSE.value
ANNULEE: Final = EtatDemande.ANNULEE.value
INCOMPLETE: Final = EtatDemande.INCOMPLETE.value
COMPLETEE: Final = EtatDemande.COMPLETEE.value
IRRECEVABLE: Final = EtatDemande.IRRECEVABLE.value
COMPLETE: Final = EtatDemande.COMPLETE.value
EN_INSTRUCTION: Final = EtatDemande.EN_INSTRUCTION.value
TERMINEE: Final = EtatDemande.TERMINEE.value

ETATS_FINAUX: Final = frozenset({CLOSE, TERMINEE, ANNULEE})
_AVANT_LA_FIN_MAS: Final = frozenset({TRANSMISE, PRISE_EN_CHARGE, ACCOMPAGNEMENT})
_AVANT_LA_FIN: Final = frozenset({TRANSMISE, INCOMPLETE, COMPLETEE, IRRECEVABLE, COMPLETE, EN_INSTRUCTION})


def _de(*etats: str) -> frozenset[str]:
    return frozenset(etats)


_PORTAIL: Final = "Convention d’utilisation, article 1.2"
_ANNEXE_2: Final = "Convention CPAM–CPTS, annexe 2"
_ANNEXE_3: Final = "Convention CPAM–CPTS, annexe 3"
_ANNEXE_5: Final = "Convention CPAM–CPTS, annexe 5"
_RECEVABILITE: Final = f"{_ANNEXE_2}, § 3"
_PIECES: Final = f"{_ANNEXE_2}, § 4.1"
_DECISION: Final = f"{_ANNEXE_2}, § 4.2"
_A_LIRE: Final = _de(TRANSMISE, COMPLETEE)

# What every demande but the signalement knows: it may not fit, it may be cancelled, consent may be withdrawn.
_COMMUNES: Final = (
    Transition(_A_LIRE, "juger_irrecevable", IRRECEVABLE, "instructeur", _RECEVABILITE),
    Transition(_de(IRRECEVABLE), "corriger", COMPLETEE, "technicien", _RECEVABILITE),
    Transition(_de(IRRECEVABLE, TRANSMISE), "requalifier", TRANSMISE, "instructeur", _RECEVABILITE),
    Transition(_de(COMPLETEE), "requalifier", COMPLETEE, "instructeur", _RECEVABILITE),
    Transition(_AVANT_LA_FIN, "annuler", ANNULEE, "technicien", _PORTAIL),
    Transition(_AVANT_LA_FIN, "retirer_consentement", ANNULEE, "technicien", _ANNEXE_5),
    Transition(_AVANT_LA_FIN, "retirer_consentement", ANNULEE, "instructeur", _ANNEXE_5),
)
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
        Transition(_A_LIRE, "juger_complete", COMPLETE, "instructeur", _RECEVABILITE),
        Transition(_A_LIRE, "demander_pieces", INCOMPLETE, "instructeur", _PIECES),
        Transition(_de(INCOMPLETE), "completer", COMPLETEE, "technicien", _PIECES),
        Transition(_de(COMPLETE), "instruire", EN_INSTRUCTION, "instructeur", _DECISION),
        Transition(_de(EN_INSTRUCTION), "terminer", TERMINEE, "instructeur", _DECISION),
        *_COMMUNES,
    ),
    # Contact and document: nothing to judge complete; what is missing is asked for all the same.
    SIMPLE: (
        Transition(_de(BROUILLON), "transmettre", TRANSMISE, "technicien", _PORTAIL),
        Transition(_A_LIRE, "demander_pieces", INCOMPLETE, "instructeur", _PIECES),
        Transition(_de(INCOMPLETE), "completer", COMPLETEE, "technicien", _PIECES),
        Transition(_A_LIRE, "instruire", EN_INSTRUCTION, "instructeur", _PORTAIL),
        Transition(_de(TRANSMISE, COMPLETEE, EN_INSTRUCTION), "terminer", TERMINEE, "instructeur", _PORTAIL),
        *_COMMUNES,
    ),
    RENDEZ_VOUS: (
        Transition(_de(BROUILLON), "transmettre", TRANSMISE, "technicien", _PORTAIL),
        Transition(
            _de(TRANSMISE, COMPLETEE, EN_INSTRUCTION), "proposer", EN_INSTRUCTION, "instructeur", _PORTAIL
        ),
        Transition(
            _de(TRANSMISE, COMPLETEE, EN_INSTRUCTION), "reserver", EN_INSTRUCTION, "technicien", _PORTAIL
        ),
        Transition(_de(TRANSMISE, COMPLETEE, EN_INSTRUCTION), "terminer", TERMINEE, "instructeur", _PORTAIL),
        *_COMMUNES,
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
_A_LIRE_PAR_LA_CAISSE: Final = ("Transmise, à lire par la caisse", "À lire")
# Where the words differ from one kind to another.
_LIBELLES_PAR_VIE: Final[dict[tuple[str, str], tuple[str, str]]] = {
    (TRANSMISE, ETUDE): _A_LIRE_PAR_LA_CAISSE,
    (TRANSMISE, SIMPLE): _A_LIRE_PAR_LA_CAISSE,
    (TRANSMISE, RENDEZ_VOUS): ("Transmise, rendez-vous à proposer par la caisse", "Rendez-vous à proposer"),
    (EN_INSTRUCTION, SIMPLE): ("En cours à la caisse", "En cours"),
    (EN_INSTRUCTION, RENDEZ_VOUS): ("Rendez-vous en cours d’organisation", "Rendez-vous en cours"),
}
_REFUS: Final = {
    CLOSE: "Cette demande est terminée : elle ne change plus.",
    TERMINEE: "Cette demande est terminée : elle ne change plus.",
    ANNULEE: "Cette demande est annulée : elle ne change plus.",
}


_VIES: Final = {
    Service.SIGNALEMENT.value: MAS,
    Service.ETUDE.value: ETUDE,
    Service.RENDEZ_VOUS.value: RENDEZ_VOUS,
}


def vie_de(nature: str) -> str:
    """Return which table a kind of demande follows.

    Args:
        nature: ``conventions.enums.Service``.

    Exigence: DEM-01, DEM-10 (S1u 1.2)
    """
    return _VIES.get(nature, SIMPLE)


def transition(etat: str, action: str, vie: str = MAS) -> Transition | None:
    """Return the first transition that an act takes from a state, or ``None`` when it is not possible.

    Args:
        etat: where the demande is.
        action: code of the act.
        vie: which table, among ``VIES``.

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
    mots = _LIBELLES_PAR_VIE.get((etat, vie), _LIBELLES[etat])
    return mots[0] if lecteur == LECTEUR_PARTENAIRE else mots[1]
