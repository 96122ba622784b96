"""Techniciens: created by any gestionnaire of their structure, and by nobody else (HAB-02)."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from habilitations.models import Habilitation
from habilitations.permissions import peut_gerer_techniciens
from habilitations.rules.certifications import ARTICLES, CERTIFICATIONS, certifications_manquantes
from habilitations.services.ouverture import (
    Engagements,
    Identite,
    caisse_de_l_acte,
    exiger_courriel,
    exiger_place,
    exiger_sans_doublon,
    motif_d_exception,
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
    _exiger_certifications(certifications)
    exception = motif_d_exception(partenaire, courriel)
    exiger_courriel(partenaire, courriel, exception)
    exiger_sans_doublon(partenaire, Profil.TECHNICIEN, courriel, maintenant)
    exiger_place(partenaire, Profil.TECHNICIEN, maintenant)
    jour = timezone.localdate(maintenant).isoformat()
    habilitation = ouvrir_compte(
        acteur,
        partenaire,
        Profil.TECHNICIEN,
        Identite(civilite, nom, prenom, fonction, courriel, telephone),
        maintenant,
        engagements=Engagements(
            {code: {"le": jour, "par": acteur.utilisateur_id} for code in CERTIFICATIONS},
            formation_detection_le,
        ),
        exception=exception,
    )
    consigner(
        acteur=acteur,
        action="habilitations.technicien_cree",
        objet=habilitation,
        caisse_id=caisse_de_l_acte(acteur),
    )
    return habilitation


def _exiger_certifications(certifications: Collection[str]) -> None:
    manquantes = certifications_manquantes(certifications)
    if manquantes:
        raise RegleMetierRefusee(
            "certifications",
            "Le compte ne peut être créé que si vous certifiez chacun des points. "
            "Il manque : " + ", ".join(f"« {CERTIFICATIONS[code]} »" for code in manquantes),
            ARTICLES[manquantes[0]],
        )
