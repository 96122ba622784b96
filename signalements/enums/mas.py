"""Coded values of the form of the Mission accompagnement santé (S4 annexe 4)."""

from django.db.models import TextChoices


class Cadre(TextChoices):
    """Frames of the MAS form (S4 annexe 4)."""

    DROITS = "droits", "Difficultés d’accès aux droits"
    SOINS = "soins", "Renoncement ou difficultés d’accès à des soins"
    SOINS_HANDICAP = "soins_handicap", "Renoncement ou difficultés d’accès à des soins liés à un handicap"
    NUMERIQUE = "numerique", "Fragilité face au numérique"
    SOCIAL = "social", "Situation sociale complexe"


class ActionEngagee(TextChoices):
    """Actions already engaged by the partner."""

    C2S = "c2s", "Dossier de Complémentaire santé solidaire"
    ASS = "ass", "Dossier d’action sanitaire et sociale"
    AUTRE = "autre", "Autre"


class SoinNonRealise(TextChoices):
    """Kinds of care that were not received."""

    CONSULTATION = "consultation", "Consultations de médecine générale ou spécialisée"
    CHIRURGIE = "chirurgie", "Chirurgie"
    ACTES_EXAMENS = (
        "actes_examens",
        "Acte chez un spécialiste, analyses ou examens (dentaires, infirmiers, kinésithérapie, radiologie, biologie…)",
    )
    PHARMACIE = "pharmacie", "Pharmacie"
    DISPOSITIFS = "dispositifs", "Dispositifs médicaux (optique, auditif, petit et grand appareillage…)"
    AUTRE = "autre", "Autre"


class Anciennete(TextChoices):
    """Since when care has been given up."""

    MOINS_3M = "moins_3m", "Moins de 3 mois"
    TROIS_MOIS_UN_AN = "3m_1a", "De 3 mois à 1 an"
    UN_A_DEUX_ANS = "plus_1a", "Plus d’1 an (jusqu’à 2 ans)"
    PLUS_DE_DEUX_ANS = "plus_2a", "Plus de 2 ans"


class Cause(TextChoices):
    """Causes of giving up care."""

    DROITS = "droits", "Accès aux droits (médecin traitant, couverture maladie ou complémentaire, ALD)"
    RESTE_A_CHARGE = "reste_a_charge", "Reste à charge"
    AVANCE_FRAIS = "avance_frais", "Avance des frais"
    DELAIS_RDV = "delais_rdv", "Délais de rendez-vous trop longs"
    TRANSPORT = "transport", "Transport"
    DEMARCHES = "demarches", "Démarches trop compliquées"
    REFUS_PS = "refus_ps", "Refus de prise en charge par un professionnel de santé"
    AUTRE = "autre", "Autre"


class ModeConsentement(TextChoices):
    """How the person agreed (DEM-06)."""

    SIGNATURE = "signature", "Formulaire signé par la personne"
    DISTANCE = "distance", "Accord donné à distance, après information orale"
    REPRESENTANT = "representant", "Accord du représentant légal (tutelle, ASE)"


class ActionMas(TextChoices):
    """Coded actions of the accompagnement (DEM-17)."""

    DROITS = "droits", "Ouverture ou mise à jour de droits"
    ASS = "ass", "Aide de l’action sanitaire et sociale"
    INFORMATION = "information", "Information sur les professionnels de santé"
    SERVICE_SOCIAL = "service_social", "Orientation vers le service social"
    FACE_A_FACE = "face_a_face", "Entretien en face à face"
    AUTRE = "autre", "Autre"


class IssueSansSoins(TextChoices):
    """Why an accompagnement ended without care (DEM-17)."""

    NON_PERTINENTE = "non_pertinente", "Saisine non pertinente"
    REFUS = "refus", "Refus de la personne"
    INJOIGNABLE = "injoignable", "Personne injoignable"
