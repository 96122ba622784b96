"""What is kept of conventions (RGPD-10: five years after the last contact)."""

from espace_partenaires.conservation.registre import declarer, sans_donnees_personnelles

CINQ_ANS = "cinq ans après la fin de la convention (RGPD-10)"
COPIE_DU_COMPTE = f"{CINQ_ANS} ; ce qui vient d’un compte du portail, avec ce compte (HAB-14)"
EFFACEMENT = "conventions : effacement des signataires et contacts anciens"

declarer(
    "conventions.Partie",
    champs=["representant", "qualite", "signataire", "signataire_qualite"],
    terme=CINQ_ANS,
    efface_par=EFFACEMENT,
)
declarer(
    "conventions.Partenaire",
    champs=["nom_dpo", "courriel_dpo"],
    terme="tant que le partenaire figure au portail",
    efface_par="remplacé dans sa fiche par la caisse",
)
declarer(
    "conventions.Caisse",
    champs=["directeur", "nom_dpo", "courriel_dpo"],
    terme="tant que la caisse existe",
    efface_par="remplacé dans l’administration par celui du délégué suivant",
)
declarer(
    "conventions.EvenementConvention",
    champs=["auteur_id", "motif"],
    terme="tant que la convention est conservée ; l’auteur n’est plus qu’un numéro après l’effacement de son compte",
    efface_par="habilitations : effacement des comptes inactifs",
)
_SANS_DONNEES = {
    "Modele": "Termes des conventions, nationaux et publics.",
    "Convention": "Des organismes et des dates, aucune personne.",
    "CaisseDepartement": "Des départements.",
    "Engagement": "Des engagements types, nationaux.",
    "EngagementRetenu": "Des engagements choisis entre organismes.",
    "Remise": "Un numéro de recommandé et une date, entre organismes.",
    "Avertissement": "Une date annoncée, aucune personne.",
    "ObjectifDeTravail": "Le programme de travail commun, aucune personne.",
    "IndicateurFiche": "Des indicateurs d’une action, aucune personne.",
    "FluxNational": "Référence nationale publique : des catégories de données, aucune donnée.",
    "ThemePrioritaire": "Référence nationale publique.",
    "DomaineCourriel": "Des noms de domaine, aucune adresse.",
    "Adhesion": "Deux organismes et une période.",
    "ActivationService": "Un service ouvert entre deux organismes.",
    "RetraitReception": "La réception de documents retirée par une caisse à un organisme.",
    "CaisseGroupObjectPermission": "Le droit d’un groupe sur une caisse, aucune personne.",
    "PartenaireGroupObjectPermission": "Le droit d’un groupe sur un partenaire, aucune personne.",
}
for _modele, _raison in _SANS_DONNEES.items():
    sans_donnees_personnelles(f"conventions.{_modele}", _raison)

_COPIENT_UN_COMPTE = {"Referent", "MessageConvention", "FicheAction"}
for _modele, _champs in {
    "Referent": ["nom", "fonction", "courriel", "telephone"],
    "SignatureAvenant": ["representant", "qualite"],
    "ParticipantComite": ["nom", "fonction"],
    "AttestationDestruction": ["nom", "qualite", "auteur_id"],
    "MessageConvention": ["signature", "texte", "auteur_id"],
    "EvaluationPartagee": ["synthese", "points_forts", "points_a_ameliorer", "suite", "auteur_id"],
    "Comite": ["compte_rendu", "ordre_du_jour", "auteur_id"],
    "PointNational": ["texte", "reponse", "auteur_id", "repondu_par"],
    "DemandeUsage": ["support", "motif", "auteur_id", "repondue_par"],
    "Courrier": ["reproche", "auteur_id"],
    "Avenant": ["auteur_id"],
    "DocumentConvention": ["auteur_id"],
    "CoupureAcces": ["motif", "motif_retablissement", "coupee_par", "retablie_par"],
    "FicheAction": [
        "pilote",
        "copilote",
        "conduite",
        "dpo_nom",
        "dpo_auteur_id",
        "flux_justifie_par",
        "auteur_id",
    ],
}.items():
    _terme = COPIE_DU_COMPTE if _modele in _COPIENT_UN_COMPTE else CINQ_ANS
    declarer(f"conventions.{_modele}", champs=_champs, terme=_terme, efface_par=EFFACEMENT)
declarer(
    "conventions.Interlocuteur",
    champs=["nom", "fonction", "courriel", "telephone"],
    terme="tant que la personne est l’interlocuteur de son organisme",
    efface_par="remplacé ou retiré par la caisse ou par le partenaire",
)
declarer(
    "conventions.CanalDeSecours",
    champs=["telephone", "courriel"],
    terme="tant que la caisse garantit ce service par un autre canal",
    efface_par="remplacé par la caisse",
)
for _modele, _champs in {
    "Dysfonctionnement": ["auteur_id", "description", "page", "navigateur", "escalade_motif"],
    "ReponseDysfonctionnement": ["auteur_id", "texte"],
}.items():
    declarer(
        f"conventions.{_modele}",
        champs=_champs,
        terme="douze mois après le signalement",
        efface_par="conventions.effacer_dysfonctionnements",
    )
