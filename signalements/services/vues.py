"""Saved views: filters and columns kept under a name, for oneself or for the caisse (DEM-16)."""

from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.utils import timezone

from conventions.models import Caisse
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee, exiger
from signalements.models import VueEnregistree
from signalements.permissions import peut_ouvrir_le_bureau
from signalements.rules.textes import ARTICLE_NIR, MESSAGE_NIR, contient_nir
from signalements.selectors.bureau import FiltresDuBureau
from signalements.selectors.vues import VUES, Vue
from signalements.selectors.vues_enregistrees import COLONNES, vues_de
from signalements.services.garde import ARTICLE_SANTE, mots_cites

NOMBRE_MAX: Final = 20
LONGUEUR_DU_NOM: Final = 60


def enregistrer_vue(
    *,
    acteur: Acteur,
    libelle: str,
    vue: str,
    filtres: FiltresDuBureau,
    colonnes: Sequence[str],
    partagee: bool,
) -> VueEnregistree:
    """Keep a view of the list under a name; under a name already taken, what it held is replaced.

    Only codes and keys are kept: the filters come from a form that knows no free text.

    Args:
        acteur: an instructeur or superviseur.
        libelle: its name on screen, 60 characters at most.
        vue: ``Vue``.
        filtres: what it is narrowed to.
        colonnes: codes of ``COLONNES``.
        partagee: whether the colleagues of the caisse see it.

    Raises:
        HorsPortee: no work list.
        RegleMetierRefusee: ``vue_sans_nom``, ``vue_nom_trop_long``, ``nir``, ``sante``,
            ``vues_trop_nombreuses``.

    Exigence: DEM-16, RGPD-02
    """
    with transaction.atomic():
        exiger(autorise=peut_ouvrir_le_bureau(acteur))
        nom = _nom_admis(libelle)
        # Two clicks wait for one another here: a lock on rows would not see the one that is not written yet.
        Utilisateur.objects.select_for_update(no_key=True).get(pk=acteur.utilisateur_id)
        siennes = list(VueEnregistree.objects.filter(agent=acteur.utilisateur_id))
        connue = next((une for une in siennes if une.libelle == nom), None)
        if connue is None and len(siennes) >= NOMBRE_MAX:
            raise RegleMetierRefusee(
                "vues_trop_nombreuses", f"Vous avez déjà {NOMBRE_MAX} vues : supprimez-en une d’abord."
            )
        enregistree = connue or VueEnregistree(
            agent_id=acteur.utilisateur_id, libelle=nom, creee_le=timezone.now()
        )
        enregistree.caisse = Caisse.objects.visibles_par(acteur).get()
        enregistree.filtres = {"vue": vue if vue in VUES else Vue.A_PRENDRE.value, **filtres.en_codes()}
        enregistree.colonnes = [colonne for colonne in COLONNES if colonne in colonnes]
        enregistree.partagee = partagee
        enregistree.save()
    return enregistree


def modifier_vue(*, acteur: Acteur, vue_id: int, libelle: str, partagee: bool) -> VueEnregistree:
    """Rename a view of one's own, share it or stop.

    Raises:
        HorsPortee: not one's own.
        RegleMetierRefusee: ``vue_sans_nom``, ``vue_nom_trop_long``, ``nir``, ``sante``, ``vue_deja_nommee``.

    Exigence: DEM-16
    """
    with transaction.atomic():
        vue = _verrouiller(acteur, vue_id)
        nom = _nom_admis(libelle)
        homonymes = VueEnregistree.objects.filter(agent=acteur.utilisateur_id, libelle=nom)
        if homonymes.exclude(pk=vue.pk).exists():
            raise RegleMetierRefusee("vue_deja_nommee", "Vous avez déjà une vue de ce nom.")
        vue.libelle, vue.partagee = nom, partagee
        vue.save(update_fields=["libelle", "partagee"])
    return vue


def supprimer_vue(*, acteur: Acteur, vue_id: int) -> None:
    """Erase a view of one's own.

    Raises:
        HorsPortee: not one's own.

    Exigence: DEM-16
    """
    with transaction.atomic():
        _verrouiller(acteur, vue_id).delete()


def _verrouiller(acteur: Acteur, vue_id: int) -> VueEnregistree:
    siennes = vues_de(acteur).filter(agent=acteur.utilisateur_id).select_for_update(of=("self",))
    vue: VueEnregistree | None = siennes.filter(pk=vue_id).first()
    if vue is None:
        raise HorsPortee
    return vue


def _nom_admis(libelle: str) -> str:
    nom = " ".join(libelle.replace("\x00", "").split())
    if not nom:
        raise RegleMetierRefusee("vue_sans_nom", "Donnez un nom à cette vue.")
    if len(nom) > LONGUEUR_DU_NOM:
        raise RegleMetierRefusee("vue_nom_trop_long", f"Ce nom dépasse {LONGUEUR_DU_NOM} caractères.")
    if contient_nir(nom):
        raise RegleMetierRefusee("nir", MESSAGE_NIR, ARTICLE_NIR)
    mots = mots_cites(nom)
    if mots:
        cites = ", ".join(f"« {mot} »" for mot in mots)
        raise RegleMetierRefusee(
            "sante",
            f"Le nom d’une vue ne parle pas de santé : retirez {cites}.",
            ARTICLE_SANTE,
        )
    return nom
