"""Cutting the access of a whole partenaire to one caisse, at once, and restoring it (CONV-15)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from conventions.effets import gestionnaires_de
from conventions.models import Caisse, CoupureAcces, Partenaire
from conventions.notifications import ACCES_COUPE, ACCES_RETABLI
from conventions.permissions import peut_gerer_conventions
from conventions.rules.droits import ARTICLE_COUPURE
from conventions.selectors import caisses_en_vigueur, jour_de_la_caisse
from conventions.services.textes import refuser_un_nir
from conventions.signals import acces_coupe
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from espace_partenaires.notifications.registre import MessageType
from espace_partenaires.notifications.services import notifier
from espace_partenaires.web.dates import date_longue, heure


def couper_acces(
    *,
    acteur: Acteur,
    caisse: Caisse,
    partenaire: Partenaire,
    motif: str,
    maintenant: datetime | None = None,
) -> CoupureAcces:
    """Cut the access of a whole partenaire to a caisse: the next request of its accounts finds nothing there.

    The other caisses of the partenaire are not touched; demandes already transmitted go on. Its gestionnaires
    are told at once; the reason is on the portal. Listeners of ``acces_coupe`` end the sessions that reach no caisse
    any more, in the same transaction.

    Args:
        acteur: a gestionnaire de conventions of the caisse.
        caisse: the caisse that cuts its own access.
        partenaire: the structure.
        motif: why: misuse found; no data of an assuré.
        maintenant: the moment, kept as the proof of when (aware).

    Raises:
        HorsPortee: when the actor does not manage the conventions of this caisse.
        RegleMetierRefusee: ``motif_absent``, ``nir``, ``deja_coupe``; ``sans_convention`` when nothing is open.

    Exigence: CONV-15, SEC-02 (S1u 4.1)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        _verrouiller(partenaire)
        exiger(autorise=peut_gerer_conventions(acteur, caisse.pk))
        texte = _exiger_motif(motif)
        _exiger_acces_ouvert(caisse, partenaire, instant)
        coupure = CoupureAcces.objects.create(
            caisse=caisse,
            partenaire=partenaire,
            motif=texte,
            coupee_le=instant,
            coupee_par=acteur.utilisateur_id or None,
        )
        consigner(acteur=acteur, action="conventions.couper_acces", objet=coupure)
        _prevenir(ACCES_COUPE, coupure, instant)
        acces_coupe.send(sender=CoupureAcces, partenaire_id=partenaire.pk, maintenant=instant)
    return coupure


def retablir_acces(
    *, acteur: Acteur, coupure: CoupureAcces, motif: str, maintenant: datetime | None = None
) -> CoupureAcces:
    """Give back the access that was cut; it opens what the conventions in force open, and nothing more.

    Args:
        acteur: a gestionnaire de conventions of the caisse that cut.
        coupure: the running cut.
        motif: why it is given back.
        maintenant: the moment (aware).

    Raises:
        HorsPortee: when the actor does not manage the conventions of this caisse.
        RegleMetierRefusee: ``motif_absent``, ``nir``, ``deja_retabli``.

    Exigence: CONV-15 (S1u 4.1)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        _verrouiller(coupure.partenaire)
        ligne = CoupureAcces.objects.select_for_update(of=("self",)).get(pk=coupure.pk)
        exiger(autorise=peut_gerer_conventions(acteur, ligne.caisse_id))
        texte = _exiger_motif(motif)
        if ligne.retablie_le is not None:
            raise RegleMetierRefusee("deja_retabli", "Cet accès est déjà rétabli.", ARTICLE_COUPURE)
        ligne.retablie_le = instant
        ligne.retablie_par = acteur.utilisateur_id or None
        ligne.motif_retablissement = texte
        ligne.save(update_fields=["retablie_le", "retablie_par", "motif_retablissement"])
        consigner(acteur=acteur, action="conventions.retablir_acces", objet=ligne)
        _prevenir(ACCES_RETABLI, ligne, instant)
    return ligne


def _verrouiller(partenaire: Partenaire) -> None:
    """Two agents at the same cut: one after the other."""
    Partenaire.objects.select_for_update(no_key=True).get(pk=partenaire.pk)


def _exiger_motif(motif: str) -> str:
    texte = motif.strip()
    if not texte:
        raise RegleMetierRefusee(
            "motif_absent",
            "Indiquez le motif : il est dit au partenaire et reste dans son dossier.",
            ARTICLE_COUPURE,
        )
    refuser_un_nir(texte)
    return texte


def _exiger_acces_ouvert(caisse: Caisse, partenaire: Partenaire, instant: datetime) -> None:
    if CoupureAcces.objects.filter(caisse=caisse, partenaire=partenaire, retablie_le__isnull=True).exists():
        raise RegleMetierRefusee("deja_coupe", "L’accès de ce partenaire est déjà coupé.", ARTICLE_COUPURE)
    if caisse.pk not in caisses_en_vigueur(partenaire.pk, instant):
        raise RegleMetierRefusee(
            "sans_convention",
            f"Aucun accès n’est ouvert entre la {caisse.libelle} et {partenaire.libelle} : il n’y a rien à couper.",
            ARTICLE_COUPURE,
        )


def _prevenir(message: MessageType, coupure: CoupureAcces, instant: datetime) -> None:
    """Write to the gestionnaires of the structure; the reason is read on the portal, the hour where the caisse is."""
    notifier(
        message=message,
        destinataires=gestionnaires_de(coupure.partenaire_id),
        contexte={
            "partenaire": coupure.partenaire.libelle,
            "caisse": coupure.caisse.libelle,
            "date": date_longue(jour_de_la_caisse(coupure.caisse, instant)),
            "heure": heure(instant, ZoneInfo(coupure.caisse.fuseau)),
            "lien": settings.ADRESSE_PUBLIQUE + reverse("conventions:ma_convention"),
        },
        cle_unicite=str(coupure.pk),
    )
