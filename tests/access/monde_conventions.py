"""One row of each part of the life of a convention, for the access matrix."""

from datetime import datetime, timedelta
from typing import Any

from conventions.enums import NatureCourrier, NatureDocument, ObjetUsage, Service, Volet
from conventions.models import (
    AttestationDestruction,
    Avenant,
    Comite,
    Convention,
    CoupureAcces,
    Courrier,
    DemandeUsage,
    DocumentConvention,
    Dysfonctionnement,
    EvaluationPartagee,
    FicheAction,
    Interlocuteur,
    ObjectifDeTravail,
    Partie,
    PointNational,
    Referent,
    Remise,
)
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.pieces.enums import EtatPiece, TypePiece
from espace_partenaires.pieces.models import PieceJointe
from espace_partenaires.pieces.stockage import ranger


def objets_de_la_convention(
    convention: Convention, gestionnaire: Utilisateur, agent: Utilisateur, maintenant: datetime
) -> dict[str, Any]:
    """Make them; the gestionnaire is a référent of the convention."""
    de_la_caisse = convention.parties.get(caisse__isnull=False)
    du_partenaire = convention.parties.get(partenaire__isnull=False)
    jour = maintenant.date()
    referent = Referent.objects.create(
        convention=convention,
        partie=du_partenaire,
        utilisateur=gestionnaire,
        nom="Essai",
        courriel="gestionnaire@ccas.example",
        du=jour - timedelta(days=1),
    )
    comite = Comite.objects.create(
        convention=convention, date=jour, ordre_du_jour="Bilan", cree_le=maintenant, auteur_id=agent.pk
    )
    courrier = Courrier.objects.create(
        convention=convention,
        nature=NatureCourrier.MISE_EN_DEMEURE,
        expediteur=de_la_caisse,
        envoye_le=jour,
        reproche="Essai",
        consigne_le=maintenant,
    )
    Remise.objects.create(courrier=courrier, destinataire=du_partenaire, numero="1A00000000001")
    return {
        "metier": convention.parente,
        "referent": referent,
        "comite": comite,
        "courrier": courrier,
        **_papiers(convention, du_partenaire, agent, maintenant),
        **_echanges(convention, de_la_caisse, du_partenaire, comite, maintenant),
        **_organismes(de_la_caisse, du_partenaire, gestionnaire, maintenant),
    }


def _papiers(
    convention: Convention, partie: Partie, agent: Utilisateur, maintenant: datetime
) -> dict[str, Any]:
    piece = PieceJointe.objects.create(
        etat=EtatPiece.SAINE,
        caisse_id=convention.parties.get(caisse__isnull=False).caisse_id or 0,
        partenaire_id=partie.partenaire_id,
        auteur_id=agent.pk,
        emplacement=ranger(b"%PDF-1.7 convention", maintenant),
        sha256="1" * 64,
        taille=19,
        type_detecte=TypePiece.PDF,
        deposee_le=maintenant,
        analysee_le=maintenant,
        version_signatures="essai",
    )
    return {
        "document": DocumentConvention.objects.create(
            convention=convention,
            piece=piece,
            nature=NatureDocument.CONVENTION_SIGNEE,
            numero=1,
            depose_le=maintenant,
            auteur_id=agent.pk,
        ),
        "avenant": Avenant.objects.create(
            convention=convention, numero=1, objet="Effectif", cree_le=maintenant
        ),
        "attestation": AttestationDestruction.objects.create(
            convention=convention, partie=partie, demandee_le=maintenant
        ),
        "fiche": FicheAction.objects.create(
            convention=convention,
            numero=1,
            titre="Essai",
            finalites="Essai",
            publics="Essai",
            resultats="Essai",
            echange_de_donnees=True,
            pilote="Essai",
            conduite="Essai",
            creee_le=maintenant,
            modifiee_le=maintenant,
        ),
    }


def _echanges(
    convention: Convention, caisse: Partie, partenaire: Partie, comite: Comite, maintenant: datetime
) -> dict[str, Any]:
    return {
        "evaluation": EvaluationPartagee.objects.create(
            convention=convention, tenue_le=maintenant.date(), synthese="Essai", consignee_le=maintenant
        ),
        "usage": DemandeUsage.objects.create(
            convention=convention,
            demandeuse=caisse,
            titulaire=partenaire,
            objet=ObjetUsage.NOM_LOGO,
            support="Affiche",
            demandee_le=maintenant,
        ),
        "objectif": ObjectifDeTravail.objects.create(
            convention=convention, annee=maintenant.year, objectif="Essai", resultat_attendu="Essai"
        ),
        "point": PointNational.objects.create(
            convention=convention, comite=comite, texte="Essai", transmis_le=maintenant
        ),
    }


def _organismes(
    caisse: Partie, partenaire: Partie, gestionnaire: Utilisateur, maintenant: datetime
) -> dict[str, Any]:
    assert caisse.caisse is not None
    assert partenaire.partenaire is not None
    caisse.caisse.canaux.create(service=Service.SIGNALEMENT, telephone="0400000000")
    return {
        "interlocuteur": Interlocuteur.objects.create(
            caisse=caisse.caisse, volet=Volet.SUPPORT, nom="Essai", courriel="support@caisse.example"
        ),
        "interlocuteur_partenaire": Interlocuteur.objects.create(
            partenaire=partenaire.partenaire, volet=Volet.MAS, nom="Essai", courriel="mas@ccas.example"
        ),
        "dysfonctionnement": Dysfonctionnement.objects.create(
            caisse=caisse.caisse,
            partenaire=partenaire.partenaire,
            auteur_id=gestionnaire.pk,
            description="Essai",
            survenu_le=maintenant,
            signale_le=maintenant,
        ),
        "coupure": CoupureAcces.objects.create(
            caisse=caisse.caisse,
            partenaire=partenaire.partenaire,
            motif="Essai",
            coupee_le=maintenant - timedelta(days=2),
            retablie_le=maintenant - timedelta(days=1),
        ),
    }
