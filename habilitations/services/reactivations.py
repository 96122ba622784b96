"""The return of an inactivated account, until the day of its erasure, within the quota (HAB-14)."""

import uuid
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from conventions.selectors import caisses_en_vigueur
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.services.invitations import inviter
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from espace_partenaires.notifications.services import notifier
from espace_partenaires.web.dates import date_et_heure
from habilitations.enums import EtatHabilitation, NatureEvenement
from habilitations.models import EvenementCompte, Exclusion, Habilitation
from habilitations.notifications import COMPTE_REACTIVE, COMPTE_REACTIVE_LIEN
from habilitations.permissions import peut_reactiver
from habilitations.rules.cycle_de_vie import Action, etat_apres
from habilitations.rules.fins import ARTICLE_INACTIVATION, ARTICLE_SECURITE, reactivable_par_la_structure
from habilitations.selectors_effacements import effacement_de_l_habilitation
from habilitations.selectors_fins import derniere_fin, fuseau_du_compte
from habilitations.services.exclus import exiger_non_exclue
from habilitations.services.ouverture import (
    caisse_de_l_acte,
    exiger_place,
    exiger_sans_doublon,
    verrouiller_habilitation,
)
from habilitations.signals import compte_reactive

SANS_RAISON: Final = {"inactivee_le": None, "motif_inactivation": "", "precision_inactivation": ""}


@transaction.atomic
def reactiver_compte(*, acteur: Acteur, cle: uuid.UUID, maintenant: datetime | None = None) -> Habilitation:
    """Give an inactivated account back, with its identifier; the person is told by mail.

    An account whose password was killed with it receives a one-time link; the others keep their password.

    Args:
        acteur: a gestionnaire for a technicien, the caisse for a gestionnaire and for what it closed for security.
        cle: public key of the habilitation.
        maintenant: the moment.

    Raises:
        HorsPortee: out of scope, or without a convention in force.
        RegleMetierRefusee: ``etat``, ``trop_tard``, ``exclusion``, ``exclue``, ``fermee_par_la_caisse``,
            ``fermee_par_une_autre_caisse``, ``deja_un_compte``, ``sans_convention``, ``quota_atteint``.

    Exigence: HAB-12, HAB-14 (S1u 2.2.3, 4.1)
    """
    instant = maintenant or timezone.now()
    habilitation = verrouiller_habilitation(acteur, cle)
    gerantes = caisses_en_vigueur(habilitation.partenaire_id, instant)
    exiger(autorise=peut_reactiver(acteur, habilitation, gerantes))
    fin = derniere_fin(habilitation)
    _exiger_le_retour(habilitation, instant)
    _exiger_l_auteur(acteur, habilitation, fin, gerantes)
    profil = Profil(habilitation.profil)
    exiger_non_exclue(habilitation.partenaire_id, habilitation.utilisateur.courriel)
    exiger_sans_doublon(habilitation.partenaire, profil, habilitation.utilisateur.courriel, instant)
    exiger_place(habilitation.partenaire, profil, instant)
    _rouvrir(habilitation)
    EvenementCompte.objects.create(
        habilitation=habilitation,
        nature=NatureEvenement.REACTIVATION,
        survenu_le=instant,
        auteur_id=acteur.utilisateur_id or None,
        caisse_id=caisse_de_l_acte(acteur) if acteur.profil == Profil.AGENT else None,
        de=fin,
    )
    consigner(
        acteur=acteur,
        action="habilitations.compte_reactive",
        objet=habilitation,
        caisse_id=caisse_de_l_acte(acteur),
    )
    _prevenir(acteur, habilitation, instant)
    compte_reactive.send(sender=Habilitation, habilitation=habilitation, acteur=acteur, maintenant=instant)
    return habilitation


def _exiger_le_retour(habilitation: Habilitation, maintenant: datetime) -> None:
    """Refuse what is not inactive, what time has condemned, and whoever is excluded.

    Raises:
        RegleMetierRefusee: ``etat``, ``trop_tard`` or ``exclusion``.
    """
    suivant = etat_apres(EtatHabilitation(habilitation.etat), Action.REACTIVER)
    if suivant is None:
        raise RegleMetierRefusee(
            "etat",
            f"Ce compte n’est pas inactivé (« {habilitation.get_etat_display()} ») : il n’y a rien à réactiver.",
            ARTICLE_INACTIVATION,
        )
    efface_le = effacement_de_l_habilitation(habilitation)
    if efface_le is not None and maintenant >= efface_le:
        raise RegleMetierRefusee(
            "trop_tard",
            "Ce compte est inactivé depuis six mois : il est effacé et ne revient plus. Créez un nouveau compte.",
            ARTICLE_INACTIVATION,
        )
    if Exclusion.objects.filter(habilitation=habilitation, levee_le__isnull=True).exists():
        raise RegleMetierRefusee(
            "exclusion",
            "Cette personne est exclue par décision de la direction de la caisse. "
            "L’exclusion doit d’abord être levée par cette caisse.",
            ARTICLE_SECURITE,
        )


def _exiger_l_auteur(
    acteur: Acteur, habilitation: Habilitation, fin: EvenementCompte | None, gerantes: frozenset[int]
) -> None:
    """Leave to the caisse what it closed for security, as long as its convention runs.

    Raises:
        RegleMetierRefusee: ``fermee_par_la_caisse`` or ``fermee_par_une_autre_caisse``.
    """
    caisse = fin.caisse if fin is not None else None
    if reactivable_par_la_structure(habilitation.motif_inactivation, par_la_caisse=caisse is not None):
        return
    nom = f"la {caisse.libelle}" if caisse else "votre caisse"
    if acteur.profil == Profil.GESTIONNAIRE:
        raise RegleMetierRefusee(
            "fermee_par_la_caisse",
            f"Ce compte a été fermé par sécurité : seule la caisse peut le réactiver. Demandez-le à {nom}.",
            ARTICLE_SECURITE,
        )
    if caisse is not None and caisse.pk in gerantes - acteur.caisse_ids:
        raise RegleMetierRefusee(
            "fermee_par_une_autre_caisse",
            f"Ce compte a été fermé par sécurité par {nom} : elle seule peut le réactiver.",
            ARTICLE_SECURITE,
        )


def _rouvrir(habilitation: Habilitation) -> None:
    """Write the return: the reason of the end stays in the dated facts, what was typed beside it goes."""
    habilitation.etat = EtatHabilitation.ACTIVE
    for champ, valeur in SANS_RAISON.items():
        setattr(habilitation, champ, valeur)
    habilitation.save(update_fields=["etat", *SANS_RAISON])
    compte = habilitation.utilisateur
    compte.is_active = True
    compte.save(update_fields=["is_active"])


def _prevenir(acteur: Acteur, habilitation: Habilitation, maintenant: datetime) -> None:
    compte = habilitation.utilisateur
    contexte = {
        "prenom_destinataire": compte.prenom,
        "profil": Profil(habilitation.profil).label.lower(),
        "structure": habilitation.partenaire.libelle,
        "identifiant": compte.identifiant,
    }
    if compte.has_usable_password():
        connexion = settings.ADRESSE_PUBLIQUE + reverse("account_login")
        notifier(message=COMPTE_REACTIVE, destinataires=[compte], contexte={**contexte, "lien": connexion})
        return
    invitation, lien = inviter(acteur=acteur, utilisateur=compte, maintenant=maintenant)
    echeance = date_et_heure(invitation.expire_le, fuseau_du_compte(habilitation))
    notifier(
        message=COMPTE_REACTIVE_LIEN,
        destinataires=[compte],
        contexte={**contexte, "lien": lien, "echeance": echeance},
        cle_unicite=str(invitation.pk),
    )
