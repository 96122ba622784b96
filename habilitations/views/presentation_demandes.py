"""How requests about gestionnaires are worded: for the structure that asks, for the caisse that decides."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from conventions.selectors import jour_de_la_caisse
from espace_partenaires.comptes.enums import Civilite
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.web.dates import date_et_heure, date_longue, date_simple
from habilitations.enums import EtatDemandeHabilitation, NatureDemande
from habilitations.models import DemandeHabilitation
from habilitations.models.demande import EN_COURS
from habilitations.rules.demandes import (
    ARTICLES,
    CHAMPS_MODIFIABLES,
    date_venue,
    jours_ouvres_restants,
    reference,
)
from habilitations.services.courriels_demandes import terme_de

LIBELLES: Final[dict[str, str]] = {
    "civilite": "Civilité",
    "nom": "Nom",
    "prenom": "Prénom",
    "fonction": "Fonction",
    "courriel": "Courriel",
    "telephone": "Téléphone",
}
ATTEND_UN_SUCCESSEUR: Final = "attend le successeur"


@dataclass(frozen=True, slots=True)
class LigneDemande:
    """One request, as lists show it.

    Attributes:
        demande: the row.
        reference: what both sides call it.
        personne: whom it is about.
        genre: kind of the badge.
        etat: words of the badge.
        suite: what is said under the badge; maybe nothing.
        article: what the term rests on.
    """

    demande: DemandeHabilitation
    reference: str
    personne: str
    genre: str
    etat: str
    suite: str
    article: str


@dataclass(frozen=True, slots=True)
class Changement:
    """One field of a change: as it is, as asked.

    Attributes:
        libelle: the field.
        avant: the account as it is now.
        apres: what is asked; empty when this field is not.
    """

    libelle: str
    avant: str
    apres: str

    @property
    def change(self) -> bool:
        """Tell whether the value asked differs from the account's."""
        return bool(self.apres) and self.apres != self.avant


def personne_de(demande: DemandeHabilitation) -> str:
    """Return whom a request is about; an erased one has nobody left."""
    if demande.nature != NatureDemande.HABILITER and demande.habilitation is not None:
        return demande.habilitation.utilisateur.nom_complet or "compte effacé"
    return f"{demande.prenom} {demande.nom}".strip() or "personne effacée"


def pour_la_structure(demande: DemandeHabilitation, maintenant: datetime) -> LigneDemande:
    """Word a request for those who asked: where it stands, what comes next."""
    genre, etat, suite = _cote_structure(demande, jour_de_la_caisse(demande.caisse, maintenant))
    return _ligne(demande, genre, etat, suite)


def pour_la_caisse(demande: DemandeHabilitation, maintenant: datetime) -> LigneDemande:
    """Word a request for those who decide: what is left of the term, or what became of it."""
    genre, etat, suite = _cote_caisse(demande, jour_de_la_caisse(demande.caisse, maintenant))
    return _ligne(demande, genre, etat, suite)


def _ligne(demande: DemandeHabilitation, genre: str, etat: str, suite: str) -> LigneDemande:
    article = ARTICLES[demande.nature]
    return LigneDemande(demande, reference(demande.cle), personne_de(demande), genre, etat, suite, article)


def _cote_structure(demande: DemandeHabilitation, jour: date) -> tuple[str, str, str]:
    if demande.etat == EtatDemandeHabilitation.EN_ATTENTE:
        terme = terme_de(demande)
        if jour > terme:
            return "retard", "délai dépassé", f"La caisse devait répondre le {date_longue(terme)}."
        return "attente", "attend la caisse", f"Réponse au plus tard le {date_longue(terme)}."
    if demande.etat == EtatDemandeHabilitation.ACCEPTEE:
        return _acceptee(demande, jour)
    return _terminee(demande)


def _cote_caisse(demande: DemandeHabilitation, jour: date) -> tuple[str, str, str]:
    if demande.etat == EtatDemandeHabilitation.ACCEPTEE:
        return _acceptee(demande, jour)
    if demande.etat not in EN_COURS:
        return _terminee(demande)
    terme = terme_de(demande)
    suite = f"à décider le {date_longue(terme)} au plus tard"
    if jour > terme:
        return "retard", f"en retard de {_jours((jour - terme).days)}", suite
    restants = jours_ouvres_restants(jour, terme, demande.caisse.zone_jours_feries)
    if jour == terme or not restants:
        return "bientot", "dernier jour", suite
    if restants == 1:
        return "bientot", "reste 1 jour ouvré", suite
    return "attente", f"reste {restants} jours ouvrés", suite


def _acceptee(demande: DemandeHabilitation, jour: date) -> tuple[str, str, str]:
    le = demande.souhaitee_le or jour
    if getattr(demande, "releve", True):
        return "attente", f"acceptée, pour le {date_simple(le)}", ""
    attente = "Le compte sera inactivé dès qu’un autre gestionnaire aura ouvert le sien."
    return (
        "bientot",
        ATTEND_UN_SUCCESSEUR,
        attente if date_venue(le, jour) else (f"Date souhaitée : le {date_longue(le)}. {attente}"),
    )


def _terminee(demande: DemandeHabilitation) -> tuple[str, str, str]:
    if demande.etat == EtatDemandeHabilitation.FAITE:
        return "fait", f"faite{_le(demande.faite_le, demande)}", ""
    if demande.etat == EtatDemandeHabilitation.REFUSEE:
        return "attente", f"refusée{_le(demande.decidee_le, demande)}", demande.motif_refus
    if demande.decidee_par is None:
        return "attente", f"close{_le(demande.decidee_le, demande)}", demande.motif_refus
    return "attente", f"annulée{_le(demande.decidee_le, demande)} par le partenaire", ""


def _le(moment: datetime | None, demande: DemandeHabilitation) -> str:
    return f" le {date_simple(jour_de_la_caisse(demande.caisse, moment))}" if moment else ""


def _jours(nombre: int) -> str:
    return f"{nombre} jour{'s' if nombre > 1 else ''}"


def comparer(demande: DemandeHabilitation) -> list[Changement]:
    """Return every field of the account to change: as it is, as asked."""
    compte = demande.habilitation.utilisateur if demande.habilitation else None
    return [
        Changement(libelle, _valeur(compte, champ), _valeur(demande, champ))
        for champ, libelle in LIBELLES.items()
    ]


def _valeur(source: Utilisateur | DemandeHabilitation | None, champ: str) -> str:
    brute = str(getattr(source, champ, "") or "")
    return str(dict(Civilite.choices).get(brute, brute)) if champ == "civilite" else brute


def ce_qui_est_demande(demande: DemandeHabilitation) -> list[tuple[str, object]]:
    """Return what is asked, for a list of definitions."""
    if demande.nature == NatureDemande.INACTIVER:
        return [
            ("Compte à inactiver", _compte(demande)),
            ("Date souhaitée", date_longue(demande.souhaitee_le) if demande.souhaitee_le else ""),
            ("Prend la suite", successeur_de(demande)),
            ("Précision du partenaire", demande.precision),
        ]
    if demande.nature == NatureDemande.MODIFIER:
        demandes = [(change.libelle, change.apres) for change in comparer(demande) if change.apres]
        return [
            ("Compte à modifier", _compte(demande)),
            *demandes,
            ("Précision du partenaire", demande.precision),
        ]
    personne: list[tuple[str, object]] = [
        (LIBELLES[champ], _valeur(demande, champ)) for champ in CHAMPS_MODIFIABLES
    ]
    return [*personne, ("Précision du partenaire", demande.precision)]


def successeur_de(demande: DemandeHabilitation) -> str:
    """Return who takes over from a gestionnaire who leaves, in words."""
    if demande.successeur is not None:
        return demande.successeur.utilisateur.nom_complet
    suite = demande.demande_du_successeur
    if suite is None:
        return "les autres gestionnaires de la structure"
    return f"{personne_de(suite)} (demande {reference(suite.cle)} : {suite.get_etat_display().lower()})"


def delai_de(demande: DemandeHabilitation) -> list[tuple[str, object]]:
    """Return when it was received, until when the caisse has, and the text it rests on."""
    fuseau = ZoneInfo(demande.caisse.fuseau)
    return [
        ("Reçue le", date_et_heure(demande.demandee_le, fuseau)),
        ("Adressée à", f"la {demande.caisse.libelle}"),
        ("À décider au plus tard le", date_longue(terme_de(demande))),
        ("Sur quoi cela repose", ARTICLES[demande.nature]),
    ]


def _compte(demande: DemandeHabilitation) -> str:
    if demande.habilitation is None:
        return ""
    compte = demande.habilitation.utilisateur
    return f"{compte.nom_complet} ({compte.identifiant})"
