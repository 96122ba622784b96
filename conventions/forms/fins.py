"""Forms of suspensions, lapsed clauses and ends."""

from typing import Any

from conventions.enums import CauseFin, NatureCourrier
from conventions.forms.conventions import ChoixDePartie, champ_date
from conventions.forms.courriers import ChoixDeCourrier, PartiesAuChoix, parties_de, zone_de_texte
from conventions.forms.partenaires import limiter
from conventions.models import Convention, Courrier, Partie
from espace_partenaires.web.formulaires import FormulairePortail


class FinForm(FormulairePortail):
    """The end that parties decide."""

    effet_le = champ_date("Dernier jour en vigueur", "Les accès ferment le lendemain.")
    motif = zone_de_texte("Motif")

    def __init__(self, *args: Any, convention: Convention, cause: CauseFin, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parties = parties_de(convention)
        if cause == CauseFin.MANQUEMENT:
            lettres = Courrier.objects.filter(convention=convention, nature=NatureCourrier.MISE_EN_DEMEURE)
            self.fields["courrier"] = ChoixDeCourrier(
                label="Mise en demeure restée sans réparation",
                queryset=lettres.select_related("expediteur__caisse", "expediteur__partenaire"),
                empty_label="Choisir",
            )
            self.fields["plan"] = zone_de_texte(
                "Plan de clôture convenu", "Ce qui est mené à bien, et ce qui prend le relais."
            )
        if cause == CauseFin.FORCE_MAJEURE:
            self.fields["partie"] = ChoixDePartie(
                label="Partie touchée par la force majeure", queryset=parties, empty_label="Choisir"
            )
        else:
            aide = (
                "Toutes doivent l’être."
                if cause == CauseFin.ACCORD
                else "Toutes, hors la partie défaillante."
            )
            self.fields["accords"] = PartiesAuChoix(
                label="Parties d’accord pour mettre fin", queryset=parties, help_text=aide
            )


class SuspensionForm(FormulairePortail):
    """A force majeure notified otherwise than by a registered letter."""

    partie = ChoixDePartie(label="Partie touchée", queryset=Partie.objects.none(), empty_label="Choisir")
    notifiee_le = champ_date("Notifiée aux autres parties le")
    motif = zone_de_texte("Événement notifié")

    def __init__(self, *args: Any, convention: Convention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limiter(self, "partie", parties_de(convention))


class RepriseForm(FormulairePortail):
    """The force majeure is over."""

    reprise_le = champ_date("Obligations reprises le")
    motif = zone_de_texte("Précision", requis=False)


class CaduciteForm(FormulairePortail):
    """Clauses that a change of law lapsed."""

    clauses_contraires = zone_de_texte(
        "Clauses contraires au texte nouveau", "Elles seules cessent de s’appliquer."
    )
    texte_nouveau = zone_de_texte("Loi ou règlement", "Par exemple, son intitulé et sa date.")
    depuis_le = champ_date("S’applique depuis le")
