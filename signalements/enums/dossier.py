"""Coded values of the other demandes: decisions, reasons, ways out."""

from django.db.models import TextChoices


class Droit(TextChoices):
    """Rights on which a decision is coded at the end (DEM-10; bilan C14–C21)."""

    PUMA = "puma", "Protection universelle maladie"
    C2S_SANS = "c2s_sans", "Complémentaire santé solidaire sans participation"
    C2S_AVEC = "c2s_avec", "Complémentaire santé solidaire avec participation"
    AME = "ame", "Aide médicale de l’État"
    SOINS_URGENTS = "soins_urgents", "Soins urgents"
    ASS = "ass", "Aide de l’action sanitaire et sociale"
    MISE_A_JOUR = "mise_a_jour", "Mise à jour du dossier"
    AUTRE = "autre", "Autre droit"


class Sens(TextChoices):
    """What was decided (DEM-10)."""

    ACCORD = "accord", "Accord"
    REFUS = "refus", "Refus"
    SANS_SUITE = "sans_suite", "Sans suite"


class RaisonPiece(TextChoices):
    """Why a piece is asked for, or asked for again (NOV-04)."""

    ABSENTE = "absente", "Elle manque"
    ILLISIBLE = "illisible", "Elle n’est pas lisible"
    INCOMPLETE = "incomplete", "Il manque des pages ou des réponses"
    NON_SIGNEE = "non_signee", "Elle n’est pas signée"
    PERIMEE = "perimee", "Elle est trop ancienne"
    AUTRE_PERSONNE = "autre_personne", "Elle concerne une autre personne"
    AUTRE_DOCUMENT = "autre_document", "Ce n’est pas le document demandé"


class RaisonIrrecevable(TextChoices):
    """Why a demande does not fit the situation (DEM-22)."""

    AUTRE_NATURE = "autre_nature", "La situation relève d’un autre service du portail"
    AUTRE_MOTIF = "autre_motif", "Le motif choisi ne correspond pas à la situation"
    AUTRE_REGIME = "autre_regime", "La personne ne relève pas du régime général"
    AUTRE_CAISSE = "autre_caisse", "La personne relève d’une autre caisse"
    DEJA_TRAITEE = "deja_traitee", "La même demande est déjà traitée"
    IDENTITE = "identite", "L’identité ne permet pas de retrouver la personne"


class RaisonUrgence(TextChoices):
    """Why an agent requalifies urgent or not, without a word on health (DEM-26)."""

    SOIN_PROCHE = "soin_proche", "Un soin doit avoir lieu prochainement"
    RUPTURE = "rupture", "Un traitement ou une prise en charge serait interrompu"
    SANS_SOIN = "sans_soin", "La situation ne s’aggrave pas faute d’un traitement rapide"
    DROITS_OUVERTS = "droits_ouverts", "Les droits sont déjà ouverts"


class Fragilite(TextChoices):
    """Criteria of social fragility of the service social, coded, no detail (DEM-25)."""

    ISOLEMENT = "isolement", "Isolement"
    LOGEMENT = "logement", "Logement précaire ou absence de logement"
    RESSOURCES = "ressources", "Ressources faibles ou interrompues"
    EMPLOI = "emploi", "Perte d’emploi ou risque de la perdre"
    SEPARATION = "separation", "Séparation ou deuil récent"
    AIDANT = "aidant", "Aidant d’un proche"
    SORTIE = "sortie", "Sortie d’un établissement"
    LANGUE = "langue", "Difficulté avec le français, lu ou parlé"


class RaisonDoublon(TextChoices):
    """Why the author goes on although a demande is already open for the person (DEM-15)."""

    AUTRE_SUJET = "autre_sujet", "Le sujet n’est pas le même"
    NOUVEAU = "nouveau", "La situation a changé depuis"
    HOMONYME = "homonyme", "Ce n’est pas la même personne"
    SANS_REPONSE = "sans_reponse", "La première demande n’a pas reçu la réponse attendue"


class Remise(TextChoices):
    """How a document reached the person (DEM-12)."""

    PORTAIL = "portail", "Par le portail, à votre structure"
    ADRESSE = "adresse", "Envoyé à l’adresse connue de la personne"


class Orienteur(TextChoices):
    """Where an agent orients a person within the Assurance Maladie (DEM-16)."""

    SERVICE_SOCIAL = "service_social", "Service social de l’Assurance Maladie"
    MEDIATION = "mediation", "Médiation de l’Assurance Maladie"
    MAS = "mas", "Mission accompagnement santé"


class EtatOrientation(TextChoices):
    """What a partenaire answered to an orientation (DEM-18)."""

    EN_ATTENTE = "en_attente", "En attente de réponse"
    ACCEPTEE = "acceptee", "Acceptée"
    DECLINEE = "declinee", "Déclinée"
    RETIREE = "retiree", "Retirée par la caisse"
