"""What every request of a gestionnaire does: who asks, about whom, and the row with its mail to the caisse."""

import uuid
from datetime import datetime
from typing import Any

from conventions.models import Caisse, Partenaire
from conventions.selectors import caisses_en_vigueur
from conventions.services.textes import refuser_un_nir
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from habilitations.enums import EtatDemandeHabilitation, EtatHabilitation, NatureDemande
from habilitations.models import DemandeHabilitation, Habilitation
from habilitations.models.demande import EN_COURS
from habilitations.permissions import peut_demander
from habilitations.rules.courriels import verifier_courriel
from habilitations.rules.demandes import ARTICLES, CHAMPS_MODIFIABLES, reference
from habilitations.services.courriels_demandes import prevenir_la_caisse
from habilitations.services.ouverture import (
    Identite,
    exiger_sans_doublon,
    motif_d_exception,
    verrouiller_partenaire,
)


def structure_qui_demande(acteur: Acteur, caisse_id: int, maintenant: datetime) -> tuple[Partenaire, Caisse]:
    """Lock the actor's structure; check that it may ask this caisse.

    Raises:
        HorsPortee: otherwise.
    """
    if not peut_demander(acteur) or acteur.partenaire_id is None:
        raise HorsPortee
    partenaire = verrouiller_partenaire(acteur, acteur.partenaire_id)
    exiger(autorise=caisse_id in caisses_en_vigueur(partenaire.pk, maintenant))
    return partenaire, Caisse.objects.get(pk=caisse_id)


def gestionnaire_actif(acteur: Acteur, cle: uuid.UUID, nature: NatureDemande) -> Habilitation:
    """Return the account a request is about.

    Raises:
        HorsPortee: when it is not a gestionnaire of the structure.
        RegleMetierRefusee: ``etat`` or ``deja_demande``.
    """
    cible = Habilitation.objects.atteindre(acteur, cle)
    exiger(autorise=cible.profil == Profil.GESTIONNAIRE)
    if cible.etat != EtatHabilitation.ACTIVE:
        raise RegleMetierRefusee(
            "etat", "Ce compte n’est pas actif : il n’y a rien à demander pour lui.", ARTICLES[nature]
        )
    deja = DemandeHabilitation.objects.filter(habilitation=cible, nature=nature, etat__in=EN_COURS).first()
    if deja:
        raise RegleMetierRefusee(
            "deja_demande",
            f"Une demande de même nature est déjà en cours pour ce compte ({reference(deja.cle)}). "
            "Pour en changer, annulez-la d’abord.",
            ARTICLES[nature],
        )
    return cible


def demander_une_personne(
    acteur: Acteur,
    partenaire: Partenaire,
    caisse: Caisse,
    identite: Identite,
    *,
    precision: str,
    maintenant: datetime,
) -> DemandeHabilitation:
    """Write the request for a person, its address checked as far as the structure can answer for it."""
    champs = {champ: getattr(identite, champ).strip() for champ in CHAMPS_MODIFIABLES}
    refuser_un_nir(precision, *champs.values())
    courriel = champs["courriel"]
    exiger_adresse(partenaire, courriel, precision, NatureDemande.HABILITER)
    exiger_sans_doublon(partenaire, Profil.GESTIONNAIRE, courriel, maintenant)
    deja = DemandeHabilitation.objects.filter(
        partenaire=partenaire,
        nature=NatureDemande.HABILITER,
        etat=EtatDemandeHabilitation.EN_ATTENTE,
        courriel__iexact=courriel,
    ).first()
    if deja:
        raise RegleMetierRefusee(
            "deja_demande",
            f"Une demande attend déjà pour cette adresse ({reference(deja.cle)}). Vous n’avez rien de plus à faire.",
            ARTICLES[NatureDemande.HABILITER],
        )
    return enregistrer(
        acteur, partenaire, caisse, NatureDemande.HABILITER, maintenant, precision=precision, **champs
    )


def exiger_adresse(partenaire: Partenaire, courriel: str, precision: str, nature: NatureDemande) -> None:
    """Refuse an address that is not one; outside the domains of the structure, ask why, the caisse will judge.

    Raises:
        RegleMetierRefusee: the refusal of the address.
    """
    domaines = frozenset(partenaire.domaines.values_list("domaine", flat=True))
    admise = bool(precision.strip()) or bool(motif_d_exception(partenaire, courriel))
    refus = verifier_courriel(courriel, domaines, exception=admise)
    if refus is not None:
        raise RegleMetierRefusee(
            refus.code,
            f"{refus.message} Vous pouvez aussi en donner la raison dans la précision : la caisse jugera."
            if refus.code != "courriel_invalide"
            else refus.message,
            ARTICLES[nature],
        )


def enregistrer(
    acteur: Acteur,
    partenaire: Partenaire,
    caisse: Caisse,
    nature: NatureDemande,
    maintenant: datetime,
    **champs: Any,
) -> DemandeHabilitation:
    """Write the row, its entry in the journal and the mail to the caisse; the structure is locked."""
    demande = DemandeHabilitation.objects.create(
        partenaire=partenaire,
        caisse=caisse,
        nature=nature,
        demandee_le=maintenant,
        demandee_par=acteur.utilisateur_id,
        **champs,
    )
    consigner(
        acteur=acteur,
        action="habilitations.demande_demandee",
        objet=demande,
        details={"nature": nature.value},
    )
    prevenir_la_caisse(demande)
    return demande
