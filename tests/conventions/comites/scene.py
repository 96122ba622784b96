"""One local convention with its référents, and the convention cadre above it."""

from dataclasses import dataclass, field
from datetime import date

from conventions.models import Caisse, Convention, Partenaire, Partie, Referent
from espace_partenaires.comptes.models import Utilisateur
from tests.factories.conventions import creer_caisse, creer_convention, creer_partenaire, creer_utilisation
from tests.factories.habilitations import creer_agent, creer_gestionnaire, creer_technicien

DU = date(2020, 1, 1)
JOUR = date(2026, 11, 23)


def nommer(partie: Partie, utilisateur: Utilisateur | None, courriel: str, nom: str = "Essai") -> Referent:
    """Name a référent of a party."""
    return Referent.objects.create(
        convention=partie.convention,
        partie=partie,
        utilisateur=utilisateur,
        nom=nom,
        fonction="référent",
        courriel=courriel,
        du=DU,
    )


@dataclass
class Scene:
    """A métier convention in force since 5 January 2026, and who has to do with it."""

    modele: str = "locale-association"
    sous_cadre: bool = True
    caisse: Caisse = field(init=False)
    partenaire: Partenaire = field(init=False)
    convention: Convention = field(init=False)
    cadre: Convention | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.caisse = creer_caisse()
        self.partenaire = creer_partenaire("Association Le Pas", type="association")
        if self.sous_cadre:
            self.cnam = creer_caisse("000", type="CNAM", libelle="Cnam")
            self.cadre = creer_convention(
                self.cnam,
                creer_partenaire("Réseau national"),
                modele="cadre-nationale",
                objet="Cadre nationale",
            )
        self.convention = creer_convention(
            self.caisse, self.partenaire, modele=self.modele, cadre=self.cadre, objet="Locale"
        )
        creer_utilisation(self.caisse, self.partenaire, parente=self.convention)
        self.gestionnaire = creer_gestionnaire(self.partenaire)
        self.non_nomme = creer_gestionnaire(self.partenaire)
        self.agent = creer_agent("gestionnaire_conventions")
        nommer(self.du_partenaire, self.gestionnaire, "pas@asso.example", "Awa Diallo")
        nommer(self.de_la_caisse, None, "ref@caisse.example", "Luc Perrin")

    @property
    def du_partenaire(self) -> Partie:
        """The party of the partenaire."""
        return self.convention.parties.get(partenaire__isnull=False)

    @property
    def de_la_caisse(self) -> Partie:
        """The party of the caisse."""
        return self.convention.parties.get(caisse__isnull=False)

    def national(self) -> Utilisateur:
        """Make an agent of the Cnam, référent of the cadre."""
        assert self.cadre is not None
        agent = creer_agent("superviseur", caisse=self.cnam)
        nommer(self.cadre.parties.get(caisse=self.cnam), agent, "National@cnam.example")
        return agent

    def technicien(self) -> Utilisateur:
        """Make a technicien of the partenaire."""
        return creer_technicien(self.partenaire)
