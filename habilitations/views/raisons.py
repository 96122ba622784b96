"""Why an account may, or may not: the reasons of the page « ce que ce compte peut faire », in plain words."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final

from allauth.mfa.utils import is_mfa_enabled
from django.utils import timezone

from conventions.selectors_suivi import partenaires_suivis
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.comptes.selectors import etapes_de
from espace_partenaires.web.dates import date_simple
from habilitations.droits import DroitsDuCompte, Reponse, Terrain
from habilitations.enums import EtatHabilitation
from habilitations.models import Habilitation
from habilitations.rules.droits import ADMINISTRATEUR, MOTS, PARTENAIRES, TOUS, enumerer, reserve

SANS_CONVENTION: Final = "aucune convention d’utilisation n’est en vigueur"


@dataclass(frozen=True, slots=True)
class LigneExpliquee:
    """One right as the page shows it.

    Attributes:
        action: what may be done.
        caisse: with which caisse, when the account has several and the right goes caisse by caisse; else empty.
        oui: the answer.
        raison: why, a sentence.
        article: the text it rests on.
    """

    action: str
    caisse: str
    oui: bool
    raison: str
    article: str


@dataclass(frozen=True, slots=True)
class ChapitreDeDroits:
    """The rights of one chapter.

    Attributes:
        titre: its title.
        lignes: its rights.
        d_autrui: whether none of them can ever be held by this kind of account: shown last, folded.
    """

    titre: str
    lignes: tuple[LigneExpliquee, ...]
    d_autrui: bool = False


def chapitres(droits: DroitsDuCompte) -> list[ChapitreDeDroits]:
    """Word the answers, chapter by chapter.

    Exigence: HAB-16 (card)
    """
    par_famille = groupby(droits.reponses, key=lambda reponse: reponse.ligne.famille)
    return [_chapitre(droits, str(famille.label), tuple(reponses)) for famille, reponses in par_famille]


def _chapitre(droits: DroitsDuCompte, titre: str, reponses: tuple[Reponse, ...]) -> ChapitreDeDroits:
    plusieurs = len(droits.terrains) > 1
    profil = droits.utilisateur.profil
    return ChapitreDeDroits(
        titre,
        tuple(_expliquer(droits, reponse, plusieurs=plusieurs) for reponse in reponses),
        d_autrui=profil in PARTENAIRES
        and not any(reponse.oui or profil in reponse.ligne.porteurs for reponse in reponses),
    )


def _expliquer(droits: DroitsDuCompte, reponse: Reponse, *, plusieurs: bool) -> LigneExpliquee:
    une_caisse = plusieurs and len(reponse.terrains) == 1
    caisse = reponse.terrains[0].caisse if une_caisse else None
    raison = _pourquoi(droits, reponse) if reponse.oui else _pourquoi_pas(droits, reponse)
    return LigneExpliquee(
        action=reponse.ligne.action,
        caisse=caisse.libelle if caisse else "",
        oui=reponse.oui,
        raison=raison[0].upper() + raison[1:] + ".",
        article=reponse.ligne.article,
    )


def _pourquoi(droits: DroitsDuCompte, reponse: Reponse) -> str:
    profil = droits.utilisateur.profil
    if reponse.ligne.porteurs == {ADMINISTRATEUR}:
        return "parce que ce compte est celui d’un administrateur national"
    if reponse.d_office and reponse.ligne.condition:
        return f"parce qu’il suffit d’{reponse.ligne.condition}, et que ce compte l’est"
    if reponse.d_office:
        structure = " de la structure" if profil in PARTENAIRES and reponse.ligne.porteurs != TOUS else ""
        return f"tout compte ouvert{structure} le peut"
    if profil == Profil.AGENT:
        caisse = reponse.terrains[0].caisse
        groupes = [f"des {MOTS[role]}" for role in MOTS if role in reponse.roles]
        mot = "dans les groupes " if len(groupes) > 1 else "dans le groupe "
        return f"parce que ce compte est {mot}{enumerer(groupes)} de la {caisse.libelle if caisse else ''}"
    en_vigueur = [
        f"avec la {terrain.caisse.libelle} est en vigueur depuis le {date_simple(terrain.vigueur.depuis)}"
        for terrain in reponse.terrains
        if terrain.ouvert and terrain.vigueur and terrain.caisse
    ]
    return (
        f"parce que ce compte est celui d’un {Profil(profil).label.lower()} "
        f"et que la convention d’utilisation {enumerer(en_vigueur)}"
    )


def _pourquoi_pas(droits: DroitsDuCompte, reponse: Reponse) -> str:
    if droits.roles.isdisjoint(reponse.ligne.porteurs):
        return reserve(reponse.ligne.porteurs)
    if not droits.utilisateur.is_active:
        return "ce compte n’est pas ouvert"
    if droits.utilisateur.profil in PARTENAIRES:
        fermetures = [ferme for terrain in reponse.terrains if (ferme := fermeture(terrain))]
        if len(fermetures) == len(reponse.terrains):
            return enumerer(fermetures)
    return f"il faut {reponse.ligne.condition}" if reponse.ligne.condition else "rien ne l’ouvre aujourd’hui"


def fermeture(terrain: Terrain) -> str:
    """Say what closes the rights of a partner's account with a caisse; empty while they run."""
    if terrain.ouvert:
        return ""
    if terrain.caisse is None:
        return SANS_CONVENTION
    if terrain.vigueur is None or terrain.vigueur.coupure is None:
        return f"{SANS_CONVENTION} avec la {terrain.caisse.libelle}"
    coupee_le = timezone.localdate(terrain.vigueur.coupure.coupee_le)
    return f"la {terrain.caisse.libelle} a coupé l’accès de la structure le {date_simple(coupee_le)}"


def faits_du_compte(droits: DroitsDuCompte, habilitation: Habilitation | None) -> list[tuple[str, object]]:
    """Say what the answers start from: who, where, what is in force, for a list of definitions."""
    compte = droits.utilisateur
    faits: list[tuple[str, object]] = [
        ("Identifiant", compte.identifiant),
        ("Profil", compte.get_profil_display()),
    ]
    if habilitation is not None:
        faits.append(("Structure", habilitation.partenaire.libelle))
        return faits + [
            (terrain.caisse.libelle, vigueur_en_mots(terrain))
            for terrain in droits.terrains
            if terrain.caisse is not None
        ]
    caisse = droits.terrains[0].caisse
    if caisse is None:
        return faits
    roles = [MOTS[role].capitalize() for role in MOTS if role in droits.roles]
    suivis = partenaires_suivis(compte.pk, caisse).count()
    return [
        *faits,
        ("Caisse", caisse.libelle),
        ("Groupes", ", ".join(roles) or "aucun : ce compte ne voit rien de la caisse"),
        ("Partenaires suivis", f"{suivis}, pour être prévenu le premier : cela n’ouvre aucun droit"),
    ]


def vigueur_en_mots(terrain: Terrain) -> str:
    """Say since when the conventions open rights with a caisse, until when, and which services."""
    ferme = fermeture(terrain)
    if ferme or terrain.vigueur is None:
        return ferme[:1].upper() + ferme[1:]
    fin = terrain.vigueur.fin.le
    jusque = f", jusqu’au {date_simple(fin)} inclus" if fin else ""
    services = ", ".join(str(service.label) for service in terrain.vigueur.ouverts)
    return (
        f"Convention d’utilisation en vigueur depuis le {date_simple(terrain.vigueur.depuis)}{jusque} ; "
        + (f"services ouverts : {services}" if services else "aucun service ouvert")
    )


def manques(droits: DroitsDuCompte, maintenant: datetime) -> list[str]:
    """Say what an open account must do before anything else opens."""
    compte = droits.utilisateur
    if not compte.is_active:
        return []
    manquent = []
    if droits.acteur.second_facteur_exige and not is_mfa_enabled(compte):
        manquent.append("ajouter un second facteur, exigé pour ce compte")
    etapes = etapes_de(compte.pk, maintenant)
    if etapes.mot_de_passe.a_faire:
        manquent.append("choisir un nouveau mot de passe, celui-ci est trop ancien")
    if etapes.cgu_a_accepter:
        manquent.append("accepter les conditions d’utilisation en vigueur")
    return manquent


def etat_du_compte(utilisateur: Utilisateur, habilitation: Habilitation | None) -> str:
    """Say since when the account is open, or what closed it."""
    if habilitation is not None:
        return _etat_d_un_partenaire(habilitation)
    if utilisateur.efface_le:
        return f"effacé le {_jour(utilisateur.efface_le)}"
    if utilisateur.ferme_le:
        return f"fermé le {_jour(utilisateur.ferme_le)}"
    if not utilisateur.is_active:
        return "pas encore ouvert : l’invitation n’a pas servi"
    return f"ouvert ; créé le {_jour(utilisateur.cree_le)}"


def _etat_d_un_partenaire(habilitation: Habilitation) -> str:
    etat = habilitation.etat
    if etat == EtatHabilitation.ACTIVE and habilitation.activee_le:
        return f"actif depuis le {_jour(habilitation.activee_le)}"
    if etat == EtatHabilitation.INACTIVE and habilitation.inactivee_le:
        motif = habilitation.get_motif_inactivation_display()
        return f"inactivé le {_jour(habilitation.inactivee_le)}" + (f" : {motif.lower()}" if motif else "")
    if etat == EtatHabilitation.INVITEE and habilitation.invitation_expire_le:
        return f"pas encore ouvert : l’invitation expire le {_jour(habilitation.invitation_expire_le)}"
    return habilitation.get_etat_display().lower()


def _jour(moment: datetime) -> str:
    return date_simple(timezone.localdate(moment))
