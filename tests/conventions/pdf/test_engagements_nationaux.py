"""The engagements of the nation, on paper: who does what, with every option kept."""

from datetime import UTC, datetime

import pytest

from conventions.documents import convention_pdf
from conventions.documents.convention import contexte_de_convention, rediger_convention
from conventions.engagements_nationaux import ENGAGEMENTS_NATIONAUX
from conventions.models import Engagement, EngagementRetenu
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME
from tests.conventions.pdf.outils import a_plat, creer, pages_du, sans_balises

pytestmark = pytest.mark.django_db
MAINTENANT = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.mark.exigence("CONV-18", "CONV-12")
@pytest.mark.parametrize("code", sorted(ENGAGEMENTS_NATIONAUX))
def test_chaque_engagement_national_s_imprime_une_fois_ou_chez_chacun(code: str) -> None:
    convention = creer(code)
    Engagement.objects.filter(modele=convention.modele).delete()
    for rang, national in enumerate(ENGAGEMENTS_NATIONAUX[code], 1):
        ligne = Engagement.objects.create(modele=convention.modele, ordre=rang, **national._asdict())
        if national.optionnel:
            EngagementRetenu.objects.create(convention=convention, engagement=ligne)
    html, _ = rediger_convention(convention, contexte_de_convention(convention, MAINTENANT))
    texte = sans_balises(html)
    absents = [n.texte for n in ENGAGEMENTS_NATIONAUX[code] if a_plat(n.texte) not in texte]
    assert absents == []
    contenu = convention_pdf(acteur=ACTEUR_SYSTEME, convention=convention).contenu
    # No page is left with a heading alone.
    assert all(len(page) > 250 for page in pages_du(contenu))
