"""A party asks to use another's name, logo or studies; the other one answers in writing (CONV-23)."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from conventions.enums import ObjetUsage, ReponseUsage
from conventions.models import Convention, DemandeUsage, Partie
from conventions.notifications import USAGE_DEMANDE, USAGE_INFORMATION, USAGE_REPONDU, USAGE_RETIRE
from conventions.permissions import peut_engager_partie
from conventions.rules.usages import attend_une_reponse, motif_exige, premiere_reponse
from conventions.selectors import jour_de_la_convention
from conventions.services.destinataires import courriels_des_referents
from conventions.services.ecriture import journaliser, verrouiller
from conventions.services.referents import (
    adresse_de,
    courriels_de_la_partie,
    exiger_convention_vivante,
)
from conventions.services.textes import refuser_un_nir
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.notifications.registre import MessageType
from espace_partenaires.notifications.services import notifier
from espace_partenaires.web.dates import date_simple

# What is asked, in the mail to who is asked, then in the mail to who asked.
EN_MOTS: Final = {
    ObjetUsage.NOM_LOGO.value: "utiliser votre nom ou votre logo",
    ObjetUsage.ETUDE.value: "diffuser vos travaux",
}
LE_SIEN: Final = {
    ObjetUsage.NOM_LOGO.value: "utiliser son nom ou son logo",
    ObjetUsage.ETUDE.value: "diffuser ses travaux",
}


def demander_usage(
    *,
    acteur: Acteur,
    demandeuse: Partie,
    titulaire: Partie,
    objet: ObjetUsage,
    support: str,
    maintenant: datetime | None = None,
) -> DemandeUsage:
    """Ask to use a name or a logo, or to spread a study; where the convention only asks to inform, it informs.

    Args:
        acteur: see ``permissions.peut_engager_partie``, for the party that asks.
        demandeuse: the party that asks.
        titulaire: the party whose name, logo or study it is.
        objet: what is to be used.
        support: where and how.
        maintenant: the moment.

    Raises:
        RegleMetierRefusee: to itself, twice the same, with what may be a NIR, or once the convention has ended.

    Exigence: CONV-23 (S0 11–12, S1m 7, S3 5, 14)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        convention = verrouiller(demandeuse.convention)
        exiger(autorise=peut_engager_partie(acteur, demandeuse) and titulaire.convention_id == convention.pk)
        _exiger_en_cours(convention, instant)
        _verifier_demande(demandeuse, titulaire, objet, support)
        usage = DemandeUsage.objects.create(
            convention=convention,
            demandeuse=demandeuse,
            titulaire=titulaire,
            objet=objet,
            support=support,
            demandee_le=instant,
            auteur_id=acteur.utilisateur_id or None,
            reponse=premiere_reponse(objet, convention.diffusion_des_etudes),
        )
        journaliser(
            acteur, "conventions.demander_usage", convention, objet=usage.objet, reponse=usage.reponse
        )
        _annoncer_demande(usage, instant)
    return usage


def repondre_usage(
    *,
    acteur: Acteur,
    usage: DemandeUsage,
    reponse: ReponseUsage,
    motif: str = "",
    maintenant: datetime | None = None,
) -> DemandeUsage:
    """Agree, with conditions or not, or refuse and say why; once.

    Args:
        acteur: see ``permissions.peut_engager_partie``, for the party that was asked.
        usage: the request.
        reponse: ``ACCORD`` or ``REFUS``.
        motif: conditions of the agreement, or reason of the refusal.
        maintenant: the moment.

    Raises:
        RegleMetierRefusee: when it no longer waits for an answer, or a refusal gives no reason.

    Exigence: CONV-23 (S0 11–12, S3 5)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        ligne = _a_trancher(usage)
        exiger(autorise=peut_engager_partie(acteur, ligne.titulaire))
        _exiger_en_attente(ligne)
        if reponse not in {ReponseUsage.ACCORD, ReponseUsage.REFUS}:
            raise RegleMetierRefusee("reponse_inconnue", "Choisissez l’accord ou le refus.")
        if motif_exige(reponse) and not motif.strip():
            raise RegleMetierRefusee("motif_absent", "Dites pourquoi : l’autre partie le lira.")
        refuser_un_nir(motif)
        _conclure(ligne, acteur, reponse, instant, motif)
        journaliser(
            acteur, "conventions.repondre_usage", ligne.convention, objet=ligne.objet, reponse=ligne.reponse
        )
        _annoncer(USAGE_REPONDU, ligne, ligne.titulaire, LE_SIEN[ligne.objet], instant)
    return ligne


def retirer_usage(*, acteur: Acteur, usage: DemandeUsage, maintenant: datetime | None = None) -> DemandeUsage:
    """Withdraw a request that waits for its answer; it stays in the list.

    Raises:
        RegleMetierRefusee: once it is answered.

    Exigence: CONV-23 (S0 11)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        ligne = _a_trancher(usage)
        exiger(autorise=peut_engager_partie(acteur, ligne.demandeuse))
        _exiger_en_attente(ligne)
        _conclure(ligne, acteur, ReponseUsage.RETIREE, instant, "")
        journaliser(acteur, "conventions.retirer_usage", ligne.convention, objet=ligne.objet)
        _annoncer(USAGE_RETIRE, ligne, ligne.demandeuse, EN_MOTS[ligne.objet], instant)
    return ligne


def _a_trancher(usage: DemandeUsage) -> DemandeUsage:
    """Return the request under a lock, its convention locked first."""
    verrouiller(usage.convention)
    ligne: DemandeUsage = (
        DemandeUsage.objects.select_for_update(of=("self",))
        .select_related("convention", "demandeuse__convention", "titulaire__convention")
        .get(pk=usage.pk)
    )
    return ligne


def _conclure(
    ligne: DemandeUsage, acteur: Acteur, reponse: ReponseUsage, instant: datetime, motif: str
) -> None:
    ligne.reponse, ligne.repondue_le, ligne.motif = reponse, instant, motif
    ligne.repondue_par = acteur.utilisateur_id or None
    ligne.save(update_fields=["reponse", "repondue_le", "motif", "repondue_par"])


def _exiger_en_attente(usage: DemandeUsage) -> None:
    if not attend_une_reponse(usage.reponse):
        raise RegleMetierRefusee(
            "plus_en_attente",
            f"Cette demande n’attend plus de réponse : {usage.get_reponse_display().lower()}.",
        )


def _exiger_en_cours(convention: Convention, instant: datetime) -> None:
    exiger_convention_vivante(convention)
    fin = Convention.objects.avec_dates().get(pk=convention.pk).fin_certaine
    if fin is not None and fin < jour_de_la_convention(convention, instant):
        raise RegleMetierRefusee(
            "convention_finie",
            f"La convention a pris fin le {date_simple(fin)} : elle ne règle plus l’usage d’un nom ou d’une étude.",
            convention.article_pour("usage_du_nom"),
        )


def _verifier_demande(demandeuse: Partie, titulaire: Partie, objet: ObjetUsage, support: str) -> None:
    if demandeuse.pk == titulaire.pk:
        raise RegleMetierRefusee("a_soi_meme", "Choisissez une autre partie que la vôtre.")
    if not support.strip():
        raise RegleMetierRefusee("support_absent", "Décrivez le support et l’usage prévus.")
    refuser_un_nir(support)
    memes = DemandeUsage.objects.filter(
        demandeuse=demandeuse,
        titulaire=titulaire,
        objet=objet,
        support=support,
        reponse__in=[ReponseUsage.ATTENTE, ReponseUsage.INFORMEE],
    )
    if memes.exists():
        raise RegleMetierRefusee("deja_demande", "Cette demande est déjà enregistrée, dans les mêmes mots.")


def _annoncer_demande(usage: DemandeUsage, instant: datetime) -> None:
    """Tell the party that was asked; of a study to be spread, every other party is informed."""
    if attend_une_reponse(usage.reponse):
        _annoncer(USAGE_DEMANDE, usage, usage.demandeuse, EN_MOTS[usage.objet], instant)
        return
    notifier(
        message=USAGE_INFORMATION,
        destinataires=courriels_des_referents(
            usage.convention, sauf=usage.demandeuse, le=timezone.localdate(instant)
        ),
        contexte=_contexte(usage, usage.demandeuse),
    )


def _annoncer(message: MessageType, usage: DemandeUsage, de: Partie, nature: str, instant: datetime) -> None:
    """Tell the other one of the two parties that a request ties."""
    a = usage.titulaire if de.pk == usage.demandeuse_id else usage.demandeuse
    notifier(
        message=message,
        destinataires=courriels_de_la_partie(a, timezone.localdate(instant)),
        contexte=_contexte(usage, de) | {"nature": nature},
    )


def _contexte(usage: DemandeUsage, de: Partie) -> dict[str, str]:
    return {
        "structure": de.libelle,
        "reference": usage.convention.objet,
        "lien": adresse_de("conventions:lister_usages", usage.convention.cle),
    }
