"""Which services are open to a technicien, and with which caisses (ORG-04)."""

from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from conventions.enums import Service
from conventions.models import Caisse
from conventions.selectors import services_ouverts
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.memoire import une_fois

# The history is read, not asked for.
SERVICES_OFFERTS: Final = tuple(service for service in Service if service != Service.HISTORIQUE)


@dataclass(frozen=True, slots=True)
class ServiceOffert:
    """A service as the start page shows it.

    Attributes:
        service: which one.
        caisses: those that opened it to the structure, by name.
        pour: what it is for, in a line.
        pas_pour: what it is not for.
        bouton: the act.
    """

    service: Service
    caisses: list[Caisse]
    pour: str
    pas_pour: str
    bouton: str

    @property
    def seule(self) -> Caisse | None:
        """The caisse, when there is only one: it is not asked."""
        return self.caisses[0] if len(self.caisses) == 1 else None


_MOTS: Final[dict[Service, tuple[str, str, str]]] = {
    Service.CONTACT: (
        "Une question sur les droits d’une personne, une démarche déjà faite ailleurs, une règle à comprendre.",
        "Un dossier à faire étudier, un document ou un rendez-vous ont leur propre service.",
        "Écrire à la caisse",
    ),
    Service.ETUDE: (
        "Ouvrir ou renouveler des droits, demander une aide financière. La caisse étudie le dossier et ses pièces.",
        "Une personne qui renonce à se faire soigner se signale par « Signaler une situation de difficultés ».",
        "Commencer une étude de dossier",
    ),
    Service.SIGNALEMENT: (
        "Une personne a du mal à faire valoir ses droits ou renonce à se soigner : la caisse l’appelle sous 48\N{NO-BREAK SPACE}heures.",
        "Un dossier prêt, avec ses pièces, va plus vite par une étude de dossier.",
        "Commencer un signalement",
    ),
    Service.RENDEZ_VOUS: (
        "Pour une personne qui n’est pas autonome et n’a pas de compte ameli, ou dont la situation est complexe.",
        "Les autres prennent rendez-vous elles-mêmes depuis leur compte ameli.",
        "Demander un rendez-vous",
    ),
    Service.DOCUMENT: (
        "Une attestation de droits, un certificat provisoire, un formulaire, une offre de prévention.",
        "Une personne qui a un compte ameli y trouve ses attestations tout de suite.",
        "Demander un document",
    ),
}


def est_technicien(acteur: Acteur) -> bool:
    """A technicien whose structure has rights: the only profile that makes demandes (HAB-01)."""
    return acteur.profil == Profil.TECHNICIEN and acteur.partenaire_id is not None and bool(acteur.caisse_ids)


def caisses_ouvrant(acteur: Acteur, service: Service) -> frozenset[int]:
    """Return the caisses that open a service to the technicien's structure now, on the day of each caisse.

    Args:
        acteur: a technicien; nothing is open to anybody else.
        service: the service.

    Exigence: ORG-01, ORG-04 (S1u 1.2)
    """
    if not est_technicien(acteur):
        return frozenset()
    partenaire_id = acteur.partenaire_id or 0
    return frozenset(
        caisse_id for caisse_id in acteur.caisse_ids if service in _services_ouverts(caisse_id, partenaire_id)
    )


def _services_ouverts(caisse_id: int, partenaire_id: int) -> frozenset[Service]:
    """Read them once per request: the menu, the home and the page all ask."""
    cle = ("services_ouverts", caisse_id, partenaire_id)
    return une_fois(cle, lambda: services_ouverts(caisse_id, partenaire_id, timezone.now()))


def caisses_du_service(acteur: Acteur, service: Service) -> list[Caisse]:
    """Return the same caisses, by name."""
    return list(Caisse.objects.filter(pk__in=caisses_ouvrant(acteur, service)).order_by("libelle"))


def service_offert(acteur: Acteur, service: str) -> ServiceOffert | None:
    """Return a service with the caisses that opened it to this account; ``None`` when there is no such service."""
    if service not in SERVICES_OFFERTS:
        return None
    connu = Service(service)
    return ServiceOffert(connu, caisses_du_service(acteur, connu), *_MOTS[connu])


def services_offerts(acteur: Acteur) -> list[ServiceOffert]:
    """Return the services that one caisse at least opened to this account, in their order (ORG-04)."""
    offerts = [service_offert(acteur, service) for service in SERVICES_OFFERTS]
    return [offert for offert in offerts if offert is not None and offert.caisses]


def peut_deposer_une_demande(acteur: Acteur) -> bool:
    """Tell whether one service at least leads to a form for this account."""
    return any(caisses_ouvrant(acteur, service) for service in SERVICES_OFFERTS)


def peut_lire_l_historique(acteur: Acteur) -> bool:
    """Tell whether a caisse opened the history to the structure of this account."""
    return bool(caisses_ouvrant(acteur, Service.HISTORIQUE))
