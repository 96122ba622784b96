"""A believable CPAM with partners of each sort. Written through the services; safe to run twice."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils import timezone

from conventions import demo_vie
from conventions.enums import Echelon, Nature, TypePartenaire
from conventions.models import Caisse, Convention, Modele, Partenaire
from conventions.services import conventions, reference
from conventions.services.partenaires import creer_partenaire, enregistrer_adhesion
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME

CODE_CAISSE: Final = "691"
# Days before today.
SIGNATURE_METIER: Final = timedelta(days=430)
SIGNATURE_UTILISATION: Final = timedelta(days=400)
ADHESION: Final = timedelta(days=700)
DIRECTRICE: Final = "Hélène Marchand"


@dataclass(frozen=True, slots=True)
class _Exemple:
    """A partenaire of the demonstration and the modèle of its métier convention (``""``: its tête's)."""

    libelle: str
    type_partenaire: TypePartenaire
    commune: str
    domaine: str
    representant: str
    qualite: str
    effectif: int
    modele: str


VALMONT: Final = _Exemple(
    "CCAS de Valmont",
    TypePartenaire.CCAS,
    "Valmont",
    "valmont.example",
    "Claire Fontaine",
    "présidente",
    18,
    "",
)
UDCCAS: Final = "UDCCAS du Rhône"
AUTRES: Final = (
    _Exemple(
        "Association Le Pas",
        TypePartenaire.ASSOCIATION,
        "Vénissieux",
        "lepas.example",
        "Jean Besson",
        "président",
        9,
        "locale-association",
    ),
    _Exemple(
        "CPTS Rives de Saône",
        TypePartenaire.CPTS,
        "Neuville-sur-Saône",
        "cpts-rives.example",
        "Sonia Haddad",
        "présidente",
        32,
        "locale-cpts",
    ),
    _Exemple(
        "Service de tutelles Horizon",
        TypePartenaire.TUTELLE,
        "Lyon",
        "horizon.example",
        "Marc Delaunay",
        "directeur",
        12,
        "locale-association",
    ),
)


def creer_demo() -> list[str]:
    """Create the partners of the CPAM du Rhône with their conventions in force.

    « CCAS de Valmont » (18 members) leans on the métier convention signed by its UDCCAS; the three others signed
    their own.
    """
    reference.charger()
    caisse = Caisse.objects.get(code=CODE_CAISSE)
    udccas = _partenaire(
        caisse,
        _Exemple(UDCCAS, TypePartenaire.TETE_DE_RESEAU, "Lyon", "udccas.example", "", "", 0, ""),
        Echelon.DEPARTEMENTAL,
    )
    metier = _signee(
        caisse,
        udccas,
        code="locale-ccas",
        le=timezone.localdate() - SIGNATURE_METIER,
        signataire=("Alain Roux", "président"),
    )
    valmont = _partenaire(caisse, VALMONT)
    if not valmont.adhesions.exists():
        enregistrer_adhesion(
            acteur=ACTEUR_SYSTEME,
            caisse=caisse,
            tete=udccas,
            membre=valmont,
            du=timezone.localdate() - ADHESION,
        )
    utilisation = _utilisation(caisse, valmont, VALMONT, metier)
    demo_vie.installer_la_caisse(caisse)
    demo_vie.animer_le_reseau(metier)
    demo_vie.amender(utilisation)
    for exemple in AUTRES:
        partenaire = _partenaire(caisse, exemple)
        signataire = (exemple.representant, exemple.qualite)
        metier = _signee(
            caisse,
            partenaire,
            code=exemple.modele,
            le=timezone.localdate() - SIGNATURE_METIER,
            signataire=signataire,
        )
        _utilisation(caisse, partenaire, exemple, metier)
        if exemple.type_partenaire == TypePartenaire.ASSOCIATION:
            demo_vie.ecrire_a_l_association(metier)
    demo_vie.convenir_avec_la_caf(caisse, _accueillir, _signee)
    demo_vie.conclure_une_cadre(caisse, _accueillir, _signee)
    return [f"{caisse} : {4 + len(AUTRES)} partenaires, conventions en vigueur"]


def _partenaire(caisse: Caisse, exemple: _Exemple, echelon: Echelon = Echelon.LOCAL) -> Partenaire:
    deja = Partenaire.objects.filter(libelle=exemple.libelle, commune=exemple.commune).first()
    return deja or creer_partenaire(
        acteur=ACTEUR_SYSTEME,
        caisse=caisse,
        libelle=exemple.libelle,
        type_partenaire=exemple.type_partenaire,
        echelon=echelon,
        commune=exemple.commune,
        domaines=[exemple.domaine],
    )


def _accueillir(
    caisse: Caisse, libelle: str, type_partenaire: TypePartenaire, *, commune: str, domaine: str
) -> Partenaire:
    deja = Partenaire.objects.filter(libelle=libelle, commune=commune).first()
    return deja or creer_partenaire(
        acteur=ACTEUR_SYSTEME,
        caisse=caisse,
        libelle=libelle,
        type_partenaire=type_partenaire,
        commune=commune,
        domaines=[domaine] if domaine else [],
    )


def _utilisation(caisse: Caisse, partenaire: Partenaire, exemple: _Exemple, metier: Convention) -> Convention:
    signataire = (exemple.representant, exemple.qualite)
    return _signee(
        caisse,
        partenaire,
        code="utilisation",
        le=timezone.localdate() - SIGNATURE_UTILISATION,
        signataire=signataire,
        parente=metier,
        effectif=exemple.effectif,
    )


def _signee(
    caisse: Caisse,
    partenaire: Partenaire,
    *,
    code: str,
    le: date,
    signataire: tuple[str, str],
    parente: Convention | None = None,
    effectif: int | None = None,
    cadre: Convention | None = None,
) -> Convention:
    """Return the convention of this modèle with the partenaire, made and signed by both if need be."""
    modele = Modele.objects.filter(code=code).latest("version")
    deja = Convention.objects.filter(modele__code=code, parties__partenaire=partenaire).first()
    if deja is not None:
        return deja
    convention = conventions.creer_convention(
        acteur=ACTEUR_SYSTEME,
        caisse=caisse,
        partenaires=[partenaire],
        modele=modele,
        objet=f"{Nature(modele.nature).label} · {partenaire.libelle}",
        parente=parente,
        effectif_declare=effectif,
        cadre=cadre,
    )
    # Recorded the day it was signed: the history reads as it would have been lived.
    ce_jour = timezone.now() - (timezone.localdate() - le)
    conventions.mettre_en_signature(acteur=ACTEUR_SYSTEME, convention=convention, maintenant=ce_jour)
    for partie in convention.parties.order_by("pk"):
        representant, qualite = (DIRECTRICE, "directrice générale") if partie.caisse_id else signataire
        conventions.signer_partie(
            acteur=ACTEUR_SYSTEME,
            partie=partie,
            signee_le=le,
            representant=representant,
            qualite=qualite,
            maintenant=ce_jour,
        )
    return convention
