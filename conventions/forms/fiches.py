"""Forms about fiches action: what the parties write, what the DPO says."""

from typing import Any, Final

from django import forms

from conventions.forms.comites import champ_version, ligne, paragraphe
from conventions.forms.conventions import champ_date
from conventions.models import FicheAction, FluxNational, ThemePrioritaire
from conventions.rules.fiches import FORMES_D_ACCUEIL
from conventions.services.fiches import CHAMPS, Indicateur, version_de
from espace_partenaires.web.formulaires import FormulairePortail

AUCUN_FLUX: Final = "Aucun flux national n’a cette finalité"


class FicheActionForm(FormulairePortail):
    """A fiche action, with the fields of S0 annexe 1."""

    titre = ligne("Action", 200, requis=True)
    theme = forms.ModelChoiceField(
        label="Thème prioritaire",
        queryset=ThemePrioritaire.objects.filter(actif=True),
        required=False,
        empty_label="Aucun de ceux-ci",
    )
    finalites = paragraphe("Finalités de l’action", requis=True)
    publics = paragraphe("Publics cibles", requis=True, lignes=3)
    resultats = paragraphe("Résultats attendus", requis=True, lignes=3)
    prerequis = paragraphe("Prérequis", lignes=2)
    etp = forms.DecimalField(
        label="Nombre d’équivalents temps plein (ETP)",
        max_digits=6,
        decimal_places=2,
        min_value=0,
        required=False,
    )
    qualite_des_personnes = paragraphe("Qualité des personnes mobilisées", lignes=2)
    autres_moyens = paragraphe("Autres éléments du déploiement", lignes=2)
    formes_d_accueil = forms.MultipleChoiceField(
        label="Formes d’accueil coordonné",
        choices=list(FORMES_D_ACCUEIL.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    echange_de_donnees = forms.TypedChoiceField(
        label="L’action échange-t-elle des données personnelles ?",
        choices=[("non", "Non"), ("oui", "Oui")],
        coerce=lambda valeur: valeur == "oui",
        widget=forms.RadioSelect,
        help_text="Si oui, elle ne démarre qu’après l’analyse du délégué à la protection des données et "
        "l’inscription au registre.",
    )
    flux_couvrant = forms.ModelChoiceField(
        label="Un flux national a-t-il déjà cette finalité ?",
        queryset=FluxNational.objects.filter(actif=True),
        required=False,
        empty_label=AUCUN_FLUX,
        help_text="Si oui, l’action attend la justification du délégué à la protection des données.",
    )
    pilote = ligne("Pilote", 160, requis=True)
    copilote = ligne("Co-pilote", 160)
    conduite = paragraphe("Conduite du projet", requis=True, lignes=2, aide="Une ou plusieurs personnes.")
    date_du_projet = champ_date("Date du projet")
    version = champ_version()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date_du_projet"].required = False

    @classmethod
    def depuis(cls, fiche: FicheAction) -> dict[str, Any]:
        """Return what the form shows first."""
        valeurs = {champ: getattr(fiche, champ) for champ in CHAMPS}
        valeurs["echange_de_donnees"] = "oui" if fiche.echange_de_donnees else "non"
        return {**valeurs, "version": version_de(fiche)}

    def contenu(self) -> dict[str, Any]:
        """Return the values the services take."""
        return {champ: self.cleaned_data[champ] for champ in CHAMPS}


class IndicateurForm(FormulairePortail):
    """One indicator; a line without a name is left out."""

    nom = ligne("Indicateur", 200)
    cible = ligne("Cible", 60)
    unite = ligne("Unité", 40)
    resultat = ligne("Résultat", 60)

    def indicateur(self) -> Indicateur:
        """Return what was typed."""
        noms = ("nom", "cible", "unite", "resultat")
        return Indicateur(**{nom: self.cleaned_data.get(nom, "") for nom in noms})


IndicateurFormSet = forms.formset_factory(IndicateurForm, extra=2, max_num=20, validate_max=True)


class FinFicheForm(FormulairePortail):
    """What came of an action."""

    terminee_le = champ_date("Terminée le")
    bilan = paragraphe("Bilan de l’action", requis=True, lignes=6)


class AbandonFicheForm(FormulairePortail):
    """Why an action is given up."""

    motif = paragraphe("Motif", requis=True, lignes=3)


class AnalyseForm(FormulairePortail):
    """The DPO's analysis, and its word on a national flow."""

    analyse = paragraphe("Votre analyse", requis=True, lignes=8)
    nom = ligne("Votre nom, tel qu’imprimé sur la fiche", 120, requis=True)
    flux_couvrant = forms.ModelChoiceField(
        label="Flux national de même finalité",
        queryset=FluxNational.objects.filter(actif=True),
        required=False,
        empty_label=AUCUN_FLUX,
    )
    justification = paragraphe(
        "Pourquoi l’action reste nécessaire malgré ce flux",
        lignes=4,
        aide="Sans justification, une action qu’un flux national couvre déjà ne démarre pas.",
    )
    version = champ_version()


class RegistreForm(FormulairePortail):
    """The entry in the register."""

    numero = ligne("Numéro au registre des traitements", 60, requis=True)
    inscrite_le = champ_date("Inscrite le")
