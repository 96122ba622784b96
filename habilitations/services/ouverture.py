"""What every creation of a partner's account does, in the order of the house."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils import timezone

from conventions.models import Partenaire
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.comptes.services.invitations import inviter
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.services import consigner
from espace_partenaires.notifications.services import notifier
from espace_partenaires.web.dates import date_et_heure
from habilitations.enums import EtatHabilitation
from habilitations.models import ExceptionCourriel, Habilitation
from habilitations.notifications import INVITATION_PARTENAIRE
from habilitations.rules.courriels import verifier_courriel
from habilitations.rules.identifiants import identifiant_libre, identifiants_de_base
from habilitations.selectors import effectif, places
from habilitations.services.exclus import exiger_non_exclue

ARTICLE: Final = "Convention d’utilisation, article 2.2.1"

ACTION_DE_CREATION: Final = {
    Profil.TECHNICIEN: "habilitations.technicien_cree",
    Profil.GESTIONNAIRE: "habilitations.gestionnaire_habilite",
}


@dataclass(frozen=True, slots=True)
class Identite:
    """What is asked of a person to open an account."""

    civilite: str
    nom: str
    prenom: str
    fonction: str
    courriel: str
    telephone: str


@dataclass(frozen=True, slots=True)
class Engagements:
    """What is certified of a technicien: code → {"le": day, "par": account} (HAB-08)."""

    certifications: dict[str, dict[str, object]]
    formation_detection_le: date | None


SANS_ENGAGEMENT: Final = Engagements({}, None)


def verrouiller_partenaire(acteur: Acteur, partenaire_id: int) -> Partenaire:
    """Lock the partenaire: seats are counted one creation after the other (HAB-03).

    The weaker of the two exclusive locks: rows that point to the partenaire hold its key meanwhile.

    Raises:
        HorsPortee: when the actor does not reach this partenaire.
    """
    trouve = (
        Partenaire.objects.visibles_par(acteur)
        .select_for_update(no_key=True, of=("self",))
        .filter(pk=partenaire_id)
        .first()
    )
    if trouve is None:
        raise HorsPortee
    return trouve


def verrouiller_habilitation(acteur: Acteur, cle: uuid.UUID) -> Habilitation:
    """Lock partenaire, account, habilitation, in that order everywhere; who may act is the caller's question.

    The account comes before the habilitation, as in its activation by the link: no two of these acts
    wait for each other. The system reaches every account.

    Raises:
        HorsPortee: when the actor does not reach it.
    """
    if acteur.a_role("systeme"):
        vue = Habilitation.objects.get(cle=cle)
    else:
        vue = Habilitation.objects.atteindre(acteur, cle)
    verrouiller_partenaire(acteur, vue.partenaire_id)
    utilisateur = Utilisateur.objects.select_for_update().get(pk=vue.utilisateur_id)
    habilitation = (
        Habilitation.objects.select_related("partenaire").select_for_update(of=("self",)).get(pk=vue.pk)
    )
    habilitation.utilisateur = utilisateur
    return habilitation


def caisse_de_l_acte(acteur: Acteur) -> int | None:
    """Return the caisse whose DPO reads the entry of the journal; ``None`` where there are several."""
    return next(iter(acteur.caisse_ids)) if len(acteur.caisse_ids) == 1 else None


def exiger_place(partenaire: Partenaire, profil: Profil, maintenant: datetime) -> None:
    """Refuse when no seat is left for this profile; the partenaire is locked.

    Raises:
        RegleMetierRefusee: ``sans_convention`` or ``quota_atteint``.
    """
    membres = effectif(partenaire.pk, maintenant)
    if membres is None:
        raise RegleMetierRefusee(
            "sans_convention",
            f"Aucune convention d’utilisation n’est en vigueur pour {partenaire.libelle} : "
            "aucun compte ne peut être créé avant sa signature par toutes les parties.",
            "Convention d’utilisation, article 2.2",
        )
    siennes = places(partenaire.pk, membres, maintenant)[profil]
    if not siennes.libres:
        raise RegleMetierRefusee(
            "quota_atteint",
            f"Les {siennes.maximum} places de {profil.label.lower()} sont prises "
            f"({siennes.utilisees} par un compte actif, {siennes.reservees} par une invitation). "
            "Pour en libérer une, annulez une invitation qui ne sert plus ou faites inactiver un compte.",
            ARTICLE,
        )


def motif_d_exception(partenaire: Partenaire, courriel: str) -> str:
    """Return why the caisse allows this address outside the partenaire's domains; empty when it does not."""
    exception = ExceptionCourriel.objects.filter(partenaire=partenaire, courriel__iexact=courriel).first()
    return exception.motif if exception else ""


def exiger_courriel(partenaire: Partenaire, courriel: str, raison: str = "") -> str:
    """Refuse an address that is not professional and attached to the structure.

    Args:
        partenaire: the structure.
        courriel: the address.
        raison: why the caisse accepts it all the same, said with the act; else the one it gave before.

    Returns:
        The reason to keep with the account; empty for an address of the structure, which needs none.

    Raises:
        RegleMetierRefusee: with what to do.
    """
    domaines = frozenset(partenaire.domaines.values_list("domaine", flat=True))
    if verifier_courriel(courriel, domaines) is None:
        return ""
    exception = raison or motif_d_exception(partenaire, courriel)
    refus = verifier_courriel(courriel, domaines, exception=bool(exception))
    if refus is not None:
        raise RegleMetierRefusee(refus.code, refus.message, ARTICLE)
    return exception


def exiger_sans_doublon(partenaire: Partenaire, profil: Profil, courriel: str, maintenant: datetime) -> None:
    """Refuse a second living account of the same profile for one address: a double click makes one account.

    Raises:
        RegleMetierRefusee: ``deja_un_compte``.
    """
    deja = Habilitation.objects.filter(
        partenaire=partenaire, profil=profil, utilisateur__courriel__iexact=courriel
    ).vivantes(maintenant)
    if deja.exists():
        raise RegleMetierRefusee(
            "deja_un_compte",
            f"Un compte {profil.label.lower()} existe déjà à cette adresse dans votre structure, ou l’invitation "
            "vient d’être envoyée. Vous pouvez la renvoyer depuis la liste des comptes.",
            ARTICLE,
        )


def nouveau_compte(racine: str, profil: Profil, identite: Identite) -> Utilisateur:
    """Create an account that nobody can open yet: no password, not active.

    Args:
        racine: what comes before the name in the identifier, e.g. ``t-0491``.
        profil: what the account is, for life.
        identite: the person.
    """
    base = identifiants_de_base(racine, identite.prenom, identite.nom)
    pris = Utilisateur.objects.filter(identifiant__startswith=base).values_list("identifiant", flat=True)
    return Utilisateur.objects.create_user(
        identifiant_libre(base, frozenset(pris)),
        profil=profil,
        civilite=identite.civilite,
        nom=identite.nom,
        prenom=identite.prenom,
        fonction=identite.fonction,
        courriel=identite.courriel,
        telephone=identite.telephone,
        is_active=False,
    )


def envoyer_invitation(
    acteur: Acteur, utilisateur: Utilisateur, structure: str, maintenant: datetime
) -> datetime:
    """Make the one-time link and write its mail; the clear link is nowhere else (HAB-05).

    Returns:
        When the link expires.
    """
    invitation, lien = inviter(acteur=acteur, utilisateur=utilisateur, maintenant=maintenant)
    notifier(
        message=INVITATION_PARTENAIRE,
        destinataires=[utilisateur],
        contexte={
            "prenom_destinataire": utilisateur.prenom,
            "profil": Profil(utilisateur.profil).label.lower(),
            "structure": structure,
            "identifiant": utilisateur.identifiant,
            "lien": lien,
            "echeance": date_et_heure(invitation.expire_le, timezone.get_current_timezone()),
        },
        cle_unicite=str(invitation.pk),
    )
    return invitation.expire_le


def ouvrir_compte(
    acteur: Acteur,
    partenaire: Partenaire,
    profil: Profil,
    identite: Identite,
    maintenant: datetime,
    *,
    engagements: Engagements = SANS_ENGAGEMENT,
    raison: str = "",
) -> Habilitation:
    """Check address and seats, then create the account, its seat and its invitation, and say it in the journal.

    The partenaire is locked and the actor allowed.

    Raises:
        RegleMetierRefusee: a refusal of the address, ``deja_un_compte``, ``exclue``, ``sans_convention`` or
            ``quota_atteint``; nothing is written.
    """
    exception = exiger_courriel(partenaire, identite.courriel, raison)
    exiger_sans_doublon(partenaire, profil, identite.courriel, maintenant)
    exiger_non_exclue(partenaire.pk, identite.courriel)
    exiger_place(partenaire, profil, maintenant)
    utilisateur = nouveau_compte(f"{profil.value[0]}-{partenaire.numero}", profil, identite)
    habilitation = Habilitation.objects.create(
        utilisateur=utilisateur,
        partenaire=partenaire,
        profil=profil,
        etat=EtatHabilitation.INVITEE,
        creee_le=maintenant,
        auteur_id=acteur.utilisateur_id,
        invitation_expire_le=envoyer_invitation(acteur, utilisateur, partenaire.libelle, maintenant),
        certifications=engagements.certifications,
        formation_detection_le=engagements.formation_detection_le,
        exception_domaine=exception,
    )
    actions = [ACTION_DE_CREATION[profil], *(["habilitations.exception_domaine"] if exception else [])]
    for action in actions:
        consigner(acteur=acteur, action=action, objet=habilitation, caisse_id=caisse_de_l_acte(acteur))
    return habilitation
