"""The dated facts of an account, in words: what happened, when, by whom, and when the structure was told."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.web.dates import date_et_heure, date_simple
from habilitations.enums import EtatHabilitation, MotifInactivation, NatureEvenement
from habilitations.models import EvenementCompte, Habilitation
from habilitations.models.habilitation import PROFILS_PARTENAIRE
from habilitations.rules.fins import MOTIFS_EN_MOTS
from habilitations.selectors_effacements import effacement_de_l_habilitation
from habilitations.selectors_fins import fuseau_du_compte

CHAMPS_EN_MOTS: Final = {
    "civilite": "civilité",
    "nom": "nom",
    "prenom": "prénom",
    "fonction": "fonction",
    "courriel": "courriel",
    "telephone": "téléphone",
    "formation_detection_le": "date de la formation",
}


@dataclass(frozen=True, slots=True)
class FaitEnMots:
    """One fact, as the page of the account shows it.

    Attributes:
        quand: the moment, where the caisse is.
        quoi: what happened.
        par: who did it, « par la CPAM du Rhône »; empty when the time or the portal did.
        suite: what came of it: when the structure was told.
        preuve: key of the fact whose proof can be printed; ``None`` for the others.
    """

    quand: str
    quoi: str
    par: str
    suite: str
    preuve: UUID | None


def faits_en_mots(habilitation: Habilitation, *, pour_la_caisse: bool = False) -> list[FaitEnMots]:
    """Return the facts of an account, the latest first, in three queries.

    Args:
        habilitation: the account.
        pour_la_caisse: whether an agent reads, who has to write a letter when nobody can be told by mail.
    """
    lignes = list(
        EvenementCompte.objects.filter(habilitation=habilitation)
        .select_related("caisse")
        .order_by("-survenu_le", "-pk")
    )
    preuves: dict[int, list[EvenementCompte]] = defaultdict(list)
    for fait in lignes:
        if fait.nature == NatureEvenement.PARTENAIRE_PREVENU and fait.de_id:
            preuves[fait.de_id].append(fait)
    auteurs = noms_des_auteurs(lignes)
    fuseau = fuseau_du_compte(habilitation)
    return [
        _en_mots(
            fait,
            auteurs,
            prevenue_en_mots(preuves[fait.pk], fuseau) or _sans_preuve(fait, pour_la_caisse=pour_la_caisse),
            fuseau,
        )
        for fait in lignes
        if fait.nature != NatureEvenement.PARTENAIRE_PREVENU
    ]


def noms_des_auteurs(faits: Iterable[EvenementCompte]) -> dict[int, str]:
    """Return the names of the partner's accounts that acted; an agent is its caisse, here as on letters."""
    numeros = {fait.auteur_id for fait in faits if fait.auteur_id and fait.caisse_id is None}
    comptes = Utilisateur.objects.filter(pk__in=numeros, profil__in=PROFILS_PARTENAIRE)
    return {compte.pk: compte.nom_complet for compte in comptes}


def par_qui(fait: EvenementCompte, auteurs: dict[int, str]) -> str:
    """Return who did it: « par la CPAM du Rhône », « par Nadia Roche »; empty for the portal itself."""
    if fait.motif == MotifInactivation.FIN_DES_CONVENTIONS:
        return ""
    if fait.caisse is not None:
        return f"par la {fait.caisse.libelle}"
    nom = auteurs.get(fait.auteur_id or 0, "")
    return f"par {nom}" if nom else ""


def prevenue_en_mots(preuves: Collection[EvenementCompte], fuseau: ZoneInfo) -> str:
    """Return when the structure was told: the first mail handed over, and how many people have one."""
    if not preuves:
        return ""
    premiere = min(preuve.survenu_le for preuve in preuves)
    nombre = sum(preuve.nombre or 0 for preuve in preuves)
    personnes = "1 personne" if nombre == 1 else f"{nombre} personnes"
    return f"Structure prévenue par courriel le {date_et_heure(premiere, fuseau)} ({personnes})."


def effacement_annonce(habilitation: Habilitation) -> str:
    """Return the day of the erasure in words; empty for an account that is not inactivated."""
    if habilitation.etat != EtatHabilitation.INACTIVE:
        return ""
    moment = effacement_de_l_habilitation(habilitation)
    return date_simple(moment.date()) if moment else ""


def a_la_seconde(moment: datetime, fuseau: ZoneInfo) -> str:
    """Write a moment to the second: « lundi 23 novembre 2026 à 12 h 00 min 05 s »."""
    return f"{date_et_heure(moment, fuseau)}\xa0min\xa0{moment.astimezone(fuseau).second:02d}\xa0s"


def _en_mots(fait: EvenementCompte, auteurs: dict[int, str], suite: str, fuseau: ZoneInfo) -> FaitEnMots:
    inactivation = fait.nature == NatureEvenement.INACTIVATION
    return FaitEnMots(
        quand=date_et_heure(fait.survenu_le, fuseau),
        quoi=_quoi(fait),
        par=par_qui(fait, auteurs),
        suite=suite,
        preuve=fait.cle if inactivation else None,
    )


def _quoi(fait: EvenementCompte) -> str:
    mots = fait.get_nature_display()
    if fait.nature == NatureEvenement.INACTIVATION:
        return f"{mots}\xa0: {MOTIFS_EN_MOTS[fait.motif]}"
    if fait.nature == NatureEvenement.MODIFICATION:
        return f"{mots}\xa0: " + ", ".join(CHAMPS_EN_MOTS[champ] for champ in fait.champs)
    return mots


def _sans_preuve(fait: EvenementCompte, *, pour_la_caisse: bool) -> str:
    """Say of an inactivation what is known while no mail to the structure has left."""
    if fait.nature != NatureEvenement.INACTIVATION:
        return ""
    if fait.motif == MotifInactivation.FIN_DES_CONVENTIONS:
        return "La personne est prévenue par courriel."
    if fait.caisse_id is None:
        return "Décidé par la structure elle-même."
    if not pour_la_caisse:
        return "Le courriel à la structure n’est pas encore parti."
    return "Aucun courriel n’est encore parti à la structure. S’il ne lui reste aucun gestionnaire, prévenez-la par lettre."
