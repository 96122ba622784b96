"""Exclusion of one person: decided by the director of a caisse, written down and notified (HAB-12, S1u 4.1)."""

import uuid
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from conventions.models import Caisse
from conventions.selectors import jour_de_la_caisse
from conventions.services.textes import refuser_un_nir
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from espace_partenaires.notifications.services import notifier
from espace_partenaires.web.dates import date_simple
from habilitations.effets import gestionnaires_actifs
from habilitations.enums import EtatHabilitation, MotifInactivation
from habilitations.models import Exclusion, Habilitation
from habilitations.notifications_incidents import (
    EXCLUSION_A_LA_PERSONNE,
    EXCLUSION_A_LA_STRUCTURE,
    EXCLUSION_LEVEE,
)
from habilitations.permissions import peut_gerer_gestionnaires
from habilitations.rules.incidents import ARTICLE_ACCES
from habilitations.selectors import caisses_signataires
from habilitations.selectors_incidents import exclusion_en_cours
from habilitations.services.annonces import prevenir
from habilitations.services.fins import annuler_une_invitation
from habilitations.services.inactivation import eteindre
from habilitations.services.ouverture import verrouiller_habilitation


@transaction.atomic
def exclure(
    *,
    acteur: Acteur,
    cle: uuid.UUID,
    directeur: str,
    decidee_le: date,
    motif: str,
    maintenant: datetime | None = None,
) -> Exclusion:
    """Write down the exclusion of a person and notify it; its account is closed at once if it is active.

    Args:
        acteur: a gestionnaire de conventions of a caisse that signed with the structure.
        cle: public key of the habilitation.
        directeur: who decided: name and quality.
        decidee_le: the day of the decision.
        motif: why, as it is notified.
        maintenant: the moment.

    Raises:
        HorsPortee: out of scope.
        RegleMetierRefusee: ``nir``, ``date_future``, ``deja_exclue``, ``sans_objet`` for an account never opened.

    Exigence: HAB-12 (S1u 4.1)
    """
    maintenant = maintenant or timezone.now()
    habilitation = verrouiller_habilitation(acteur, cle)
    signataires = caisses_signataires(habilitation.partenaire_id)
    exiger(autorise=peut_gerer_gestionnaires(acteur, signataires))
    caisse = Caisse.objects.get(pk=min(acteur.caisse_ids & signataires))
    refuser_un_nir(directeur, motif)
    _exiger_excluable(habilitation, caisse, decidee_le, maintenant)
    exclusion = Exclusion.objects.create(
        habilitation=habilitation,
        caisse=caisse,
        directeur=directeur,
        decidee_le=decidee_le,
        motif=motif,
        notifiee_le=maintenant,
        auteur_id=acteur.utilisateur_id,
    )
    _fermer(acteur, habilitation, caisse.pk, maintenant)
    _annuler_ses_invitations(acteur, habilitation, caisse.pk, maintenant)
    consigner(
        acteur=acteur,
        action="habilitations.exclusion",
        objet=exclusion,
        caisse_id=caisse.pk,
        partenaire_id=habilitation.partenaire_id,
    )
    _notifier(exclusion)
    return exclusion


@transaction.atomic
def lever_exclusion(
    *, acteur: Acteur, cle: uuid.UUID, motif: str, maintenant: datetime | None = None
) -> Exclusion:
    """End an exclusion, with a reason; the account may then be reactivated like any other.

    Args:
        acteur: a gestionnaire de conventions of the caisse that excluded.
        cle: public key of the exclusion.
        motif: why.
        maintenant: the moment.

    Raises:
        HorsPortee: out of scope.
        RegleMetierRefusee: ``nir``, ``deja_levee``.

    Exigence: HAB-12 (S1u 4.1)
    """
    maintenant = maintenant or timezone.now()
    vue: Exclusion = Exclusion.objects.atteindre(acteur, cle)
    habilitation = verrouiller_habilitation(acteur, vue.habilitation.cle)
    exclusion: Exclusion = (
        Exclusion.objects.select_related("caisse").select_for_update(of=("self",)).get(pk=vue.pk)
    )
    exclusion.habilitation = habilitation
    exiger(autorise=peut_gerer_gestionnaires(acteur, frozenset({exclusion.caisse_id})))
    refuser_un_nir(motif)
    if exclusion.levee_le is not None:
        raise RegleMetierRefusee("deja_levee", "Cette exclusion est déjà levée.", ARTICLE_ACCES)
    exclusion.levee_le, exclusion.levee_par, exclusion.motif_levee = maintenant, acteur.utilisateur_id, motif
    exclusion.save(update_fields=["levee_le", "levee_par", "motif_levee"])
    consigner(
        acteur=acteur,
        action="habilitations.exclusion_levee",
        objet=exclusion,
        caisse_id=exclusion.caisse_id,
        partenaire_id=habilitation.partenaire_id,
    )
    notifier(
        message=EXCLUSION_LEVEE,
        destinataires=[habilitation.utilisateur, *gestionnaires_actifs(habilitation.partenaire_id)],
        contexte=_faits(exclusion, maintenant),
        cle_unicite=str(exclusion.cle),
    )
    return exclusion


def consigner_l_edition(*, acteur: Acteur, exclusion: Exclusion) -> None:
    """Write down that the notification was printed.

    Args:
        acteur: who prints it.
        exclusion: the exclusion.

    Exigence: HAB-12, RGPD-05
    """
    consigner(
        acteur=acteur,
        action="habilitations.notification_editee",
        objet=exclusion,
        caisse_id=exclusion.caisse_id,
        partenaire_id=exclusion.habilitation.partenaire_id,
    )


def _exiger_excluable(
    habilitation: Habilitation, caisse: Caisse, decidee_le: date, maintenant: datetime
) -> None:
    if habilitation.etat not in (EtatHabilitation.ACTIVE, EtatHabilitation.INACTIVE):
        raise RegleMetierRefusee(
            "sans_objet", "Ce compte n’a jamais été ouvert : annulez plutôt son invitation.", ARTICLE_ACCES
        )
    if decidee_le > jour_de_la_caisse(caisse, maintenant):
        raise RegleMetierRefusee(
            "date_future", "Cette date n’est pas encore passée : l’exclusion suit la décision.", ARTICLE_ACCES
        )
    if exclusion_en_cours(habilitation.pk) is not None:
        raise RegleMetierRefusee("deja_exclue", "Cette personne est déjà exclue.", ARTICLE_ACCES)


def _fermer(acteur: Acteur, habilitation: Habilitation, caisse_id: int, maintenant: datetime) -> None:
    """Close an active account; of one already closed, keep the day, from which its erasure is counted."""
    if habilitation.etat == EtatHabilitation.ACTIVE:
        fait = eteindre(acteur, habilitation, MotifInactivation.EXCLUSION, maintenant, caisse_id=caisse_id)
        prevenir(acteur, fait, maintenant)
        return
    habilitation.motif_inactivation = MotifInactivation.EXCLUSION
    habilitation.save(update_fields=["motif_inactivation"])


def _annuler_ses_invitations(
    acteur: Acteur, habilitation: Habilitation, caisse_id: int, maintenant: datetime
) -> None:
    """Kill the links that would open another account to this address; accounts already open are decided one by one."""
    invitees = Habilitation.objects.filter(
        partenaire=habilitation.partenaire_id,
        etat=EtatHabilitation.INVITEE,
        utilisateur__courriel__iexact=habilitation.utilisateur.courriel,
    )
    # Accounts before habilitations, as in the activation by the link.
    comptes = Utilisateur.objects.filter(pk__in=invitees.values("utilisateur_id")).order_by("pk")
    for compte in comptes.select_for_update():
        autre = invitees.filter(utilisateur=compte).select_for_update(of=("self",)).first()
        if autre is not None:
            autre.utilisateur = compte
            annuler_une_invitation(acteur, autre, habilitation.partenaire, caisse_id, maintenant)


def _notifier(exclusion: Exclusion) -> None:
    habilitation = exclusion.habilitation
    faits = _faits(exclusion)
    notifier(
        message=EXCLUSION_A_LA_PERSONNE,
        destinataires=[habilitation.utilisateur],
        contexte={**faits, "prenom_destinataire": habilitation.utilisateur.prenom},
        cle_unicite=str(exclusion.cle),
    )
    page = reverse("habilitations:voir_exclusion", kwargs={"cle": exclusion.cle})
    notifier(
        message=EXCLUSION_A_LA_STRUCTURE,
        destinataires=list(gestionnaires_actifs(habilitation.partenaire_id)),
        contexte={**faits, "lien": f"{settings.ADRESSE_PUBLIQUE}{page}"},
        cle_unicite=str(exclusion.cle),
    )


def _faits(exclusion: Exclusion, moment: datetime | None = None) -> dict[str, str]:
    """Return what the mails say: the day of the decision, or of its end when a moment is given."""
    fuseau = ZoneInfo(exclusion.caisse.fuseau)
    jour = moment.astimezone(fuseau).date() if moment else exclusion.decidee_le
    return {
        "structure": exclusion.habilitation.partenaire.libelle,
        "identifiant": exclusion.habilitation.utilisateur.identifiant,
        "caisse": exclusion.caisse.libelle,
        "date": date_simple(jour),
    }
