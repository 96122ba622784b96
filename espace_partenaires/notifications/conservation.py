"""How long mails are kept."""

from espace_partenaires.conservation.registre import declarer

declarer(
    "notifications.Courriel",
    champs=["destinataire", "adresse", "objet", "texte", "html", "lien", "cle_unicite"],
    terme="texte effacé dès l’envoi ; ligne effacée 3 mois après (décision D), ou avec le compte",
    efface_par="notifications.effacer",
)
