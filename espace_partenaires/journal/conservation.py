"""How long the journal is kept."""

from espace_partenaires.conservation.registre import declarer, sans_donnees_personnelles

declarer(
    "journal.Evenement",
    champs=["auteur_id", "adresse"],
    terme="12 mois après l’événement (RGPD-05, CNIL)",
    efface_par="journal.effacer",
)
sans_donnees_personnelles("journal.Sceau", "empreintes et numéros de transaction seulement")
