"""The warnings of the calendar: a row each, and a mail to those who can act (CONV-04)."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.urls import reverse

from conventions.enums import CodeAvertissement
from conventions.models import Avertissement, Convention, Partie
from conventions.notifications import AVERTISSEMENT
from conventions.permissions import GESTIONNAIRE_CONVENTIONS
from conventions.rules.avertissements import Du, avertissements_dus, jalon_annonce
from conventions.rules.faits_calendrier import Jalon
from conventions.selectors_calendrier import Calendrier
from conventions.services.destinataires import courriels_des_referents
from conventions.services.droits import nom_du_groupe
from conventions.services.ecriture import journaliser
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.notifications.services import notifier
from espace_partenaires.web.dates import date_longue

LONGUEUR_DES_NOMS: Final = 150
_ANNUELS: Final = frozenset({CodeAvertissement.EVALUATION, CodeAvertissement.COMITE, CodeAvertissement.BILAN})


def avertir(acteur: Acteur, convention: Convention, calendrier: Calendrier, instant: datetime) -> list[Du]:
    """Write the warnings that are due and not yet written, and their mails; the convention is locked.

    Args:
        acteur: the system.
        convention: the convention, locked.
        calendrier: its calendar, read under the lock.
        instant: the moment of writing.

    Returns:
        The warnings written.

    Exigence: CONV-04, CONV-09, CONV-17 (S0 4, 14.1, 14.3, S1m 5, 9.2)
    """
    dus = avertissements_dus(calendrier.jalons, calendrier.jour)
    if not dus:
        return []
    deja = set(Avertissement.objects.filter(convention=convention).values_list("code", "echeance"))
    neufs = [du for du in dus if (du[0].value, du[1]) not in deja]
    Avertissement.objects.bulk_create(
        [
            Avertissement(convention=convention, code=code, echeance=echeance, ecrit_le=instant)
            for code, echeance in neufs
        ],
        ignore_conflicts=True,
    )
    for du in neufs:
        journaliser(acteur, "conventions.avertir", convention, code=du[0].value, echeance=du[1].isoformat())
    for groupe in _groupes(neufs):
        _ecrire_aux_personnes(convention, calendrier, groupe)
    return neufs


def agents_des_conventions(convention: Convention) -> QuerySet[Utilisateur]:
    """Return the active agents who manage the conventions of the caisses that are party to this one.

    Exigence: CONV-04, HAB-16
    """
    codes = convention.parties.filter(caisse__isnull=False).values_list("caisse__code", flat=True)
    groupes = Group.objects.filter(name__in=[nom_du_groupe(code, GESTIONNAIRE_CONVENTIONS) for code in codes])
    return Utilisateur.objects.filter(groups__in=groupes, is_active=True).distinct().order_by("pk")


def noms_des_partenaires(convention: Convention) -> str:
    """Return the names of the partenaires that are party, for a mail."""
    parties = Partie.objects.filter(convention=convention, partenaire__isnull=False).order_by("pk")
    noms = ", ".join(str(nom) for nom in parties.values_list("partenaire__libelle", flat=True))
    return noms if len(noms) <= LONGUEUR_DES_NOMS else f"{noms[: LONGUEUR_DES_NOMS - 1]}…"


def _groupes(dus: list[Du]) -> list[list[Du]]:
    """Put the yearly meetings that fall together in one mail; an end is told alone (UX-07)."""
    annuels = [du for du in dus if du[0] in _ANNUELS]
    return [*([du] for du in dus if du[0] not in _ANNUELS), *([annuels] if annuels else [])]


def _ecrire_aux_personnes(convention: Convention, calendrier: Calendrier, dus: list[Du]) -> None:
    """Write one mail to each agent and each référent; who is told of the métier convention is not told twice."""
    jalons = [jalon_annonce(calendrier.jalons, du) for du in dus]
    agents = list(agents_des_conventions(convention))
    connus = {agent.courriel.lower() for agent in agents}
    referents = courriels_des_referents(convention, le=calendrier.jour)
    de_la_metier = any(jalon.de_la_metier for jalon in jalons)
    origine = (calendrier.parente_id if de_la_metier else None) or convention.pk
    fait = "+".join(f"{code.value}:{echeance.isoformat()}" for code, echeance in dus)
    notifier(
        message=AVERTISSEMENT,
        destinataires=[*agents, *(courriel for courriel in referents if courriel not in connus)],
        contexte=_contexte(convention, jalons, dus),
        cle_unicite=f"{origine}:{fait}",
    )


def _contexte(convention: Convention, jalons: list[Jalon], dus: list[Du]) -> dict[str, str]:
    adresse = reverse("conventions:calendrier", kwargs={"cle": convention.cle})
    return {
        "nature": dus[0][0].label if len(dus) == 1 else "Rendez-vous de l’année à tenir",
        "partenaire": noms_des_partenaires(convention),
        "service": " ; ".join(f"{jalon.libelle} : {date_longue(jalon.le)}" for jalon in jalons),
        "motif": " ".join(jalon.precision for jalon in jalons if jalon.precision),
        "reference": " ; ".join(dict.fromkeys(jalon.article for jalon in jalons)),
        "lien": f"{settings.ADRESSE_PUBLIQUE}{adresse}",
    }
