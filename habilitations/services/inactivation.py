"""Ending an account, at once and wholly: state, sessions, links, dated fact, journal (HAB-10 … HAB-13)."""

from datetime import datetime
from typing import Final

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.services import invitations as liens
from espace_partenaires.comptes.services.sessions import fermer_sessions
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.journal.services import consigner
from habilitations.enums import EtatHabilitation, MotifInactivation, NatureEvenement
from habilitations.models import EvenementCompte, Habilitation
from habilitations.models.habilitation import PROFILS_PARTENAIRE
from habilitations.rules.cycle_de_vie import Action, etat_apres
from habilitations.rules.fins import ARTICLE_INACTIVATION, MOTIFS_DE_SECURITE, laisse_sans_gestionnaire
from habilitations.signals import compte_inactive

_ACTION_DE_LA_FIN: Final = "habilitations.compte_inactive_fin"
_ACTION: Final = "habilitations.compte_inactive"


def eteindre(
    acteur: Acteur,
    habilitation: Habilitation,
    motif: MotifInactivation,
    maintenant: datetime,
    *,
    precision: str = "",
    caisse_id: int | None = None,
) -> EvenementCompte:
    """Inactivate an account whose partenaire, account and row are locked, and whose actor is allowed.

    Every session ends and every living link dies in this transaction; of an account closed for security, the
    password too: whoever learnt it finds nothing to try again. Who is to be told is the caller's affair
    (``services.annonces.prevenir``).

    Args:
        acteur: who acts.
        habilitation: the locked row, with its account.
        motif: why.
        maintenant: the moment.
        precision: what was typed beside the reason; erased with the account.
        caisse_id: the caisse whose DPO reads the entry of the journal; the fact bears it too, unless an account
            of the structure acts.

    Returns:
        The dated fact, proof of when.

    Raises:
        RegleMetierRefusee: ``etat`` when the account is not active, ``dernier_gestionnaire``.

    Exigence: HAB-10, HAB-11, HAB-12, HAB-13 (S1u 2.2.3, 4.1)
    """
    suivant = etat_apres(EtatHabilitation(habilitation.etat), Action.INACTIVER)
    if suivant is None:
        raise RegleMetierRefusee(
            "etat", "Ce compte n’est pas actif : il n’y a rien à inactiver.", ARTICLE_INACTIVATION
        )
    exiger_un_autre_gestionnaire(habilitation, motif)
    habilitation.etat = suivant
    habilitation.inactivee_le = maintenant
    habilitation.motif_inactivation = motif
    habilitation.precision_inactivation = precision
    habilitation.save(update_fields=["etat", "inactivee_le", "motif_inactivation", "precision_inactivation"])
    compte = habilitation.utilisateur
    compte.is_active = False
    if motif in MOTIFS_DE_SECURITE:
        compte.set_unusable_password()
    compte.save(update_fields=["is_active", "password"])
    fermer_sessions(compte)
    liens.annuler(acteur=acteur, utilisateur=compte, maintenant=maintenant)
    fait = EvenementCompte.objects.create(
        habilitation=habilitation,
        nature=NatureEvenement.INACTIVATION,
        survenu_le=maintenant,
        auteur_id=acteur.utilisateur_id or None,
        caisse_id=None if acteur.profil in PROFILS_PARTENAIRE else caisse_id,
        motif=motif,
    )
    _consigner(acteur, habilitation, motif, caisse_id)
    compte_inactive.send(sender=Habilitation, habilitation=habilitation, acteur=acteur, maintenant=maintenant)
    return fait


def exiger_un_autre_gestionnaire(habilitation: Habilitation, motif: MotifInactivation) -> None:
    """Refuse to leave a structure without a gestionnaire; the partenaire is locked.

    Raises:
        RegleMetierRefusee: ``dernier_gestionnaire``.

    Exigence: HAB-10 (S1u 2.2.3)
    """
    if habilitation.profil != Profil.GESTIONNAIRE:
        return
    autres = Habilitation.objects.filter(
        partenaire=habilitation.partenaire_id, profil=Profil.GESTIONNAIRE, etat=EtatHabilitation.ACTIVE
    ).exclude(pk=habilitation.pk)
    if laisse_sans_gestionnaire(autres.count(), motif):
        raise RegleMetierRefusee(
            "dernier_gestionnaire",
            "Ce compte est celui du dernier gestionnaire de la structure. "
            "Un successeur doit d’abord être habilité et avoir ouvert son compte.",
            ARTICLE_INACTIVATION,
        )


def _consigner(acteur: Acteur, habilitation: Habilitation, motif: str, caisse_id: int | None) -> None:
    if motif == MotifInactivation.FIN_DES_CONVENTIONS:
        consigner(acteur=acteur, action=_ACTION_DE_LA_FIN, objet=habilitation, caisse_id=caisse_id)
        return
    consigner(
        acteur=acteur, action=_ACTION, objet=habilitation, caisse_id=caisse_id, details={"motif": motif}
    )
