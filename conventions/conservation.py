"""What is kept of conventions (RGPD-10: five years after the last contact)."""

from espace_partenaires.conservation.registre import declarer, sans_donnees_personnelles

CINQ_ANS = "cinq ans après la fin de la convention (RGPD-10)"
EFFACEMENT = "conventions : effacement des signataires et contacts anciens"

declarer("conventions.Partie", champs=["representant", "qualite"], terme=CINQ_ANS, efface_par=EFFACEMENT)
declarer("conventions.Partenaire", champs=["courriel_dpo"], terme=CINQ_ANS, efface_par=EFFACEMENT)
declarer(
    "conventions.Caisse",
    champs=["courriel_dpo"],
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
    "DomaineCourriel": "Des noms de domaine, aucune adresse.",
    "Adhesion": "Deux organismes et une période.",
    "ActivationService": "Un service ouvert entre deux organismes.",
    "RetraitReception": "La réception de documents retirée par une caisse à un organisme.",
    "CaisseGroupObjectPermission": "Le droit d’un groupe sur une caisse, aucune personne.",
}
for _modele, _raison in _SANS_DONNEES.items():
    sans_donnees_personnelles(f"conventions.{_modele}", _raison)
