"""The form of a shared evaluation."""

from conventions.forms.comites import paragraphe
from conventions.forms.conventions import champ_date
from espace_partenaires.web.formulaires import FormulairePortail


class EvaluationForm(FormulairePortail):
    """What the parties said together, and what they decided."""

    tenue_le = champ_date("Date à laquelle les parties l’ont tenue")
    synthese = paragraphe("Synthèse", requis=True, lignes=6)
    points_forts = paragraphe("Points forts")
    points_a_ameliorer = paragraphe("Points à améliorer")
    suite = paragraphe(
        "Suites décidées", aide="Par exemple : un avenant à préparer, une actualisation au renouvellement."
    )
