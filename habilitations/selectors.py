"""What screens and the apps above read of accounts: seats, members, who to tell."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import connection, models
from django.db.models import Case, Count, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Concat
from django.utils import timezone

from conventions.enums import Nature
from conventions.models import Convention, PartenaireGroupObjectPermission, Partie
from conventions.services.droits import PERMISSION_DE_SUIVI, PERMISSION_DU_ROLE
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from habilitations.enums import EtatDemandeHabilitation, EtatHabilitation, NatureDemande, RoleAgent
from habilitations.models import DemandeHabilitation, Habilitation
from habilitations.querysets import HabilitationQuerySet
from habilitations.rules import quotas
from habilitations.rules.quotas import Liberation, Places

ETATS_CACHES = (EtatHabilitation.ANNULEE, EtatHabilitation.EFFACEE)


def effectif(partenaire_id: int, moment: datetime) -> int | None:
    """Return the members declared that count for the quota; ``None`` while no utilisation is in force.

    It asks the function that the trigger asks, at the same moment: each convention is read on the day it is for its
    caisses, and those of every caisse count, although an agent sees only its own (section 10).

    Args:
        partenaire_id: the partenaire.
        moment: the moment (aware).

    Exigence: HAB-03 (S1u 2.2.1)
    """
    with connection.cursor() as curseur:
        curseur.execute("SELECT habilitations_effectif_a(%s, %s)", [partenaire_id, moment])
        ligne = curseur.fetchone()
    return None if ligne is None or ligne[0] is None else int(ligne[0])


def places(partenaire_id: int, membres: int | None, maintenant: datetime) -> dict[str, Places]:
    """Count the seats of a partenaire, by profile, in one query.

    Args:
        partenaire_id: the partenaire.
        membres: its number of members (``effectif``), or one to simulate.
        maintenant: the moment: a late invitation holds no seat, swept or not.

    Exigence: HAB-03, NOV-01 (S1u 2.2.1)
    """
    comptes = dict.fromkeys((Profil.GESTIONNAIRE.value, Profil.TECHNICIEN.value), (0, 0))
    lignes = (
        Habilitation.objects.filter(partenaire_id=partenaire_id)
        .vivantes(maintenant)
        .values("profil")
        .annotate(
            actives=Count("pk", filter=Q(etat=EtatHabilitation.ACTIVE)),
            invitees=Count("pk", filter=Q(etat=EtatHabilitation.INVITEE)),
        )
        .order_by()
    )
    comptes.update({ligne["profil"]: (ligne["actives"], ligne["invitees"]) for ligne in lignes})
    return {
        profil: quotas.places(profil, actives, invitees, membres)
        for profil, (actives, invitees) in comptes.items()
    }


def liberations(partenaire_id: int, maintenant: datetime) -> dict[str, tuple[Liberation, ...]]:
    """Return the seats that will be free again, by profile: invitations that expire, inactivations accepted.

    Days are those of the screen; an accepted inactivation that is late is due today. Two queries.

    Args:
        partenaire_id: the partenaire.
        maintenant: the moment.

    Exigence: NOV-01, HAB-10 (S1u 2.2.1, 2.2.3)
    """
    aujourdhui = timezone.localdate(maintenant)
    toutes: dict[str, list[Liberation]] = {Profil.GESTIONNAIRE.value: [], Profil.TECHNICIEN.value: []}
    invitees = Habilitation.objects.filter(
        partenaire_id=partenaire_id, etat=EtatHabilitation.INVITEE, invitation_expire_le__gt=maintenant
    )
    for profil, expire_le in invitees.values_list("profil", "invitation_expire_le"):
        if expire_le is not None:
            toutes[profil].append(Liberation(timezone.localdate(expire_le), certaine=False))
    departs = DemandeHabilitation.objects.filter(
        partenaire_id=partenaire_id,
        nature=NatureDemande.INACTIVER,
        etat=EtatDemandeHabilitation.ACCEPTEE,
        habilitation__etat=EtatHabilitation.ACTIVE,
    )
    for profil, souhaitee_le in departs.values_list("habilitation__profil", "souhaitee_le"):
        if profil is not None and souhaitee_le is not None:
            toutes[profil].append(Liberation(max(souhaitee_le, aujourdhui), certaine=True))
    return {profil: quotas.regrouper(siennes) for profil, siennes in toutes.items()}


def caisses_signataires(partenaire_id: int) -> frozenset[int]:
    """Return the caisses whose convention d'utilisation with the partenaire is signed by all, ended or not.

    They read its accounts; to write, it must be in force (``conventions.selectors.caisses_en_vigueur``).

    Exigence: HAB-17
    """
    signees = Convention.objects.signees().filter(
        nature=Nature.UTILISATION, parties__partenaire=partenaire_id
    )
    caisses = Partie.objects.filter(caisse__isnull=False, convention__in=signees.values("pk"))
    return frozenset(numero for numero in caisses.values_list("caisse_id", flat=True) if numero is not None)


def comptes_visibles(acteur: Acteur, partenaire_id: int) -> HabilitationQuerySet:
    """Return the accounts to list: living first, then late invitations, then inactive; one query."""
    ordre = Case(
        When(etat=EtatHabilitation.ACTIVE, then=Value(0)),
        When(etat=EtatHabilitation.INVITEE, then=Value(1)),
        When(etat=EtatHabilitation.EXPIREE, then=Value(2)),
        default=Value(3),
        output_field=models.IntegerField(),
    )
    facteurs = Authenticator.objects.filter(user=OuterRef("utilisateur")).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    return (
        Habilitation.objects.visibles_par(acteur)
        .filter(partenaire_id=partenaire_id)
        .exclude(etat__in=ETATS_CACHES)
        .select_related("utilisateur")
        .annotate(second_facteur=Exists(facteurs))
        .order_by(ordre, "utilisateur__nom", "utilisateur__prenom", "profil", "pk")
    )


def techniciens_actifs(partenaire_id: int) -> "models.QuerySet[Utilisateur]":
    """Return the accounts of the partenaire's active techniciens: « the whole structure » of the demandes."""
    return Utilisateur.objects.filter(
        habilitation__partenaire_id=partenaire_id,
        habilitation__profil=Profil.TECHNICIEN,
        habilitation__etat=EtatHabilitation.ACTIVE,
        is_active=True,
    ).order_by("pk")


def agents_de_la_caisse(caisse_id: int, *roles: RoleAgent) -> "models.QuerySet[Utilisateur]":
    """Return the active agents of a caisse who have one of these roles, to be told of something."""
    codes = [PERMISSION_DU_ROLE[role] for role in roles]
    return Utilisateur.objects.filter(
        pk__in=Utilisateur.objects.filter(
            agent__caisse_id=caisse_id,
            is_active=True,
            groups__caissegroupobjectpermission__content_object_id=caisse_id,
            groups__caissegroupobjectpermission__permission__codename__in=codes,
        ).values("pk")
    ).order_by("pk")


def suiveurs(partenaire_id: int, caisse_id: int) -> "models.QuerySet[Utilisateur]":
    """Return the active agents of a caisse who follow a partenaire, by name.

    An agent whose account was closed, or who is of another caisse, follows nothing, whatever its groups say.

    Exigence: HAB-16 (card)
    """
    suivent = PartenaireGroupObjectPermission.objects.filter(
        content_object_id=partenaire_id,
        permission__codename=PERMISSION_DE_SUIVI,
        group__user=OuterRef("pk"),
        # The name of the group says for which caisse: a partenaire is followed by several.
        group__name__startswith=Concat(
            Value("caisse:"), OuterRef("agent__caisse__code"), Value(":partenaire:")
        ),
    )
    return Utilisateur.objects.filter(Exists(suivent), agent__caisse_id=caisse_id, is_active=True).order_by(
        "nom", "prenom", "pk"
    )


def agents_a_prevenir(
    partenaire_id: int, caisse_id: int, *roles: RoleAgent
) -> "models.QuerySet[Utilisateur]":
    """Return whom to tell first about a partenaire: its followers with one of these roles, else all who have one.

    Args:
        partenaire_id: the partenaire.
        caisse_id: the caisse whose agents are told.
        roles: the roles that may act on what is told.

    Exigence: HAB-16 (card)
    """
    tous = agents_de_la_caisse(caisse_id, *roles)
    suivent = tous.filter(pk__in=suiveurs(partenaire_id, caisse_id).order_by().values("pk"))
    return suivent if suivent.exists() else tous
