"""The DPO's gate on fiches action: analysis, entry in the register, justification despite a flow (CONV-10, CONV-11)."""

from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from conventions.enums import EtatFiche
from conventions.models import Convention, FicheAction, FluxNational
from conventions.permissions import peut_analyser_donnees
from conventions.selectors import jour_de_la_convention
from conventions.services.ecriture import journaliser, verrouiller
from conventions.services.fiches import version_de
from conventions.services.textes import refuser_un_nir
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger

FICHE_CHANGEE: Final = (
    "La fiche a changé pendant que vous écriviez : votre analyse n’est pas enregistrée. Relisez la fiche telle qu’elle "
    "est maintenant, puis enregistrez de nouveau."
)


def analyser_fiche(
    *,
    acteur: Acteur,
    fiche: FicheAction,
    analyse: str,
    nom: str,
    flux_couvrant: FluxNational | None = None,
    justification: str = "",
    version: str | None = None,
    maintenant: datetime | None = None,
) -> None:
    """Record the DPO's analysis of an exchange of data, and whether a national flow already covers its aim.

    Args:
        acteur: the DPO of a caisse that is party.
        fiche: a fiche whose action has not started.
        analyse: the opinion.
        nom: who gives it, as printed on the fiche.
        flux_couvrant: the flow with the same aim, if there is one.
        justification: why the action is needed nevertheless; without it the action stays blocked.
        version: what ``version_de`` gave when the fiche was read; nothing to compare outside a screen.
        maintenant: the moment (aware).

    Raises:
        RegleMetierRefusee: started already, changed since it was read, an empty analysis, or a text that looks like
            a NIR.

    Exigence: CONV-10, CONV-11 (S0 annexes 1, 2 § 3 and 4)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        convention, ligne = _ouvrir(acteur, fiche)
        if version is not None and version != version_de(ligne):
            raise RegleMetierRefusee("version_perimee", FICHE_CHANGEE)
        refuser_un_nir(analyse, justification)
        if not analyse.strip() or not nom.strip():
            raise RegleMetierRefusee("analyse_vide", "Écrivez l’analyse, et le nom de qui la rend.")
        ligne.dpo_analyse, ligne.dpo_nom = analyse.strip(), nom.strip()
        ligne.dpo_analyse_le, ligne.dpo_auteur_id = instant, acteur.utilisateur_id or None
        justifie = flux_couvrant is not None and bool(justification.strip())
        ligne.flux_couvrant = flux_couvrant
        ligne.flux_justification = justification.strip() if justifie else ""
        ligne.flux_justifie_par = (acteur.utilisateur_id or None) if justifie else None
        ligne.flux_justifie_le = instant if justifie else None
        ligne.modifiee_le = instant
        ligne.save()
        journaliser(acteur, "conventions.analyser_fiche", convention, fiche=ligne.numero, justifie=justifie)


def inscrire_au_registre(
    *, acteur: Acteur, fiche: FicheAction, numero: str, inscrite_le: date, maintenant: datetime | None = None
) -> None:
    """Record the entry of an exchange of data in the register of the caisse.

    Args:
        acteur: the DPO of a caisse that is party.
        fiche: a fiche whose action exchanges personal data and has not started.
        numero: its number in the register.
        inscrite_le: the day of the entry, not in the future.
        maintenant: the moment (aware).

    Raises:
        RegleMetierRefusee: started already, no exchange of data, no number, or a day to come.

    Exigence: CONV-10, RGPD-06 (S0 8)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        convention, ligne = _ouvrir(acteur, fiche)
        refuser_un_nir(numero)
        if not ligne.echange_de_donnees:
            raise RegleMetierRefusee(
                "aucun_echange",
                "Cette action n’échange aucune donnée personnelle : rien à inscrire au registre.",
            )
        if not numero.strip():
            raise RegleMetierRefusee("numero_absent", "Indiquez le numéro au registre des traitements.")
        if inscrite_le > jour_de_la_convention(convention, instant):
            raise RegleMetierRefusee(
                "inscription_future", "L’inscription ne peut pas être à une date à venir."
            )
        ligne.registre_numero, ligne.registre_le = numero.strip(), inscrite_le
        ligne.modifiee_le = instant
        ligne.save(update_fields=["registre_numero", "registre_le", "modifiee_le"])
        journaliser(acteur, "conventions.inscrire_au_registre", convention, fiche=ligne.numero)


def _ouvrir(acteur: Acteur, fiche: FicheAction) -> tuple[Convention, FicheAction]:
    """Return a fiche and its convention under a lock, for the DPO; only before the action starts."""
    convention = verrouiller(fiche.convention)
    exiger(autorise=peut_analyser_donnees(acteur, convention))
    ligne = FicheAction.objects.select_for_update(of=("self",)).get(pk=fiche.pk)
    if ligne.etat != EtatFiche.PROJET:
        raise RegleMetierRefusee(
            "etat_incompatible", "L’analyse et l’inscription se font avant le démarrage de l’action."
        )
    return convention, ligne
