"""Avenants: drawn up, signed by every party, in force from the last signature (CONV-07)."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from conventions.enums import EtatAvenant, NatureEvenement
from conventions.models import Avenant, Convention, Partie, SignatureAvenant
from conventions.permissions import peut_ecrire_convention
from conventions.rules.avenants import changements_reels
from conventions.rules.cycle_de_vie import REGLE_DU_PORTAIL
from conventions.rules.termes import Valeur
from conventions.selectors import jour_de_la_convention
from conventions.selectors_termes import termes_actuels
from conventions.services import controles, controles_avenants
from conventions.services.ecriture import ajouter_evenement, journaliser, verrouiller
from conventions.services.effet_avenant import faire_effet
from conventions.services.textes import refuser_un_nir
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import exiger


def creer_avenant(
    *,
    acteur: Acteur,
    convention: Convention,
    objet: str,
    texte: str = "",
    modifications: Mapping[str, Valeur] | None = None,
    maintenant: datetime | None = None,
) -> Avenant:
    """Draw up an avenant to a convention in force; one at a time.

    Args:
        acteur: a gestionnaire de conventions of a caisse that is party.
        convention: signed, and in force today.
        objet: what the avenant is about, in a few words.
        texte: what changes, in full.
        modifications: the new value of each term that changes; what is equal to today's is left aside.
        maintenant: the moment (aware).

    Raises:
        RegleMetierRefusee: not in force; another avenant under way; no shared evaluation where one is needed; a term
            that no avenant changes (``TermeRefuse``); nothing that changes.

    Exigence: CONV-07, CONV-17 (S1u 8.3, S0 14.3, S1m 9.3)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        verrouillee = verrouiller(convention)
        exiger(autorise=peut_ecrire_convention(acteur, verrouillee))
        jour = jour_de_la_convention(verrouillee, instant)
        controles_avenants.exiger_ouverte_aux_avenants(verrouillee, jour)
        refuser_un_nir(objet, texte)
        dernier = verrouillee.avenants.aggregate(dernier=Max("numero"))["dernier"] or 0
        avenant = Avenant(convention=verrouillee, numero=dernier + 1, cree_le=instant)
        avenant.auteur_id = acteur.utilisateur_id or None
        _ecrire(avenant, objet, texte, modifications or {}, jour)
        journaliser(acteur, "conventions.creer_avenant", verrouillee, numero=avenant.numero)
    return avenant


def modifier_avenant(
    *,
    acteur: Acteur,
    avenant: Avenant,
    objet: str,
    texte: str = "",
    modifications: Mapping[str, Valeur] | None = None,
    maintenant: datetime | None = None,
) -> Avenant:
    """Change an avenant that is still a draft.

    Raises:
        RegleMetierRefusee: once it is in signature; as ``creer_avenant`` does.

    Exigence: CONV-07 (S1u 8.3)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        tenu = _verrouiller(acteur, avenant)
        controles_avenants.exiger_transition(tenu, "modifier", "Modifier")
        refuser_un_nir(objet, texte)
        _ecrire(tenu, objet, texte, modifications or {}, jour_de_la_convention(tenu.convention, instant))
        journaliser(acteur, "conventions.modifier_avenant", tenu.convention, numero=tenu.numero)
    return tenu


def mettre_avenant_en_signature(
    *, acteur: Acteur, avenant: Avenant, maintenant: datetime | None = None
) -> None:
    """Close the draft and open the signing by every party of the convention.

    Raises:
        RegleMetierRefusee: no draft; the convention is no longer in force; a term that would end in the past.

    Exigence: CONV-07 (S1u 8.3)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        tenu = _verrouiller(acteur, avenant)
        aujourdhui = jour_de_la_convention(tenu.convention, instant)
        etat = controles_avenants.exiger_transition(tenu, "mettre_en_signature", "Mettre en signature")
        controles_avenants.exiger_en_vigueur(tenu.convention, aujourdhui)
        controles_avenants.terme_ainsi_fixe(tenu, aujourdhui, aujourdhui)
        tenu.etat = etat
        tenu.save(update_fields=["etat"])
        journaliser(acteur, "conventions.mettre_avenant_en_signature", tenu.convention, numero=tenu.numero)


def signer_avenant(
    *,
    acteur: Acteur,
    avenant: Avenant,
    partie: Partie,
    signee_le: date,
    representant: str,
    qualite: str = "",
    maintenant: datetime | None = None,
) -> Avenant:
    """Record the signature of an avenant by a party; the last one writes the terms on the convention.

    Args:
        acteur: a gestionnaire de conventions of a caisse that is party.
        avenant: in signature.
        partie: a party of the convention.
        signee_le: the day written on the paper, not in the future.
        representant: who signed.
        qualite: the title of that person.
        maintenant: the moment of recording (aware).

    Raises:
        HorsPortee: the party belongs to another convention.
        RegleMetierRefusee: outside the signing, for another caisse, twice, in the future, before the convention or its last
            avenant;
            and, for the last one, a convention not in force that day or a term that would end in the past.

    Exigence: CONV-07 (S1u 8.3, S0 14.3, S1m 9.3)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        tenu = _verrouiller(acteur, avenant)
        aujourdhui = jour_de_la_convention(tenu.convention, instant)
        exiger(autorise=partie.convention_id == tenu.convention_id)
        etat = controles_avenants.exiger_transition(tenu, "signer", "Enregistrer une signature")
        controles.exiger_sa_caisse(acteur, partie)
        controles_avenants.verifier_signature(tenu, partie, signee_le, aujourdhui)
        SignatureAvenant.objects.create(
            avenant=tenu, partie=partie, signee_le=signee_le, representant=representant, qualite=qualite
        )
        derniere = controles_avenants.tous_ont_signe(tenu)
        if derniere:
            faire_effet(acteur, tenu, etat, instant)
        journaliser(
            acteur,
            "conventions.signer_avenant",
            tenu.convention,
            numero=tenu.numero,
            partie=partie.pk,
            signee_le=signee_le.isoformat(),
            derniere=derniere,
        )
    return tenu


def abandonner_avenant(
    *, acteur: Acteur, avenant: Avenant, motif: str, maintenant: datetime | None = None
) -> None:
    """Give up an avenant that never took effect; the terms stay what they are.

    Raises:
        RegleMetierRefusee: once every party has signed, or without a reason.

    Exigence: CONV-07, CONV-03
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        tenu = _verrouiller(acteur, avenant)
        etat = controles_avenants.exiger_transition(tenu, "abandonner", "Abandonner")
        controles.exiger_motif(motif)
        refuser_un_nir(motif)
        tenu.etat = etat
        tenu.save(update_fields=["etat"])
        ajouter_evenement(
            acteur,
            tenu.convention,
            NatureEvenement.ABANDON,
            jour_de_la_convention(tenu.convention, instant),
            instant,
            avenant=tenu,
            motif=f"Avenant n° {tenu.numero} : {motif}",
            article=REGLE_DU_PORTAIL,
        )
        journaliser(acteur, "conventions.abandonner_avenant", tenu.convention, numero=tenu.numero)


def _verrouiller(acteur: Acteur, avenant: Avenant) -> Avenant:
    """Return the avenant read again, its convention locked first: every write on a convention waits in that line."""
    convention = verrouiller(avenant.convention)
    exiger(autorise=peut_ecrire_convention(acteur, convention))
    tenu: Avenant = Avenant.objects.select_for_update().get(pk=avenant.pk)
    tenu.convention = convention
    return tenu


def _ecrire(
    avenant: Avenant, objet: str, texte: str, demandees: Mapping[str, Valeur], aujourdhui: date
) -> None:
    """Write what an avenant will change, after checking each term; ``avant`` is written again when it takes effect."""
    actuels = termes_actuels(avenant.convention)
    apres = changements_reels(actuels, demandees)
    controles_avenants.verifier_changements(avenant.convention, actuels, apres, texte)
    avenant.objet, avenant.texte, avenant.etat = objet, texte, EtatAvenant.BROUILLON
    avenant.modifications = {
        terme: {"avant": actuels.get(terme), "apres": valeur} for terme, valeur in apres.items()
    }
    controles_avenants.terme_ainsi_fixe(avenant, aujourdhui, aujourdhui)
    avenant.save()
