"""A structure answers a review, account by account: confirmed, or withdrawn with a reason (HAB-15)."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from conventions.models import Caisse
from conventions.selectors import caisses_en_vigueur, jour_de_la_caisse
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from habilitations.enums import DecisionRevue, EtatHabilitation, MotifInactivation, NatureDemande
from habilitations.models import DemandeHabilitation, Habilitation, LigneRevue, Revue
from habilitations.models.demande import EN_COURS
from habilitations.permissions import peut_repondre_aux_revues
from habilitations.rules.fins import ARTICLE_INACTIVATION
from habilitations.rules.revues import (
    ARTICLE,
    MOTIFS_DE_RETRAIT,
    retrait_laisse_sans_gestionnaire,
    version_de_la_reponse,
)
from habilitations.rules.validite import premiere_inactivation
from habilitations.services.annonces import prevenir
from habilitations.services.cloture_revues import clore_si_complete
from habilitations.services.demandes import annuler_demande, demander_inactivation
from habilitations.services.inactivation import eteindre
from habilitations.services.ouverture import (
    verrouiller_habilitation,
    verrouiller_partenaire,
)


@dataclass(slots=True)
class Bilan:
    """What an answer to several lines gave.

    Attributes:
        confirmees: lines written now.
        devancees: lines that somebody else answered otherwise meanwhile, or whose account has ended.
        close: whether this answer was the last one awaited.
    """

    confirmees: list[LigneRevue] = field(default_factory=list)
    devancees: list[LigneRevue] = field(default_factory=list)
    close: bool = False


@transaction.atomic
def confirmer_lignes(
    *, acteur: Acteur, cle: uuid.UUID, vues: Mapping[uuid.UUID, str], maintenant: datetime | None = None
) -> Bilan:
    """Confirm accounts of an open review; a line already confirmed is left as it is.

    Args:
        acteur: a gestionnaire of the structure; its own account may be among them.
        cle: public key of the review.
        vues: public key of each habilitation, with what the page showed of its answer
            (``version_de_la_reponse``): one that changed meanwhile is left, and said.
        maintenant: the moment.

    Returns:
        What was written, what was left, whether the review is closed.

    Raises:
        HorsPortee: out of scope.
        RegleMetierRefusee: ``revue_close``.

    Exigence: HAB-15 (S1u 4.2)
    """
    maintenant = maintenant or timezone.now()
    revue = verrouiller_revue(acteur, cle)
    bilan = Bilan()
    for ligne in _lignes_verrouillees(revue, vues):
        actif = ligne.habilitation.etat == EtatHabilitation.ACTIVE
        if actif and ligne.decision == DecisionRevue.CONFIRMEE:
            continue
        vue = version_de_la_reponse(ligne.decision, ligne.motif)
        if not actif or vues[ligne.habilitation.cle] != vue:
            bilan.devancees.append(ligne)
            continue
        _reprendre_la_demande(acteur, ligne, maintenant)
        _ecrire(acteur, ligne, DecisionRevue.CONFIRMEE, "", maintenant)
        bilan.confirmees.append(ligne)
    if bilan.confirmees:
        consigner(
            acteur=acteur,
            action="habilitations.lignes_confirmees",
            objet=revue,
            details={"nombre": len(bilan.confirmees)},
        )
    bilan.close = clore_si_complete(acteur, revue, maintenant)
    return bilan


@transaction.atomic
def retirer_ligne(
    *,
    acteur: Acteur,
    cle: uuid.UUID,
    compte: uuid.UUID,
    motif: str,
    vue: str,
    maintenant: datetime | None = None,
) -> LigneRevue:
    """Withdraw an account: a technicien is inactivated at once; of a gestionnaire the caisse is asked.

    The same withdrawal sent twice is one.

    Args:
        acteur: a gestionnaire of the structure.
        cle: public key of the review.
        compte: public key of the habilitation.
        motif: code of ``MotifInactivation``, among ``MOTIFS_DE_RETRAIT``.
        vue: what the page showed of the line (``version_de_la_reponse``).
        maintenant: the moment.

    Raises:
        HorsPortee: out of scope, or an account that is not in the review.
        RegleMetierRefusee: ``revue_close``, ``motif``, ``devancee`` when another gestionnaire answered meanwhile,
            ``etat`` when the account has ended, ``dernier_gestionnaire``.

    Exigence: HAB-10, HAB-11, HAB-15 (S1u 2.2.3, 4.2)
    """
    maintenant = maintenant or timezone.now()
    if motif not in MOTIFS_DE_RETRAIT:
        raise RegleMetierRefusee("motif", "Choisissez la raison du retrait.", ARTICLE_INACTIVATION)
    revue = verrouiller_revue(acteur, cle)
    habilitation = verrouiller_habilitation(acteur, compte)
    ligne = (
        LigneRevue.objects.select_for_update(of=("self",))
        .filter(revue=revue, habilitation=habilitation)
        .first()
    )
    if ligne is None:
        raise HorsPortee
    ligne.habilitation = habilitation
    if (ligne.decision, ligne.motif) == (DecisionRevue.RETIREE, motif):
        return ligne
    _exiger_retirable(revue, ligne, vue)
    _ecrire(acteur, ligne, DecisionRevue.RETIREE, motif, maintenant)
    consigner(acteur=acteur, action="habilitations.ligne_retiree", objet=revue, details={"motif": motif})
    if habilitation.profil == Profil.TECHNICIEN:
        fait = eteindre(acteur, habilitation, MotifInactivation(motif), maintenant)
        prevenir(acteur, fait, maintenant)
    else:
        _demander_a_la_caisse(acteur, revue, habilitation, maintenant)
    clore_si_complete(acteur, revue, maintenant)
    return ligne


def verrouiller_revue(acteur: Acteur, cle: uuid.UUID) -> Revue:
    """Lock the partenaire then its open review, for a gestionnaire who may answer.

    Raises:
        HorsPortee: out of scope.
        RegleMetierRefusee: ``revue_close``.
    """
    vue = Revue.objects.atteindre(acteur, cle)
    exiger(autorise=peut_repondre_aux_revues(acteur, vue.partenaire_id))
    verrouiller_partenaire(acteur, vue.partenaire_id)
    revue: Revue = (
        Revue.objects.select_related("partenaire", "caisse")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=vue.pk)
    )
    if revue.close_le is not None:
        raise RegleMetierRefusee(
            "revue_close",
            "Cette revue est close : les réponses ne changent plus. Le certificat les donne.",
            ARTICLE,
        )
    return revue


def _lignes_verrouillees(revue: Revue, vues: Mapping[uuid.UUID, str]) -> Iterable[LigneRevue]:
    return (
        LigneRevue.objects.filter(revue=revue, habilitation__cle__in=list(vues))
        .select_related("habilitation__utilisateur")
        .select_for_update(of=("self",))
        .order_by("pk")
    )


def _exiger_retirable(revue: Revue, ligne: LigneRevue, vue: str) -> None:
    """Refuse a withdrawal that comes after another answer, of an ended account, or of the last gestionnaire."""
    habilitation = ligne.habilitation
    if version_de_la_reponse(ligne.decision, ligne.motif) != vue:
        raise RegleMetierRefusee(
            "devancee",
            f"Un autre gestionnaire vient de répondre pour le compte {habilitation.utilisateur.identifiant} : "
            "regardez sa réponse avant de la changer.",
            ARTICLE,
        )
    if habilitation.etat != EtatHabilitation.ACTIVE:
        raise RegleMetierRefusee(
            "etat",
            f"Le compte {habilitation.utilisateur.identifiant} n’est plus actif : il n’y a rien à retirer.",
            ARTICLE_INACTIVATION,
        )
    if habilitation.profil == Profil.GESTIONNAIRE:
        _exiger_un_autre_gestionnaire(revue, habilitation)


def _exiger_un_autre_gestionnaire(revue: Revue, habilitation: Habilitation) -> None:
    retires = LigneRevue.objects.filter(revue=revue, decision=DecisionRevue.RETIREE)
    autres = (
        Habilitation.objects.filter(
            partenaire=revue.partenaire_id, profil=Profil.GESTIONNAIRE, etat=EtatHabilitation.ACTIVE
        )
        .exclude(pk=habilitation.pk)
        .exclude(pk__in=retires.values("habilitation_id"))
    )
    if retrait_laisse_sans_gestionnaire(autres.count()):
        raise RegleMetierRefusee(
            "dernier_gestionnaire",
            f"Le compte {habilitation.utilisateur.identifiant} est celui du dernier gestionnaire de la structure : "
            "confirmez-le, ou demandez d’abord à votre caisse d’habiliter un successeur.",
            ARTICLE_INACTIVATION,
        )


def _demander_a_la_caisse(
    acteur: Acteur, revue: Revue, habilitation: Habilitation, maintenant: datetime
) -> None:
    """Ask the caisse to inactivate a gestionnaire, on the first day the texts allow; once is enough (HAB-10)."""
    caisses = caisses_en_vigueur(revue.partenaire_id, maintenant)
    caisse_id = revue.caisse_id if revue.caisse_id in caisses else min(caisses)
    jour = jour_de_la_caisse(Caisse.objects.get(pk=caisse_id), maintenant)
    try:
        demander_inactivation(
            acteur=acteur,
            caisse_id=caisse_id or 0,
            cle=habilitation.cle,
            souhaitee_le=premiere_inactivation(jour),
            maintenant=maintenant,
        )
    except RegleMetierRefusee as refus:
        if refus.code != "deja_demande":
            raise


def _reprendre_la_demande(acteur: Acteur, ligne: LigneRevue, maintenant: datetime) -> None:
    """Give up the request that this line made of the caisse, when its account is confirmed after all."""
    if ligne.decision != DecisionRevue.RETIREE or ligne.decidee_le is None:
        return
    siennes = DemandeHabilitation.objects.filter(
        habilitation=ligne.habilitation,
        nature=NatureDemande.INACTIVER,
        etat__in=EN_COURS,
        demandee_le=ligne.decidee_le,
    )
    for cle in siennes.values_list("cle", flat=True):
        annuler_demande(acteur=acteur, cle=cle, maintenant=maintenant)


def _ecrire(
    acteur: Acteur, ligne: LigneRevue, decision: DecisionRevue, motif: str, maintenant: datetime
) -> None:
    ligne.decision, ligne.motif = decision, motif
    ligne.decidee_le, ligne.decidee_par = maintenant, acteur.utilisateur_id
    ligne.derniere_connexion_le = ligne.habilitation.utilisateur.last_login
    ligne.save(update_fields=["decision", "motif", "decidee_le", "decidee_par", "derniere_connexion_le"])
