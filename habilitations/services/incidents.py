"""Compromised accounts: reported by a partner, found by a caisse, closed at once (HAB-12, S1u 4.1)."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from conventions.models import Caisse
from conventions.selectors import jour_de_la_caisse
from conventions.services.textes import refuser_un_nir
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from habilitations.enums import EtatHabilitation, EtatIncident, MotifInactivation, OrigineIncident
from habilitations.models import Habilitation, Incident
from habilitations.permissions import peut_geler, peut_signaler
from habilitations.rules.incidents import (
    ARTICLE_ACCES,
    ActionIncident,
    etat_apres,
    gele_aussitot,
    reference,
)
from habilitations.selectors import caisses_signataires
from habilitations.selectors_incidents import caisse_de_suivi
from habilitations.services.alertes_incidents import faire_alerter
from habilitations.services.annonces import prevenir
from habilitations.services.inactivation import eteindre
from habilitations.services.ouverture import verrouiller_habilitation


@dataclass(frozen=True, slots=True)
class Constat:
    """What somebody noticed: code of ``NatureIncident``, the day, what happened."""

    nature: str
    constate_le: date
    recit: str


@transaction.atomic
def signaler(
    *,
    acteur: Acteur,
    cle: uuid.UUID,
    nature: str,
    constate_le: date,
    recit: str,
    maintenant: datetime | None = None,
) -> Incident:
    """Report an account of one's structure; one's own, or that of a technicien, is closed at once.

    Every caisse bound to the structure is told. The same report twice (a double click) is one.

    Args:
        acteur: a gestionnaire of the structure, or the account itself.
        cle: public key of the habilitation.
        nature: code of ``NatureIncident``.
        constate_le: the day somebody noticed.
        recit: what happened, without any data of an assuré.
        maintenant: the moment.

    Raises:
        HorsPortee: for an account out of scope.
        RegleMetierRefusee: ``nir``, ``date_future``, ``sans_objet`` for an account never opened.

    Exigence: HAB-12 (S1u 4.1)
    """
    maintenant = maintenant or timezone.now()
    habilitation = verrouiller_habilitation(acteur, cle)
    exiger(autorise=peut_signaler(acteur, habilitation))
    caisse = caisse_de_suivi(habilitation.partenaire_id, maintenant)
    if caisse is None:
        raise HorsPortee
    exiger_constat(caisse, constate_le, recit, maintenant)
    _exiger_un_compte_ouvert(habilitation)
    deja = Incident.objects.filter(
        habilitation=habilitation, declarant_id=acteur.utilisateur_id, nature=nature
    ).exclude(etat=EtatIncident.CLOS)
    repete: Incident | None = deja.first()
    if repete is not None:
        return repete
    incident = _ouvrir(
        acteur,
        habilitation,
        Constat(nature, constate_le, recit),
        maintenant,
        caisse=caisse,
        origine=OrigineIncident.PORTAIL,
    )
    aussitot = gele_aussitot(
        son_compte=habilitation.utilisateur_id == acteur.utilisateur_id,
        technicien=habilitation.profil == Profil.TECHNICIEN,
    )
    if aussitot and habilitation.etat == EtatHabilitation.ACTIVE:
        fermer_le_compte(acteur, incident, habilitation, maintenant)
    return incident


@transaction.atomic
def constater(
    *,
    acteur: Acteur,
    cle: uuid.UUID,
    nature: str,
    constate_le: date,
    recit: str,
    maintenant: datetime | None = None,
) -> Incident:
    """Write down what the caisse found itself, and close the account at once if it is active.

    Args:
        acteur: conventions, superviseur or DPO of a caisse bound to the structure.
        cle: public key of the habilitation.
        nature: code of ``NatureIncident``.
        constate_le: the day the caisse noticed.
        recit: what happened, without any data of an assuré.
        maintenant: the moment.

    Raises:
        HorsPortee: for an account out of scope, or without the role.
        RegleMetierRefusee: ``nir``, ``date_future``, ``sans_objet``.

    Exigence: HAB-12 (S1u 4.1)
    """
    maintenant = maintenant or timezone.now()
    habilitation = verrouiller_habilitation(acteur, cle)
    signataires = caisses_signataires(habilitation.partenaire_id)
    exiger(autorise=peut_geler(acteur, signataires))
    caisse = Caisse.objects.get(pk=min(acteur.caisse_ids & signataires))
    exiger_constat(caisse, constate_le, recit, maintenant)
    _exiger_un_compte_ouvert(habilitation)
    deja = Incident.objects.filter(
        habilitation=habilitation, declarant_id=acteur.utilisateur_id, nature=nature
    ).exclude(etat=EtatIncident.CLOS)
    incident = deja.first() or _ouvrir(
        acteur,
        habilitation,
        Constat(nature, constate_le, recit),
        maintenant,
        caisse=caisse,
        origine=OrigineIncident.CAISSE,
    )
    if habilitation.etat == EtatHabilitation.ACTIVE:
        fermer_le_compte(acteur, incident, habilitation, maintenant)
    return incident


@transaction.atomic
def geler(*, acteur: Acteur, cle: uuid.UUID, maintenant: datetime | None = None) -> Incident:
    """Close the account of a report at once: sessions, links and password die, everybody concerned is told.

    Args:
        acteur: conventions, superviseur or DPO of a caisse bound to the structure.
        cle: public key of the incident.
        maintenant: the moment.

    Raises:
        HorsPortee: out of scope.
        RegleMetierRefusee: ``sans_compte`` while no account is known, ``etat`` when it is not active any more.

    Exigence: HAB-12 (S1u 4.1)
    """
    maintenant = maintenant or timezone.now()
    vu = Incident.objects.visibles_par(acteur).select_related("habilitation").filter(cle=cle).first()
    if vu is None:
        raise HorsPortee
    if vu.habilitation is None:
        exiger(autorise=peut_geler(acteur, frozenset({vu.caisse_id})))
        raise RegleMetierRefusee(
            "sans_compte",
            "Indiquez d’abord de quel compte il s’agit : aucun n’est encore reconnu.",
            ARTICLE_ACCES,
        )
    habilitation = verrouiller_habilitation(acteur, vu.habilitation.cle)
    exiger(autorise=peut_geler(acteur, caisses_signataires(habilitation.partenaire_id)))
    incident: Incident = (
        Incident.objects.select_related("caisse").select_for_update(of=("self",)).get(pk=vu.pk)
    )
    fermer_le_compte(acteur, incident, habilitation, maintenant)
    return incident


def fermer_le_compte(
    acteur: Acteur, incident: Incident, habilitation: Habilitation, maintenant: datetime
) -> None:
    """Close a locked account for security, tell whom it concerns, and mark every open report of it.

    Raises:
        RegleMetierRefusee: ``etat`` when the account is not active.

    Exigence: HAB-12 (S1u 4.1)
    """
    caisse_id = next(iter(acteur.caisse_ids)) if acteur.profil == Profil.AGENT else incident.caisse_id
    fait = eteindre(
        acteur,
        habilitation,
        MotifInactivation.SECURITE,
        maintenant,
        precision=f"Signalement {reference(incident.cle)}",
        caisse_id=caisse_id,
    )
    prevenir(acteur, fait, maintenant)
    for ouvert in Incident.objects.filter(habilitation=habilitation).select_for_update().order_by("pk"):
        suivant = etat_apres(ouvert.etat, ActionIncident.GELER)
        if suivant is None:
            continue
        ouvert.etat, ouvert.gele_le, ouvert.gele_par = suivant, maintenant, acteur.utilisateur_id
        ouvert.save(update_fields=["etat", "gele_le", "gele_par"])
        consigner(acteur=acteur, action="habilitations.incident_gele", objet=ouvert, caisse_id=caisse_id)
        faire_alerter(ouvert)
    incident.refresh_from_db(fields=["etat", "gele_le", "gele_par"])


def exiger_constat(caisse: Caisse, constate_le: date, recit: str, maintenant: datetime) -> None:
    """Refuse a day that has not come at the caisse, or the number of an assuré.

    Raises:
        RegleMetierRefusee: ``date_future`` or ``nir``.
    """
    refuser_un_nir(recit)
    if constate_le > jour_de_la_caisse(caisse, maintenant):
        raise RegleMetierRefusee("date_future", "Cette date n’est pas encore passée.", ARTICLE_ACCES)


def _exiger_un_compte_ouvert(habilitation: Habilitation) -> None:
    if habilitation.etat not in (EtatHabilitation.ACTIVE, EtatHabilitation.INACTIVE):
        raise RegleMetierRefusee(
            "sans_objet",
            "Ce compte n’a jamais été ouvert : annulez plutôt son invitation, le lien ne servira plus.",
            ARTICLE_ACCES,
        )


def _ouvrir(
    acteur: Acteur,
    habilitation: Habilitation,
    constat: Constat,
    maintenant: datetime,
    *,
    caisse: Caisse,
    origine: OrigineIncident,
) -> Incident:
    incident = Incident.objects.create(
        caisse=caisse,
        partenaire_id=habilitation.partenaire_id,
        habilitation=habilitation,
        nature=constat.nature,
        origine=origine,
        constate_le=constat.constate_le,
        declare_le=maintenant,
        declarant_id=acteur.utilisateur_id,
        recit=constat.recit,
    )
    consigner(
        acteur=acteur,
        action="habilitations.compte_signale",
        objet=incident,
        details={"nature": constat.nature, "origine": origine},
    )
    faire_alerter(incident)
    return incident
