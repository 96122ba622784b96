"""Asking a partenaire, at the end of a convention, to attest that the data is destroyed; once more a month later."""

import secrets
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from conventions.effets import gestionnaires_de
from conventions.enums import Nature, Volet
from conventions.models import AttestationDestruction, Convention, Interlocuteur, Partie, Referent
from conventions.notifications import ATTESTATION_DEMANDEE, ATTESTATION_RELANCE
from conventions.permissions import est_le_systeme
from conventions.services.attestations import VERSION_DU_TEXTE, empreinte
from conventions.services.ecriture import journaliser
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur
from espace_partenaires.exceptions import exiger
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.notifications.registre import MessageType
from espace_partenaires.notifications.services import notifier

RELANCE: Final = timedelta(days=30)
# The row of the reminder's mail says that it was sent; it is kept for 90 days.
RELANCE_UTILE: Final = timedelta(days=110)
LOT: Final = 100


def demander_attestations(
    acteur: Acteur, convention: Convention, jour: date, instant: datetime
) -> list[AttestationDestruction]:
    """Ask each partenaire of a convention that has ended for its attestation; the convention is locked.

    A partenaire that also signed the métier convention answers for both at the end of that one, when they end together.

    Args:
        acteur: the system.
        convention: the convention that has ended, locked.
        jour: the day, where its caisses are.
        instant: the moment.

    Returns:
        Those newly asked for.

    Exigence: CONV-13 (S1m, S2, S3, S4 annexe § 7)
    """
    parties = Partie.objects.filter(convention=convention, partenaire__isnull=False)
    parties = parties.exclude(pk__in=_deja_demandees(convention, jour)).select_related("partenaire")
    demandees = []
    for partie in parties.order_by("pk"):
        attestation = AttestationDestruction.objects.create(
            convention=convention, partie=partie, demandee_le=instant, version_du_texte=VERSION_DU_TEXTE
        )
        _envoyer_le_lien(attestation, ATTESTATION_DEMANDEE, "demande", instant)
        journaliser(acteur, "conventions.demander_attestation", convention, attestation=attestation.pk)
        demandees.append(attestation)
    return demandees


def _deja_demandees(convention: Convention, jour: date) -> set[int]:
    """Return the parties that are asked already, or that answer with the métier convention that ends too."""
    deja = set(
        AttestationDestruction.objects.filter(convention=convention).values_list("partie_id", flat=True)
    )
    if convention.nature != Nature.UTILISATION or convention.parente_id is None:
        return deja
    metier = Convention.objects.avec_dates().get(pk=convention.parente_id)
    if metier.fin_certaine is None or metier.fin_certaine >= jour:
        return deja
    de_la_metier = Partie.objects.filter(convention=metier, partenaire__isnull=False)
    siennes = Partie.objects.filter(
        convention=convention, partenaire__in=de_la_metier.values("partenaire_id")
    )
    return deja | set(siennes.values_list("pk", flat=True))


def destinataires(partie: Partie, le: date) -> list[str]:
    """Return who answers for a partenaire at the end: its référents and its DPO, else who manages its accounts.

    Bare addresses: the accounts end with the convention.

    Args:
        partie: the partenaire, as party.
        le: the day they must be référents.

    Exigence: CONV-13 (S1m, S2, S3, S4 annexe § 7)
    """
    partenaire = partie.partenaire
    if partenaire is None:
        return []
    conventions = [partie.convention_id, *filter(None, [partie.convention.parente_id])]
    referents = Referent.objects.filter(
        Q(au__isnull=True) | Q(au__gte=le),
        convention__in=conventions,
        partie__partenaire=partenaire,
        du__lte=le,
    )
    trouves = {courriel.lower() for courriel in referents.values_list("courriel", flat=True)}
    trouves |= {partenaire.courriel_dpo.lower()} if partenaire.courriel_dpo else set()
    if not trouves:
        contacts = Interlocuteur.objects.filter(
            partenaire=partenaire, volet__in=[Volet.DPO, Volet.CONVENTION]
        ).exclude(courriel="")
        trouves = {courriel.lower() for courriel in contacts.values_list("courriel", flat=True)}
    if not trouves:
        trouves = {compte.courriel.lower() for compte in gestionnaires_de(partenaire.pk)}
    return sorted(trouves)


def _envoyer_le_lien(
    attestation: AttestationDestruction, message: MessageType, fait: str, instant: datetime
) -> None:
    """Draw a new link, keep its digest, and write it to the partenaire; an earlier link dies."""
    adresses = destinataires(attestation.partie, timezone.localdate(instant))
    if not adresses:
        return
    secret, convention = secrets.token_urlsafe(32), attestation.convention
    attestation.empreinte_du_lien = empreinte(secret)
    attestation.save(update_fields=["empreinte_du_lien"])
    lien = reverse("conventions:suivre_attestation", kwargs={"secret": secret})
    notifier(
        message=message,
        destinataires=adresses,
        contexte={
            "structure": attestation.partie.libelle,
            "nature": convention.objet,
            "reference": convention.article_pour("destruction"),
            "lien": f"{settings.ADRESSE_PUBLIQUE}{lien}",
        },
        cle_unicite=f"{attestation.pk}:{fait}",
    )


def relancer_attestations(*, acteur: Acteur = ACTEUR_SYSTEME, maintenant: datetime | None = None) -> int:
    """Remind, once, the partenaires that have not attested thirty days after they were asked.

    Args:
        acteur: the system.
        maintenant: the moment.

    Returns:
        How many were reminded; call again while it is not 0.

    Raises:
        HorsPortee: for anybody but the system.

    Exigence: CONV-13 (S1m, S2, S3, S4 annexe § 7)
    """
    instant = maintenant or timezone.now()
    exiger(autorise=est_le_systeme(acteur))
    relancees = 0
    with transaction.atomic():
        attendues = (
            AttestationDestruction.objects.filter(
                attestee_le__isnull=True,
                demandee_le__lte=instant - RELANCE,
                demandee_le__gt=instant - RELANCE_UTILE,
            )
            .exclude(empreinte_du_lien="")
            .select_related("convention__modele", "partie__partenaire", "partie__convention")
            .order_by("pk")
            .select_for_update(skip_locked=True, of=("self",))
        )
        for attestation in attendues:
            if _deja_relancee(attestation):
                continue
            _envoyer_le_lien(attestation, ATTESTATION_RELANCE, "relance", instant)
            journaliser(
                acteur,
                "conventions.relancer_attestation",
                attestation.convention,
                attestation=attestation.pk,
            )
            relancees += 1
            if relancees == LOT:
                break
    return relancees


def _deja_relancee(attestation: AttestationDestruction) -> bool:
    cle = f"{ATTESTATION_RELANCE.code}:{attestation.pk}:relance:"
    return Courriel.objects.filter(cle_unicite__startswith=cle).exists()
