"""Writing conventions: made from a modèle, signed by each party, or abandoned."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from conventions.enums import NatureDocument, NatureEvenement
from conventions.models import Caisse, Convention, Modele, Partenaire, Partie
from conventions.permissions import peut_ecrire_convention, peut_gerer_conventions
from conventions.rules.cycle_de_vie import REGLE_DU_PORTAIL
from conventions.selectors import jour_de_la_convention
from conventions.services import controles
from conventions.services.documents import joindre_document
from conventions.services.ecriture import ajouter_evenement, journaliser, verrouiller
from conventions.services.pouvoirs import DE_DROIT, Pouvoir, verifier_pouvoir
from conventions.services.textes import refuser_un_nir
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import exiger
from espace_partenaires.journal.services import consigner


def creer_convention(
    *,
    acteur: Acteur,
    caisse: Caisse,
    partenaires: Sequence[Partenaire],
    modele: Modele,
    objet: str = "",
    parente: Convention | None = None,
    effectif_declare: int | None = None,
    cadre: Convention | None = None,
) -> Convention:
    """Draw up a convention between a caisse and partenaires; its terms are copied from the modèle.

    Args:
        acteur: a gestionnaire de conventions of the caisse.
        caisse: the first party.
        partenaires: the other parties; exactly one for an utilisation.
        modele: where the terms come from.
        objet: what it is about; the name of the modèle by default.
        parente: the métier convention an utilisation leans on.
        effectif_declare: number of members declared (utilisation).
        cadre: the convention cadre in force it is signed under (métier); its end will change nothing to it.

    Raises:
        RegleMetierRefusee: for an utilisation without its métier convention, its declared number of
            members, or its only partenaire; for a cadre that is not in force; for an object that holds a NIR.

    Exigence: CONV-01, CONV-02, CONV-08, CONV-20 (S1u preamble, 8.1; S3 3, 10)
    """
    with transaction.atomic():
        exiger(autorise=peut_gerer_conventions(acteur, caisse.pk))
        controles.verifier_nature(modele, caisse)
        controles.verifier_appui(modele, caisse, partenaires, parente, effectif_declare)
        controles.verifier_cadre(modele, cadre, timezone.now())
        refuser_un_nir(objet)
        convention = Convention.objects.create(
            modele=modele,
            nature=modele.nature,
            parente=parente,
            cadre=cadre,
            objet=objet or modele.libelle,
            effectif_declare=effectif_declare,
            **modele.termes(),
        )
        Partie.objects.create(convention=convention, caisse=caisse)
        for partenaire in partenaires:
            Partie.objects.create(convention=convention, partenaire=partenaire)
        consigner(
            acteur=acteur,
            action="conventions.creer_convention",
            objet=convention,
            caisse_id=caisse.pk,
            partenaire_id=partenaires[0].pk if partenaires else None,
            details={"nature": modele.nature, "modele": modele.code, "version": modele.version},
        )
    return convention


def ajouter_partie(
    *,
    acteur: Acteur,
    convention: Convention,
    caisse: Caisse | None = None,
    partenaire: Partenaire | None = None,
) -> Partie:
    """Add a caisse or a partenaire, one of the two, to a draft (CONV-01).

    Raises:
        RegleMetierRefusee: when signing has begun, the party is there already, or both or none is given.
    """
    with transaction.atomic():
        verrouillee = verrouiller(convention)
        exiger(autorise=peut_ecrire_convention(acteur, verrouillee))
        controles.exiger_brouillon(verrouillee, "Ajouter une partie")
        controles.verifier_nouvelle_partie(verrouillee, caisse, partenaire)
        partie = Partie.objects.create(convention=verrouillee, caisse=caisse, partenaire=partenaire)
        journaliser(acteur, "conventions.ajouter_partie", verrouillee, partie=partie.pk)
    return partie


def mettre_en_signature(
    *, acteur: Acteur, convention: Convention, maintenant: datetime | None = None
) -> None:
    """Close the draft and open the signing.

    Raises:
        RegleMetierRefusee: when it is no draft, or has not at least a caisse and a partenaire.

    Exigence: CONV-01, CONV-03 (S0 14.1)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        verrouillee = verrouiller(convention)
        exiger(autorise=peut_ecrire_convention(acteur, verrouillee))
        etat = controles.exiger_transition(verrouillee, "mettre_en_signature", "Mettre en signature")
        controles.verifier_parties(verrouillee)
        _passer(verrouillee, etat)
        ajouter_evenement(
            acteur,
            verrouillee,
            NatureEvenement.MISE_EN_SIGNATURE,
            jour_de_la_convention(verrouillee, instant),
            instant,
            article=verrouillee.article_pour("effet"),
        )
        journaliser(acteur, "conventions.mettre_en_signature", verrouillee)


def signer_partie(
    *,
    acteur: Acteur,
    partie: Partie,
    signee_le: date,
    representant: str,
    qualite: str = "",
    pouvoir: Pouvoir = DE_DROIT,
    scan: "UploadedFile[bytes] | None" = None,
    maintenant: datetime | None = None,
) -> Convention:
    """Record the signature of a party; the last one puts the convention in force.

    Args:
        acteur: a gestionnaire de conventions of a caisse that is party to it.
        partie: the party that signed.
        signee_le: the day written on the paper, not in the future.
        representant: the representative of the party.
        qualite: the title of that person.
        pouvoir: by what authority, and who signed instead when the representative did not.
        scan: the deliberation or the delegation, kept beside the convention.
        maintenant: the moment of recording.

    Raises:
        PouvoirRefuse: a deliberation or a delegation without its number or its date.
        PieceRefusee: the scan is refused; nothing was recorded.
        RegleMetierRefusee: outside the signing, for another caisse, twice, in the future; and, for the last
            signature of an utilisation, while its métier convention is not in force for that partenaire.

    Exigence: CONV-01, CONV-20, CONV-22 (S1u preamble, 8.1, S1m)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        convention = verrouiller(partie.convention)
        exiger(autorise=peut_ecrire_convention(acteur, convention))
        etat = controles.exiger_transition(convention, "signer", "Enregistrer une signature")
        ligne = convention.parties.select_for_update().get(pk=partie.pk)
        controles.exiger_sa_caisse(acteur, ligne)
        derniere = _verifier_la_signature(
            convention, ligne, signee_le, jour_de_la_convention(convention, instant)
        )
        verifier_pouvoir(pouvoir, signee_le)
        Partie.objects.filter(pk=ligne.pk).update(
            signee_le=signee_le, representant=representant, qualite=qualite, **asdict(pouvoir)
        )
        if scan is not None:
            joindre_document(
                acteur=acteur,
                convention=convention,
                fichier=scan,
                nature=NatureDocument.POUVOIR,
                partie=ligne,
            )
        if derniere:
            _passer(convention, etat)
        _consigner_la_signature(acteur, ligne, signee_le, instant, derniere=derniere)
    return convention


def _verifier_la_signature(convention: Convention, ligne: Partie, signee_le: date, aujourdhui: date) -> bool:
    """Tell whether it is the last signature, or refuse it.

    Raises:
        RegleMetierRefusee: with what to do.
    """
    controles.verifier_signature(ligne, signee_le, aujourdhui)
    autres = list(convention.parties.exclude(pk=ligne.pk).values_list("signee_le", flat=True))
    derniere = all(autres)
    if derniere:
        controles.verifier_metier(
            convention, max([signee_le, *(jour for jour in autres if jour)]), aujourdhui
        )
    return derniere


def _consigner_la_signature(
    acteur: Acteur, ligne: Partie, signee_le: date, instant: datetime, *, derniere: bool
) -> None:
    convention = ligne.convention
    ajouter_evenement(
        acteur,
        convention,
        NatureEvenement.SIGNATURE,
        signee_le,
        instant,
        partie=ligne,
        article=convention.article_pour("effet"),
    )
    journaliser(
        acteur,
        "conventions.signer_partie",
        convention,
        partie=ligne.pk,
        signee_le=signee_le.isoformat(),
        derniere=derniere,
    )


def abandonner(
    *, acteur: Acteur, convention: Convention, motif: str, maintenant: datetime | None = None
) -> None:
    """Give up a convention that was never in force.

    Raises:
        RegleMetierRefusee: once every party has signed, without a reason, or with one that holds a NIR.

    Exigence: CONV-03
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        verrouillee = verrouiller(convention)
        exiger(autorise=peut_ecrire_convention(acteur, verrouillee))
        etat = controles.exiger_transition(verrouillee, "abandonner", "Abandonner")
        controles.exiger_motif(motif)
        refuser_un_nir(motif)
        _passer(verrouillee, etat)
        ajouter_evenement(
            acteur,
            verrouillee,
            NatureEvenement.ABANDON,
            jour_de_la_convention(verrouillee, instant),
            instant,
            motif=motif,
            article=REGLE_DU_PORTAIL,
        )
        journaliser(acteur, "conventions.abandonner", verrouillee)


def _passer(convention: Convention, etat: str) -> None:
    convention.etat = etat
    convention.save(update_fields=["etat"])
