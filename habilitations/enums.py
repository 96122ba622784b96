"""Coded values of habilitations."""

from django.db.models import TextChoices


class EtatHabilitation(TextChoices):
    """Life of a partner's account (HAB-05, HAB-11, HAB-14)."""

    INVITEE = "invitee", "Invitation envoyée"
    ACTIVE = "active", "Actif"
    INACTIVE = "inactive", "Inactivé"
    ANNULEE = "annulee", "Invitation annulée"
    EXPIREE = "expiree", "Invitation expirée"
    EFFACEE = "effacee", "Effacé"


class MotifInactivation(TextChoices):
    """Why an account is inactivated: chosen by a gestionnaire (HAB-11), or written with another act."""

    DEPART = "depart", "A quitté la structure"
    AUTRE_DOMAINE = "autre_domaine", "Exerce dans un autre domaine"
    AUTRE = "autre", "Autre raison"
    FIN_DES_CONVENTIONS = "fin_des_conventions", "Fin de toutes les conventions"
    SECURITE = "securite", "Sécurité : fraude, perte, vol ou mésusage"
    EXCLUSION = "exclusion", "Exclusion décidée par la direction de la caisse"
    RETRAIT_EN_REVUE = "retrait_en_revue", "Retiré lors d’une revue d’habilitation"
    REVUE_SANS_REPONSE = "revue_sans_reponse", "Revue d’habilitation restée sans réponse"


class RoleAgent(TextChoices):
    """Roles of the agents of a caisse; they combine (HAB-16)."""

    INSTRUCTEUR = "instructeur", "Instructeur"
    GESTIONNAIRE_CONVENTIONS = "gestionnaire_conventions", "Gestionnaire de conventions"
    SUPERVISEUR = "superviseur", "Superviseur"
    DPO = "dpo", "Délégué à la protection des données"


class NatureEvenement(TextChoices):
    """Dated facts of an account that outlive the journal: the proof of when (HAB-12)."""

    INACTIVATION = "inactivation", "Compte inactivé"
    REACTIVATION = "reactivation", "Compte réactivé"
    PARTENAIRE_PREVENU = "partenaire_prevenu", "Partenaire prévenu par courriel"
    MODIFICATION = "modification", "Coordonnées modifiées"
    SECOND_FACTEUR_RETIRE = "second_facteur_retire", "Second facteur retiré"
    AVERTI_DE_L_EFFACEMENT = "averti_effacement", "Effacement annoncé"
    EFFACEMENT = "effacement", "Compte effacé"
    ADRESSE_REFUSEE = "adresse_refusee", "Adresse refusée : un courriel n’a pas pu être remis"
    ADRESSE_RETABLIE = "adresse_retablie", "Adresse de nouveau bonne"


class NatureDemande(TextChoices):
    """What a partenaire asks its caisse about gestionnaires (HAB-04, HAB-09, HAB-10)."""

    HABILITER = "habiliter", "Habiliter un gestionnaire"
    MODIFIER = "modifier", "Modifier les coordonnées d’un gestionnaire"
    INACTIVER = "inactiver", "Inactiver un gestionnaire"


class EtatDemandeHabilitation(TextChoices):
    """Life of such a request."""

    EN_ATTENTE = "en_attente", "En attente de la caisse"
    ACCEPTEE = "acceptee", "Acceptée, à faire à la date souhaitée"
    FAITE = "faite", "Faite"
    REFUSEE = "refusee", "Refusée"
    ANNULEE = "annulee", "Annulée par le partenaire"


class NatureIncident(TextChoices):
    """What happened to an account (HAB-12, S1u 4.1)."""

    PERTE = "perte", "Mot de passe perdu ou connu d’un tiers"
    VOL = "vol", "Mot de passe, téléphone ou ordinateur volé"
    USAGE_FRAUDULEUX = "usage_frauduleux", "Connexions ou actes que la personne n’a pas faits"
    MESUSAGE = "mesusage", "Utilisation contraire à la convention ou aux conditions d’utilisation"


class OrigineIncident(TextChoices):
    """Where the report came from."""

    PORTAIL = "portail", "Signalé dans le portail"
    PUBLIQUE = "publique", "Signalé par le formulaire public"
    CAISSE = "caisse", "Constaté par la caisse"


class EtatIncident(TextChoices):
    """Life of an incident."""

    OUVERT = "ouvert", "À traiter"
    GELE = "gele", "Compte gelé"
    CLOS = "clos", "Clos"


class ConclusionIncident(TextChoices):
    """How an incident ended."""

    FAUSSE_ALERTE = "fausse_alerte", "Fausse alerte"
    COMPTE_RETABLI = "compte_retabli", "Compte rétabli, accès sécurisé de nouveau"
    COMPTE_FERME = "compte_ferme", "Compte laissé inactif"
    EXCLUSION = "exclusion", "Personne exclue du portail"
    SANS_COMPTE = "sans_compte", "Aucun compte ne correspond"


class DecisionRevue(TextChoices):
    """What a gestionnaire says of one account in a revue d'habilitation (HAB-15)."""

    CONFIRMEE = "confirmee", "Habilitation confirmée"
    RETIREE = "retiree", "Habilitation retirée"
    SANS_REPONSE = "sans_reponse", "Sans réponse"
