"""What time does to open reviews: mails, notice, closing. One sweep, safe twice, late, or in parallel (HAB-15)."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from conventions.models import Partenaire
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur
from espace_partenaires.exceptions import exiger
from espace_partenaires.journal.services import consigner
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.notifications.registre import MessageType
from espace_partenaires.notifications.services import notifier
from espace_partenaires.web.dates import date_longue, duree
from habilitations.effets import gestionnaires_actifs
from habilitations.models import LigneRevue, Revue
from habilitations.notifications import REVUE_OUVERTE, REVUE_PREAVIS, REVUE_PREAVIS_SANS_EFFET, REVUE_RAPPEL
from habilitations.rules import revues as regles
from habilitations.selectors_revues import jour_de_la_revue, peut_etre_joint
from habilitations.services.cloture_revues import clore_sans_reponse, clore_si_complete, depart_du_preavis


def balayer_revues(*, acteur: Acteur = ACTEUR_SYSTEME, maintenant: datetime | None = None) -> int:
    """Look at every open review once: mail, notice or closing, whichever is due.

    Args:
        acteur: the system.
        maintenant: the moment, read where the caisse of each review is.

    Returns:
        How many reviews were closed.

    Raises:
        HorsPortee: for anybody but the system.

    Exigence: HAB-15, NOV-09 (S1u 4.2)
    """
    exiger(autorise=acteur.a_role("systeme"))
    instant = maintenant or timezone.now()
    ouvertes = Revue.objects.filter(close_le__isnull=True).order_by("echeance", "pk")
    return sum(
        _passer(acteur, numero, partenaire_id, instant)
        for numero, partenaire_id in list(ouvertes.values_list("pk", "partenaire_id"))
    )


@transaction.atomic
def _passer(acteur: Acteur, revue_id: int, partenaire_id: int, maintenant: datetime) -> bool:
    """Do what is due for one review, unless somebody holds its partenaire: the next sweep will."""
    libre = (
        Partenaire.objects.filter(pk=partenaire_id)
        .select_for_update(skip_locked=True, no_key=True, of=("self",))
        .exists()
    )
    revue = (
        Revue.objects.filter(pk=revue_id, close_le__isnull=True)
        .select_related("partenaire", "caisse")
        .select_for_update(skip_locked=True, no_key=True, of=("self",))
        .first()
        if libre
        else None
    )
    if revue is None:
        return False
    if clore_si_complete(acteur, revue, maintenant):
        return True
    le = jour_de_la_revue(revue, maintenant)
    if not regles.preavis_du(revue.echeance, le):
        rappeler(
            revue,
            regles.message_du(jour_de_la_revue(revue, revue.ouverte_le), revue.echeance, le),
            maintenant,
        )
    elif revue.preavis_le is None:
        _donner_le_preavis(acteur, revue, maintenant)
    elif regles.preavis_ecoule(depart_du_preavis(revue), le):
        clore_sans_reponse(acteur, revue, maintenant)
        return True
    return False


def rappeler(revue: Revue, quel: str, maintenant: datetime) -> bool:
    """Write to the gestionnaires about a review that waits, once for each occasion.

    Args:
        revue: the open review, its partenaire and its caisse with it.
        quel: what ``message_du`` said, or another name of the occasion.
        maintenant: the moment.

    Returns:
        Whether it was the first time, and somebody could be told.
    """
    message = REVUE_OUVERTE if quel == regles.OUVERTURE else REVUE_RAPPEL
    cle = f"{revue.cle}:{quel}"
    deja = Courriel.objects.filter(cle_unicite__startswith=f"{message.code}:{cle}:")
    if deja.exists() or not peut_etre_joint(revue.partenaire_id, maintenant):
        return False
    le = jour_de_la_revue(revue, maintenant)
    suite: dict[str, str] = {"caisse": revue.caisse.libelle if revue.caisse else ""}
    if message == REVUE_RAPPEL:
        suite = {"duree": _ce_qui_reste(revue.echeance, le)}
    _ecrire_a_tous(revue, message, cle, suite)
    return True


def rappeler_a_la_main(revue: Revue, le: date) -> None:
    """Write to the gestionnaires for the caisse; a second time on the same day, no other mail is stored.

    The web role cannot read the outbox: the key of the mail holds the day.

    Args:
        revue: the open review, its partenaire with it.
        le: the day, where its caisse is.
    """
    suite = {"duree": _ce_qui_reste(revue.echeance, le)}
    _ecrire_a_tous(revue, REVUE_RAPPEL, f"{revue.cle}:relance-{le.isoformat()}", suite)


def _ce_qui_reste(echeance: date, le: date) -> str:
    jours = (echeance - le).days
    if jours < 0:
        return "la date est passée"
    return (
        f"il reste {duree(timedelta(days=jours))}"
        if jours > 1
        else ("il reste un jour" if jours else "c’est le dernier jour")
    )


def _donner_le_preavis(acteur: Acteur, revue: Revue, maintenant: datetime) -> None:
    """Say what happens, and from which day; a structure that nobody can answer for is left waiting."""
    if not peut_etre_joint(revue.partenaire_id, maintenant):
        return
    revue.preavis_le = maintenant
    revue.save(update_fields=["preavis_le"])
    dernier_jour = regles.fin_du_preavis(jour_de_la_revue(revue, maintenant))
    message = REVUE_PREAVIS if revue.inactive_sans_reponse else REVUE_PREAVIS_SANS_EFFET
    _ecrire_a_tous(revue, message, str(revue.cle), {"date": date_longue(dernier_jour)})
    consigner(acteur=acteur, action="habilitations.preavis_de_revue", objet=revue)


def _ecrire_a_tous(revue: Revue, message: MessageType, cle: str, suite: dict[str, str]) -> None:
    page = reverse("habilitations:repondre_revue", kwargs={"cle": revue.cle})
    restantes = sum(
        regles.attend_une_reponse(etat, decision)
        for etat, decision in LigneRevue.objects.filter(revue=revue).values_list(
            "habilitation__etat", "decision"
        )
    )
    for gestionnaire in gestionnaires_actifs(revue.partenaire_id):
        notifier(
            message=message,
            destinataires=[gestionnaire],
            contexte={
                "prenom_destinataire": gestionnaire.prenom,
                "structure": revue.partenaire.libelle,
                "nombre": f"{restantes} compte{'s' if restantes > 1 else ''}",
                "echeance": date_longue(revue.echeance),
                "lien": f"{settings.ADRESSE_PUBLIQUE}{page}",
                **suite,
            },
            cle_unicite=cle,
        )
