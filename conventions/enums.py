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
    COURRIER_ENVOYE = "courrier_envoye", "Lettre recommandée envoyée"
    COURRIER_RECU = "courrier_recu", "Lettre recommandée reçue"
    MISE_EN_DEMEURE = "mise_en_demeure", "Mise en demeure"
    REPARATION = "reparation", "Manquement réparé"
    SUSPENSION = "suspension", "Suspension pour force majeure"
    REPRISE = "reprise", "Reprise des obligations"
    CADUCITE = "caducite", "Clauses devenues caduques"
    AVENANT = "avenant", "Avenant en vigueur"
    ACCORD_DE_FIN = "accord_de_fin", "Accord d’une partie pour mettre fin"
    REFUS_DE_RECONDUCTION = "refus_de_reconduction", "Refus de la reconduction"
    RENOUVELLEMENT = "renouvellement", "Renouvellement exprès"
    RESILIATION = "resiliation", "Résiliation"
    RECONDUCTION_CONSTATEE = "reconduction_constatee", "Reconduction tacite constatée"
    FIN_CONSTATEE = "fin_constatee", "Fin constatée"


class CauseFin(TextChoices):
    """Why a convention is ended by decision (CONV-05)."""

    ACCORD = "accord", "Accord de toutes les parties"
    MANQUEMENT = "manquement", "Manquement resté sans réparation après mise en demeure"
    UNILATERALE = "unilaterale", "Décision d’une seule partie"
    FORCE_MAJEURE = "force_majeure", "Force majeure prolongée"


class DepartMiseEnDemeure(TextChoices):
    """What the delay of a mise en demeure runs from (CONV-02); empty: the model knows none."""

    ENVOI = "envoi", "L’envoi de la lettre"
    RECEPTION = "reception", "La réception de la lettre"


class FinUnilaterale(TextChoices):
    """Whether one party alone may end a convention, and when it takes effect (CONV-02)."""

    AUCUNE = "aucune", "Impossible"
    A_TOUT_MOMENT = "a_tout_moment", "À tout moment, à la réception de la lettre ou à la date qu’elle fixe"
    FIN_DE_TRIMESTRE = "fin_de_trimestre", "Au dernier jour du trimestre civil suivant la réception"


class Evaluation(TextChoices):
    """What the shared evaluation of the first year opens (CONV-17)."""

    AUCUNE = "aucune", "Pas d’évaluation prévue"
    AVENANT = "avenant", "Ouvre le droit de modifier par avenant"
    ACTUALISATION = "actualisation", "Permet d’actualiser au renouvellement"


class RythmeComite(TextChoices):
    """How often the comité de pilotage meets (CONV-09)."""

    AUCUN = "aucun", "Pas de comité"
    ANNUEL = "annuel", "Une fois par an au moins"
    FEVRIER_MARS = "fevrier_mars", "Chaque année en février ou en mars"


class RegimeDiffusion(TextChoices):
    """What spreading another party's studies requires (CONV-23)."""

    AUTORISATION = "autorisation", "Autorisation préalable"
    INFORMATION = "information", "Information préalable"


class NatureCourrier(TextChoices):
    """Registered letters of the life of a convention (CONV-16)."""

    MISE_EN_DEMEURE = "mise_en_demeure", "Mise en demeure"
    RENOUVELLEMENT = "renouvellement", "Demande de renouvellement"
    REFUS_DE_RECONDUCTION = "refus_de_reconduction", "Dénonciation : refus de la reconduction"
    FIN_UNILATERALE = "fin_unilaterale", "Dénonciation : fin unilatérale"
    RESILIATION = "resiliation", "Notification de la résiliation"
    FORCE_MAJEURE = "force_majeure", "Notification de force majeure"


class PouvoirDeSigner(TextChoices):
    """Where a signatory's authority comes from (CONV-22)."""

    STATUTAIRE = "statutaire", "Représentant de droit"
    DELIBERATION = "deliberation", "Délibération"
    DELEGATION = "delegation", "Délégation de signature"


class Volet(TextChoices):
    """What an interlocuteur answers for (ORG-05, ORG-06)."""

    CONVENTION = "convention", "Convention et Mission accompagnement santé"
    MAS = "mas", "Signalement à la Mission accompagnement santé"
    ACCES_DROITS = "acces_droits", "Accès aux droits"
    PREVENTION = "prevention", "Prévention"
    CES = "ces", "Centre d’examens de santé"
    DPO = "dpo", "Protection des données"
    SUPPORT = "support", "Support du portail"


class Porteur(TextChoices):
    """Who carries an engagement (CONV-18)."""

    CAISSE = "caisse", "La caisse"
    PARTENAIRE = "partenaire", "Le partenaire"
    ENSEMBLE = "ensemble", "Ensemble"


class EtatAvenant(TextChoices):
    """Where the paper of an avenant is (CONV-07)."""

    BROUILLON = "brouillon", "Brouillon"
    EN_SIGNATURE = "en_signature", "En signature"
    SIGNE = "signe", "En vigueur"
    ABANDONNE = "abandonne", "Abandonné"


class NatureDocument(TextChoices):
    """Papers kept beside a convention (CONV-12, CONV-16, CONV-22)."""

    CONVENTION_SIGNEE = "convention_signee", "Convention signée"
    AVENANT_SIGNE = "avenant_signe", "Avenant signé"
    POUVOIR = "pouvoir", "Délibération ou délégation"
    COURRIER = "courrier", "Lettre recommandée"
    ACCUSE_RECEPTION = "accuse_reception", "Accusé de réception"
    COMPTE_RENDU = "compte_rendu", "Compte rendu"
    ATTESTATION = "attestation", "Attestation de destruction des données"


class EtatFiche(TextChoices):
    """Life of a fiche action (CONV-10)."""

    PROJET = "projet", "En projet"
    EN_COURS = "en_cours", "En cours"
    TERMINEE = "terminee", "Terminée"
    ABANDONNEE = "abandonnee", "Abandonnée"


class ObjetUsage(TextChoices):
    """What a party asks another to use (CONV-23)."""

    NOM_LOGO = "nom_logo", "Nom ou logo"
    ETUDE = "etude", "Étude, expertise ou analyse"


class ReponseUsage(TextChoices):
    """The answer of the party whose name, logo or study it is (CONV-23)."""

    ATTENTE = "attente", "En attente"
    ACCORD = "accord", "Accord"
    REFUS = "refus", "Refus"
    INFORMEE = "informee", "Informée, sans réponse attendue"
    RETIREE = "retiree", "Retirée avant réponse"


class EtatDysfonctionnement(TextChoices):
    """Life of a reported malfunction (ORG-08)."""

    OUVERT = "ouvert", "Signalé au support local"
    REPONDU = "repondu", "Répondu"
    ESCALADE = "escalade", "Transmis au support national"


class CodeAvertissement(TextChoices):
    """Warnings of the calendar, sent once each (CONV-04, CONV-09, CONV-17)."""

    QUATRE_MOIS = "quatre_mois", "Quatre mois avant la fin du terme"
    SEMAINE_AVANT_PREAVIS = "semaine_avant_preavis", "Une semaine avant la date limite"
    UN_MOIS = "un_mois", "Un mois avant la fin du terme"
    EVALUATION = "evaluation", "Évaluation de la première année à tenir"
    COMITE = "comite", "Comité de pilotage à réunir"
    BILAN = "bilan", "Bilan annuel à établir"
    FIN = "fin", "Fin de la convention"


class Service(TextChoices):
    """The services of the portal, under their labels of S1u 1.2 (ORG-04, DEM-01)."""

    CONTACT = "contact", "Contacter votre organisme d’assurance Maladie"
    ETUDE = "etude", "Soumettre une demande d’étude de dossier"
    SIGNALEMENT = (
        "signalement",
        "Signaler une situation de difficultés d’accès aux droits et aux soins d’un assuré",
    )
    RENDEZ_VOUS = "rendez_vous", "Demander un rendez-vous pour un assuré"
    DOCUMENT = "document", "Demander un document"
    HISTORIQUE = "historique", "Historique des demandes"
