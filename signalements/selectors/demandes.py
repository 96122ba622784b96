"""One demande: its thread, its proof; and the technicien's home."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from conventions.models import Caisse
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from signalements.enums import Cote, NatureFait, NaturePieceDemande
from signalements.models import Demande, EvenementDemande, Message, NoteInterne, PieceDemande
from signalements.querysets import ETATS_OUVERTS
from signalements.selectors.attentes import PARTENAIRE_ATTENDU, en_attente_du_partenaire
from signalements.selectors.listes import pour_un_ecran

PORTAIL = "Espace Partenaires"


@dataclass(frozen=True, slots=True)
class ElementDeFil:
    """One line of the story of a demande.

    Attributes:
        genre: ``fait``, ``message`` or ``note``.
        quand: when it happened.
        auteur: words for the screen: a person of the reader's own side by name, the other side by its structure.
        cote: ``caisse``, ``partenaire`` or empty for the portal itself.
        nature: ``NatureFait`` of a fact.
        texte: label of the fact, or text of the message or note.
        pk: key of the message or of the note, within its demande; 0 for a fact.
    """

    genre: str
    quand: datetime
    auteur: str
    cote: str
    nature: str
    texte: str
    pk: int = 0


@dataclass(frozen=True, slots=True)
class AccueilTechnicien:
    """The technicien's home (UX-06), each list bounded.

    Attributes:
        attendent: demandes where something is expected from the partner (pieces, a correction, an answer).
        brouillons: the actor's drafts, last touched first.
        en_cours: demandes that run at the caisse, by deadline.
    """

    attendent: list[Demande]
    brouillons: list[Demande]
    a_reprendre: list[Demande]
    en_cours: list[Demande]


def accueil_technicien(acteur: Acteur, taille: int = 10) -> AccueilTechnicien:
    """Return what waits for the technicien, what it started, what colleagues left, what runs (four queries).

    Args:
        acteur: a technicien.
        taille: most rows in each list.
    """
    visibles = Demande.objects.visibles_par(acteur)
    ouvertes = pour_un_ecran(visibles.filter(etat__in=ETATS_OUVERTS), acteur)
    attendent = en_attente_du_partenaire(ouvertes)
    en_cours = ouvertes.exclude(PARTENAIRE_ATTENDU)
    brouillons = visibles.brouillons().select_related("caisse", "motif").order_by("-modifiee_le", "-id")
    return AccueilTechnicien(
        attendent=list(attendent.order_by("echeance", "id")[:taille]),
        brouillons=list(brouillons.filter(auteur=acteur.utilisateur_id)[:taille]),
        a_reprendre=list(brouillons.exclude(auteur=acteur.utilisateur_id)[:taille]),
        en_cours=list(en_cours.order_by("echeance", "id")[:taille]),
    )


def faits_de(demande: Demande) -> list[EvenementDemande]:
    """Return the facts of a demande, in the order that counts in law."""
    return list(EvenementDemande.objects.filter(demande=demande).order_by("survenu_le", "id"))


def fil(acteur: Acteur, demande: Demande) -> list[ElementDeFil]:
    """Return facts and messages of a demande in order; internal notes only for agents (DEM-11).

    Args:
        acteur: the reader, in whose scope the demande is.
        demande: with ``caisse`` and ``partenaire`` loaded.
    """
    est_agent = acteur.profil == Profil.AGENT
    faits = faits_de(demande)
    messages = list(Message.objects.filter(demande=demande).select_related("auteur"))
    notes = list(NoteInterne.objects.filter(demande=demande).select_related("auteur")) if est_agent else []
    auteurs = Utilisateur.objects.in_bulk({fait.auteur_id for fait in faits if fait.auteur_id})
    nommer = _Nommeur(demande, Cote.CAISSE if est_agent else Cote.PARTENAIRE, _caisses_d_avant(faits))
    elements = [nommer.fait(fait, auteurs.get(fait.auteur_id or 0)) for fait in faits]
    elements += [
        ElementDeFil(
            "message", m.ecrit_le, nommer.auteur(m.auteur, m.cote, m.ecrit_le), m.cote, "", m.texte, m.pk
        )
        for m in messages
    ]
    elements += [
        ElementDeFil("note", n.ecrite_le, n.auteur.nom_complet, Cote.CAISSE, "", n.texte, n.pk) for n in notes
    ]
    return sorted(elements, key=lambda element: element.quand)


def _caisses_d_avant(faits: Iterable[EvenementDemande]) -> list[tuple[datetime, str]]:
    """Return until when a demande was each former caisse's, and its name (one query, once it was transferred)."""
    departs = [(f.survenu_le, f.motif.split("-")[0]) for f in faits if f.nature == NatureFait.TRANSFERT]
    if not departs:
        return []
    noms = dict(Caisse.objects.filter(code__in=[code for _, code in departs]).values_list("code", "libelle"))
    return sorted((jusque, noms[code]) for jusque, code in departs if code in noms)


@dataclass(frozen=True, slots=True)
class _Nommeur:
    """Words for who acted: by name within the reader's own side, by structure across, as it was then."""

    demande: Demande
    lecteur: str
    avant: list[tuple[datetime, str]]

    def auteur(self, compte: Utilisateur | None, cote: str, quand: datetime) -> str:
        if compte is None or not cote:
            return PORTAIL
        if cote == self.lecteur:
            return compte.nom_complet
        if cote == Cote.PARTENAIRE:
            return self.demande.partenaire.libelle
        return next((nom for jusque, nom in self.avant if quand <= jusque), self.demande.caisse.libelle)

    def fait(self, fait: EvenementDemande, compte: Utilisateur | None) -> ElementDeFil:
        cote = ""
        if compte is not None:
            cote = Cote.CAISSE if compte.profil == Profil.AGENT else Cote.PARTENAIRE
        libelle = NatureFait(fait.nature).label
        qui = self.auteur(compte, cote, fait.survenu_le)
        return ElementDeFil("fait", fait.survenu_le, qui, cote, fait.nature, libelle)


def formulaire_joint(demande: Demande) -> PieceDemande | None:
    """Return the signed form that counts now (with its ``piece`` loaded), the withdrawn ones apart."""
    pieces = PieceDemande.objects.filter(
        demande=demande, nature=NaturePieceDemande.CONSENTEMENT, retiree_le__isnull=True
    )
    return pieces.select_related("piece").order_by("-numero").first()


def preuve_en_ordre(demande: Demande) -> bool:
    """Tell whether the person may be called: no new proof of consent is waited for.

    Exigence: DEM-06 (S4 annexe 3), DOC-03.
    """
    preuves = EvenementDemande.objects.filter(
        demande=demande, nature__in=[NatureFait.PREUVE_DEMANDEE, NatureFait.PREUVE_FOURNIE]
    )
    derniere = preuves.order_by("-id").values_list("nature", flat=True).first()
    return derniere != NatureFait.PREUVE_DEMANDEE
