"""One row of each part of the life of accounts, for the access matrix."""

from datetime import datetime, timedelta
from typing import Any

from conventions.models import Caisse, Partenaire
from espace_partenaires.comptes.models import Utilisateur
from habilitations.enums import (
    EtatHabilitation,
    MotifInactivation,
    NatureDemande,
    NatureEvenement,
    NatureIncident,
    OrigineIncident,
)
from habilitations.models import (
    CampagneRevue,
    DemandeHabilitation,
    EvenementCompte,
    Exclusion,
    Habilitation,
    Incident,
    LigneRevue,
    Revue,
)


def objets_des_habilitations(
    caisse: Caisse,
    partenaire: Partenaire,
    comptes: dict[str, Utilisateur],
    inactifs: dict[str, Utilisateur],
    maintenant: datetime,
) -> dict[str, Any]:
    """Make them: requests, an incident, an exclusion, a review, accounts that ended.

    Args:
        caisse: ours.
        partenaire: ours.
        comptes: accounts by role; « gestionnaire » and « conventions » are used.
        inactifs: accounts without habilitation, by profile, made inactive here.
        maintenant: the moment.
    """
    gestionnaire, agent = comptes["gestionnaire"], comptes["conventions"]
    fin = {"etat": EtatHabilitation.INACTIVE, "creee_le": maintenant, "inactivee_le": maintenant}
    technicien_inactif, gestionnaire_inactif = (
        Habilitation.objects.create(
            utilisateur=inactifs[profil],
            partenaire=partenaire,
            profil=profil,
            motif_inactivation=MotifInactivation.DEPART,
            **fin,
        )
        for profil in ("technicien", "gestionnaire")
    )
    demande = DemandeHabilitation.objects.create(
        partenaire=partenaire,
        caisse=caisse,
        nature=NatureDemande.HABILITER,
        demandee_le=maintenant,
        demandee_par=gestionnaire.pk,
        nom="Perrin",
        prenom="Luc",
        courriel="luc.perrin@ccas.example",
    )
    depart = DemandeHabilitation.objects.create(
        partenaire=partenaire,
        caisse=caisse,
        nature=NatureDemande.INACTIVER,
        habilitation=gestionnaire.habilitation,
        demandee_le=maintenant,
        demandee_par=gestionnaire.pk,
        souhaitee_le=maintenant.date() + timedelta(days=20),
    )
    incident = Incident.objects.create(
        caisse=caisse,
        partenaire=partenaire,
        habilitation=comptes["technicien"].habilitation,
        nature=NatureIncident.PERTE,
        origine=OrigineIncident.PORTAIL,
        constate_le=maintenant.date(),
        declare_le=maintenant,
        declarant_id=gestionnaire.pk,
    )
    exclusion = Exclusion.objects.create(
        habilitation=gestionnaire_inactif,
        caisse=caisse,
        directeur="Direction",
        decidee_le=maintenant.date(),
        motif="Essai",
        notifiee_le=maintenant,
        auteur_id=agent.pk,
    )
    campagne = CampagneRevue.objects.create(
        caisse=caisse,
        libelle="Revue",
        ouverte_le=maintenant,
        ouverte_par=agent.pk,
        echeance=maintenant.date() + timedelta(days=30),
    )
    revue = Revue.objects.create(
        partenaire=partenaire,
        caisse=caisse,
        campagne=campagne,
        ouverte_le=maintenant,
        ouverte_par=agent.pk,
        echeance=campagne.echeance,
    )
    LigneRevue.objects.create(revue=revue, habilitation=comptes["technicien"].habilitation)
    close = Revue.objects.create(
        partenaire=partenaire,
        ouverte_le=maintenant,
        ouverte_par=gestionnaire.pk,
        echeance=campagne.echeance,
        close_le=maintenant,
        numero="RH-2026-00001",
        empreinte="0" * 64,
    )
    fait = EvenementCompte.objects.create(
        habilitation=technicien_inactif,
        nature=NatureEvenement.INACTIVATION,
        survenu_le=maintenant,
        motif=MotifInactivation.DEPART,
    )
    return {
        "habilitation_gestionnaire": gestionnaire.habilitation,
        "technicien_inactif": technicien_inactif,
        "gestionnaire_inactif": gestionnaire_inactif,
        "demande_habilitation": demande,
        "demande_inactivation": depart,
        "incident": incident,
        "exclusion": exclusion,
        "campagne": campagne,
        "revue": revue,
        "revue_close": close,
        "fait_du_compte": fait,
        # Its key is that of its account.
        "agent": comptes["instructeur"],
    }
