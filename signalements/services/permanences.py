"""Hours held at a partenaire's: opened, cancelled; their slots booked, each once (DEM-13)."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import OperationalError, transaction
from django.utils import timezone

from conventions.models import Caisse
from conventions.rules.calendrier import ajouter_mois
from conventions.selectors import caisses_en_vigueur
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from signalements.enums import Cote, RaisonRendezVous
from signalements.models import Creneau, Demande, Permanence, RendezVous
from signalements.notifications import PERMANENCE_ANNULEE
from signalements.permissions import peut_ouvrir_le_bureau
from signalements.rules.permanences import Ouverture, decouper, jours_de_permanence, refus_de_l_ouverture
from signalements.rules.rendez_vous import ARTICLE, Plage, plage_du_jour
from signalements.selectors.rendez_vous import permanences_visibles, rendez_vous_d_un_creneau
from signalements.services.agendas import exiger_libre, verrouiller_l_agent
from signalements.services.annonces_rendez_vous import prevenir_du_rendez_vous
from signalements.services.garde import texte_admis
from signalements.services.rendez_vous import LONGUEUR_LIEU
from signalements.services.rendez_vous_communs import annuler_et_consigner, prendre_rendez_vous

MOIS_DE_CONSERVATION = 18
_LOT = 200


def ouvrir_permanence(
    *,
    acteur: Acteur,
    caisse_id: int,
    partenaire_id: int,
    agent_id: int,
    lieu: str,
    ouverture: Ouverture,
    confirme: bool = False,
    maintenant: datetime | None = None,
) -> list[Permanence]:
    """Open a permanence in a partenaire's premises, each week until a day if asked, with its slots.

    Public holidays are left out of a repetition. Either every day is opened, or none.

    Args:
        acteur: an instructeur or superviseur of the caisse.
        caisse_id: its caisse.
        partenaire_id: whose convention with the caisse is in force.
        agent_id: who holds it.
        lieu: where.
        ouverture: days, hours, length of a slot.
        confirme: words of the place that look like health data were read again.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: no instructeur nor superviseur of this caisse.
        RegleMetierRefusee: ``partenaire``, ``heures``, ``agent_inconnu``, ``agent_pris``, or those of
            ``garde.texte_admis``.

    Exigence: DEM-13 (S1u 1.2)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        exiger(autorise=peut_ouvrir_le_bureau(acteur) and caisse_id in acteur.caisse_ids)
        caisse = Caisse.objects.get(pk=caisse_id)
        plages = _plages(caisse, partenaire_id, ouverture, instant)
        place = texte_admis(lieu, confirme=confirme, longueur=LONGUEUR_LIEU)
        agent = verrouiller_l_agent(caisse_id, agent_id)
        exiger_libre(agent, plages, caisse)
        commune = Permanence(caisse=caisse, partenaire_id=partenaire_id, agent=agent, lieu=place)
        ouvertes = _ecrire(commune, plages, ouverture.minutes)
        nombre = {"nombre": len(ouvertes)}
        consigner(acteur=acteur, action="signalements.ouvrir_permanence", objet=ouvertes[0], details=nombre)
    return ouvertes


def _ecrire(commune: Permanence, plages: Iterable[Plage], minutes: int) -> list[Permanence]:
    """Write a permanence at each of these hours, with its slots of that length.

    Args:
        commune: what they share: caisse, partenaire, agent, place; never written itself.
        plages: the hours.
        minutes: length of a slot.
    """
    ouvertes = Permanence.objects.bulk_create(
        Permanence(
            caisse=commune.caisse,
            partenaire_id=commune.partenaire_id,
            agent=commune.agent,
            lieu=commune.lieu,
            debut=plage.debut,
            fin=plage.fin,
        )
        for plage in plages
    )
    Creneau.objects.bulk_create(
        Creneau(permanence=permanence, debut=creneau.debut, fin=creneau.fin)
        for permanence in ouvertes
        for creneau in decouper(Plage(permanence.debut, permanence.fin), minutes)
    )
    return ouvertes


def _plages(caisse: Caisse, partenaire_id: int, ouverture: Ouverture, maintenant: datetime) -> list[Plage]:
    if caisse.pk not in caisses_en_vigueur(partenaire_id, maintenant):
        raise RegleMetierRefusee(
            "partenaire",
            "Choisissez un partenaire dont la convention avec votre caisse est en vigueur.",
            ARTICLE,
        )
    fuseau = ZoneInfo(caisse.fuseau)
    refus = refus_de_l_ouverture(ouverture, fuseau, maintenant)
    if refus is not None:
        raise RegleMetierRefusee("heures", refus, ARTICLE)
    jours, _ = jours_de_permanence(ouverture, caisse.zone_jours_feries)
    return [plage_du_jour(jour, ouverture.debut, ouverture.fin, fuseau) for jour in jours]


def annuler_permanence(
    *, acteur: Acteur, permanence_id: int, raison: str, maintenant: datetime | None = None
) -> int:
    """Cancel a permanence, every meeting booked in it too; each structure is told.

    Args:
        acteur: an instructeur or superviseur of the caisse.
        permanence_id: not over.
        raison: ``RaisonRendezVous``.
        maintenant: moment of the act (aware).

    Returns:
        How many meetings were cancelled.

    Raises:
        HorsPortee: out of scope.
        RegleMetierRefusee: ``raison``, ``deja_annulee``, ``passee``, ``occupee``.

    Exigence: DEM-13 (S1u 1.2)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        exiger(autorise=peut_ouvrir_le_bureau(acteur))
        visible = permanences_visibles(acteur).filter(pk=permanence_id).exists()
        exiger(autorise=visible)
        demandes = _verrouiller_tout(acteur, permanence_id)
        permanence = Permanence.objects.select_for_update(of=("self",)).get(pk=permanence_id)
        _exiger_annulable(permanence, raison, instant)
        permanence.annulee_le = instant
        permanence.save(update_fields=["annulee_le"])
        pris = list(rendez_vous_d_un_creneau(permanence_id).order_by("pk"))
        for ligne in pris:
            rendez_vous = prendre_rendez_vous(demandes[ligne.demande_id], ligne.pk)
            annuler_et_consigner(acteur, rendez_vous, raison, Cote.CAISSE, instant)
            prevenir_du_rendez_vous(rendez_vous, PERMANENCE_ANNULEE, Cote.PARTENAIRE)
        consigner(
            acteur=acteur,
            action="signalements.annuler_permanence",
            objet=permanence,
            details={"motif": raison, "nombre": len(pris)},
        )
    return len(pris)


def _verrouiller_tout(acteur: Acteur, permanence_id: int) -> dict[int, Demande]:
    """Lock what a cancellation touches, demandes before slots, in the order that bookings take.

    Who books holds its demande, then its slot: taken the other way round, each would wait for the other. A
    booking that came in between is waited for no more than that.
    """
    connues = _demandes_prises(acteur, permanence_id, nowait=False)
    # A booking holds its slot too: from here on, none begins and none is left unseen.
    list(Creneau.objects.select_for_update().filter(permanence=permanence_id).order_by("pk"))
    try:
        with transaction.atomic():
            return connues | _demandes_prises(acteur, permanence_id, nowait=True)
    except OperationalError as occupee:
        raise RegleMetierRefusee(
            "occupee", "Un créneau est en train d’être réservé : recommencez dans un instant."
        ) from occupee


def _demandes_prises(acteur: Acteur, permanence_id: int, *, nowait: bool) -> dict[int, Demande]:
    prises = rendez_vous_d_un_creneau(permanence_id).values("demande")
    demandes = Demande.objects.visibles_par(acteur).filter(pk__in=prises).order_by("pk")
    jointes = demandes.select_related("caisse", "partenaire", "auteur", "agent")
    return {demande.pk: demande for demande in jointes.select_for_update(of=("self",), nowait=nowait)}


def _exiger_annulable(permanence: Permanence, raison: str, maintenant: datetime) -> None:
    if raison not in RaisonRendezVous.values:
        raise RegleMetierRefusee("raison", "Dites pourquoi la permanence est annulée.")
    if permanence.annulee_le is not None:
        raise RegleMetierRefusee("deja_annulee", "Cette permanence est déjà annulée.")
    if permanence.fin <= maintenant:
        raise RegleMetierRefusee("passee", "Cette permanence est passée : elle ne s’annule plus.")


def effacer_permanences_anciennes(*, maintenant: datetime | None = None) -> int:
    """Erase the permanences that ended 18 months ago, with their slots; safe to run twice.

    A meeting that was booked there keeps its hours: it leaves with its demande.

    Returns:
        How many permanences were erased.
    """
    instant = maintenant or timezone.now()
    effacees = 0
    while lot := _effacer_un_lot(instant):
        effacees += lot
    return effacees


def _effacer_un_lot(maintenant: datetime) -> int:
    limite = ajouter_mois(maintenant.date(), -MOIS_DE_CONSERVATION)
    with transaction.atomic():
        anciennes = Permanence.objects.select_for_update(skip_locked=True, of=("self",))
        lot = list(anciennes.filter(fin__date__lt=limite).order_by("pk")[:_LOT])
        cles = [permanence.pk for permanence in lot]
        RendezVous.objects.filter(creneau__permanence__in=cles).update(creneau=None)
        for permanence in lot:
            consigner(acteur=ACTEUR_SYSTEME, action="signalements.effacer_permanence", objet=permanence)
        Permanence.objects.filter(pk__in=cles).delete()
    return len(lot)
