"""Who to call: caisses of a département, contacts by volet, other channels, addresses of the support."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import F, Q

from conventions.enums import Service, Volet
from conventions.models import Caisse, CanalDeSecours, Interlocuteur, Partenaire
from conventions.querysets import CODE_CNAM
from conventions.selectors import liens_signes
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil

# A person who follows a demande reads its history on the portal: nothing else guarantees it.
SERVICES_A_CANAL: Final = tuple(service for service in Service if service != Service.HISTORIQUE)


@dataclass(frozen=True, slots=True)
class Contact:
    """A person to call, as a list shows it.

    Attributes:
        organisme: the caisse or the partenaire.
        interlocuteur: the row it comes from; ``None`` for the DPO written on the organisme itself.
    """

    organisme: str
    nom: str
    fonction: str
    courriel: str
    telephone: str
    interlocuteur: Interlocuteur | None = None


@dataclass(frozen=True, slots=True)
class VoletDeContacts:
    """The contacts of one volet, by rank."""

    volet: Volet
    contacts: list[Contact]


@dataclass(frozen=True, slots=True)
class CanalDUnService:
    """A service and the other channel that guarantees it, if the caisse has said it."""

    service: Service
    canal: CanalDeSecours | None


def caisses_du_departement(code: str) -> list[Caisse]:
    """Return the caisses that serve a département, by name: several in 59, 62, 64 and 76.

    Whoever proposes a caisse takes it when there is one, and asks when there are several.

    Args:
        code: code of the département, e.g. ``"69"``, ``"2A"``, ``"971"``.

    Exigence: ORG-01 (S0)
    """
    return list(Caisse.objects.filter(departements__code=code).distinct().order_by("libelle"))


def courriels_du_support(caisse_id: int) -> list[str]:
    """Return the addresses of a caisse's support for the portal, by rank, each once.

    Exigence: ORG-05 (S1u 3.3)
    """
    lignes = Interlocuteur.objects.filter(caisse=caisse_id, volet=Volet.SUPPORT).exclude(courriel="")
    courriels = lignes.order_by("rang", "pk").values_list("courriel", flat=True)
    return list(dict.fromkeys(courriel.lower() for courriel in courriels))


def courriels_du_support_national() -> list[str]:
    """Return the addresses of the national support: that of the Cnam.

    Exigence: ORG-08 (S1u 3.3)
    """
    lignes = Interlocuteur.objects.filter(caisse__code=CODE_CNAM, volet=Volet.SUPPORT).exclude(courriel="")
    courriels = lignes.order_by("rang", "pk").values_list("courriel", flat=True)
    return list(dict.fromkeys(courriel.lower() for courriel in courriels))


def contacts_par_volet(
    acteur: Acteur, caisses: Iterable[Caisse], partenaires: Iterable[Partenaire] = ()
) -> list[VoletDeContacts]:
    """Return the contacts of these organismes that the actor may read, volet by volet, empty ones left out.

    As many queries, whatever their number. The DPO written on the record of an organisme stands with the others.

    Args:
        acteur: who reads.
        caisses: caisses of the list.
        partenaires: partenaires of the list.

    Exigence: ORG-06 (S4 4, annexe 1)
    """
    organismes: list[Caisse | Partenaire] = [*caisses, *partenaires]
    noms = {(type(un), un.pk): un.libelle for un in organismes}
    lignes = (
        Interlocuteur.objects.visibles_par(acteur)
        .filter(
            Q(caisse__in=[pk for genre, pk in noms if genre is Caisse])
            | Q(partenaire__in=[pk for genre, pk in noms if genre is Partenaire])
        )
        .order_by(F("partenaire").asc(nulls_first=True), "rang", "pk")
    )
    par_volet: dict[str, list[Contact]] = {volet.value: [] for volet in Volet}
    for un in lignes:
        organisme = noms[Caisse, un.caisse_id] if un.caisse_id else noms[Partenaire, un.partenaire_id or 0]
        contact = Contact(organisme, un.nom, un.fonction, un.courriel, un.telephone, un)
        par_volet[un.volet].append(contact)
    par_volet[Volet.DPO] += _delegues(_connus(acteur, organismes), par_volet[Volet.DPO])
    return [VoletDeContacts(volet, par_volet[volet]) for volet in Volet if par_volet[volet]]


def _connus(acteur: Acteur, organismes: list[Caisse | Partenaire]) -> list[Caisse | Partenaire]:
    """Leave out, for an agent, the partenaires its caisse has only drafted a convention with (HAB-17)."""
    if acteur.profil != Profil.AGENT:
        return organismes
    liens = liens_signes(acteur.caisse_ids).filter(
        partenaire__in=[un for un in organismes if isinstance(un, Partenaire)]
    )
    signes = set(liens.values_list("partenaire_id", flat=True))
    return [un for un in organismes if not isinstance(un, Partenaire) or un.pk in signes]


def _delegues(organismes: Iterable[Caisse | Partenaire], connus: Iterable[Contact]) -> list[Contact]:
    """Return the DPO written on the records of these organismes, those already listed left out."""
    deja = {contact.courriel.lower() for contact in connus}
    return [
        Contact(un.libelle, un.nom_dpo, "", un.courriel_dpo, "")
        for un in organismes
        if un.courriel_dpo and un.courriel_dpo.lower() not in deja
    ]


def support_des_caisses(acteur: Acteur) -> list[tuple[Caisse, list[Interlocuteur]]]:
    """Return the caisses of the actor with their support for the portal, by rank.

    Exigence: ORG-05 (S1u 3.3)
    """
    caisses = list(Caisse.objects.visibles_par(acteur).order_by("libelle"))
    lignes = list(
        Interlocuteur.objects.visibles_par(acteur)
        .filter(caisse__in=caisses, volet=Volet.SUPPORT)
        .order_by("rang", "pk")
    )
    return [(caisse, [ligne for ligne in lignes if ligne.caisse_id == caisse.pk]) for caisse in caisses]


def canaux_de(caisse: Caisse) -> list[CanalDUnService]:
    """Return each service of the portal with its other channel at this caisse; open to all, it names no one.

    Exigence: ORG-07 (S1u 3.2)
    """
    connus = {canal.service: canal for canal in caisse.canaux.all()}
    return [CanalDUnService(service, connus.get(service.value)) for service in SERVICES_A_CANAL]
