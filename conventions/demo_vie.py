"""The life of the demonstration's conventions: a renewal to come, a letter, a comité, an action that waits."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from django.utils import timezone

from conventions.enums import NatureCourrier, Service, TypePartenaire, Volet
from conventions.models import Caisse, Convention, Partenaire, Partie
from conventions.querysets import CODE_CNAM
from conventions.services.avenants import creer_avenant, mettre_avenant_en_signature, signer_avenant
from conventions.services.caisses import modifier_caisse
from conventions.services.canaux import regler_canal
from conventions.services.comites import consigner_compte_rendu, planifier, version_du_compte_rendu
from conventions.services.courriers import enregistrer_courrier, enregistrer_reception
from conventions.services.evaluations import consigner_evaluation
from conventions.services.fiches import Indicateur, creer_fiche
from conventions.services.interlocuteurs import ajouter_interlocuteur
from conventions.services.programme import ContenuObjectif, ajouter_objectif
from conventions.services.referents import Personne, nommer_referent
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME

DIRECTRICE: Final = "Hélène Marchand"
# The convention of the Caf ends in about four months: its notice date is near.
SIGNATURE_CAF: Final = timedelta(days=32 * 30)
SIGNATURE_CADRE: Final = timedelta(days=250)
Signer = Callable[..., Convention]


def _jour(il_y_a: int = 0) -> date:
    return timezone.localdate() - timedelta(days=il_y_a)


def installer_la_caisse(caisse: Caisse) -> None:
    """Give the caisse its contacts, and the other channels of its services (ORG-05 to ORG-07)."""
    if caisse.interlocuteurs.exists():
        return
    modifier_caisse(
        acteur=ACTEUR_SYSTEME,
        caisse=caisse,
        adresse="276 cours de la Liberté, 69003 Lyon",
        directeur=DIRECTRICE,
        nom_dpo="Inès Caron",
        courriel_dpo="dpo@cpam-rhone.example",
    )
    for volet, nom, fonction, courriel, telephone in (
        (Volet.SUPPORT, "Paul Martin", "Correspondant du portail", "portail@cpam-rhone.example", ""),
        (Volet.MAS, "Mission accompagnement santé", "", "mas@cpam-rhone.example", "04 00 00 10 01"),
        (Volet.CONVENTION, "Paul Martin", "Chargé des partenariats", "partenariats@cpam-rhone.example", ""),
        (Volet.ACCES_DROITS, "Sophie Vidal", "Accès aux droits", "", "04 00 00 10 02"),
    ):
        ajouter_interlocuteur(
            acteur=ACTEUR_SYSTEME,
            caisse=caisse,
            volet=volet,
            nom=nom,
            fonction=fonction,
            courriel=courriel,
            telephone=telephone,
        )
    regler_canal(
        acteur=ACTEUR_SYSTEME,
        caisse=caisse,
        service=Service.SIGNALEMENT,
        telephone="04 00 00 10 01",
        consigne="Appelez la Mission accompagnement santé, du lundi au vendredi de 9 h à 16 h.",
    )


def _referents(convention: Convention, partenaire: tuple[str, str]) -> None:
    """Name a référent for each party."""
    for partie in convention.parties.order_by("pk"):
        nom, courriel = ("Paul Martin", "partenariats@cpam-rhone.example") if partie.caisse_id else partenaire
        nommer_referent(
            acteur=ACTEUR_SYSTEME,
            partie=partie,
            personne=Personne(nom=nom, fonction="Chargé du partenariat", courriel=courriel),
            du=max(_jour(200), partie.signee_le or _jour(200)),
        )


def animer_le_reseau(metier: Convention) -> None:
    """A comité held last year, one to come, the work programme, the evaluation of the first year."""
    if metier.comites.exists():
        return
    _referents(metier, ("Julie Morel", "julie.morel@udccas.example"))
    tenu = planifier(
        acteur=ACTEUR_SYSTEME,
        convention=metier,
        le=_jour(160),
        ordre_du_jour="Bilan de la première année\nDétection des difficultés d’accès aux soins",
        lieu="Lyon, salle du conseil",
        maintenant=timezone.now() - timedelta(days=190),
    )
    consigner_compte_rendu(
        acteur=ACTEUR_SYSTEME,
        comite=tenu,
        compte_rendu="Les parties saluent la hausse des signalements et conviennent de deux formations.",
        presents=list(tenu.participants.values_list("pk", flat=True)),
        version=version_du_compte_rendu(tenu),
    )
    consigner_evaluation(
        acteur=ACTEUR_SYSTEME,
        convention=metier,
        tenue_le=_jour(60),
        synthese="Première année satisfaisante : les délais de la Mission accompagnement santé sont tenus.",
        points_forts="Des interlocuteurs connus de part et d’autre.",
        points_a_ameliorer="Former les nouveaux techniciens à la détection.",
    )
    ajouter_objectif(
        acteur=ACTEUR_SYSTEME,
        convention=metier,
        annee=_jour().year,
        contenu=ContenuObjectif(
            "Former les CCAS à la détection du renoncement aux soins",
            "Vingt techniciens formés",
            indicateur="Nombre de techniciens formés",
            echeance=date(_jour().year, 12, 31),
        ),
    )


def ecrire_a_l_association(metier: Convention) -> None:
    """A mise en demeure that was received and whose delay still runs."""
    if metier.courriers.exists():
        return
    _referents(metier, ("Jean Besson", "jean.besson@lepas.example"))
    caisse: Partie = metier.parties.get(caisse__isnull=False)
    association: Partie = metier.parties.get(partenaire__isnull=False)
    lettre = enregistrer_courrier(
        acteur=ACTEUR_SYSTEME,
        convention=metier,
        nature=NatureCourrier.MISE_EN_DEMEURE,
        expediteur=caisse,
        envoye_le=_jour(6),
        numeros={association.pk: "1A 204 556 7812 3"},
        reproche="Aucun référent n’a été désigné depuis le départ du précédent, malgré deux relances.",
    )
    enregistrer_reception(acteur=ACTEUR_SYSTEME, courrier=lettre, destinataire=association, recue_le=_jour(4))


def amender(utilisation: Convention) -> None:
    """An avenant on the number of members, signed by both."""
    if utilisation.avenants.exists():
        return
    avenant = creer_avenant(
        acteur=ACTEUR_SYSTEME,
        convention=utilisation,
        objet="Nombre de membres",
        texte="Trois agents de la commune voisine rejoignent le CCAS.",
        modifications={"effectif_declare": 21},
    )
    mettre_avenant_en_signature(acteur=ACTEUR_SYSTEME, avenant=avenant)
    for partie in utilisation.parties.order_by("pk"):
        signer_avenant(
            acteur=ACTEUR_SYSTEME,
            avenant=avenant,
            partie=partie,
            signee_le=_jour(30),
            representant=partie.representant or DIRECTRICE,
            qualite=partie.qualite,
        )


def convenir_avec_la_caf(caisse: Caisse, accueillir: Callable[..., Partenaire], signer: Signer) -> None:
    """A convention of three years near its term, with an action that waits for the DPO."""
    caf = accueillir(caisse, "Caf du Rhône", TypePartenaire.CAF, commune="Lyon", domaine="caf-rhone.example")
    metier = signer(
        caisse, caf, code="locale-caf", le=_jour() - SIGNATURE_CAF, signataire=("Nicole Arnaud", "directrice")
    )
    if metier.fiches.exists():
        return
    _referents(metier, ("Karim Belaïd", "karim.belaid@caf-rhone.example"))
    creer_fiche(
        acteur=ACTEUR_SYSTEME,
        convention=metier,
        contenu={
            "titre": "Ateliers communs pour les jeunes parents",
            "theme": None,
            "finalites": "Faire connaître les droits à la naissance et repérer les ruptures de droits.",
            "publics": "Jeunes parents, familles monoparentales",
            "resultats": "Dix ateliers dans l’année, cent familles reçues",
            "prerequis": "Une salle par territoire",
            "etp": None,
            "qualite_des_personnes": "Deux conseillères de chaque organisme",
            "autres_moyens": "",
            "formes_d_accueil": ["session", "atelier_numerique"],
            "echange_de_donnees": True,
            "flux_couvrant": None,
            "pilote": "Direction de l’accès aux droits, CPAM du Rhône",
            "copilote": "Direction des prestations, Caf du Rhône",
            "conduite": "Une chargée de mission dans chaque organisme",
            "date_du_projet": None,
        },
        indicateurs=[Indicateur("Ateliers tenus", "10", "ateliers"), Indicateur("Familles reçues", "100")],
    )


def conclure_une_cadre(caisse: Caisse, accueillir: Callable[..., Partenaire], signer: Signer) -> None:
    """A national cadre, and a local convention under it."""
    cnam = Caisse.objects.get(code=CODE_CNAM)
    tete = accueillir(
        cnam, "Fédération Entraide Santé", TypePartenaire.TETE_DE_RESEAU, commune="Paris", domaine=""
    )
    cadre = signer(
        cnam,
        tete,
        code="cadre-nationale",
        le=_jour() - SIGNATURE_CADRE,
        signataire=("Odile Garnier", "présidente"),
    )
    locale = accueillir(
        caisse,
        "Entraide Santé du Rhône",
        TypePartenaire.ASSOCIATION,
        commune="Bron",
        domaine="entraide.example",
    )
    signer(
        caisse,
        locale,
        code="locale-association",
        le=_jour() - SIGNATURE_CADRE + timedelta(days=40),
        signataire=("Rémi Faure", "président"),
        cadre=cadre,
    )
