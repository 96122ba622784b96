"""What the caisse does of a signalement (DEM-17), and how the partner cancels it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from signalements.enums import EtatDemande
from signalements.models import Demande, DetailsMas
from signalements.notifications import ANNULATION, CLOTURE, PRISE_EN_CHARGE
from signalements.permissions import peut_agir_pour_le_partenaire, peut_instruire, peut_s_affecter
from signalements.rules.cloture import ARTICLE_CLOTURE, Cloture, verifier_cloture
from signalements.selectors import preuve_en_ordre
from signalements.services.actes import confier, ouvrir_l_acte
from signalements.services.annonces import prevenir_caisse, prevenir_partenaire
from signalements.services.decisions import ecrire_decisions
from signalements.services.faits import avancer
from signalements.services.refus import ClotureIncomplete
from signalements.services.verrous import exiger_a_jour, verrouiller


def prendre_en_charge(
    *, acteur: Acteur, demande_id: int, version: int | None = None, maintenant: datetime | None = None
) -> Demande:
    """Take a signalement in charge: the 48-hour clock stops, met or missed for ever.

    The agent becomes the one who follows it. A second click returns the demande unchanged when the same
    agent holds it.

    Raises:
        HorsPortee: not an instructeur or superviseur of the caisse.
        RegleMetierRefusee: ``transition``, ``demande_modifiee``.
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        demande = verrouiller(acteur, demande_id)
        exiger(autorise=peut_instruire(acteur, demande))
        if demande.etat == EtatDemande.PRISE_EN_CHARGE and demande.agent_id == acteur.utilisateur_id:
            return demande
        exiger_a_jour(demande, version)
        confier(demande, acteur.utilisateur_id)
        fait = avancer(acteur=acteur, demande=demande, action="prendre_en_charge", maintenant=instant)
        _journaliser(acteur, "signalements.prendre_en_charge", demande)
        prevenir_partenaire(demande, PRISE_EN_CHARGE, fait)
    return demande


def _journaliser(acteur: Acteur, action: str, demande: Demande) -> None:
    consigner(acteur=acteur, action=action, objet=demande, details={"reference": demande.reference})


def demarrer_accompagnement(
    *, acteur: Acteur, demande_id: int, version: int | None = None, maintenant: datetime | None = None
) -> Demande:
    """Say that the accompagnement has begun (the person was reached).

    Raises:
        HorsPortee: not an instructeur or superviseur of the caisse.
        RegleMetierRefusee: ``transition``; ``preuve_attendue``: nobody calls before the new proof.
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        demande = ouvrir_l_acte(acteur, demande_id, version)
        if not preuve_en_ordre(demande):
            raise RegleMetierRefusee(
                "preuve_attendue",
                "Le formulaire signé a été écarté par l’antivirus : attendez le nouveau avant d’appeler la personne.",
                "Convention CPAM–CPTS, annexe 3",
            )
        avancer(acteur=acteur, demande=demande, action="demarrer_accompagnement", maintenant=instant)
        _journaliser(acteur, "signalements.demarrer_accompagnement", demande)
    return demande


def clore(
    *,
    acteur: Acteur,
    demande_id: int,
    actions: Collection[str],
    soins_realises: bool | None,
    aide_droits: bool | None,
    aide_financiere: bool | None,
    orientation_parcours: bool | None,
    issue_sans_soins: str = "",
    decisions: Collection[tuple[str, str]] = (),
    version: int | None = None,
    maintenant: datetime | None = None,
) -> Demande:
    """Close the accompagnement: coded actions, independent axes, rights decided.

    That it is over is always told to the partner; how it ended, on the page, with the person's agreement (DEM-23).

    Args:
        acteur: an instructeur or superviseur of the caisse.
        demande_id: taken in charge, or in accompagnement.
        actions: ``ActionMas`` codes, any number.
        soins_realises: axis, yes or no when the frame concerns care, ``None`` otherwise.
        aide_droits: axis.
        aide_financiere: axis.
        orientation_parcours: axis.
        issue_sans_soins: ``IssueSansSoins`` code when it ends without care.
        decisions: pairs (``Droit``, ``Sens``), any number (bilan C14–C21).
        version: of the page.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: not an instructeur or superviseur of the caisse.
        ClotureIncomplete, FinIncomplete: answers that are missing, unknown or contradictory, field by field.
        RegleMetierRefusee: ``transition``, ``demande_modifiee``.

    Exigence: DEM-17 (S4 a3, S3 a2)
    """
    instant = maintenant or timezone.now()
    menees = tuple(dict.fromkeys(map(str, actions)))
    axes = (soins_realises, aide_droits, aide_financiere, orientation_parcours)
    reponses = Cloture(menees, *axes, str(issue_sans_soins))
    with transaction.atomic():
        demande = ouvrir_l_acte(acteur, demande_id, version)
        fait = avancer(acteur=acteur, demande=demande, action="clore", maintenant=instant)
        _ecrire_la_cloture(demande, reponses)
        ecrire_decisions(demande, tuple((str(droit), str(sens)) for droit, sens in decisions), instant)
        _journaliser(acteur, "signalements.clore", demande)
        prevenir_partenaire(demande, CLOTURE, fait)
    return demande


def _ecrire_la_cloture(demande: Demande, reponses: Cloture) -> None:
    details = DetailsMas.objects.select_for_update().get(demande=demande)
    manques = verifier_cloture(reponses, details.cadres)
    if manques:
        raise ClotureIncomplete({manque.champ: manque.message for manque in manques}, ARTICLE_CLOTURE)
    details.actions_menees = list(reponses.actions)
    details.soins_realises = reponses.soins_realises
    details.aide_droits = reponses.aide_droits
    details.aide_financiere = reponses.aide_financiere
    details.orientation_parcours = reponses.orientation_parcours
    details.issue_sans_soins = reponses.issue_sans_soins
    details.save()


def affecter_a_soi(*, acteur: Acteur, demande_id: int) -> Demande:
    """Become the agent who follows the demande; changes no clock.

    Raises:
        HorsPortee: not an instructeur of the caisse.
        RegleMetierRefusee: ``demande_terminee``.
    """
    with transaction.atomic():
        demande = verrouiller(acteur, demande_id)
        exiger(autorise=peut_s_affecter(acteur, demande))
        if demande.close_le is not None:
            raise RegleMetierRefusee(
                "demande_terminee", "Cette demande est terminée : elle n’a plus à être suivie."
            )
        if demande.agent_id != acteur.utilisateur_id:
            confier(demande, acteur.utilisateur_id)
            _journaliser(acteur, "signalements.affecter", demande)
    return demande


def annuler(*, acteur: Acteur, demande_id: int, maintenant: datetime | None = None) -> Demande:
    """Cancel a transmitted demande, by a technicien of the structure.

    Raises:
        HorsPortee: not a technicien of the structure.
        RegleMetierRefusee: ``transition``.
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        demande = verrouiller(acteur, demande_id)
        exiger(autorise=peut_agir_pour_le_partenaire(acteur, demande))
        fait = avancer(acteur=acteur, demande=demande, action="annuler", maintenant=instant)
        _journaliser(acteur, "signalements.annuler", demande)
        prevenir_caisse(demande, ANNULATION, fait)
    return demande
