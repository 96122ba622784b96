"""What a gestionnaire asks the caisse: a gestionnaire more, a change, a departure; and giving it up."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from conventions.selectors import jour_de_la_caisse
from conventions.services.textes import refuser_un_nir
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.web.dates import date_longue
from habilitations.enums import NatureDemande
from habilitations.models import DemandeHabilitation
from habilitations.models.demande import EN_COURS
from habilitations.permissions import peut_demander
from habilitations.rules.demandes import (
    ARTICLES,
    CHAMPS_MODIFIABLES,
    Acte,
    changements,
    reference,
    successeur_requis,
)
from habilitations.rules.validite import premiere_inactivation
from habilitations.selectors_demandes import autres_gestionnaires, places_demandables
from habilitations.services.depot_demandes import (
    demander_une_personne,
    enregistrer,
    exiger_adresse,
    gestionnaire_actif,
    structure_qui_demande,
)
from habilitations.services.ouverture import Identite, exiger_sans_doublon
from habilitations.services.releves import Releve, exiger_releve
from habilitations.services.verrous_demandes import passer, verrouiller_demande

_HABILITER: Final = ARTICLES[NatureDemande.HABILITER]
_MODIFIER: Final = ARTICLES[NatureDemande.MODIFIER]
_INACTIVER: Final = ARTICLES[NatureDemande.INACTIVER]


@transaction.atomic
def demander_habilitation(
    *,
    acteur: Acteur,
    caisse_id: int,
    identite: Identite,
    precision: str = "",
    maintenant: datetime | None = None,
) -> DemandeHabilitation:
    """Ask a caisse to habilitate a gestionnaire; it has five jours ouvrés.

    Args:
        acteur: a gestionnaire of the structure.
        caisse_id: a caisse whose convention d'utilisation is in force.
        identite: the person.
        precision: what the structure adds; needed for an address outside its domains.
        maintenant: the moment.

    Raises:
        HorsPortee: when the actor may not ask, or not this caisse.
        RegleMetierRefusee: ``nir``, ``quota_atteint``, ``deja_demande``, ``deja_un_compte``, a refusal of the address.

    Exigence: HAB-03, HAB-04 (S1u 2.2, 2.2.1)
    """
    maintenant = maintenant or timezone.now()
    partenaire, caisse = structure_qui_demande(acteur, caisse_id, maintenant)
    if not places_demandables(partenaire.pk, maintenant):
        raise RegleMetierRefusee(
            "quota_atteint",
            "Toutes les places de gestionnaire sont prises, ou déjà demandées. Pour en libérer une, demandez "
            "l’inactivation d’un gestionnaire qui part, ou annulez une demande qui attend.",
            _HABILITER,
        )
    return demander_une_personne(
        acteur, partenaire, caisse, identite, precision=precision, maintenant=maintenant
    )


@transaction.atomic
def demander_modification(
    *,
    acteur: Acteur,
    caisse_id: int,
    cle: uuid.UUID,
    champs: Mapping[str, str],
    precision: str = "",
    maintenant: datetime | None = None,
) -> DemandeHabilitation:
    """Ask a caisse to change the phone, mail, function or name of an active gestionnaire, its own account included.

    Args:
        acteur: a gestionnaire of the structure.
        caisse_id: a caisse whose convention d'utilisation is in force.
        cle: public key of the habilitation.
        champs: what is asked, among ``CHAMPS_MODIFIABLES``; what does not change is not kept.
        precision: what the structure adds; needed for an address outside its domains.
        maintenant: the moment.

    Raises:
        HorsPortee: when the actor may not ask, or does not see such a gestionnaire.
        RegleMetierRefusee: ``etat``, ``rien_a_changer``, ``deja_demande``, ``nir``, ``deja_un_compte``, a refusal of
            the address.

    Exigence: HAB-09 (S1u 2.2.2)
    """
    maintenant = maintenant or timezone.now()
    partenaire, caisse = structure_qui_demande(acteur, caisse_id, maintenant)
    cible = gestionnaire_actif(acteur, cle, NatureDemande.MODIFIER)
    actuels = {champ: getattr(cible.utilisateur, champ) for champ in CHAMPS_MODIFIABLES}
    nouveaux = changements(actuels, dict(champs))
    if not nouveaux:
        raise RegleMetierRefusee(
            "rien_a_changer",
            "Rien ne change par rapport au compte actuel. Modifiez au moins un des champs ci-dessous.",
            _MODIFIER,
        )
    refuser_un_nir(precision, *nouveaux.values())
    if "courriel" in nouveaux:
        exiger_adresse(partenaire, nouveaux["courriel"], precision, NatureDemande.MODIFIER)
        if nouveaux["courriel"].lower() != actuels["courriel"].lower():
            exiger_sans_doublon(partenaire, Profil.GESTIONNAIRE, nouveaux["courriel"], maintenant)
    return enregistrer(
        acteur,
        partenaire,
        caisse,
        NatureDemande.MODIFIER,
        maintenant,
        habilitation=cible,
        precision=precision,
        **nouveaux,
    )


@transaction.atomic
def demander_inactivation(
    *,
    acteur: Acteur,
    caisse_id: int,
    cle: uuid.UUID,
    souhaitee_le: date,
    releve: Releve | None = None,
    precision: str = "",
    maintenant: datetime | None = None,
) -> DemandeHabilitation:
    """Announce the departure of a gestionnaire, its own included, at least fifteen days ahead.

    A new person to take over is asked for in the same act: both requests are there, or none.

    Args:
        acteur: a gestionnaire of the structure.
        caisse_id: a caisse whose convention d'utilisation is in force.
        cle: public key of the habilitation to end.
        souhaitee_le: the wished day, at the caisse.
        releve: who takes over; needed when no other gestionnaire is active.
        precision: what the structure adds.
        maintenant: the moment.

    Raises:
        HorsPortee: when the actor may not ask, or does not see such a gestionnaire.
        RegleMetierRefusee: ``etat``, ``preavis`` with the earliest day, ``dernier_gestionnaire``, ``releve``,
            ``deja_demande``, ``nir``, or what refuses the request for the new person; nothing is written.

    Exigence: HAB-10 (S1u 2.2.3)
    """
    maintenant = maintenant or timezone.now()
    partenaire, caisse = structure_qui_demande(acteur, caisse_id, maintenant)
    cible = gestionnaire_actif(acteur, cle, NatureDemande.INACTIVER)
    refuser_un_nir(precision)
    premiere = premiere_inactivation(jour_de_la_caisse(caisse, maintenant))
    if souhaitee_le < premiere:
        raise RegleMetierRefusee(
            "preavis",
            f"L’inactivation s’annonce au moins 15 jours à l’avance : la date la plus proche est le "
            f"{date_longue(premiere)}. En cas de perte, de vol ou de fraude, signalez-le : le compte est fermé tout "
            "de suite.",
            _INACTIVER,
        )
    releve = releve or Releve()
    if releve.vide and successeur_requis(autres_gestionnaires(partenaire.pk, cible.pk).count()):
        raise RegleMetierRefusee(
            "dernier_gestionnaire",
            "C’est le dernier gestionnaire de votre structure : son compte ne peut être inactivé sans successeur. "
            "Donnez ci-dessous les coordonnées de la personne qui prend la suite.",
            _INACTIVER,
        )
    successeur, sa_demande = exiger_releve(acteur, cible, releve, maintenant)
    if releve.personne is not None:
        sa_demande = demander_une_personne(
            acteur, partenaire, caisse, releve.personne, precision=precision, maintenant=maintenant
        )
    return enregistrer(
        acteur,
        partenaire,
        caisse,
        NatureDemande.INACTIVER,
        maintenant,
        habilitation=cible,
        souhaitee_le=souhaitee_le,
        successeur=successeur,
        demande_du_successeur=sa_demande,
        precision=precision,
    )


@transaction.atomic
def annuler_demande(
    *, acteur: Acteur, cle: uuid.UUID, maintenant: datetime | None = None
) -> DemandeHabilitation:
    """Give a request up: while it waits; an accepted inactivation, until it is done.

    Args:
        acteur: a gestionnaire of the structure.
        cle: public key of the request.
        maintenant: the moment.

    Raises:
        HorsPortee: out of scope.
        RegleMetierRefusee: ``deja_decidee``; ``releve`` for the only successor of a departure that still runs.

    Exigence: HAB-04, HAB-09, HAB-10
    """
    maintenant = maintenant or timezone.now()
    demande = verrouiller_demande(acteur, cle)
    exiger(autorise=peut_demander(acteur) and demande.partenaire_id == acteur.partenaire_id)
    depart = DemandeHabilitation.objects.filter(demande_du_successeur=demande, etat__in=EN_COURS).first()
    if depart and successeur_requis(
        autres_gestionnaires(demande.partenaire_id, depart.habilitation_id or 0).count()
    ):
        raise RegleMetierRefusee(
            "releve",
            "Cette personne prend la suite du dernier gestionnaire. Annulez d’abord la demande d’inactivation "
            f"{reference(depart.cle)}, ou faites-en une autre avec un autre successeur.",
            _INACTIVER,
        )
    passer(acteur, demande, Acte.ANNULER, maintenant)
    return demande
