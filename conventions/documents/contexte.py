"""What every document of a convention starts from: its text, its sides, its parties, its terms, its state."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import F

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
    noms = enumerer(partie.nom_dans_une_phrase for partie in parties)
    return {
        "convention": convention,
        "texte": texte,
        "caisse": texte.caisse,
        "partenaire": texte.partenaire,
        "parties": parties,
        "cote_caisse": [partie for partie in parties if partie.de_la_caisse],
        "cote_partenaire": [partie for partie in parties if not partie.de_la_caisse],
        "entre": f"entre {noms}",
        "intitule": f"{texte.titre} entre {noms}",
        "designation": designer(convention),
        "noms_caisse": enumerer(p.nom_dans_une_phrase for p in parties if p.de_la_caisse),
        "noms_partenaire": enumerer(p.nom_dans_une_phrase for p in parties if not p.de_la_caisse),
        "exemplaires": en_lettres(len(parties)),
        "termes": rediger_termes(convention, debut),
        "debut": debut,
        "tete_de_reseau": convention.parties.filter(partenaire__type=TypePartenaire.TETE_DE_RESEAU).exists(),
        "etat": etat_imprime(convention, debut),
    }


def designer(convention: Convention) -> str:
    """Name a convention within another text: by its own object, or by its parties when it has none.

    The object that a convention takes from its modèle says what kind it is, not which one.
    """
    titre = texte_de(convention).titre
    if convention.objet != convention.modele.libelle:
        return f"{titre} «\N{NO-BREAK SPACE}{convention.objet}\N{NO-BREAK SPACE}»"
    return f"{titre} entre {enumerer(partie.nom_dans_une_phrase for partie in imprimer_parties(convention))}"


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
    """Keep what these sides carry, one heading each, without the headings left empty."""
    lignes: dict[str, list[LigneEngagement]] = {}
    for rubrique in rubriques:
        gardees = [ligne for ligne in rubrique.lignes if ligne.porteur in porteurs]
        if gardees:
            lignes.setdefault(rubrique.nom, []).extend(gardees)
    return [Rubrique(nom, siennes, rang) for rang, (nom, siennes) in enumerate(lignes.items())]


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


def interlocuteurs_imprimes(convention: Convention) -> list[GroupeDeContacts]:
    """Return the contacts of each party by volet, the caisses first, but for the portal's support (ORG-06)."""
    parties = convention.parties.select_related("caisse", "partenaire")
    groupes = []
    for partie in parties.order_by(F("partenaire_id").asc(nulls_first=True), "pk"):
        contacts = Interlocuteur.objects.filter(caisse=partie.caisse, partenaire=partie.partenaire)
        contacts = contacts.exclude(volet=Volet.SUPPORT).order_by("volet", "rang", "pk")
        groupes.append(GroupeDeContacts(partie.libelle, list(contacts)))
    return groupes


def support_imprime(convention: Convention) -> list[GroupeDeContacts]:
    """Return whom each caisse names for the support of the portal (ORG-05)."""
    return [
        GroupeDeContacts(
            partie.libelle,
            list(
                Interlocuteur.objects.filter(caisse=partie.caisse, volet=Volet.SUPPORT).order_by("rang", "pk")
            ),
        )
        for partie in convention.parties.select_related("caisse").filter(caisse__isnull=False).order_by("pk")
    ]


def avenants_en_vigueur(convention: Convention) -> list[Any]:
    """Return the avenants that the terms printed take into account."""
    return list(convention.avenants.filter(etat=EtatAvenant.SIGNE).order_by("numero"))


def article_de_destruction(convention: Convention) -> str:
    """Return the article that asks for the destruction of the data: an utilisation leans on its métier one.

    Exigence: CONV-13
    """
    return (convention.parente or convention).article_pour("destruction")
