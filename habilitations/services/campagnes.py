"""A caisse asks its partenaires to review their accounts, follows, and chases by hand (HAB-15)."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from conventions.models import Caisse, Partenaire
from conventions.selectors import jour_de_la_caisse
from conventions.services.textes import refuser_un_nir
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from espace_partenaires.queueing import reveiller
from espace_partenaires.web.dates import date_simple
from habilitations.models import CampagneRevue, Revue
from habilitations.permissions import peut_ouvrir_revues
from habilitations.rules import revues as regles
from habilitations.selectors_revues import jour_de_la_revue, partenaires_a_revoir, peut_etre_joint
from habilitations.services.ouverture_revues import ajouter_les_lignes
from habilitations.services.relances_revues import rappeler_a_la_main


@dataclass(frozen=True, slots=True)
class CampagneOuverte:
    """What the opening of a campaign gave.

    Attributes:
        campagne: the campaign.
        revues: the reviews opened.
        deja_en_revue: names of the partenaires that join nothing, a review of theirs being open already.
        sans_gestionnaire: names of those that nobody could answer for.
    """

    campagne: CampagneRevue
    revues: list[Revue]
    deja_en_revue: list[str]
    sans_gestionnaire: list[str]


@transaction.atomic
def ouvrir_campagne(
    *,
    acteur: Acteur,
    caisse_id: int,
    libelle: str,
    echeance: date,
    partenaire_ids: Collection[int],
    maintenant: datetime | None = None,
) -> CampagneOuverte:
    """Open one review per partenaire chosen; the mails leave with the sweep that is woken up.

    Args:
        acteur: a gestionnaire de conventions of the caisse.
        caisse_id: the caisse.
        libelle: name of the campaign.
        echeance: last day to answer, where the caisse is.
        partenaire_ids: those asked; all must have a convention d'utilisation in force with the caisse.
        maintenant: the moment.

    Raises:
        HorsPortee: without the role, or for a partenaire that is not in force with the caisse.
        RegleMetierRefusee: ``echeance``, ``sans_partenaire``, ``nir``; nothing is written.

    Exigence: HAB-15, NOV-09 (S1u 4.2)
    """
    maintenant = maintenant or timezone.now()
    exiger(autorise=peut_ouvrir_revues(acteur, caisse_id))
    # The setting of the caisse does not change while the reviews take it.
    caisse = Caisse.objects.select_for_update(no_key=True).get(pk=caisse_id)
    _exiger_echeance(jour_de_la_caisse(caisse, maintenant), echeance)
    refuser_un_nir(libelle)
    voulus = set(partenaire_ids)
    choisis = [un for un in partenaires_a_revoir(caisse, maintenant) if un.partenaire.pk in voulus]
    exiger(autorise=len(choisis) == len(voulus))
    demandables = [un.partenaire for un in choisis if un.demandable]
    if not demandables:
        raise RegleMetierRefusee(
            "sans_partenaire",
            "Aucun des partenaires choisis ne peut être interrogé : une revue y est déjà ouverte, "
            "ou personne n’y est gestionnaire.",
            regles.ARTICLE,
        )
    campagne = CampagneRevue.objects.create(
        caisse=caisse,
        libelle=libelle.strip(),
        ouverte_le=maintenant,
        ouverte_par=acteur.utilisateur_id,
        echeance=echeance,
    )
    revues = _ouvrir_les_revues(campagne, caisse, demandables)
    consigner(
        acteur=acteur,
        action="habilitations.campagne_ouverte",
        objet=campagne,
        caisse_id=caisse.pk,
        details={"nombre": len(revues)},
    )
    reveiller("habilitations.balayer_revues")
    ouverts = {revue.partenaire_id for revue in revues}
    return CampagneOuverte(
        campagne,
        revues,
        [
            un.partenaire.libelle
            for un in choisis
            if un.partenaire.pk not in ouverts and not un.sans_gestionnaire
        ],
        [un.partenaire.libelle for un in choisis if un.sans_gestionnaire],
    )


def _exiger_echeance(aujourdhui: date, echeance: date) -> None:
    if regles.echeance_permise(aujourdhui, echeance):
        return
    plus_tot, plus_tard = aujourdhui + regles.DUREE_MINIMALE, aujourdhui + regles.DUREE_MAXIMALE
    raise RegleMetierRefusee(
        "echeance",
        f"Choisissez un jour entre le {date_simple(plus_tot)} et le {date_simple(plus_tard)} : "
        "les partenaires ont au moins quinze jours pour répondre.",
        regles.ARTICLE,
    )


def _ouvrir_les_revues(
    campagne: CampagneRevue, caisse: Caisse, partenaires: Collection[Partenaire]
) -> list[Revue]:
    """Open one review each; a partenaire that opened its own in the same second keeps it."""
    Revue.objects.bulk_create(
        [
            Revue(
                partenaire=partenaire,
                caisse=caisse,
                campagne=campagne,
                ouverte_le=campagne.ouverte_le,
                ouverte_par=campagne.ouverte_par,
                echeance=campagne.echeance,
                inactive_sans_reponse=caisse.revue_inactive_sans_reponse,
            )
            for partenaire in partenaires
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
    revues = list(Revue.objects.filter(campagne=campagne).order_by("pk"))
    ajouter_les_lignes(revues)
    return revues


@transaction.atomic
def relancer_revue(*, acteur: Acteur, cle: uuid.UUID, maintenant: datetime | None = None) -> Revue:
    """Chase the gestionnaires of a structure by hand: one mail a day at most, whoever presses, however often.

    Args:
        acteur: a gestionnaire de conventions of the caisse that opened the review.
        cle: public key of the review.
        maintenant: the moment.

    Raises:
        HorsPortee: out of scope, or a review that this caisse did not open.
        RegleMetierRefusee: ``revue_close``, ``sans_gestionnaire``.

    Exigence: HAB-15 (S1u 4.2)
    """
    maintenant = maintenant or timezone.now()
    vue = Revue.objects.atteindre(acteur, cle)
    exiger(autorise=vue.caisse_id is not None and peut_ouvrir_revues(acteur, vue.caisse_id))
    revue: Revue = (
        Revue.objects.select_related("partenaire", "caisse")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=vue.pk)
    )
    if revue.close_le is not None:
        raise RegleMetierRefusee("revue_close", "Cette revue est close : il n’y a plus rien à demander.")
    if not peut_etre_joint(revue.partenaire_id, maintenant):
        raise RegleMetierRefusee(
            "sans_gestionnaire",
            "Personne ne peut répondre pour cette structure : elle n’a plus de gestionnaire, ou son accès est coupé.",
            regles.ARTICLE,
        )
    rappeler_a_la_main(revue, jour_de_la_revue(revue, maintenant))
    consigner(acteur=acteur, action="habilitations.revue_relancee", objet=revue, caisse_id=revue.caisse_id)
    return revue
