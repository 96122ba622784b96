"""Techniciens: created by any gestionnaire of their structure, and by nobody else (HAB-02)."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from habilitations.models import Habilitation
from habilitations.permissions import peut_gerer_techniciens
from habilitations.rules.certifications import ARTICLES, CERTIFICATIONS, certifications_manquantes
from habilitations.services.ouverture import (
    Engagements,
    Identite,
    ouvrir_compte,
    verrouiller_partenaire,
)


@transaction.atomic
def creer_technicien(
    *,
    acteur: Acteur,
    partenaire_id: int,
    civilite: str,
    nom: str,
    prenom: str,
    fonction: str,
    courriel: str,
    telephone: str,
    certifications: Collection[str],
    formation_detection_le: date | None,
    maintenant: datetime | None = None,
) -> Habilitation:
    """Create a technicien and send the invitation.

    Args:
        acteur: a gestionnaire of the partenaire.
        partenaire_id: its partenaire.
        civilite: code of ``Civilite``.
        nom: family name.
        prenom: first name.
        fonction: what the person does.
        courriel: professional address, of a domain of the partenaire.
        telephone: professional phone.
        certifications: codes of what the gestionnaire certifies; all are needed.
        formation_detection_le: day of the training in detection, if it was followed.
        maintenant: the moment.

    Raises:
        HorsPortee: when the actor does not manage the accounts of this partenaire.
        RegleMetierRefusee: ``certifications``, ``quota_atteint``, ``sans_convention``, ``deja_un_compte``
            or a refusal of the address; nothing is written.

    Exigence: HAB-01, HAB-02, HAB-03, HAB-08 (S1u 2.2.1)
    """
    maintenant = maintenant or timezone.now()
    partenaire = verrouiller_partenaire(acteur, partenaire_id)
    exiger(autorise=peut_gerer_techniciens(acteur, partenaire.pk))
    return ouvrir_compte(
        acteur,
        partenaire,
        Profil.TECHNICIEN,
        Identite(civilite, nom, prenom, fonction, courriel, telephone),
        maintenant,
        engagements=_engagements(acteur, certifications, formation_detection_le, maintenant),
    )


def _engagements(
    acteur: Acteur, certifications: Collection[str], formation_detection_le: date | None, maintenant: datetime
) -> Engagements:
    """Date and sign what is certified, once nothing is missing.

    Raises:
        RegleMetierRefusee: ``certifications``.
    """
    manquantes = certifications_manquantes(certifications)
    if manquantes:
        raise RegleMetierRefusee(
            "certifications",
            "Le compte ne peut être créé que si vous certifiez chacun des points. "
            "Il manque : " + ", ".join(f"« {CERTIFICATIONS[code]} »" for code in manquantes),
            ARTICLES[manquantes[0]],
        )
    signature = {"le": timezone.localdate(maintenant).isoformat(), "par": acteur.utilisateur_id}
    return Engagements({code: dict(signature) for code in CERTIFICATIONS}, formation_detection_le)
