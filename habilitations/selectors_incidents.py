"""What screens and services read of incidents and exclusions."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import QuerySet

from conventions.models import Caisse
from conventions.selectors import caisses_en_vigueur
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.journal.models import Evenement
from habilitations.enums import EtatHabilitation, EtatIncident
from habilitations.export_journal import libelle
from habilitations.models import Exclusion, Habilitation, Incident
from habilitations.querysets import IncidentQuerySet
from habilitations.rules.incidents import debut_du_journal
from habilitations.selectors import caisses_signataires


def caisses_a_choisir() -> list[tuple[str, str]]:
    """Return code and words of each caisse that serves a département, in the order of the départements.

    « 69 · CPAM du Rhône »: typing the number of the département in the list finds it.

    Exigence: HAB-12
    """
    lignes = (
        Caisse.objects.filter(departements__isnull=False)
        .order_by("departements__code", "libelle")
        .values_list("code", "departements__code", "libelle")
    )
    return [(code, f"{departement} · {libelle}") for code, departement, libelle in lignes]


def caisse_de_suivi(partenaire_id: int, maintenant: datetime) -> Caisse | None:
    """Return the caisse that follows what a partenaire reports: one in force, else one that signed once.

    All the others bound to the partenaire are told and read it.

    Exigence: HAB-12 (section 10)
    """
    numeros = caisses_en_vigueur(partenaire_id, maintenant) or caisses_signataires(partenaire_id)
    return Caisse.objects.filter(pk__in=numeros).order_by("code").first()


def caisses_concernees(incident: Incident) -> list[int]:
    """Return the caisse that follows an incident, and every caisse bound to the account by a signature."""
    liees = caisses_signataires(incident.partenaire_id) if incident.partenaire_id else frozenset()
    return sorted({incident.caisse_id, *liees})


def incidents_a_traiter(acteur: Acteur) -> IncidentQuerySet:
    """Return the reports that wait for their end, the oldest first."""
    ouverts: IncidentQuerySet = (
        Incident.objects.visibles_par(acteur).exclude(etat=EtatIncident.CLOS).order_by("declare_le", "pk")
    )
    return ouverts


def nombre_a_traiter(acteur: Acteur) -> int:
    """Count the reports that wait (bounded, as every count of the menu)."""
    return int(incidents_a_traiter(acteur)[:100].count())


def autres_comptes(acteur: Acteur, habilitation: Habilitation) -> QuerySet[Habilitation]:
    """Return the person's other accounts in the structure: the same mail, not erased."""
    return (
        Habilitation.objects.visibles_par(acteur)
        .filter(
            partenaire=habilitation.partenaire_id,
            utilisateur__courriel__iexact=habilitation.utilisateur.courriel,
        )
        .exclude(pk=habilitation.pk)
        .exclude(etat__in=(EtatHabilitation.EFFACEE, EtatHabilitation.ANNULEE))
        .select_related("utilisateur", "partenaire")
        .order_by("profil", "pk")
    )


def exclusion_en_cours(habilitation_id: int) -> Exclusion | None:
    """Return the exclusion that runs for this account, if one does: no reactivation meanwhile (S1u 4.1)."""
    return (
        Exclusion.objects.filter(habilitation=habilitation_id, levee_le__isnull=True)
        .select_related("caisse")
        .first()
    )


def est_exclue(partenaire_id: int, courriel: str) -> bool:
    """Tell whether the person of this address is excluded in this structure, whatever its profile.

    Args:
        partenaire_id: the structure.
        courriel: professional address.

    Exigence: HAB-12 (S1u 4.1)
    """
    return Exclusion.objects.filter(
        levee_le__isnull=True,
        habilitation__partenaire=partenaire_id,
        habilitation__utilisateur__courriel__iexact=courriel,
    ).exists()


@dataclass(frozen=True, slots=True)
class LigneDuResume:
    """How many times one kind of act was done by the account, or to it."""

    libelle: str
    nombre: int
    derniere_le: datetime


def periode_du_journal(incident: Incident) -> datetime:
    """Return from when on the journal of the account is gathered for this incident."""
    return debut_du_journal(incident.constate_le, ZoneInfo(incident.caisse.fuseau))


def resume_du_journal(incident: Incident) -> list[LigneDuResume]:
    """Count the entries of the account by kind, the latest first; nothing out of the reader's scope.

    The database answers conventions, superviseur and DPO of a caisse bound to the account, nobody else.

    Exigence: HAB-12, RGPD-05
    """
    if incident.habilitation_id is None:
        return []
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT action, nombre, derniere_le FROM habilitations_resume_du_journal(%s, %s)"
            " ORDER BY derniere_le DESC, action",
            [incident.habilitation_id, periode_du_journal(incident)],
        )
        lignes = curseur.fetchall()
    return [LigneDuResume(libelle(code), nombre, derniere) for code, nombre, derniere in lignes]


def journal_du_compte(incident: Incident) -> list[Evenement]:
    """Return the entries of the account since thirty days before the fact, in order; for the DPO only.

    The database itself answers a DPO whose caisse is bound to the account, and nobody else.

    Exigence: HAB-12, RGPD-05
    """
    if incident.habilitation_id is None:
        return []
    return list(
        Evenement.objects.raw(
            "SELECT * FROM habilitations_journal_du_compte(%s, %s) ORDER BY survenu_le, id",
            [incident.habilitation_id, periode_du_journal(incident)],
        )
    )


def journal_est_reuni(incident: Incident) -> bool:
    """Tell whether the journal of the account is read for this report: once the account is closed."""
    habilitation = incident.habilitation
    return habilitation is not None and (
        incident.gele_le is not None or habilitation.etat == EtatHabilitation.INACTIVE
    )
