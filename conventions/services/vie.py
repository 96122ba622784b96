"""What every act on a signed convention does the same way: open it, guard the step, write its end and tell."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from conventions.enums import CauseFin, EtatConvention, Nature, NatureEvenement
from conventions.models import Adhesion, Convention, EvenementConvention, Partie
from conventions.notifications import FIN_DECIDEE
from conventions.permissions import peut_ecrire_convention
from conventions.rules.clauses import Clauses, Empechement
from conventions.rules.cycle_de_vie import LIBELLES, etat_apres, situation
from conventions.rules.renouvellement import TermeConnu
from conventions.rules.vigueur import AdhesionDatee, FaitsConvention
from conventions.selectors import jour_de_la_convention
from conventions.services.destinataires import courriels_des_referents
from conventions.services.ecriture import ajouter_evenement, verrouiller
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.notifications.services import notifier
from espace_partenaires.web.dates import date_simple

_FINS: Final = (NatureEvenement.RESILIATION, NatureEvenement.REFUS_DE_RECONDUCTION)


@dataclass(frozen=True, slots=True)
class Ouverte:
    """A convention open to an act: locked, its clauses, the day it is for its caisses.

    Attributes:
        acteur: who acts.
        convention: the row, locked.
        clauses: what it says of its own renewal and end.
        jour: the day, where its caisses are.
        instant: the moment of recording (aware).
    """

    acteur: Acteur
    convention: Convention
    clauses: Clauses
    jour: date
    instant: datetime


def ouvrir(acteur: Acteur, convention: Convention, maintenant: datetime | None) -> Ouverte:
    """Lock a convention for an act of its gestionnaire; inside a transaction.

    Raises:
        HorsPortee: when the actor may not write it.
    """
    instant = maintenant or timezone.now()
    verrouillee = verrouiller(convention)
    exiger(autorise=peut_ecrire_convention(acteur, verrouillee))
    return Ouverte(
        acteur, verrouillee, clauses_de(verrouillee), jour_de_la_convention(convention, instant), instant
    )


def clauses_de(convention: Convention) -> Clauses:
    """Return what a convention says of its own renewal and end (CONV-02)."""
    return Clauses(
        reconduction=convention.reconduction,
        texte=convention.modele.article,
        duree_mois=convention.duree_mois,
        preavis_mois=convention.preavis_mois,
        mise_en_demeure_jours=convention.mise_en_demeure_jours,
        mise_en_demeure_depart=convention.mise_en_demeure_depart,
        seconde_lettre=convention.seconde_lettre,
        fin_unilaterale=convention.fin_unilaterale,
        force_majeure_jours=convention.force_majeure_jours,
        articles=convention.articles,
    )


def faits_de(convention: Convention) -> FaitsConvention:
    """Return what being in force depends on, its métier convention within."""
    parties = list(convention.parties.order_by("pk").values_list("signee_le", "partenaire_id"))
    partenaires = frozenset(partenaire for _, partenaire in parties if partenaire)
    evenements = list(
        convention.evenements.filter(Q(nature__in=_FINS) | Q(terme_le__isnull=False))
        .order_by("consigne_le", "pk")
        .values_list("nature", "effet_le", "terme_le")
    )
    termes = [terme for _, _, terme in evenements if terme]
    utilisation = convention.nature == Nature.UTILISATION
    adhesions = Adhesion.objects.filter(membre__in=partenaires) if utilisation else Adhesion.objects.none()
    return FaitsConvention(
        nature=convention.nature,
        reconduction=convention.reconduction,
        signatures=tuple(signee_le for signee_le, _ in parties),
        duree_mois=convention.duree_mois,
        terme_fixe=termes[-1] if termes else None,
        refus=tuple(le for nature, le, _ in evenements if nature == _FINS[1] and le),
        resiliations=tuple(le for nature, le, _ in evenements if nature == _FINS[0] and le),
        partenaires=partenaires,
        abandonnee=convention.etat == EtatConvention.ABANDONNEE,
        parente=faits_de(convention.parente) if convention.parente else None,
        adhesions=tuple(_datee(adhesion) for adhesion in adhesions),
    )


def _datee(adhesion: Adhesion) -> AdhesionDatee:
    periode = adhesion.periode
    exclue = periode.upper
    # The last day of a period is excluded in the database.
    return AdhesionDatee(
        adhesion.membre_id,
        adhesion.tete_id,
        periode.lower or date.min,
        date.fromordinal(exclue.toordinal() - 1) if exclue else None,
    )


def terme_connu(convention: Convention) -> TermeConnu | None:
    """Return what the term of a convention is read from; ``None`` while a signature is missing."""
    datee = Convention.objects.avec_dates().get(pk=convention.pk)
    if datee.debut is None:
        return None
    dernier = (
        convention.evenements.filter(nature=NatureEvenement.RENOUVELLEMENT)
        .order_by("-consigne_le", "-pk")
        .first()
    )
    depuis = None if dernier is None else dernier.effet_le
    return TermeConnu(datee.debut, datee.terme_fixe, depuis, datee.fin_decidee)


def fin_certaine_de(convention: Convention) -> date | None:
    """Return the last day in force that is certain, by its own facts."""
    return Convention.objects.avec_dates().get(pk=convention.pk).fin_certaine


def refuser(empechement: Empechement | None) -> None:
    """Stop the act that a rule does not allow.

    Raises:
        RegleMetierRefusee: with the sentence of the rule.
    """
    if empechement is not None:
        raise RegleMetierRefusee(empechement.code, empechement.phrase, empechement.article)


def exiger_etape(ouverte: Ouverte, action: str, le: date) -> str:
    """Return the state an act leads to, or refuse it: the table of ``rules.cycle_de_vie`` decides.

    Args:
        ouverte: the convention.
        action: code of the act.
        le: the day of the fact: a letter sent in time may be recorded late.

    Raises:
        RegleMetierRefusee: when the convention is not where the act may start from.

    Exigence: CONV-03 (S0 14, S1u 8.2)
    """
    etat = situation(ouverte.convention.etat, faits_de(ouverte.convention), le)
    arrivee = etat_apres(etat, action)
    if arrivee is None:
        raise RegleMetierRefusee(
            "etat_incompatible",
            f"Impossible : au {date_simple(le)}, la convention est à l’état « {LIBELLES[etat].lower()} ».",
            ouverte.clauses.texte,
        )
    return arrivee


def ecrire(ouverte: Ouverte, nature: NatureEvenement, survenu_le: date, **champs: Any) -> EvenementConvention:
    """Add a fact to the life of an open convention."""
    return ajouter_evenement(
        ouverte.acteur, ouverte.convention, nature, survenu_le, ouverte.instant, **champs
    )


def annoncer_la_fin(ouverte: Ouverte, evenement: EvenementConvention) -> None:
    """Tell the référents of all parties that an end is decided, once per decision (CONV-05, CONV-08)."""
    convention = ouverte.convention
    parties = list(convention.parties.select_related("caisse", "partenaire").order_by("pk"))
    cause = CauseFin(evenement.cause).label if evenement.cause else evenement.get_nature_display()
    notifier(
        message=FIN_DECIDEE,
        destinataires=courriels_des_referents(convention, le=ouverte.jour),
        contexte={
            "nature": convention.get_nature_display(),
            "caisse": _noms(partie for partie in parties if partie.caisse_id),
            "partenaire": _noms(partie for partie in parties if partie.partenaire_id),
            "date": date_simple(evenement.effet_le or ouverte.jour),
            "motif": cause,
            "lien": settings.ADRESSE_PUBLIQUE
            + reverse("conventions:lister_courriers", args=[convention.cle]),
        },
        cle_unicite=f"fin:{evenement.pk}",
    )


def _noms(parties: Iterable[Partie]) -> str:
    return ", ".join(partie.libelle for partie in parties)
