"""Coded values of caisses, partenaires and conventions."""

from django.db.models import TextChoices


class TypeCaisse(TextChoices):
    """Kinds of organismes (ORG-01)."""

    CPAM = "CPAM", "Caisse primaire d’assurance maladie"
    CPCAM = "CPCAM", "Caisse primaire centrale d’assurance maladie"
    CCSS = "CCSS", "Caisse commune de sécurité sociale"
    CGSS = "CGSS", "Caisse générale de sécurité sociale"
    CSS = "CSS", "Caisse de sécurité sociale"
    CARSAT = "CARSAT", "Caisse d’assurance retraite et de la santé au travail"
    CRAMIF = "CRAMIF", "Caisse régionale d’assurance maladie d’Île-de-France"
    CNAM = "CNAM", "Caisse nationale de l’Assurance Maladie"


class TypePartenaire(TextChoices):
    """Kinds of partner organisations (ORG-02)."""

    CCAS = "ccas", "CCAS ou CIAS"
    ASSOCIATION = "association", "Association"
    ETABLISSEMENT = "etablissement", "Établissement de santé"
    CPTS = "cpts", "Communauté professionnelle territoriale de santé"
    CAF = "caf", "Caisse d’allocations familiales"
    TUTELLE = "tutelle", "Mandataire judiciaire ou service de tutelle"
    ASE = "ase", "Institution de l’aide sociale à l’enfance"
    DEPOSITAIRE = "depositaire", "Organisme dépositaire"
    TETE_DE_RESEAU = "tete_de_reseau", "Tête de réseau"
    AUTRE = "autre", "Autre organisme"


class Echelon(TextChoices):
    """Territory of a partenaire (ORG-02)."""

    NATIONAL = "national", "National"
    REGIONAL = "regional", "Régional"
    DEPARTEMENTAL = "departemental", "Départemental"
    LOCAL = "local", "Local"


class Nature(TextChoices):
    """Natures of conventions."""

    CADRE = "cadre", "Convention cadre nationale"
    METIER = "metier", "Convention métier"
    UTILISATION = "utilisation", "Convention d’utilisation du portail"


class Reconduction(TextChoices):
    """How a convention goes on after its term (CONV-02, CONV-04)."""

    TACITE = "tacite", "Tacite"
    EXPRESSE = "expresse", "Expresse"
    PARENTE = "parente", "Celle de la convention métier"


class EtatConvention(TextChoices):
    """Where the paper is. Being in force is never read here: it is a predicate on dates (CONV-03)."""

    BROUILLON = "brouillon", "Brouillon"
    EN_SIGNATURE = "en_signature", "En signature"
    SIGNEE = "signee", "Signée"
    ABANDONNEE = "abandonnee", "Abandonnée"


class NatureEvenement(TextChoices):
    """Dated facts in the life of a convention (append-only)."""

    MISE_EN_SIGNATURE = "mise_en_signature", "Mise en signature"
    SIGNATURE = "signature", "Signature d’une partie"
    ABANDON = "abandon", "Abandon"
    REFUS_DE_RECONDUCTION = "refus_de_reconduction", "Refus de la reconduction"
    RENOUVELLEMENT = "renouvellement", "Renouvellement exprès"
    RESILIATION = "resiliation", "Résiliation"


class Service(TextChoices):
    """The services of the portal, under their labels of S1u 1.2 (ORG-04, DEM-01)."""

    CONTACT = "contact", "Contacter votre organisme d'assurance Maladie"
    ETUDE = "etude", "Soumettre une demande d'étude de dossier"
    SIGNALEMENT = (
        "signalement",
        "Signaler une situation de difficultés d'accès aux droits et aux soins d'un assuré",
    )
    RENDEZ_VOUS = "rendez_vous", "Demander un rendez-vous pour un assuré"
    DOCUMENT = "document", "Demander un document"
    HISTORIQUE = "historique", "Historique des demandes"
