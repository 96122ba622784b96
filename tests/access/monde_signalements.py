"""Objects of ``signalements`` in the world of the access matrix, the first demande and its draft apart."""

from datetime import datetime, timedelta
from typing import Any

from conventions.enums import Service
from conventions.models import Caisse, Partenaire
from espace_partenaires.comptes.models import Utilisateur
from signalements.enums import EtatDemande, EtatRendezVous, NatureFait, RaisonPiece
from signalements.models import (
    Absence,
    Creneau,
    Demande,
    DetailsContact,
    DetailsDocument,
    DetailsEtude,
    DetailsRendezVous,
    EvenementDemande,
    Message,
    ModeleReponse,
    Motif,
    Orientation,
    Permanence,
    PieceDemandee,
    RendezVous,
    VueEnregistree,
)
from signalements.services.reference import charger_motifs

_MOTIFS = {
    Service.ETUDE: "c2s_sans",
    Service.CONTACT: "droits",
    Service.DOCUMENT: "attestation",
    Service.RENDEZ_VOUS: "dossier",
}
_DETAILS: dict[Service, type[DetailsEtude | DetailsContact | DetailsDocument | DetailsRendezVous]] = {
    Service.ETUDE: DetailsEtude,
    Service.CONTACT: DetailsContact,
    Service.DOCUMENT: DetailsDocument,
    Service.RENDEZ_VOUS: DetailsRendezVous,
}


def objets_des_demandes(
    caisse: Caisse, partenaire: Partenaire, comptes: dict[str, Utilisateur], maintenant: datetime
) -> dict[str, Any]:
    """Make one transmitted demande of each kind, and what hangs from them.

    Keys: ``etude`` (incomplete, one piece asked for: ``piece_demandee``), ``contact``, ``demande_document``,
    ``demande_rendez_vous`` (with ``rendez_vous`` proposed), ``brouillon_etude``, ``message``, ``motif``,
    ``orientation``, ``permanence``, ``creneau``, ``vue``, ``absence``, ``modele_reponse``.
    """
    charger_motifs()
    auteur, agent = comptes["technicien"], comptes["instructeur"]
    lieu = {"caisse": caisse, "partenaire": partenaire}
    demandes = {
        nature: _demande(nature, rang, auteur, lieu, maintenant) for rang, nature in enumerate(_MOTIFS)
    }
    etude, rendez_vous = demandes[Service.ETUDE], demandes[Service.RENDEZ_VOUS]
    fait = _fait(etude, NatureFait.DEMANDE_DE_PIECES, agent, maintenant)
    _etat(etude, EtatDemande.INCOMPLETE)
    _fait(rendez_vous, NatureFait.RENDEZ_VOUS_PROPOSE, agent, maintenant)
    _etat(rendez_vous, EtatDemande.EN_INSTRUCTION)
    dans_une_semaine = maintenant + timedelta(days=7)
    heures = {"debut": dans_une_semaine, "fin": dans_une_semaine + timedelta(minutes=30)}
    permanence = Permanence.objects.create(
        **lieu,
        agent=agent,
        lieu="Mairie annexe",
        debut=heures["debut"],
        fin=heures["debut"] + timedelta(hours=3),
    )
    brouillon = Demande.objects.create(
        nature=Service.ETUDE, auteur=auteur, cree_le=maintenant, modifiee_le=maintenant, **lieu
    )
    return {
        "etude": etude,
        "contact": demandes[Service.CONTACT],
        "demande_document": demandes[Service.DOCUMENT],
        "demande_rendez_vous": rendez_vous,
        "brouillon_etude": brouillon,
        "motif": etude.motif,
        "piece_demandee": PieceDemandee.objects.create(
            demande=etude, fait=fait, libelle="Avis d’imposition", raison=RaisonPiece.ABSENTE
        ),
        "rendez_vous": RendezVous.objects.create(
            demande=rendez_vous,
            etat=EtatRendezVous.PROPOSE,
            mode="site",
            agent=agent,
            cree_le=maintenant,
            modifie_le=maintenant,
            **heures,
        ),
        "permanence": permanence,
        "creneau": Creneau.objects.create(permanence=permanence, **heures),
        "message": Message.objects.create(
            demande=etude, auteur=auteur, cote="partenaire", texte="Bonjour.", ecrit_le=maintenant
        ),
        "orientation": Orientation.objects.create(
            **lieu,
            auteur=agent,
            nom="Lemaire",
            prenom="Binta",
            telephone="0612345678",
            envoyee_le=maintenant,
        ),
        "vue": VueEnregistree.objects.create(
            caisse=caisse, agent=agent, libelle="Essai", partagee=True, creee_le=maintenant
        ),
        "absence": Absence.objects.create(
            caisse=caisse, agent=agent, du=maintenant.date(), au=maintenant.date() + timedelta(days=3)
        ),
        "modele_reponse": ModeleReponse.objects.create(
            caisse=caisse, libelle="Essai", texte="Bonjour.", modifie_le=maintenant
        ),
    }


def _demande(
    nature: Service, rang: int, auteur: Utilisateur, lieu: dict[str, Any], maintenant: datetime
) -> Demande:
    demande = Demande.objects.create(
        nature=nature,
        auteur=auteur,
        etat=EtatDemande.TRANSMISE,
        reference=f"2026-691-K4T8R{rang}",
        motif=Motif.objects.get(nature=nature, code=_MOTIFS[nature]),
        regle="DOSSIER_30J" if nature == Service.ETUDE else "DEMANDE_30J",
        cree_le=maintenant,
        modifiee_le=maintenant,
        transmise_le=maintenant,
        echeance=maintenant + timedelta(days=30),
        nom="Lemaire",
        prenom="Binta",
        accord_suivi=True,
        **lieu,
    )
    _fait(demande, NatureFait.TRANSMISSION, auteur, maintenant)
    valeurs = {"situation": "complexe"} if nature == Service.RENDEZ_VOUS else {}
    _DETAILS[nature].objects.create(demande=demande, precisions="Essai.", **valeurs)
    return demande


def _fait(
    demande: Demande, nature: NatureFait, compte: Utilisateur, maintenant: datetime
) -> EvenementDemande:
    return EvenementDemande.objects.create(
        demande=demande, nature=nature, survenu_le=maintenant, consigne_le=maintenant, auteur_id=compte.pk
    )


def _etat(demande: Demande, etat: EtatDemande) -> None:
    demande.etat = etat
    demande.save(update_fields=["etat"])
