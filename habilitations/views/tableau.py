"""The list of accounts and the gauge of seats, in words: for gestionnaires, and for agents of the caisse."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils import timezone

from conventions.models import Partenaire
from conventions.selectors import caisses_en_vigueur
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.web.dates import date_et_heure, date_longue, date_simple
from habilitations.enums import EtatHabilitation, MotifInactivation
from habilitations.models import Habilitation
from habilitations.permissions import peut_gerer_compte, peut_reactiver
from habilitations.rules.cycle_de_vie import Action, etat_apres
from habilitations.rules.noms import plier
from habilitations.rules.quotas import Liberation, Places
from habilitations.rules.validite import instant_d_effacement, invitation_vivante
from habilitations.selectors import comptes_visibles, effectif, liberations, places
from habilitations.selectors_effacements import fuseaux_du_partenaire
from habilitations.views.presentation import etat_en_mots, mot_du_profil

PLURIEL: Final = {Profil.TECHNICIEN.value: "Techniciens", Profil.GESTIONNAIRE.value: "Gestionnaires"}
# More accounts than this on the page: a filter and a search come above the list.
COMPTES_SANS_FILTRE: Final = 20


class Tri(TextChoices):
    """What the list is narrowed to."""

    TOUS = "", "Tous"
    ACTIFS = "actifs", "Actifs"
    INVITATIONS = "invitations", "Invitations"
    INACTIFS = "inactives", "Inactivés"


_ETATS: Final = {
    Tri.ACTIFS: {EtatHabilitation.ACTIVE.value},
    Tri.INVITATIONS: {EtatHabilitation.INVITEE.value, EtatHabilitation.EXPIREE.value},
    Tri.INACTIFS: {EtatHabilitation.INACTIVE.value},
}


@dataclass(frozen=True, slots=True)
class Filtre:
    """What the reader looks for.

    Attributes:
        tri: the states to keep.
        nom: a part of a name or of an identifier; it came in a form, never in an address.
    """

    tri: Tri = Tri.TOUS
    nom: str = ""


SANS_FILTRE: Final = Filtre()


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
        peut_reactiver: whether the reader may bring it back.
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
    peut_reactiver: bool


@dataclass(frozen=True, slots=True)
class JaugePlaces:
    """Seats of one profile, with what the page says of them.

    Attributes:
        titre: « Techniciens ».
        places: the count.
        bientot: sentences on the seats that will be free again, the soonest first.
    """

    titre: str
    places: Places
    bientot: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableauComptes:
    """All that the list of accounts shows.

    Attributes:
        partenaire: the structure.
        membres: its members declared; ``None`` while no convention d'utilisation is in force.
        gestionnaires: their seats.
        techniciens: their seats.
        lignes: accounts and invitations that live, or lately did.
        inactifs: accounts inactivated and not yet erased.
        nombreux: whether a filter is useful.
        filtre: the one that was asked for.
    """

    partenaire: Partenaire
    membres: int | None
    gestionnaires: JaugePlaces
    techniciens: JaugePlaces
    lignes: tuple[LigneCompte, ...]
    inactifs: tuple[LigneCompte, ...]
    nombreux: bool
    filtre: Filtre


def tableau_des_comptes(
    acteur: Acteur, partenaire: Partenaire, maintenant: datetime, filtre: Filtre = SANS_FILTRE
) -> TableauComptes:
    """Read and word the accounts of a partenaire, in a number of queries that does not follow theirs.

    Exigence: HAB-03, HAB-17, NOV-01 (S1u 2.2.1)
    """
    membres = effectif(partenaire.pk, maintenant)
    comptes = list(comptes_visibles(acteur, partenaire.pk))
    gerantes = caisses_en_vigueur(partenaire.pk, maintenant)
    courriels = [compte.utilisateur.courriel.lower() for compte in comptes]
    jauges = jauges_du_partenaire(partenaire.pk, membres, maintenant)
    fuseaux = fuseaux_du_partenaire(partenaire.pk)
    lignes = [
        _ligne(
            acteur,
            compte,
            gerantes,
            fuseaux,
            maintenant,
            seconde=courriels.count(compte.utilisateur.courriel.lower()) > 1,
        )
        for compte in comptes
        if _retenu(compte, filtre)
    ]
    return TableauComptes(
        partenaire=partenaire,
        membres=membres,
        gestionnaires=jauges[Profil.GESTIONNAIRE],
        techniciens=jauges[Profil.TECHNICIEN],
        lignes=tuple(ligne for ligne in lignes if not _est_inactif(ligne)),
        inactifs=tuple(ligne for ligne in lignes if _est_inactif(ligne)),
        nombreux=len(comptes) > COMPTES_SANS_FILTRE,
        filtre=filtre,
    )


def jauges_du_partenaire(
    partenaire_id: int, membres: int | None, maintenant: datetime
) -> dict[str, JaugePlaces]:
    """Word the seats of a partenaire, by profile: used, reserved, soon free, in excess.

    Args:
        partenaire_id: the partenaire.
        membres: its number of members, or one to simulate.
        maintenant: the moment.

    Exigence: NOV-01 (S1u 2.2.1)
    """
    bientot = liberations(partenaire_id, maintenant)
    return {
        profil: JaugePlaces(PLURIEL[profil], siennes, tuple(map(liberation_en_mots, bientot[profil])))
        for profil, siennes in places(partenaire_id, membres, maintenant).items()
    }


def liberation_en_mots(liberation: Liberation) -> str:
    """Say when seats are free again, and on what condition."""
    jour, une = date_longue(liberation.le), liberation.nombre == 1
    combien = "Une place" if une else f"{liberation.nombre} places"
    if liberation.certaine:
        accord = "libérée" if une else "libérées"
        return f"{combien} {accord} le {jour} : la caisse a accepté l’inactivation."
    accord, suite = (
        ("libérée", "l’invitation ne sert pas d’ici là")
        if une
        else ("libérées", "les invitations ne servent pas d’ici là")
    )
    return f"{combien} {accord} le {jour} si {suite}."


def _retenu(compte: Habilitation, filtre: Filtre) -> bool:
    if filtre.tri != Tri.TOUS and compte.etat not in _ETATS[filtre.tri]:
        return False
    personne = f"{compte.utilisateur.nom_complet} {compte.utilisateur.identifiant}"
    return all(mot in plier(personne) for mot in plier(filtre.nom).split())


def _est_inactif(ligne: LigneCompte) -> bool:
    return ligne.habilitation.etat == EtatHabilitation.INACTIVE


def _ligne(
    acteur: Acteur,
    compte: Habilitation,
    gerantes: frozenset[int],
    fuseaux: Collection[ZoneInfo],
    maintenant: datetime,
    *,
    seconde: bool,
) -> LigneCompte:
    genre, mots = etat_en_mots(compte, maintenant)
    second_compte = seconde and compte.profil == Profil.TECHNICIEN
    gerable = peut_gerer_compte(acteur, compte, gerantes)
    return LigneCompte(
        habilitation=compte,
        profil=mot_du_profil(compte),
        genre=genre,
        etat=mots,
        precision="second compte, même personne" if second_compte else compte.utilisateur.fonction,
        second_facteur=bool(getattr(compte, "second_facteur", False)),
        suite=_suite(compte, fuseaux, maintenant),
        peut_renvoyer=gerable and _mene(compte, Action.RENVOYER),
        peut_annuler=gerable and _mene(compte, Action.ANNULER),
        peut_reactiver=_revient(compte, fuseaux, maintenant) and peut_reactiver(acteur, compte, gerantes),
    )


def _suite(compte: Habilitation, fuseaux: Collection[ZoneInfo], maintenant: datetime) -> str:
    if compte.etat == EtatHabilitation.INACTIVE and compte.inactivee_le is not None:
        return f"effacé le {date_simple(instant_d_effacement(compte.inactivee_le, fuseaux).date())}"
    expire_le = compte.invitation_expire_le
    if compte.etat == EtatHabilitation.INVITEE and expire_le and invitation_vivante(expire_le, maintenant):
        return date_et_heure(expire_le, timezone.get_current_timezone())
    return ""


def _revient(compte: Habilitation, fuseaux: Collection[ZoneInfo], maintenant: datetime) -> bool:
    return (
        compte.etat == EtatHabilitation.INACTIVE
        and compte.motif_inactivation != MotifInactivation.EXCLUSION
        and compte.inactivee_le is not None
        and maintenant < instant_d_effacement(compte.inactivee_le, fuseaux)
    )


def _mene(compte: Habilitation, action: Action) -> bool:
    return etat_apres(EtatHabilitation(compte.etat), action) is not None
