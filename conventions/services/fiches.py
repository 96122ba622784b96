"""Fiches action: written by the parties, started once nothing stands in the way (CONV-10, CONV-11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from conventions.enums import EtatFiche
from conventions.models import Convention, FicheAction, IndicateurFiche
from conventions.rules.comites import empreinte
from conventions.rules.fiches import Barriere, FaitsFiche, barrieres, etat_apres
from conventions.selectors import jour_de_la_convention
from conventions.services.ecriture import journaliser
from conventions.services.pilotage import exiger_version, ouvrir_a_l_animation
from conventions.services.textes import refuser_un_nir
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee

# What the parties write; the rest is the DPO's, or follows from the acts.
CHAMPS: Final = (
    "titre",
    "theme",
    "finalites",
    "publics",
    "resultats",
    "prerequis",
    "etp",
    "qualite_des_personnes",
    "autres_moyens",
    "formes_d_accueil",
    "echange_de_donnees",
    "flux_couvrant",
    "pilote",
    "copilote",
    "conduite",
    "date_du_projet",
)
# What the DPO's opinion rests on: changed, it must be given again.
CHAMPS_ANALYSES: Final = ("finalites", "publics", "echange_de_donnees", "flux_couvrant")
TEXTES: Final = (
    "titre",
    "finalites",
    "publics",
    "resultats",
    "prerequis",
    "qualite_des_personnes",
    "autres_moyens",
    "pilote",
    "copilote",
    "conduite",
)


@dataclass(frozen=True, slots=True)
class Indicateur:
    """How an action is followed: what is measured, the target, its unit, the result."""

    nom: str
    cible: str = ""
    unite: str = ""
    resultat: str = ""


def version_de(fiche: FicheAction) -> str:
    """Return the mark of a stored fiche."""
    lignes = fiche.indicateurs.order_by("pk").values_list("intitule", "cible", "unite", "resultat")
    return empreinte(*[str(getattr(fiche, champ)) for champ in CHAMPS], fiche.etat, str(list(lignes)))


def barrieres_de(fiche: FicheAction) -> tuple[Barriere, ...]:
    """Return what a fiche still waits for before its action may start."""
    return barrieres(
        FaitsFiche(
            echange_de_donnees=fiche.echange_de_donnees,
            analysee=fiche.dpo_analyse_le is not None,
            inscrite=fiche.registre_le is not None and bool(fiche.registre_numero),
            flux_couvrant=fiche.flux_couvrant_id is not None,
            flux_justifie=fiche.flux_justifie_le is not None,
        )
    )


def creer_fiche(
    *,
    acteur: Acteur,
    convention: Convention,
    contenu: dict[str, Any],
    indicateurs: Sequence[Indicateur] = (),
    maintenant: datetime | None = None,
) -> FicheAction:
    """Write a new fiche action, usable under every modèle.

    Args:
        acteur: whoever steers the convention.
        convention: the convention.
        contenu: values of ``CHAMPS``.
        indicateurs: how the action is followed.
        maintenant: the moment of writing (aware).

    Raises:
        RegleMetierRefusee: not signed, or a text that looks like a NIR.

    Exigence: CONV-10 (S0 annexe 1)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        verrouillee = ouvrir_a_l_animation(acteur, convention)
        _verifier(contenu, indicateurs)
        dernier = verrouillee.fiches.aggregate(numero=Max("numero"))["numero"] or 0
        fiche = FicheAction.objects.create(
            convention=verrouillee,
            numero=dernier + 1,
            creee_le=instant,
            modifiee_le=instant,
            auteur_id=acteur.utilisateur_id or None,
            **{champ: contenu[champ] for champ in CHAMPS},
        )
        _ecrire_indicateurs(fiche, indicateurs)
        journaliser(acteur, "conventions.creer_fiche", verrouillee, fiche=fiche.numero)
    return fiche


def modifier_fiche(
    *,
    acteur: Acteur,
    fiche: FicheAction,
    contenu: dict[str, Any],
    indicateurs: Sequence[Indicateur],
    version: str,
    maintenant: datetime | None = None,
) -> FicheAction:
    """Change a fiche that is not over; what the DPO's opinion rests on, once changed, asks for it again.

    Args:
        acteur: whoever steers the convention.
        fiche: the fiche.
        contenu: values of ``CHAMPS``.
        indicateurs: how the action is followed.
        version: what ``version_de`` gave when the form was shown.
        maintenant: the moment of writing (aware).

    Raises:
        RegleMetierRefusee: over, changed meanwhile, a text that looks like a NIR, or a running action whose
            exchange of data would no longer be the one analysed.

    Exigence: CONV-10, CONV-11 (S0 8, 10, annexe 1)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        convention, ligne = _verrouiller(acteur, fiche)
        _exiger_ouverte(ligne)
        exiger_version(version, version_de(ligne))
        _verifier(contenu, indicateurs)
        change = any(getattr(ligne, champ) != contenu[champ] for champ in CHAMPS_ANALYSES)
        if change and ligne.etat == EtatFiche.EN_COURS:
            raise RegleMetierRefusee(
                "analyse_a_refaire",
                "L’action a démarré sur l’analyse du délégué à la protection des données : finalités, publics et "
                "échange de données ne changent plus. Ouvrez une nouvelle fiche.",
                "Convention locale CPAM–CAF, annexe 2 § 3",
            )
        for champ in CHAMPS:
            setattr(ligne, champ, contenu[champ])
        if change:
            _effacer_l_avis(ligne)
        ligne.modifiee_le = instant
        ligne.save()
        _ecrire_indicateurs(ligne, indicateurs)
        journaliser(acteur, "conventions.modifier_fiche", convention, fiche=ligne.numero, avis_efface=change)
    return ligne


def demarrer_fiche(*, acteur: Acteur, fiche: FicheAction, maintenant: datetime | None = None) -> None:
    """Start an action, once the DPO's analysis, the register and the national flows allow it.

    Raises:
        RegleMetierRefusee: with the first barrier, or when it has started already.

    Exigence: CONV-10, CONV-11 (S0 8, 10, annexe 2 § 3)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        convention, ligne = _verrouiller(acteur, fiche)
        etat = _exiger_transition(ligne, "demarrer")
        for barriere in barrieres_de(ligne):
            raise RegleMetierRefusee(barriere.code, barriere.message, barriere.article)
        ligne.etat, ligne.demarree_le = etat, jour_de_la_convention(convention, instant)
        ligne.modifiee_le = instant
        ligne.save(update_fields=["etat", "demarree_le", "modifiee_le"])
        journaliser(acteur, "conventions.demarrer_fiche", convention, fiche=ligne.numero)


def terminer_fiche(
    *, acteur: Acteur, fiche: FicheAction, terminee_le: date, bilan: str, maintenant: datetime | None = None
) -> None:
    """End an action with what came of it.

    Raises:
        RegleMetierRefusee: not running, before its start, in the future, or a text that looks like a NIR.

    Exigence: CONV-10 (S0 annexe 1)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        convention, ligne = _verrouiller(acteur, fiche)
        etat = _exiger_transition(ligne, "terminer")
        refuser_un_nir(bilan)
        if terminee_le > jour_de_la_convention(convention, instant):
            raise RegleMetierRefusee("fin_future", "Une action ne se termine pas à une date à venir.")
        if ligne.demarree_le is not None and terminee_le < ligne.demarree_le:
            raise RegleMetierRefusee("fin_avant_debut", "Une action se termine après avoir démarré.")
        ligne.etat, ligne.terminee_le, ligne.bilan = etat, terminee_le, bilan
        ligne.modifiee_le = instant
        ligne.save(update_fields=["etat", "terminee_le", "bilan", "modifiee_le"])
        journaliser(acteur, "conventions.terminer_fiche", convention, fiche=ligne.numero)


def abandonner_fiche(
    *, acteur: Acteur, fiche: FicheAction, motif: str, maintenant: datetime | None = None
) -> None:
    """Give up an action, with the reason.

    Raises:
        RegleMetierRefusee: already over, without a reason, or a reason that looks like a NIR.

    Exigence: CONV-10
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        convention, ligne = _verrouiller(acteur, fiche)
        etat = _exiger_transition(ligne, "abandonner")
        if not motif.strip():
            raise RegleMetierRefusee("motif_absent", "Dites pourquoi l’action est abandonnée.")
        refuser_un_nir(motif)
        ligne.etat, ligne.bilan, ligne.modifiee_le = etat, motif.strip(), instant
        ligne.save(update_fields=["etat", "bilan", "modifiee_le"])
        journaliser(acteur, "conventions.abandonner_fiche", convention, fiche=ligne.numero)


def _verrouiller(acteur: Acteur, fiche: FicheAction) -> tuple[Convention, FicheAction]:
    convention = ouvrir_a_l_animation(acteur, fiche.convention)
    return convention, FicheAction.objects.select_for_update(of=("self",)).get(pk=fiche.pk)


def _exiger_transition(fiche: FicheAction, action: str) -> str:
    arrivee = etat_apres(fiche.etat, action)
    if arrivee is None:
        etat = EtatFiche(fiche.etat).label.lower()
        raise RegleMetierRefusee("etat_incompatible", f"Impossible : cette action est « {etat} ».")
    return arrivee


def _exiger_ouverte(fiche: FicheAction) -> None:
    if fiche.etat not in (EtatFiche.PROJET, EtatFiche.EN_COURS):
        raise RegleMetierRefusee("fiche_close", "Cette action est close : sa fiche ne change plus.")


def _effacer_l_avis(fiche: FicheAction) -> None:
    fiche.dpo_analyse, fiche.dpo_nom, fiche.dpo_analyse_le, fiche.dpo_auteur_id = "", "", None, None
    fiche.flux_justification, fiche.flux_justifie_par, fiche.flux_justifie_le = "", None, None


def _ecrire_indicateurs(fiche: FicheAction, indicateurs: Sequence[Indicateur]) -> None:
    fiche.indicateurs.all().delete()
    IndicateurFiche.objects.bulk_create(
        [
            IndicateurFiche(fiche=fiche, intitule=i.nom, cible=i.cible, unite=i.unite, resultat=i.resultat)
            for i in indicateurs
            if i.nom.strip()
        ]
    )


def _verifier(contenu: dict[str, Any], indicateurs: Sequence[Indicateur]) -> None:
    refuser_un_nir(
        *(str(contenu[champ]) for champ in TEXTES), *(f"{i.nom} {i.resultat}" for i in indicateurs)
    )
