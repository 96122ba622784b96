"""Where a demande is, and what happens to it."""

from django.db.models import TextChoices


class EtatDemande(TextChoices):
    """Where a demande is (DEM-10, DEM-17)."""

    BROUILLON = "brouillon", "Brouillon"
    TRANSMISE = "transmise", "Transmise"
    PRISE_EN_CHARGE = "prise_en_charge", "Prise en charge"
    ACCOMPAGNEMENT = "accompagnement", "Accompagnement en cours"
    CLOSE = "close", "Close"
    INCOMPLETE = "incomplete", "Incomplète"
    COMPLETEE = "completee", "Complétée"
    IRRECEVABLE = "irrecevable", "Irrecevable"
    COMPLETE = "complete", "Complète et recevable"
    EN_INSTRUCTION = "en_instruction", "En instruction"
    TERMINEE = "terminee", "Terminée"
    ANNULEE = "annulee", "Annulée"


class NatureFait(TextChoices):
    """Facts of a demande, append-only: the clock is computed from them."""

    TRANSMISSION = "transmission", "Transmission"
    PRISE_EN_CHARGE = "prise_en_charge", "Prise en charge"
    DEBUT_ACCOMPAGNEMENT = "debut_accompagnement", "Début de l’accompagnement"
    CLOTURE = "cloture", "Clôture"
    ANNULATION = "annulation", "Annulation"
    RETRAIT_CONSENTEMENT = "retrait_consentement", "Retrait du consentement"
    PREUVE_DEMANDEE = "preuve_demandee", "Nouvelle preuve du consentement demandée"
    PREUVE_FOURNIE = "preuve_fournie", "Nouvelle preuve du consentement fournie"
    COMPLETE = "complete", "Dossier jugé complet"
    RECEVABLE = "recevable", "Demande jugée recevable"
    DEMANDE_DE_PIECES = "demande_de_pieces", "Pièces demandées"
    DEPOT = "depot", "Réponse déposée"
    IRRECEVABILITE = "irrecevabilite", "Demande jugée irrecevable"
    CORRECTION = "correction", "Demande corrigée"
    REQUALIFICATION = "requalification", "Urgence requalifiée"
    CHANGEMENT_DE_MOTIF = "changement_de_motif", "Demande requalifiée"
    INSTRUCTION = "instruction", "Instruction commencée"
    FIN_D_INSTRUCTION = "fin_d_instruction", "Demande terminée"
    RENDEZ_VOUS_PROPOSE = "rendez_vous_propose", "Rendez-vous proposé"
    RENDEZ_VOUS_CONFIRME = "rendez_vous_confirme", "Rendez-vous confirmé"
    RENDEZ_VOUS_DECLINE = "rendez_vous_decline", "Rendez-vous décliné"
    RENDEZ_VOUS_DEPLACE = "rendez_vous_deplace", "Rendez-vous déplacé"
    RENDEZ_VOUS_ANNULE = "rendez_vous_annule", "Rendez-vous annulé"
    RENDEZ_VOUS_TENU = "rendez_vous_tenu", "Rendez-vous tenu"
    RENDEZ_VOUS_MANQUE = "rendez_vous_manque", "Personne absente au rendez-vous"
    LIVRAISON = "livraison", "Document remis"
    TRANSFERT = "transfert", "Demande transférée à une autre caisse"
    ORIENTATION = "orientation", "Personne orientée"


class Cote(TextChoices):
    """Who speaks."""

    CAISSE = "caisse", "Caisse"
    PARTENAIRE = "partenaire", "Partenaire"


class NaturePieceDemande(TextChoices):
    """What a file is to the demande; its number makes its name on screen."""

    CONSENTEMENT = "consentement", "Formulaire de consentement signé"
    JUSTIFICATIF = "justificatif", "Pièce justificative"
    ECHANGE = "echange", "Pièce jointe à un message"
    SORTANTE = "sortante", "Document remis par la caisse"
