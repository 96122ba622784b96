"""A structure with its accounts, and a review of them, for the tests of this folder."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from conventions.models import Caisse, Partenaire
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.notifications.models import Courriel
from habilitations.models import Habilitation, LigneRevue, Revue
from habilitations.rules.revues import version_de_la_reponse
from habilitations.services.campagnes import ouvrir_campagne
from habilitations.services.ouverture_revues import ouvrir_revue
from habilitations.services.relances_revues import balayer_revues
from habilitations.services.revues import confirmer_lignes
from tests.conftest import ClientDuPortail
from tests.factories.conventions import creer_caisse, creer_partenaire, relier
from tests.factories.habilitations import acteur_pour, creer_agent, creer_gestionnaire, creer_technicien

Connecter = Callable[[Utilisateur], ClientDuPortail]
CommeWeb = Callable[[Acteur | None], AbstractContextManager[None]]
CommeTaches = Callable[[], AbstractContextManager[None]]
PARIS = ZoneInfo("Europe/Paris")
OUVERTURE = datetime(2026, 11, 23, 10, 0, tzinfo=PARIS)
# Thirty days after the opening.
TERME = date(2026, 12, 23)
SANS_REPONSE = version_de_la_reponse("", "")


def minuit(jour: date) -> datetime:
    """Return the first moment of a day, in Paris."""
    return datetime(jour.year, jour.month, jour.day, tzinfo=PARIS)


class Scene:
    """The CCAS de Valmont: two gestionnaires, two techniciens, and the CPAM du Rhône."""

    def __init__(self, *, gestionnaires: int = 2, techniciens: int = 2, inactive: bool = False) -> None:
        self.caisse: Caisse = creer_caisse()
        self.caisse.revue_inactive_sans_reponse = inactive
        self.caisse.save(update_fields=["revue_inactive_sans_reponse"])
        self.partenaire: Partenaire = creer_partenaire("CCAS de Valmont")
        relier(self.caisse, self.partenaire, effectif=40)
        self.gestionnaires = [creer_gestionnaire(self.partenaire) for _ in range(gestionnaires)]
        self.techniciens = [creer_technicien(self.partenaire) for _ in range(techniciens)]
        self.agent = creer_agent("gestionnaire_conventions")

    @property
    def gestionnaire(self) -> Utilisateur:
        """Return the first gestionnaire."""
        return self.gestionnaires[0]

    @property
    def acteur(self) -> Acteur:
        """Return the first gestionnaire, as actor."""
        return acteur_pour(self.gestionnaire)

    def ouvrir(self) -> Revue:
        """Open a review at the structure's will."""
        return ouvrir_revue(acteur=self.acteur, maintenant=OUVERTURE)

    def demander(self, echeance: date = TERME) -> Revue:
        """Open a review by a campaign of the caisse."""
        ouverte = ouvrir_campagne(
            acteur=acteur_pour(self.agent),
            caisse_id=self.caisse.pk,
            libelle="Revue 2026",
            echeance=echeance,
            partenaire_ids=[self.partenaire.pk],
            maintenant=OUVERTURE,
        )
        return ouverte.revues[0]

    def confirmer(self, revue: Revue, *comptes: Utilisateur, maintenant: datetime | None = None) -> None:
        """Confirm accounts that have no answer yet."""
        confirmer_lignes(
            acteur=self.acteur,
            cle=revue.cle,
            vues={compte.habilitation.cle: SANS_REPONSE for compte in comptes},
            maintenant=maintenant or OUVERTURE + timedelta(hours=1),
        )

    def tout_confirmer(self, revue: Revue) -> Revue:
        """Confirm every account, hence close the review."""
        self.confirmer(revue, *self.gestionnaires, *self.techniciens)
        revue.refresh_from_db()
        return revue


def ligne(revue: Revue, compte: Utilisateur) -> LigneRevue:
    """Return the line of an account."""
    return LigneRevue.objects.get(revue=revue, habilitation__utilisateur=compte)


def decision(revue: Revue, compte: Utilisateur) -> str:
    """Return what was answered for an account."""
    return ligne(revue, compte).decision


def etat(compte: Utilisateur) -> str:
    """Return the state of an account."""
    return Habilitation.objects.get(utilisateur=compte).etat


def balayer(comme_taches: CommeTaches, instant: datetime) -> int:
    """Run the sweep as the workers do."""
    with comme_taches():
        return balayer_revues(maintenant=instant)


def remettre(le: datetime) -> None:
    """Say that every mail written has left, at this moment."""
    Courriel.objects.filter(envoye_le__isnull=True).update(
        etat="envoye", envoye_le=le.astimezone(UTC), texte="", html="", lien=""
    )


def messages_recus(compte: Utilisateur) -> list[str]:
    """Return the kinds of review mails written to an account, in order."""
    codes = Courriel.objects.filter(destinataire=compte, message__startswith="habilitations.revue")
    return [
        code.removeprefix("habilitations.revue_")
        for code in codes.order_by("cree_le", "pk").values_list("message", flat=True)
    ]
