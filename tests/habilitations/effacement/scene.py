"""One person whose every word is unmistakable, with two accounts, who did and received everything."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType

from conventions.models import Caisse, MessageConvention, Partenaire, Partie
from conventions.services.referents import Personne, nommer_referent
from espace_partenaires.comptes.models import AccesOublie, Utilisateur
from espace_partenaires.comptes.services.cgu import accepter_cgu
from espace_partenaires.comptes.services.invitations import activer_compte
from espace_partenaires.notifications.models import Courriel
from habilitations.models import (
    Administrateur,
    DemandeHabilitation,
    Exclusion,
    Habilitation,
    Incident,
    LigneRevue,
    Revue,
)
from habilitations.rules.certifications import CERTIFICATIONS
from habilitations.services.exceptions import accepter_courriel
from habilitations.services.gestionnaires import habiliter_gestionnaire
from habilitations.services.techniciens import creer_technicien
from signalements.models import Demande, PieceDemande
from signalements.services.echanges import ecrire_message
from signalements.services.reference import charger_textes
from tests.conftest import ClientDuPortail
from tests.factories.comptes import MOT_DE_PASSE, donner_second_facteur, publier_cgu
from tests.factories.conventions import creer_caisse
from tests.factories.habilitations import (
    acteur_pour,
    creer_administrateur,
    creer_agent,
    creer_gestionnaire,
    creer_partenaire_lie,
)
from tests.factories.pieces import creer_piece_saine
from tests.factories.signalements import Scene, creer_prise_en_charge

PARIS = ZoneInfo("Europe/Paris")
DEBUT = datetime(2026, 3, 2, 9, tzinfo=PARIS)
PERSONNE: dict[str, str] = {
    "civilite": "mme",
    "nom": "Zyxwellec",
    "prenom": "Fridoline",
    "fonction": "cartographe des marées",
    "courriel": "f.zyxwellec@ailleurs-mail.example",
    "telephone": "04 99 98 97 96",
}
# What must be found nowhere: parts of the person that nothing else holds.
MOTS = ("zyxwellec", "fridoline", "ailleurs-mail", "cartographe des mar", "04 99 98 97 96")


@dataclass(frozen=True, slots=True)
class Vie:
    """The scene.

    Attributes:
        caisse: the caisse.
        partenaire: the structure.
        gestionnaire: first account of the person.
        technicien: second one.
        collegue: another gestionnaire of the structure.
        agent: an agent of the caisse, gestionnaire de conventions.
        demande: a signalement that the technicien wrote.
    """

    caisse: Caisse
    partenaire: Partenaire
    gestionnaire: Habilitation
    technicien: Habilitation
    collegue: Utilisateur
    agent: Utilisateur
    demande: Demande


def vivre() -> Vie:
    """Make the person live through everything, at the present moment."""
    charger_textes()
    publier_cgu()
    caisse = creer_caisse()
    partenaire = creer_partenaire_lie(caisse=caisse)
    agent = creer_agent("gestionnaire_conventions", "instructeur", caisse=caisse)
    collegue = creer_gestionnaire(partenaire)
    charges = acteur_pour(agent)
    accepter_courriel(
        acteur=charges,
        partenaire_id=partenaire.pk,
        courriel=PERSONNE["courriel"],
        motif="Mme Zyxwellec est détachée",
    )
    habiliter_gestionnaire(acteur=charges, partenaire_id=partenaire.pk, **_arguments())
    creer_technicien(
        acteur=acteur_pour(collegue),
        partenaire_id=partenaire.pk,
        certifications=list(CERTIFICATIONS),
        formation_detection_le=date(2026, 1, 5),
        **_arguments(),
    )
    gestionnaire, technicien = (_ouvrir(profil) for profil in ("gestionnaire", "technicien"))
    _laisser_des_traces(gestionnaire, partenaire, caisse, agent, collegue)
    demande = _signaler(
        Scene(caisse, partenaire, technicien.utilisateur, agent, acteur_pour(technicien.utilisateur), charges)
    )
    return Vie(caisse, partenaire, gestionnaire, technicien, collegue, agent, demande)


def _arguments() -> dict[str, Any]:
    return dict(PERSONNE)


def _ouvrir(profil: str) -> Habilitation:
    """Use the link of the mail, sign in for good, accept the conditions, protect the account."""
    compte = Utilisateur.objects.get(nom=PERSONNE["nom"], profil=profil)
    texte = Courriel.objects.filter(destinataire=compte).latest("cree_le").texte
    trouve = re.search(r"/activer/([\w-]+)/", texte)
    assert trouve is not None
    activer_compte(secret=trouve.group(1), mot_de_passe=MOT_DE_PASSE)
    compte.refresh_from_db()
    accepter_cgu(acteur=acteur_pour(compte), numero="1")
    donner_second_facteur(compte)
    navigateur = ClientDuPortail(HTTP_USER_AGENT="Navigateur de Fridoline")
    navigateur.force_login(compte, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert navigateur.get("/mon-compte/").status_code == 200
    return Habilitation.objects.select_related("utilisateur").get(utilisateur=compte)


def _laisser_des_traces(
    habilitation: Habilitation,
    partenaire: Partenaire,
    caisse: Caisse,
    agent: Utilisateur,
    collegue: Utilisateur,
) -> None:
    compte, maintenant = habilitation.utilisateur, habilitation.creee_le
    partie = Partie.objects.filter(partenaire=partenaire, convention__nature="metier").get()
    nommer_referent(
        acteur=acteur_pour(collegue), partie=partie, personne=Personne(compte=compte), du=maintenant.date()
    )
    MessageConvention.objects.create(
        convention=partie.convention,
        partie=partie,
        auteur_id=compte.pk,
        signature=compte.nom_complet,
        texte="Le comité est reporté.",
        ecrit_le=maintenant,
    )
    commun: dict[str, Any] = {"partenaire": partenaire, "caisse": caisse, "demandee_le": maintenant}
    DemandeHabilitation.objects.create(
        **commun,
        **PERSONNE,
        nature="habiliter",
        etat="faite",
        demandee_par=collegue.pk,
        decidee_le=maintenant,
    )
    DemandeHabilitation.objects.create(
        **commun,
        nature="modifier",
        habilitation=habilitation,
        demandee_par=compte.pk,
        telephone=PERSONNE["telephone"],
        etat="refusee",
        decidee_le=maintenant,
        motif_refus="Mme Zyxwellec a déjà ce numéro",
    )
    Incident.objects.create(
        caisse=caisse,
        partenaire=partenaire,
        habilitation=habilitation,
        nature="perte",
        origine="publique",
        constate_le=maintenant.date(),
        declare_le=maintenant,
        identifiant=compte.identifiant,
        structure="chez Fridoline",
        nom=compte.nom_complet,
        courriel=compte.courriel,
        telephone=compte.telephone,
        recit="Mme Zyxwellec a perdu son mot de passe.",
        suite="Rappelée au 04 99 98 97 96.",
    )
    Exclusion.objects.create(
        habilitation=habilitation,
        caisse=caisse,
        directeur="Directeur Fridoline",
        decidee_le=maintenant.date(),
        motif="Mme Zyxwellec a prêté son compte",
        notifiee_le=maintenant,
        auteur_id=agent.pk,
        levee_le=maintenant,
        motif_levee="Mme Zyxwellec n’y était pour rien",
    )
    revue = Revue.objects.create(
        partenaire=partenaire, ouverte_le=maintenant, ouverte_par=compte.pk, echeance=maintenant.date()
    )
    LigneRevue.objects.create(
        revue=revue,
        habilitation=habilitation,
        decision="confirmee",
        decidee_le=maintenant,
        decidee_par=compte.pk,
    )
    AccesOublie.objects.create(nature="identifiant", saisie=compte.courriel.upper(), demande_le=maintenant)
    AccesOublie.objects.create(nature="mot_de_passe", saisie=compte.identifiant, demande_le=maintenant)
    _nommer_ailleurs(compte, collegue)


def _nommer_ailleurs(compte: Utilisateur, collegue: Utilisateur) -> None:
    """In the technical administration's log, and in a mail to somebody else that never left."""
    LogEntry.objects.create(
        user=creer_administrateur(),
        content_type=ContentType.objects.get_for_model(Administrateur, for_concrete_model=False),
        object_id=str(compte.pk),
        object_repr=compte.identifiant,
        action_flag=CHANGE,
        change_message="Zyxwellec",
    )
    for rang, adresse in enumerate(("", compte.courriel)):
        Courriel.objects.create(
            message="essai",
            destinataire=None if adresse else collegue,
            adresse=adresse,
            objet=f"{compte.nom_complet} vous écrit",
            texte=f"Le compte {compte.identifiant} de {compte.nom_complet} ({compte.courriel}).",
            html=f"<p>{compte.nom_complet}</p>",
            cle_unicite=f"essai:{rang}",
            cree_le=compte.cree_le,
            prochaine_tentative_le=compte.cree_le,
        )


def _signaler(scene: Scene) -> Demande:
    """Write a signalement with a message and a file."""
    demande = creer_prise_en_charge(scene)
    ecrire_message(acteur=scene.technicien, demande_id=demande.pk, texte="Le dossier est complet.")
    piece = creer_piece_saine(
        caisse_id=scene.caisse.pk,
        partenaire_id=scene.partenaire.pk,
        auteur_id=scene.compte_technicien.pk,
    )
    PieceDemande.objects.create(demande=demande, piece=piece, numero=9, nature="consentement")
    return demande
