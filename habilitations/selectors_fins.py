"""What the ends of accounts leave to know: structures without a gestionnaire, hours where the caisse is, who is told."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from conventions.enums import Nature
from conventions.models import Caisse, Convention, Partenaire, Partie
from espace_partenaires.comptes.enums import Profil
from habilitations.enums import EtatHabilitation, NatureEvenement
from habilitations.models import EvenementCompte, Habilitation
from habilitations.rules.validite import instant_d_effacement
from habilitations.selectors_effacements import fuseaux_du_partenaire


def partenaires_sans_gestionnaire(caisse_ids: Collection[int], maintenant: datetime) -> "QuerySet[Any, Any]":
    """Return the partenaires of these caisses that have no active gestionnaire, in one query.

    An end that could not wait leaves a structure without one: the caisse has a successor to habilitate (HAB-10).
    ``invitation_en_cours`` says whether somebody was invited already.

    Args:
        caisse_ids: caisses whose convention d'utilisation with the partenaire must be in force.
        maintenant: the moment (aware).

    Exigence: HAB-10 (S1u 2.2.3)
    """
    siennes = Partie.objects.filter(convention=OuterRef("pk"), caisse__in=caisse_ids)
    utilisations = (
        Convention.objects.filter(nature=Nature.UTILISATION).filter(Exists(siennes)).en_vigueur(maintenant)
    )
    gestionnaires = Habilitation.objects.filter(partenaire=OuterRef("pk"), profil=Profil.GESTIONNAIRE)
    return (
        Partenaire.objects.filter(parties__convention__in=utilisations.values("pk"))
        .filter(~Exists(gestionnaires.filter(etat=EtatHabilitation.ACTIVE)))
        .annotate(
            invitation_en_cours=Exists(
                gestionnaires.filter(etat=EtatHabilitation.INVITEE, invitation_expire_le__gt=maintenant)
            )
        )
        .distinct()
        .order_by("libelle", "pk")
    )


def caisse_du_partenaire(partenaire_id: int) -> Caisse | None:
    """Return a caisse of the partenaire that the reader sees: the first that signed; ``None`` without any."""
    signees = Convention.objects.signees().filter(
        nature=Nature.UTILISATION, parties__partenaire=partenaire_id
    )
    return Caisse.objects.filter(parties__convention__in=signees.values("pk")).order_by("pk").first()


def fuseau_du_fait(fait: EvenementCompte) -> ZoneInfo:
    """Return where the hours of a fact are read: at the caisse that acted, else at a caisse of the partenaire.

    Exigence: ORG-01, HAB-12
    """
    return ZoneInfo(fait.caisse.fuseau) if fait.caisse else fuseau_du_compte(fait.habilitation)


def fuseau_du_compte(habilitation: Habilitation) -> ZoneInfo:
    """Return where the hours of an account are read: at the first caisse that signed with its partenaire.

    One zone for all readers of the page; until when it may come back is ``dernier_jour_de_retour``.

    Exigence: ORG-01
    """
    caisse = caisse_du_partenaire(habilitation.partenaire_id)
    return ZoneInfo(caisse.fuseau if caisse else settings.TIME_ZONE)


def dernier_jour_de_retour(partenaire_id: int, fini_le: datetime) -> date:
    """Return the last day on which an account ended at this moment may come back: the eve of its erasure.

    Args:
        partenaire_id: its structure, whose caisses say where days are read.
        fini_le: when it was inactivated (aware).

    Exigence: HAB-14, ORG-01 (S1u 2.2.3)
    """
    return instant_d_effacement(fini_le, fuseaux_du_partenaire(partenaire_id)).date() - timedelta(days=1)


def derniere_fin(habilitation: Habilitation) -> EvenementCompte | None:
    """Return the fact of the last inactivation of an account, its caisse with it."""
    return (
        EvenementCompte.objects.filter(habilitation=habilitation, nature=NatureEvenement.INACTIVATION)
        .select_related("caisse")
        .order_by("-survenu_le", "-pk")
        .first()
    )
