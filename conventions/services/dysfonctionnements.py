"""Reported malfunctions: told to the local support, answered there or sent up to the national one (ORG-08)."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from conventions.models import Caisse, Dysfonctionnement, ReponseDysfonctionnement
from conventions.notifications import (
    DYSFONCTIONNEMENT_ESCALADE,
    DYSFONCTIONNEMENT_RELANCE,
    DYSFONCTIONNEMENT_REPONDU,
    DYSFONCTIONNEMENT_SIGNALE,
)
from conventions.permissions import (
    est_du_support_local,
    est_du_support_national,
    peut_signaler_dysfonctionnement,
)
from conventions.rules.assistance import (
    ARTICLE,
    a_effacer_avant,
    est_a_venir,
    etat_apres,
    page_sans_question,
)
from conventions.selectors_assistance import courriels_du_support, courriels_du_support_national
from conventions.services.textes import refuser_un_nir
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from espace_partenaires.notifications.registre import MessageType
from espace_partenaires.notifications.services import notifier

LONGUEUR_NAVIGATEUR = 200


def reference_de(dysfonctionnement: Dysfonctionnement) -> str:
    """Return the few characters by which people name a malfunction."""
    return str(dysfonctionnement.cle)[:8].upper()


def signaler(
    *,
    acteur: Acteur,
    caisse: Caisse,
    description: str,
    survenu_le: datetime,
    page: str = "",
    navigateur: str = "",
    maintenant: datetime | None = None,
) -> Dysfonctionnement:
    """Report a malfunction to the support of a caisse; its interlocuteurs are told by mail, without the text.

    Args:
        acteur: an agent, or an account of a partenaire whose rights run with this caisse.
        caisse: one of the actor's caisses.
        description: what happened, never with data of an assuré.
        survenu_le: when (aware).
        page: where; what follows « ? » is dropped.
        navigateur: what the browser says it is.
        maintenant: the moment of reporting.

    Raises:
        RegleMetierRefusee: a NIR in the text, an empty text, a moment to come.

    Exigence: ORG-05, ORG-08 (S1u 3.3)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        exiger(autorise=peut_signaler_dysfonctionnement(acteur) and caisse.pk in acteur.caisse_ids)
        texte, chemin = _texte(description), page_sans_question(page)
        refuser_un_nir(chemin)
        if est_a_venir(survenu_le, instant):
            raise RegleMetierRefusee("a_venir", "L’heure indiquée n’est pas encore passée.", ARTICLE)
        dysfonctionnement = Dysfonctionnement.objects.create(
            caisse=caisse,
            partenaire_id=acteur.partenaire_id,
            auteur_id=acteur.utilisateur_id,
            page=chemin,
            navigateur=navigateur.replace("\x00", "")[:LONGUEUR_NAVIGATEUR],
            description=texte,
            survenu_le=survenu_le,
            signale_le=instant,
        )
        _journaliser(acteur, "conventions.signaler_dysfonctionnement", dysfonctionnement)
        _prevenir(dysfonctionnement, DYSFONCTIONNEMENT_SIGNALE, courriels_du_support(caisse.pk), instant)
    return dysfonctionnement


def repondre(
    *, acteur: Acteur, dysfonctionnement: Dysfonctionnement, texte: str, maintenant: datetime | None = None
) -> ReponseDysfonctionnement:
    """Answer: the local support what it holds, the national support what was sent up; the author is told.

    Raises:
        RegleMetierRefusee: answered already, or at the national support; an empty text, a NIR.

    Exigence: ORG-08 (S1u 3.3, 7)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        ligne = _verrouiller(acteur, dysfonctionnement)
        nationale = etat_apres(ligne.etat, "repondre_nationalement") is not None
        autorise = est_du_support_national(acteur) if nationale else est_du_support_local(acteur, ligne)
        exiger(autorise=autorise)
        action = "repondre_nationalement" if nationale else "repondre"
        _passer(ligne, action)
        reponse = _ecrire(acteur, ligne, texte, instant, nationale=nationale)
        _journaliser(acteur, "conventions.repondre_dysfonctionnement", ligne, nationale=nationale)
        auteur = Utilisateur.objects.filter(pk=ligne.auteur_id, is_active=True).first()
        if auteur is not None:
            notifier(
                message=DYSFONCTIONNEMENT_REPONDU,
                destinataires=[auteur],
                contexte={"prenom_destinataire": auteur.prenom, **_contexte(ligne)},
                cle_unicite=str(reponse.pk),
            )
    return reponse


def escalader(
    *, acteur: Acteur, dysfonctionnement: Dysfonctionnement, motif: str, maintenant: datetime | None = None
) -> None:
    """Send a malfunction up to the national support, which is told by mail.

    Args:
        acteur: the local support, elsewhere than at the Cnam.
        dysfonctionnement: one that waits for an answer.
        motif: why it cannot be answered here.
        maintenant: the moment.

    Raises:
        RegleMetierRefusee: not waiting at the local support, without a reason, with a NIR, or at the Cnam.

    Exigence: ORG-08 (S1u 3.3)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        ligne = _verrouiller(acteur, dysfonctionnement)
        exiger(autorise=est_du_support_local(acteur, ligne))
        if est_du_support_national(acteur):
            raise RegleMetierRefusee("deja_national", "Vous êtes le support national : répondez.", ARTICLE)
        raison = _texte(motif)
        _passer(ligne, "escalader", escalade_le=instant, escalade_motif=raison)
        _journaliser(acteur, "conventions.escalader_dysfonctionnement", ligne)
        _prevenir(ligne, DYSFONCTIONNEMENT_ESCALADE, courriels_du_support_national(), instant)


def relancer(
    *, acteur: Acteur, dysfonctionnement: Dysfonctionnement, texte: str, maintenant: datetime | None = None
) -> None:
    """Say that it still does not work: the malfunction opens again at the local support.

    Args:
        acteur: its author.
        dysfonctionnement: one that was answered.
        texte: what still happens.
        maintenant: the moment.

    Raises:
        RegleMetierRefusee: not answered yet; an empty text, a NIR.

    Exigence: ORG-08 (S1u 3.3)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        ligne = _verrouiller(acteur, dysfonctionnement)
        exiger(autorise=ligne.auteur_id == acteur.utilisateur_id)
        _passer(ligne, "relancer")
        _ecrire(acteur, ligne, texte, instant, nationale=False)
        _journaliser(acteur, "conventions.relancer_dysfonctionnement", ligne)
        _prevenir(ligne, DYSFONCTIONNEMENT_RELANCE, courriels_du_support(ligne.caisse_id), instant)


def effacer_anciens(*, maintenant: datetime | None = None) -> int:
    """Delete the malfunctions reported more than twelve months ago, with their answers; return how many.

    Exigence: ORG-08, RGPD-10
    """
    limite = a_effacer_avant(maintenant or timezone.now())
    anciens = Dysfonctionnement.objects.filter(signale_le__lt=limite)
    _, par_modele = anciens.delete()
    return par_modele.get(Dysfonctionnement._meta.label, 0)


def _verrouiller(acteur: Acteur, dysfonctionnement: Dysfonctionnement) -> Dysfonctionnement:
    visibles = Dysfonctionnement.objects.visibles_par(acteur).select_for_update(of=("self",))
    ligne = visibles.filter(pk=dysfonctionnement.pk).first()
    if ligne is None:
        raise HorsPortee
    return ligne


def _passer(ligne: Dysfonctionnement, action: str, **champs: object) -> None:
    arrivee = etat_apres(ligne.etat, action)
    if arrivee is None:
        raise RegleMetierRefusee(
            "etat_incompatible",
            f"Ce signalement est à l’état « {ligne.get_etat_display().lower()} » : rechargez la page.",
            ARTICLE,
        )
    ligne.etat = arrivee
    for champ, valeur in champs.items():
        setattr(ligne, champ, valeur)
    ligne.save(update_fields=["etat", *champs])


def _texte(saisi: str) -> str:
    texte = saisi.replace("\x00", "").strip()
    if not texte:
        raise RegleMetierRefusee("texte_vide", "Écrivez quelques mots.", ARTICLE)
    refuser_un_nir(texte)
    return texte


def _ecrire(
    acteur: Acteur, ligne: Dysfonctionnement, texte: str, instant: datetime, *, nationale: bool
) -> ReponseDysfonctionnement:
    return ReponseDysfonctionnement.objects.create(
        dysfonctionnement=ligne,
        auteur_id=acteur.utilisateur_id,
        nationale=nationale,
        texte=_texte(texte),
        ecrite_le=instant,
    )


def _contexte(ligne: Dysfonctionnement) -> dict[str, str]:
    adresse = reverse("conventions:voir_dysfonctionnement", args=[ligne.cle])
    return {"reference": reference_de(ligne), "lien": settings.ADRESSE_PUBLIQUE + adresse}


def _prevenir(
    ligne: Dysfonctionnement, message: MessageType, courriels: list[str], instant: datetime
) -> None:
    contexte = {**_contexte(ligne), "caisse": ligne.caisse.libelle}
    # A malfunction may be raised again: each time is a fact of its own.
    notifier(
        message=message,
        destinataires=courriels,
        contexte=contexte,
        cle_unicite=f"{ligne.pk}:{instant.timestamp():.0f}",
    )


def _journaliser(acteur: Acteur, action: str, ligne: Dysfonctionnement, **details: bool) -> None:
    consigner(acteur=acteur, action=action, objet=ligne, details=details)
