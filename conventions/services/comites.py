"""Comités de pilotage: planned, moved, held with their minutes, or cancelled (CONV-09)."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from conventions.models import Comite, Convention, ParticipantComite, Partie
from conventions.notifications import COMITE_ANNULE, COMITE_DEPLACE, COMITE_INVITATION
from conventions.rules.comites import empreinte
from conventions.selectors import jour_de_la_convention
from conventions.services.destinataires import courriels_des_referents
from conventions.services.ecriture import journaliser
from conventions.services.pilotage import (
    bornes,
    exiger_version,
    lien_vers,
    ouvrir_a_l_animation,
    referents_au,
    verrouiller_comite,
)
from conventions.services.textes import refuser_un_nir
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.notifications.registre import MessageType
from espace_partenaires.notifications.services import notifier
from espace_partenaires.web.dates import date_longue, date_simple


def version_du_comite(comite: Comite) -> str:
    """Return the mark of what was planned: date, place, agenda."""
    return empreinte(comite.date, comite.lieu, comite.ordre_du_jour)


def version_du_compte_rendu(comite: Comite) -> str:
    """Return the mark of the minutes stored, with who was present."""
    presents = comite.participants.filter(present=True).order_by("pk").values_list("pk", flat=True)
    return empreinte(comite.compte_rendu, *presents)


def planifier(
    *,
    acteur: Acteur,
    convention: Convention,
    le: date,
    ordre_du_jour: str,
    lieu: str = "",
    maintenant: datetime | None = None,
) -> Comite:
    """Plan a comité; the référents of every party on that day are its participants, and are told by mail.

    One that was held already may be written down: nobody is then invited.

    Args:
        acteur: whoever steers the convention.
        convention: the convention.
        le: the day of the meeting, while the convention runs.
        ordre_du_jour: the agenda.
        lieu: a place, or the link of a video meeting.
        maintenant: the moment of planning (aware).

    Raises:
        RegleMetierRefusee: the convention is not signed or does not run that day, another comité is planned
            that day, or a text looks like a NIR.

    Exigence: CONV-09 (S0 4, S1m 5, S2 5, S3 4, 11)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        verrouillee = ouvrir_a_l_animation(acteur, convention)
        _verifier_jour(verrouillee, le)
        refuser_un_nir(lieu, ordre_du_jour)
        comite = Comite.objects.create(
            convention=verrouillee,
            date=le,
            lieu=lieu,
            ordre_du_jour=ordre_du_jour,
            cree_le=instant,
            auteur_id=acteur.utilisateur_id or None,
        )
        ParticipantComite.objects.bulk_create(
            ParticipantComite(
                comite=comite,
                partie_id=referent.partie_id,
                nom=referent.nom,
                fonction=referent.fonction,
                present=False,
            )
            for referent in referents_au(verrouillee, le)
        )
        journaliser(acteur, "conventions.planifier_comite", verrouillee, comite=comite.pk)
        if le >= jour_de_la_convention(verrouillee, instant):
            _prevenir(comite, COMITE_INVITATION)
    return comite


def modifier(
    *,
    acteur: Acteur,
    comite: Comite,
    le: date,
    ordre_du_jour: str,
    version: str,
    lieu: str = "",
    maintenant: datetime | None = None,
) -> None:
    """Change what was planned, until the comité is held; a new date or place is told by mail.

    Args:
        acteur: whoever steers the convention.
        comite: the comité.
        le: its day.
        ordre_du_jour: its agenda.
        version: what ``version_du_comite`` gave when the form was shown.
        lieu: its place or link.
        maintenant: the moment of the change (aware).

    Raises:
        RegleMetierRefusee: held or cancelled already, changed by somebody else meanwhile, or as ``planifier``.

    Exigence: CONV-09 (S0 4, S1m 5, S3 4, 11)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        convention, verrouille = verrouiller_comite(acteur, comite)
        _exiger_pas_tenu(verrouille)
        exiger_version(version, version_du_comite(verrouille))
        _verifier_jour(convention, le, sauf=verrouille)
        refuser_un_nir(lieu, ordre_du_jour)
        annoncer = (le, lieu) != (verrouille.date, verrouille.lieu) and le >= jour_de_la_convention(
            convention, instant
        )
        verrouille.date, verrouille.lieu, verrouille.ordre_du_jour = le, lieu, ordre_du_jour
        verrouille.save(update_fields=["date", "lieu", "ordre_du_jour"])
        journaliser(acteur, "conventions.modifier_comite", convention, comite=verrouille.pk)
        if annoncer:
            _prevenir(verrouille, COMITE_DEPLACE)


def consigner_compte_rendu(
    *,
    acteur: Acteur,
    comite: Comite,
    compte_rendu: str,
    presents: Collection[int],
    version: str,
    maintenant: datetime | None = None,
) -> None:
    """Write the minutes of a comité and who came: it is held from then on. They may be corrected later.

    Args:
        acteur: whoever steers the convention.
        comite: the comité, whose day has come.
        compte_rendu: the minutes; never empty.
        presents: keys of the participants who came, one at least.
        version: what ``version_du_compte_rendu`` gave when the form was shown.
        maintenant: the moment of writing (aware).

    Raises:
        RegleMetierRefusee: before its day, cancelled, without minutes or anybody present, changed by somebody
            else meanwhile, or a text that looks like a NIR.

    Exigence: CONV-09 (S0 4, S1m 5, S3 4, 11)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        convention, verrouille = verrouiller_comite(acteur, comite)
        if verrouille.date > jour_de_la_convention(convention, instant):
            raise RegleMetierRefusee(
                "comite_a_venir",
                f"Ce comité se tient le {date_simple(verrouille.date)} : son compte rendu s’écrit ensuite.",
            )
        exiger_version(version, version_du_compte_rendu(verrouille))
        if not compte_rendu.strip():
            raise RegleMetierRefusee(
                "compte_rendu_absent",
                "Écrivez le compte rendu : sans lui, le comité n’est pas compté comme tenu.",
            )
        refuser_un_nir(compte_rendu)
        if not verrouille.participants.filter(pk__in=presents).exists():
            raise RegleMetierRefusee(
                "personne_presente", "Cochez les personnes présentes : il en faut au moins une."
            )
        verrouille.participants.update(present=False)
        verrouille.participants.filter(pk__in=presents).update(present=True)
        verrouille.compte_rendu, verrouille.tenu = compte_rendu, True
        verrouille.save(update_fields=["compte_rendu", "tenu"])
        journaliser(acteur, "conventions.tenir_comite", convention, comite=verrouille.pk)


def annuler(*, acteur: Acteur, comite: Comite, motif: str) -> None:
    """Cancel a comité that was not held; the référents are told by mail, without the reason.

    Raises:
        RegleMetierRefusee: held or cancelled already, or without a reason, or one that looks like a NIR.

    Exigence: CONV-09 (S0 4, S1m 5, S3 4, 11)
    """
    with transaction.atomic():
        convention, verrouille = verrouiller_comite(acteur, comite)
        _exiger_pas_tenu(verrouille)
        if not motif.strip():
            raise RegleMetierRefusee("motif_absent", "Indiquez pourquoi le comité est annulé.")
        refuser_un_nir(motif)
        verrouille.annule_motif = motif
        verrouille.save(update_fields=["annule_motif"])
        journaliser(acteur, "conventions.annuler_comite", convention, comite=verrouille.pk)
        _prevenir(verrouille, COMITE_ANNULE)


def ajouter_participant(
    *, acteur: Acteur, comite: Comite, nom: str, fonction: str = "", partie: Partie | None = None
) -> ParticipantComite:
    """Add somebody to a comité beside the référents.

    Args:
        acteur: whoever steers the convention.
        comite: the comité, not cancelled.
        nom: the person's name.
        fonction: the person's function.
        partie: the party the person comes from; none for a guest.

    Raises:
        RegleMetierRefusee: cancelled, already there, of a party of another convention, or a NIR.

    Exigence: CONV-09 (S0 4, S1m 5, S3 4, 11)
    """
    with transaction.atomic():
        convention, verrouille = verrouiller_comite(acteur, comite)
        refuser_un_nir(nom, fonction)
        if partie is not None and partie.convention_id != convention.pk:
            raise RegleMetierRefusee("partie_d_une_autre", "Cette partie n’est pas celle de la convention.")
        if verrouille.participants.filter(nom__iexact=nom.strip(), partie=partie).exists():
            raise RegleMetierRefusee(
                "participant_deja_la", "Cette personne figure déjà parmi les participants."
            )
        participant = ParticipantComite.objects.create(
            comite=verrouille, nom=nom.strip(), fonction=fonction, partie=partie, present=False
        )
        journaliser(acteur, "conventions.ajouter_participant", convention, comite=verrouille.pk)
    return participant


def retirer_participant(*, acteur: Acteur, comite: Comite, participant: int) -> None:
    """Take somebody off the list of a comité that was not held.

    Raises:
        RegleMetierRefusee: held or cancelled already, or nobody of that key.

    Exigence: CONV-09 (S0 4, S1m 5, S3 4, 11)
    """
    with transaction.atomic():
        convention, verrouille = verrouiller_comite(acteur, comite)
        _exiger_pas_tenu(verrouille)
        if not verrouille.participants.filter(pk=participant).delete()[0]:
            raise RegleMetierRefusee(
                "participant_absent", "Cette personne ne figure plus parmi les participants."
            )
        journaliser(acteur, "conventions.retirer_participant", convention, comite=verrouille.pk)


def _exiger_pas_tenu(comite: Comite) -> None:
    if comite.tenu:
        raise RegleMetierRefusee(
            "comite_tenu", "Ce comité s’est tenu : seul son compte rendu peut encore être corrigé."
        )


def _verifier_jour(convention: Convention, le: date, sauf: Comite | None = None) -> None:
    """A comité meets while the convention runs, one a day at most."""
    debut, fin = bornes(convention)
    if debut is None or le < debut or (fin is not None and le > fin):
        quand = f"depuis le {date_simple(debut)}" if debut else ""
        jusque = f" et jusqu’au {date_simple(fin)}" if fin else ""
        raise RegleMetierRefusee(
            "hors_convention",
            f"La convention est en vigueur {quand}{jusque} : choisissez un jour de cette période.",
            convention.article_pour("comite"),
        )
    autres = Comite.objects.filter(convention=convention, date=le, annule_motif="")
    if sauf is not None:
        autres = autres.exclude(pk=sauf.pk)
    if autres.exists():
        raise RegleMetierRefusee("comite_ce_jour", f"Un comité est déjà inscrit au {date_simple(le)}.")


def _prevenir(comite: Comite, message: MessageType) -> None:
    """Tell the référents of every party: a date and a link, nothing of the agenda."""
    notifier(
        message=message,
        destinataires=courriels_des_referents(comite.convention),
        contexte={"date": date_longue(comite.date), "lien": lien_vers(comite, "conventions:voir_comite")},
    )
