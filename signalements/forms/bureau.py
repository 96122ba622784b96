"""Forms of the agents' desk: filters and columns, saved views, search, several at once, absences."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms

from conventions.enums import Service
from conventions.models import Partenaire
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.web.formulaires import FormulairePortail
from signalements.enums import EtatDemande
from signalements.models import Motif
from signalements.mots_horloge import minuscule
from signalements.rules.cycle_de_vie import LECTEUR_AGENT, VIES, libelle_etat
from signalements.rules.delais import Regle
from signalements.rules.recherche import Criteres
from signalements.selectors.bureau import MOI, PERSONNE, FiltresDuBureau
from signalements.selectors.vues_enregistrees import COLONNES, COLONNES_PAR_DEFAUT

SERVICES: Final[dict[str, str]] = {
    Service.SIGNALEMENT: "Signalement",
    Service.ETUDE: "Étude de dossier",
    Service.CONTACT: "Question à la caisse",
    Service.RENDEZ_VOUS: "Rendez-vous",
    Service.DOCUMENT: "Document",
}
_REGLES: Final = (
    (Regle.MAS_48H.value, "48\N{NO-BREAK SPACE}heures"),
    (Regle.URGENT_14J.value, "Urgent, 14\N{NO-BREAK SPACE}jours"),
    (Regle.DOSSIER_30J.value, "Dossier, 30\N{NO-BREAK SPACE}jours"),
    (Regle.DEMANDE_30J.value, "Question ou document, 30\N{NO-BREAK SPACE}jours"),
    (Regle.RENDEZ_VOUS_30J.value, "Rendez-vous, 30\N{NO-BREAK SPACE}jours"),
)
_ECHEANCES: Final = (
    ("retard", "En retard"),
    ("proche", "Proche"),
    ("semaine", "Dans les 7\N{NO-BREAK SPACE}jours"),
    ("aucune", "Aucune, chez le partenaire"),
)
_TOUS: Final = ("", "Tous")
_TOUTES: Final = ("", "Toutes")
_ENTIERE: Final = re.compile(r"\d{4}-[0-9A-Z]{3}-[0-9A-Z]{6}")
_FIN: Final = re.compile(r"[0-9A-Z]{6}")
_ANNEES: Final = 4


def nom_en_bref(agent: Utilisateur) -> str:
    """Return an agent's name for a list: « Petit, Lucie »."""
    return f"{agent.nom}, {agent.prenom}" if agent.prenom else agent.nom


class _Colonnes(forms.MultipleChoiceField):
    """Columns among those that exist; a column that was taken away since is no reason to lose the others."""

    def to_python(self, value: Any) -> list[str]:
        """Keep what is among the choices."""
        return [colonne for colonne in super().to_python(value) if colonne in COLONNES]


def _mot_de_l_etat(etat: EtatDemande) -> str:
    """Say a state as the agents' lists do, in the words of every kind of demande that knows it."""
    premier, *autres = dict.fromkeys(libelle_etat(etat, LECTEUR_AGENT, vie) for vie in VIES)
    return ", ".join([premier, *map(minuscule, autres)])


class FiltresForm(FormulairePortail):
    """What the list is narrowed to, and the columns it shows: codes only, no free text can enter."""

    nature = forms.ChoiceField(label="Service", choices=[_TOUS, *SERVICES.items()], required=False)
    etat = forms.ChoiceField(
        label="État",
        choices=[
            _TOUS,
            *((etat.value, _mot_de_l_etat(etat)) for etat in EtatDemande if etat != "brouillon"),
        ],
        required=False,
    )
    regle = forms.ChoiceField(label="Délai", choices=[_TOUS, *_REGLES], required=False)
    echeance = forms.ChoiceField(label="Échéance", choices=[_TOUTES, *_ECHEANCES], required=False)
    motif = forms.ChoiceField(label="Motif", required=False)
    partenaire = forms.ChoiceField(label="Partenaire", required=False)
    agent = forms.ChoiceField(label="Agent", required=False)
    colonnes = _Colonnes(
        label="Colonnes, en plus de la référence",
        choices=list(COLONNES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, data: Mapping[str, Any] | None, acteur: Acteur, agents: Iterable[Utilisateur]) -> None:
        super().__init__(data)
        motifs = Motif.objects.filter(actif=True).order_by("nature", "ordre", "libelle")
        partenaires = Partenaire.objects.visibles_par(acteur).order_by("libelle", "pk")
        tous = [(str(agent.cle), nom_en_bref(agent)) for agent in agents]
        self._proposer("motif", ((str(m.pk), f"{SERVICES[m.nature]} : {m.libelle}") for m in motifs))
        self._proposer("partenaire", ((str(p.cle), p.libelle) for p in partenaires))
        self._proposer("agent", [(MOI, "Moi"), (PERSONNE, "Personne"), *tous])

    def _proposer(self, champ: str, choix: Iterable[tuple[str, str]]) -> None:
        libelle = self.fields[champ].label
        self.fields[champ] = forms.ChoiceField(label=libelle, choices=[_TOUS, *choix], required=False)

    def poses(self) -> list[tuple[str, str]]:
        """Return the filters that are set, in words: (« Service », « Document »)."""
        mots = []
        for nom, valeur in self.filtres.en_codes().items():
            champ = self.fields[nom]
            if isinstance(champ, forms.ChoiceField):
                choix = {str(code): str(mot) for code, mot in champ.widget.choices}
                mots.append((str(champ.label), choix.get(valeur, valeur)))
        return mots

    @property
    def filtres(self) -> FiltresDuBureau:
        """The values that are among the choices; anything else is as if it were not there."""
        self.full_clean()
        propres = {champ: self.cleaned_data.get(champ, "") for champ in FiltresDuBureau.__slots__}
        return FiltresDuBureau(**propres)

    @property
    def colonnes_choisies(self) -> tuple[str, ...]:
        """The columns to show, in their order; the usual ones when none was chosen."""
        choisies = self.cleaned_data.get("colonnes") or COLONNES_PAR_DEFAUT
        return tuple(colonne for colonne in COLONNES if colonne in choisies)


class VueForm(FormulairePortail):
    """The name of a view, and who sees it."""

    libelle = forms.CharField(
        label="Nom de la vue",
        max_length=60,
        help_text="N’écrivez le nom d’aucune personne accompagnée.",
        error_messages={
            "required": "Donnez un nom à cette vue.",
            "max_length": "Ce nom dépasse 60 caractères.",
        },
    )
    partagee = forms.BooleanField(label="Partager cette vue avec les agents de la caisse", required=False)


class RechercheForm(FormulairePortail):
    """Find a demande by its reference, or by the name of the person: one line, always posted."""

    texte = forms.CharField(
        label="Nom, prénom ou référence",
        max_length=120,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "class": "saisie",
                "placeholder": "Nom ou référence ( / )",
                "autocomplete": "off",
            }
        ),
        error_messages={
            "required": "Écrivez un nom, ou la référence d’une demande.",
            "max_length": "C’est trop long pour un nom ou une référence.",
        },
    )

    @property
    def reference(self) -> str:
        """What was typed, if it may be a reference, or the end of one."""
        saisie = re.sub(r"\s", "", self.cleaned_data["texte"]).upper()
        return saisie if _ENTIERE.fullmatch(saisie) or _FIN.fullmatch(saisie) else ""

    def references(self, codes: Iterable[str], annee: int) -> list[str]:
        """Return the whole references meant: the end of one is completed by the last years and these caisses.

        Args:
            codes: codes of the caisses of the reader.
            annee: the current year.
        """
        if _ENTIERE.fullmatch(self.reference):
            return [self.reference]
        return [f"{annee - recul}-{code}-{self.reference}" for recul in range(_ANNEES) for code in codes]

    def criteres(self) -> Criteres:
        """Return the line as who is looked for, in either order of names."""
        return Criteres(nom=self.cleaned_data["texte"], ligne=True)


class RechercheParNomForm(FormulairePortail):
    """Find the demandes of a person: each name whole, accents and hyphens as one likes."""

    nom = forms.CharField(
        label="Nom",
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Écrivez le nom de la personne."},
    )
    prenom = forms.CharField(
        label="Prénom", max_length=80, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    date_naissance = forms.DateField(
        label="Date de naissance",
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"),
    )

    def criteres(self) -> Criteres:
        """Return who is looked for."""
        propres = self.cleaned_data
        return Criteres(propres["nom"], propres["prenom"], propres["date_naissance"])


class AbsenceForm(FormulairePortail):
    """Days of absence, and who stands in."""

    agent = forms.ChoiceField(label="Qui s’absente")
    du = forms.DateField(
        label="Du",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Premier jour d’absence.",
    )
    au = forms.DateField(
        label="Au",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Dernier jour d’absence.",
    )
    remplacant = forms.ChoiceField(
        label="Qui répond pendant ce temps",
        required=False,
        help_text="Cette personne voit les demandes dans « Mes demandes » et en reçoit les courriels.",
    )

    def __init__(self, data: Mapping[str, Any] | None, acteur: Acteur, agents: Iterable[Utilisateur]) -> None:
        super().__init__(data)
        tous = list(agents)
        siens = tous if acteur.a_role("superviseur") else [a for a in tous if a.pk == acteur.utilisateur_id]
        self._proposer("agent", [(str(a.cle), nom_en_bref(a)) for a in siens])
        self._proposer("remplacant", [("", "Personne"), *((str(a.cle), nom_en_bref(a)) for a in tous)])
        self.initial["agent"] = next((str(a.cle) for a in siens if a.pk == acteur.utilisateur_id), None)

    def _proposer(self, champ: str, choix: list[tuple[str, str]]) -> None:
        field = self.fields[champ]
        if isinstance(field, forms.ChoiceField):
            field.choices = choix
