"""What a convention must satisfy before each act; each refusal says what to do."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q

from conventions.enums import EtatConvention, Nature, TypeCaisse
from conventions.models import Adhesion, Caisse, Convention, Modele, Partenaire, Partie
from conventions.permissions import peut_gerer_conventions
from conventions.rules.cycle_de_vie import etat_apres
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.web.dates import date_simple

ARTICLE_UTILISATION: Final = "Convention d’utilisation, article 8.1"


def _etat_incompatible(convention: Convention, acte: str) -> RegleMetierRefusee:
    etat = EtatConvention(convention.etat).label.lower()
    return RegleMetierRefusee(
        "etat_incompatible", f"{acte} : impossible, la convention est à l’état « {etat} »."
    )


def exiger_transition(convention: Convention, action: str, acte: str) -> str:
    """Return the state an act leads to, or refuse it: the table of ``rules`` decides (CONV-03)."""
    arrivee = etat_apres(convention.etat, action)
    if arrivee is None:
        raise _etat_incompatible(convention, acte)
    return arrivee


def exiger_brouillon(convention: Convention, acte: str) -> None:
    """Refuse an act that only a draft allows."""
    if convention.etat != EtatConvention.BROUILLON:
        raise _etat_incompatible(convention, acte)


def exiger_motif(motif: str) -> None:
    """Refuse an end without its reason (CONV-03)."""
    if not motif.strip():
        raise RegleMetierRefusee(
            "motif_absent", "Indiquez le motif : il reste dans l’historique de la convention."
        )


def verifier_nature(modele: Modele, caisse: Caisse) -> None:
    """A convention cadre is national: only the Cnam signs one."""
    if modele.nature == Nature.CADRE and caisse.type != TypeCaisse.CNAM:
        raise RegleMetierRefusee(
            "cadre_nationale", "Une convention cadre se signe avec la Cnam.", modele.article
        )


def verifier_cadre(modele: Modele, cadre: Convention | None, instant: datetime) -> None:
    """A local métier convention may be signed under a convention cadre in force; nothing else may (CONV-08).

    Raises:
        RegleMetierRefusee: ``cadre_inutile``, ``cadre_pas_en_vigueur``.
    """
    if cadre is None:
        return
    if modele.nature != Nature.METIER:
        raise RegleMetierRefusee(
            "cadre_inutile",
            "Seule une convention métier se conclut sous une convention cadre.",
            modele.article,
        )
    if not Convention.objects.filter(pk=cadre.pk, nature=Nature.CADRE).en_vigueur(instant).exists():
        raise RegleMetierRefusee(
            "cadre_pas_en_vigueur",
            "Cette convention cadre n’est pas en vigueur : choisissez-en une autre, ou aucune.",
            modele.article,
        )


def verifier_appui(
    modele: Modele,
    caisse: Caisse,
    partenaires: Sequence[Partenaire],
    parente: Convention | None,
    effectif_declare: int | None,
) -> None:
    """Check what an utilisation leans on, and that nothing else leans on anything (CONV-20).

    Raises:
        RegleMetierRefusee: with the reason.
    """
    if not partenaires:
        raise RegleMetierRefusee("partenaire_absent", "Choisissez au moins un partenaire.")
    if modele.nature != Nature.UTILISATION:
        if parente is not None:
            raise RegleMetierRefusee(
                "appui_inutile", "Seule une convention d’utilisation s’appuie sur une convention métier."
            )
        return
    if len(partenaires) != 1:
        raise RegleMetierRefusee(
            "un_seul_partenaire",
            "Chaque partenaire signe sa propre convention d’utilisation.",
            ARTICLE_UTILISATION,
        )
    if not effectif_declare:
        raise RegleMetierRefusee(
            "effectif_absent", "Indiquez le nombre de membres déclaré par le partenaire.", ARTICLE_UTILISATION
        )
    if parente is None or parente.nature != Nature.METIER:
        raise RegleMetierRefusee(
            "metier_absente",
            "Choisissez la convention métier sur laquelle s’appuie la convention d’utilisation.",
            ARTICLE_UTILISATION,
        )
    _verifier_parties_de_la_metier(parente, caisse, partenaires[0])


def _verifier_parties_de_la_metier(metier: Convention, caisse: Caisse, partenaire: Partenaire) -> None:
    if not metier.parties.filter(caisse=caisse).exists():
        raise RegleMetierRefusee(
            "metier_d_une_autre_caisse",
            f"La {caisse.libelle} n’est pas partie à cette convention métier.",
            ARTICLE_UTILISATION,
        )
    adhesions = Adhesion.objects.filter(membre=partenaire, tete=OuterRef("partenaire"))
    if not metier.parties.filter(Q(partenaire=partenaire) | Exists(adhesions)).exists():
        raise RegleMetierRefusee(
            "metier_d_un_autre_partenaire",
            f"{partenaire.libelle} n’a pas signé cette convention métier et n’adhère à aucune tête de réseau "
            "qui l’a signée.",
            ARTICLE_UTILISATION,
        )


def verifier_nouvelle_partie(
    convention: Convention, caisse: Caisse | None, partenaire: Partenaire | None
) -> None:
    """A party is a caisse or a partenaire, new to the convention; an utilisation has one partenaire."""
    if (caisse is None) == (partenaire is None):
        raise RegleMetierRefusee(
            "partie_unique", "Une partie est une caisse ou un partenaire, l’un des deux."
        )
    if convention.parties.filter(caisse=caisse, partenaire=partenaire).exists():
        raise RegleMetierRefusee("partie_deja_la", "Cette partie figure déjà dans la convention.")
    if convention.nature == Nature.UTILISATION and partenaire is not None:
        raise RegleMetierRefusee(
            "un_seul_partenaire",
            "Chaque partenaire signe sa propre convention d’utilisation.",
            ARTICLE_UTILISATION,
        )


def verifier_parties(convention: Convention) -> None:
    """Before signing: at least a caisse and a partenaire (CONV-01)."""
    parties = list(convention.parties.values_list("caisse_id", "partenaire_id"))
    if not any(caisse for caisse, _ in parties) or not any(partenaire for _, partenaire in parties):
        raise RegleMetierRefusee(
            "parties_incompletes", "Il faut au moins une caisse et un partenaire pour signer."
        )


def verifier_signature(partie: Partie, signee_le: date, aujourdhui: date) -> None:
    """A party signs once, not in the future."""
    if partie.signee_le is not None:
        raise RegleMetierRefusee(
            "deja_signee", f"Cette partie a déjà signé le {date_simple(partie.signee_le)}."
        )
    if signee_le > aujourdhui:
        raise RegleMetierRefusee("signature_future", "La date de signature ne peut pas être dans le futur.")


def exiger_sa_caisse(acteur: Acteur, partie: Partie) -> None:
    """A caisse records its own signature: another one would open rights on it (HAB-17).

    Raises:
        RegleMetierRefusee: ``signature_d_une_autre_caisse``.
    """
    if partie.caisse is not None and not peut_gerer_conventions(acteur, partie.caisse.pk):
        raise RegleMetierRefusee(
            "signature_d_une_autre_caisse",
            f"La {partie.caisse.libelle} enregistre elle-même sa signature : un de ses gestionnaires de conventions "
            "ouvre cette page.",
        )


def verifier_metier(convention: Convention, debut: date, aujourdhui: date) -> None:
    """The last signature of an utilisation waits for its métier convention, that day and today (CONV-20).

    Raises:
        RegleMetierRefusee: with what to do.
    """
    if convention.nature != Nature.UTILISATION:
        return
    metier = Convention.objects.filter(adossees=convention)
    partenaire = convention.parties.get(partenaire__isnull=False).partenaire
    for jour in sorted({debut, aujourdhui}):
        if not metier.en_vigueur(jour).exists():
            raise RegleMetierRefusee(
                "metier_pas_en_vigueur",
                f"La convention métier n’est pas en vigueur au {date_simple(jour)} : la convention d’utilisation "
                "ne peut pas l’être avant elle. Enregistrez d’abord les signatures de la convention métier.",
                ARTICLE_UTILISATION,
            )
        adhesions = Adhesion.objects.filter(
            membre=partenaire, tete=OuterRef("partenaire"), periode__contains=jour
        )
        parties = Partie.objects.filter(convention=convention.parente_id)
        if not parties.filter(Q(partenaire=partenaire) | Exists(adhesions)).exists():
            raise RegleMetierRefusee(
                "adhesion_absente",
                f"Le partenaire n’adhère pas, au {date_simple(jour)}, à la tête de réseau qui a signé la "
                "convention métier. Enregistrez d’abord son adhésion.",
                ARTICLE_UTILISATION,
            )


def verifier_fin(convention: Convention, effet_le: date, aujourdhui: date) -> None:
    """An end is today or later, and comes before any end already certain."""
    if effet_le < aujourdhui:
        raise RegleMetierRefusee(
            "fin_passee",
            "Le dernier jour en vigueur ne peut pas être dans le passé : les accès ont déjà servi.",
        )
    datee = Convention.objects.avec_dates().get(pk=convention.pk)
    if datee.fin_certaine is not None and datee.fin_certaine <= effet_le:
        raise RegleMetierRefusee(
            "deja_terminee", f"Cette convention prend déjà fin le {date_simple(datee.fin_certaine)}."
        )
    if datee.debut is not None and effet_le < datee.debut - timedelta(days=1):
        raise RegleMetierRefusee("fin_avant_debut", "La convention ne peut pas finir avant d’avoir commencé.")
