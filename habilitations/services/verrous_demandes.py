"""Reaching a request to change its state: partenaire first, then the request, one act after the other."""

import uuid
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.journal.services import consigner
from espace_partenaires.web.dates import date_et_heure
from habilitations.enums import EtatDemandeHabilitation
from habilitations.models import DemandeHabilitation
from habilitations.rules.demandes import ARTICLES, Acte, etat_apres
from habilitations.services.ouverture import verrouiller_partenaire

_ISSUES: Final[dict[str, str]] = {
    EtatDemandeHabilitation.ACCEPTEE: "acceptée",
    EtatDemandeHabilitation.FAITE: "acceptée et faite",
    EtatDemandeHabilitation.REFUSEE: "refusée",
    EtatDemandeHabilitation.ANNULEE: "annulée",
}


def verrouiller_demande(acteur: Acteur, cle: uuid.UUID) -> DemandeHabilitation:
    """Lock the partenaire, then the request; two decisions come one after the other.

    Raises:
        HorsPortee: when the actor does not reach it.
    """
    vue = DemandeHabilitation.objects.atteindre(acteur, cle)
    verrouiller_partenaire(acteur, vue.partenaire_id)
    demande: DemandeHabilitation = (
        DemandeHabilitation.objects.select_related("caisse", "partenaire", "habilitation__utilisateur")
        .select_for_update(of=("self",))
        .get(pk=vue.pk)
    )
    return demande


def exiger_possible(acteur: Acteur, demande: DemandeHabilitation, acte: Acte) -> str:
    """Return where an act leads from here.

    Args:
        acteur: who acts.
        demande: the locked request.
        acte: what is done.

    Raises:
        RegleMetierRefusee: ``deja_decidee``, saying who did what and when; ``a_accepter`` when nobody decided yet.

    Exigence: HAB-04, HAB-09, HAB-10
    """
    suivant = etat_apres(demande.etat, acte)
    if suivant is not None:
        return suivant
    if demande.etat == EtatDemandeHabilitation.EN_ATTENTE:
        raise RegleMetierRefusee(
            "a_accepter", "Cette demande attend une décision : acceptez-la d’abord.", ARTICLES[demande.nature]
        )
    raise RegleMetierRefusee("deja_decidee", _deja_decidee(acteur, demande), ARTICLES[demande.nature])


def passer(
    acteur: Acteur, demande: DemandeHabilitation, acte: Acte, maintenant: datetime, **champs: object
) -> None:
    """Write where an act leads, when and by whom it was decided, and the entry of the journal.

    Args:
        acteur: who acts; the system decides in nobody's name.
        demande: the locked request.
        acte: what is done.
        maintenant: the moment.
        champs: other columns written with it.

    Raises:
        RegleMetierRefusee: ``deja_decidee`` or ``a_accepter``.
    """
    suivant = exiger_possible(acteur, demande, acte)
    valeurs: dict[str, object] = {"etat": suivant, **champs}
    if demande.decidee_le is None or acte in (Acte.ANNULER, Acte.ECARTER):
        valeurs |= {"decidee_le": maintenant, "decidee_par": acteur.utilisateur_id or None}
    if suivant == EtatDemandeHabilitation.FAITE:
        valeurs["faite_le"] = maintenant
    for champ, valeur in valeurs.items():
        setattr(demande, champ, valeur)
    demande.save(update_fields=list(valeurs))
    consigner(acteur=acteur, action=_ACTIONS[acte], objet=demande, details={"nature": str(demande.nature)})


_ACTIONS: Final = {
    Acte.FAIRE: "habilitations.demande_acceptee",
    Acte.PROGRAMMER: "habilitations.demande_acceptee",
    Acte.EXECUTER: "habilitations.demande_executee",
    Acte.REFUSER: "habilitations.demande_refusee",
    Acte.ANNULER: "habilitations.demande_annulee",
    Acte.CONSTATER: "habilitations.demande_constatee",
    Acte.ECARTER: "habilitations.demande_ecartee",
}


def _deja_decidee(acteur: Acteur, demande: DemandeHabilitation) -> str:
    """Say who decided meanwhile, what and when; an agent's name is for the agents of its caisse."""
    moment = demande.faite_le or demande.decidee_le
    quand = f" le {date_et_heure(moment, ZoneInfo(demande.caisse.fuseau))}" if moment else ""
    return (
        f"Cette demande a déjà été {_ISSUES[demande.etat]}{_par_qui(acteur, demande)}{quand}. "
        "Rien d’autre n’est enregistré ; ce que vous avez écrit reste ci-dessous."
    )


def _par_qui(acteur: Acteur, demande: DemandeHabilitation) -> str:
    if demande.decidee_par is None:
        return " par le portail"
    decideur = Utilisateur.objects.filter(pk=demande.decidee_par).first()
    if decideur is None or decideur.profil != Profil.AGENT:
        return " par le partenaire"
    return f" par {decideur.nom_complet}" if acteur.profil == Profil.AGENT else " par la caisse"
