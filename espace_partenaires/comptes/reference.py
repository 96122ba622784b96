"""Reference data of accounts: the first version of the conditions of use."""

from datetime import UTC, datetime
from typing import Final

from espace_partenaires.comptes.models import VersionCGU

PREMIERE_VERSION: Final = "2026-1"
TEXTE: Final = """
# À quoi sert le portail

L’Espace Partenaires relie les organismes qui accompagnent des personnes fragiles et leur caisse d’assurance maladie. Il sert à demander l’ouverture d’un droit, à signaler une difficulté d’accès aux droits ou aux soins, et à suivre la réponse.

# Votre compte est personnel

Vous ne prêtez ni votre identifiant ni votre mot de passe, y compris à un collègue. Si vous gérez les comptes et faites aussi des demandes, vous avez deux comptes, un pour chaque rôle. Dès que vous soupçonnez qu’un tiers connaît votre mot de passe, vous le signalez à la personne qui gère les comptes ou à votre caisse : le compte est fermé aussitôt.

# Ce que vous pouvez y écrire

Vous n’écrivez jamais le numéro de sécurité sociale d’une personne, ni un diagnostic, ni un détail sur sa santé. Les questions du formulaire suffisent à la caisse. Ce que vous écrivez est utile, exact et respectueux de la personne, qui peut le lire.

# L’accord de la personne

Vous avez informé la personne de ce que vous transmettez, à qui, et de ses droits. Pour un signalement, vous avez recueilli son accord, ou celui de son représentant légal, et vous gardez les originaux trois ans.

# Votre poste de travail

Vous utilisez un équipement professionnel, protégé par un antivirus à jour, depuis le territoire européen. Vous fermez votre session quand vous quittez votre poste.

# Ce que le portail retient de vous

Vos connexions et vos actes sont consignés douze mois, sans donnée sur les personnes accompagnées, pour la sécurité de tous. Votre compte est inactivé quand vous quittez votre structure ou quand sa convention prend fin, puis effacé six mois plus tard.

# Si ces conditions ne sont pas respectées

La caisse peut fermer un compte, ou tous ceux d’une structure, et en dit la raison. L’usage du portail à une autre fin que l’accompagnement des personnes peut engager votre responsabilité.
""".strip()


def charger() -> list[str]:
    """Load the first version of the conditions of use, once.

    Returns:
        What was done, a line each.
    """
    _, nouvelle = VersionCGU.objects.get_or_create(
        numero=PREMIERE_VERSION,
        defaults={"texte": TEXTE, "en_vigueur_le": datetime(2026, 1, 1, tzinfo=UTC)},
    )
    return [f"CGU {PREMIERE_VERSION} : {'chargées' if nouvelle else 'déjà là'}"]
