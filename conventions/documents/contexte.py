"""What every document of a convention starts from: its text, its sides, its parties, its terms, its state."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from conventions.documents.nombres import en_lettres
from conventions.documents.parties import enumerer, imprimer_parties
from conventions.documents.termes import rediger_termes
from conventions.documents.textes import texte_de
from conventions.enums import EtatAvenant, EtatConvention, Porteur, TypePartenaire, Volet
from conventions.models import Convention, Engagement, Interlocuteur, Referent
from espace_partenaires.web.dates import date_simple

PROJET: Final = "Projet"
A_SIGNER: Final = "Exemplaire à signer"


@dataclass(frozen=True, slots=True)
class LigneEngagement:
    """Who does what.

    Attributes:
        qui: the side that carries it.
        porteur: its code.
        texte: what is promised.
    """

    qui: str
    porteur: str
    texte: str


@dataclass(frozen=True, slots=True)
class Rubrique:
    """Engagements under one heading.

    Attributes:
        nom: the heading.
        lignes: who does what.
        rang: its place among the headings, from which its keys are made.
    """

    nom: str
    lignes: list[LigneEngagement]
    rang: int = 0

    @property
    def cle_caisse(self) -> str:
        """Key of the article where the caisse's engagements stand."""
        return f"caisse-{self.rang}"

    @property
    def cle_partenaire(self) -> str:
        """Key of the article where the partenaire's stand."""
        return f"partenaire-{self.rang}"


@dataclass(frozen=True, slots=True)
class GroupeDeContacts:
    """People to reach in one organisation."""

    nom: str
    lignes: list[Any]


def etat_imprime(convention: Convention, debut: date | None) -> str:
    """Return what each page says of a convention: a draft, to be signed, or its date of effect.

    Exigence: CONV-12
    """
    if convention.etat == EtatConvention.BROUILLON:
        return PROJET
    if convention.etat == EtatConvention.ABANDONNEE:
        return f"{PROJET} abandonné"
    if convention.etat == EtatConvention.EN_SIGNATURE or debut is None:
        return A_SIGNER
    return f"Prise d’effet : {date_simple(debut)}"


def contexte_commun(convention: Convention) -> dict[str, object]:
    """Return what the documents of a convention have in common.

    Args:
        convention: a row of ``ConventionQuerySet.avec_dates``, with its modèle.
    """
    debut = convention.debut
    texte = texte_de(convention)
    parties = imprimer_parties(convention)
    return {
        "convention": convention,
        "texte": texte,
        "caisse": texte.caisse,
        "partenaire": texte.partenaire,
        "parties": parties,
        "cote_caisse": [partie for partie in parties if partie.de_la_caisse],
        "cote_partenaire": [partie for partie in parties if not partie.de_la_caisse],
        "intitule": f"{texte.titre} entre {enumerer(partie.nom for partie in parties)}",
        "exemplaires": en_lettres(len(parties)),
        "termes": rediger_termes(convention, debut),
        "debut": debut,
        "tete_de_reseau": convention.parties.filter(partenaire__type=TypePartenaire.TETE_DE_RESEAU).exists(),
        "etat": etat_imprime(convention, debut),
    }


def engagements_imprimes(convention: Convention, qui: dict[str, str]) -> dict[str, list[Rubrique]]:
    """Return the engagements of a convention by heading: the tronc commun, and the options kept.

    Args:
        convention: the convention.
        qui: words for each ``Porteur``.

    Exigence: CONV-18 (S1m 3, S2 3, S3 9)
    """
    communs = Engagement.objects.filter(modele=convention.modele_id, optionnel=False)
    retenus = convention.engagements.filter(optionnel=True)
    return {
        "tronc": _par_rubrique(communs.order_by("ordre", "pk"), qui),
        "options": _par_rubrique(retenus.order_by("ordre", "pk"), qui),
    }


def _par_rubrique(engagements: Iterable[Engagement], qui: dict[str, str]) -> list[Rubrique]:
    rubriques: dict[str, Rubrique] = {}
    for engagement in engagements:
        rubrique = rubriques.setdefault(engagement.rubrique, Rubrique(engagement.rubrique, []))
        rubrique.lignes.append(
            LigneEngagement(qui[engagement.porteur], engagement.porteur, engagement.texte.strip())
        )
    return list(rubriques.values())


def portes_par(rubriques: Iterable[Rubrique], *porteurs: Porteur) -> list[Rubrique]:
    """Keep what these sides carry, without the headings left empty."""
    gardees = [
        Rubrique(rubrique.nom, [ligne for ligne in rubrique.lignes if ligne.porteur in porteurs], rang)
        for rang, rubrique in enumerate(rubriques)
    ]
    return [rubrique for rubrique in gardees if rubrique.lignes]


def referents_imprimes(convention: Convention, le: date) -> list[GroupeDeContacts]:
    """Return the référents of each party on a day; a party without one keeps its place (CONV-08)."""
    referents = [
        referent
        for referent in Referent.objects.filter(convention=convention, du__lte=le).order_by("nom", "pk")
        if referent.au is None or referent.au >= le
    ]
    return [
        GroupeDeContacts(partie.nom, [r for r in referents if r.partie_id == partie.cle])
        for partie in imprimer_parties(convention)
    ]


def interlocuteurs_imprimes(convention: Convention, *volets: Volet) -> list[GroupeDeContacts]:
    """Return the contacts of each party by volet; all of them but the support of the portal unless said (ORG-06)."""
    groupes = []
    for partie in convention.parties.select_related("caisse", "partenaire").order_by("partenaire_id", "pk"):
        filtre: dict[str, Any] = (
            {"caisse": partie.caisse} if partie.caisse else {"partenaire": partie.partenaire}
        )
        contacts = Interlocuteur.objects.filter(**filtre)
        contacts = contacts.filter(volet__in=volets) if volets else contacts.exclude(volet=Volet.SUPPORT)
        groupes.append(GroupeDeContacts(partie.libelle, list(contacts.order_by("volet", "rang", "pk"))))
    return groupes


def avenants_en_vigueur(convention: Convention) -> list[Any]:
    """Return the avenants that the terms printed take into account."""
    return list(convention.avenants.filter(etat=EtatAvenant.SIGNE).order_by("numero"))


def article_de_destruction(convention: Convention) -> str:
    """Return the article that asks for the destruction of the data: an utilisation leans on its métier one.

    Exigence: CONV-13
    """
    return (convention.parente or convention).article_pour("destruction")
