"""How accounts and seats are worded on the screens of gestionnaires and agents."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils import timezone

from conventions.models import Partenaire
from conventions.selectors import caisses_en_vigueur
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Civilite, Profil
from espace_partenaires.web.dates import date_et_heure, date_longue, date_simple
from habilitations.enums import EtatHabilitation
from habilitations.models import Habilitation
from habilitations.permissions import peut_gerer_compte
from habilitations.rules.certifications import CERTIFICATIONS
from habilitations.rules.cycle_de_vie import Action, etat_apres
from habilitations.rules.quotas import Places
from habilitations.rules.validite import effacement, invitation_vivante
from habilitations.selectors import comptes_visibles, effectif, places

FEMININ: Final = {Profil.TECHNICIEN.value: "Technicienne", Profil.GESTIONNAIRE.value: "Gestionnaire"}
PLURIEL: Final = {Profil.TECHNICIEN.value: "Techniciens", Profil.GESTIONNAIRE.value: "Gestionnaires"}


@dataclass(frozen=True, slots=True)
class LigneCompte:
    """One account of the list.

    Attributes:
        habilitation: the row, its account with it.
        profil: « Technicienne », « Gestionnaire »…
        genre: kind of the badge.
        etat: words of the badge.
        precision: what is said under the name.
        second_facteur: whether the account has one.
        suite: what comes next, under the badge; mostly nothing.
        peut_renvoyer: whether the reader may send its invitation again.
        peut_annuler: whether the reader may cancel its invitation.
    """

    habilitation: Habilitation
    profil: str
    genre: str
    etat: str
    precision: str
    second_facteur: bool
    suite: str
    peut_renvoyer: bool
    peut_annuler: bool


@dataclass(frozen=True, slots=True)
class JaugePlaces:
    """Seats of one profile, with what the page says of them.

    Attributes:
        titre: « Techniciens ».
        places: the count.
        liberee_le: in words, when the next invitation gives its seat back if nobody uses it; else empty.
    """

    titre: str
    places: Places
    liberee_le: str


@dataclass(frozen=True, slots=True)
class TableauComptes:
    """All that the list of accounts shows."""

    partenaire: Partenaire
    membres: int | None
    gestionnaires: JaugePlaces
    techniciens: JaugePlaces
    lignes: tuple[LigneCompte, ...]


def mot_du_profil(habilitation: Habilitation) -> str:
    """Return the profile in the gender of the person."""
    if habilitation.utilisateur.civilite == Civilite.MME:
        return FEMININ[habilitation.profil]
    return Profil(habilitation.profil).label


def etat_en_mots(habilitation: Habilitation, maintenant: datetime) -> tuple[str, str]:
    """Return kind and words of the badge; a late invitation is late, swept or not."""
    etat, expire_le = habilitation.etat, habilitation.invitation_expire_le
    if etat == EtatHabilitation.ACTIVE:
        return "fait", "actif"
    if (
        etat == EtatHabilitation.INVITEE
        and expire_le is not None
        and invitation_vivante(expire_le, maintenant)
    ):
        return "bientot", f"invitation, expire {_jour_proche(expire_le)}"
    if etat in (EtatHabilitation.INVITEE, EtatHabilitation.EXPIREE):
        return "attente", "invitation expirée"
    if etat == EtatHabilitation.INACTIVE and habilitation.inactivee_le is not None:
        return "attente", f"inactivé le {date_simple(timezone.localdate(habilitation.inactivee_le))}"
    return "attente", habilitation.get_etat_display().lower()


def _jour_proche(moment: datetime) -> str:
    """Write a day of the coming week: « mardi 24 novembre », its year goes without saying."""
    return date_longue(timezone.localdate(moment)).rsplit(" ", 1)[0]


def tableau_des_comptes(acteur: Acteur, partenaire: Partenaire, maintenant: datetime) -> TableauComptes:
    """Read and word the accounts of a partenaire, in a number of queries that does not follow theirs."""
    membres = effectif(partenaire.pk, maintenant)
    comptes = list(comptes_visibles(acteur, partenaire.pk))
    gerantes = caisses_en_vigueur(partenaire.pk, maintenant)
    courriels = [compte.utilisateur.courriel.lower() for compte in comptes]
    par_profil = places(partenaire.pk, membres, maintenant)
    return TableauComptes(
        partenaire=partenaire,
        membres=membres,
        gestionnaires=_jauge(par_profil[Profil.GESTIONNAIRE], comptes, maintenant),
        techniciens=_jauge(par_profil[Profil.TECHNICIEN], comptes, maintenant),
        lignes=tuple(
            _ligne(
                compte,
                maintenant,
                seconde=courriels.count(compte.utilisateur.courriel.lower()) > 1,
                gerable=peut_gerer_compte(acteur, compte, gerantes),
            )
            for compte in comptes
        ),
    )


@dataclass(frozen=True, slots=True)
class CertificationDatee:
    """What was certified, in words, and when."""

    texte: str
    le: date


def certifications_en_mots(habilitation: Habilitation) -> list[CertificationDatee]:
    """Return what the gestionnaire certified of this account."""
    return [
        CertificationDatee(texte, date.fromisoformat(habilitation.certifications[code]["le"]))
        for code, texte in CERTIFICATIONS.items()
        if code in habilitation.certifications
    ]


def personne_en_mots(habilitation: Habilitation) -> list[tuple[str, object]]:
    """Return who holds the account, for a list of definitions."""
    compte = habilitation.utilisateur
    return [
        ("Civilité", compte.get_civilite_display()),
        ("Nom", compte.nom_complet),
        ("Fonction", compte.fonction),
        ("Courriel", compte.courriel),
        ("Téléphone", compte.telephone),
    ]


def dates_du_compte(habilitation: Habilitation) -> list[tuple[str, object]]:
    """Return the dated facts of the account, for a list of definitions; what did not happen is left out."""
    faits = [
        ("Créé le", habilitation.creee_le),
        ("Activé le", habilitation.activee_le),
        ("Inactivé le", habilitation.inactivee_le),
        ("Dernière connexion", habilitation.utilisateur.last_login),
    ]
    datees: list[tuple[str, object]] = [
        (mot, date_et_heure(moment, timezone.get_current_timezone())) for mot, moment in faits if moment
    ]
    formation = habilitation.formation_detection_le
    if habilitation.profil == Profil.TECHNICIEN:
        datees.append(
            ("Formation à la détection", date_longue(formation) if formation else "pas encore suivie")
        )
    if habilitation.exception_domaine:
        datees.append(("Adresse acceptée par la caisse", habilitation.exception_domaine))
    return [("Identifiant", habilitation.utilisateur.identifiant), *datees]


def _ligne(compte: Habilitation, maintenant: datetime, *, seconde: bool, gerable: bool) -> LigneCompte:
    genre, mots = etat_en_mots(compte, maintenant)
    second_compte = seconde and compte.profil == Profil.TECHNICIEN
    return LigneCompte(
        habilitation=compte,
        profil=mot_du_profil(compte),
        genre=genre,
        etat=mots,
        precision="second compte, même personne" if second_compte else compte.utilisateur.fonction,
        second_facteur=bool(getattr(compte, "second_facteur", False)),
        suite=_suite(compte),
        peut_renvoyer=gerable and _mene(compte, Action.RENVOYER),
        peut_annuler=gerable and _mene(compte, Action.ANNULER),
    )


def _suite(compte: Habilitation) -> str:
    if compte.etat != EtatHabilitation.INACTIVE or compte.inactivee_le is None:
        return ""
    return f"supprimé le {date_simple(effacement(timezone.localdate(compte.inactivee_le)))}"


def _mene(compte: Habilitation, action: Action) -> bool:
    return etat_apres(EtatHabilitation(compte.etat), action) is not None


def _jauge(siennes: Places, comptes: list[Habilitation], maintenant: datetime) -> JaugePlaces:
    vivantes = [
        compte.invitation_expire_le
        for compte in comptes
        if compte.profil == siennes.profil
        and compte.etat == EtatHabilitation.INVITEE
        and compte.invitation_expire_le is not None
        and invitation_vivante(compte.invitation_expire_le, maintenant)
    ]
    prochaine = min(vivantes, default=None)
    return JaugePlaces(
        titre=PLURIEL[siennes.profil],
        places=siennes,
        liberee_le=_jour_proche(prochaine) if prochaine else "",
    )
