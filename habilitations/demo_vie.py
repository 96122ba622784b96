"""Accounts that live: what a partner asks, who leaves, what is reported, what is reviewed. Through the services."""

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from conventions.models import Caisse, Partenaire
from conventions.selectors import jour_de_la_caisse
from espace_partenaires.comptes.acteur import Acteur, acteur_de
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.notifications.models import Courriel
from habilitations.demo_comptes import Personne, creer_un_technicien, ouvrir
from habilitations.enums import EtatHabilitation, MotifInactivation, NatureIncident
from habilitations.models import DeclarationPublique, Habilitation, Revue
from habilitations.rules.revues import version_de_la_reponse
from habilitations.services.campagnes import ouvrir_campagne
from habilitations.services.decisions import accepter_demande
from habilitations.services.declarations import Declaration, declarer, reprendre_declaration
from habilitations.services.demandes import demander_inactivation, demander_modification
from habilitations.services.gestionnaires import habiliter_gestionnaire
from habilitations.services.inactivations import inactiver_compte
from habilitations.services.ouverture_revues import ouvrir_revue
from habilitations.services.revues import confirmer_lignes

AGENT: Final = "a-691-pmartin"
ASSOCIATION: Final = "Association Le Pas"
CPTS: Final = "CPTS Rives de Saône"

JEANNE: Final = Personne("mme", "Jeanne", "Colin", "directrice adjointe", "jeanne.colin@lepas.example")
REMI: Final = Personne("m", "Rémi", "Vidal", "chef de service", "remi.vidal@lepas.example")
SARA: Final = Personne("mme", "Sara", "Nguyen", "assistante sociale", "sara.nguyen@lepas.example")
YANIS: Final = Personne("m", "Yanis", "Morel", "éducateur spécialisé", "yanis.morel@lepas.example")
ELISE: Final = Personne("mme", "Élise", "Garnier", "assistante sociale", "elise.garnier@lepas.example")
CAMILLE: Final = Personne("mme", "Camille", "Ferrand", "coordinatrice", "camille.ferrand@cpts-rives.example")
OMAR: Final = Personne("m", "Omar", "Haddou", "infirmier", "omar.haddou@cpts-rives.example")


def animer(caisse: Caisse) -> None:
    """Bring an association and a CPTS to life; nothing once they have accounts, or without them or the agent.

    The mails of what is told as past are taken away: nobody is to receive them today.

    Args:
        caisse: the caisse of the demonstration.
    """
    agent = Utilisateur.objects.filter(identifiant=AGENT).first()
    lieux = {lieu.libelle: lieu for lieu in Partenaire.objects.filter(libelle__in=(ASSOCIATION, CPTS))}
    if agent is None or not {ASSOCIATION, CPTS} <= lieux.keys():
        return
    if Habilitation.objects.filter(partenaire__in=lieux.values()).exists():
        return
    maintenant = timezone.now()
    acteur = acteur_de(agent, maintenant)
    avant = set(Courriel.objects.values_list("pk", flat=True))
    _animer_l_association(acteur, caisse, lieux[ASSOCIATION], maintenant)
    _animer_la_cpts(acteur, caisse, lieux[CPTS], maintenant)
    Courriel.objects.exclude(pk__in=avant).delete()


def _animer_l_association(
    agent: Acteur, caisse: Caisse, partenaire: Partenaire, maintenant: datetime
) -> None:
    """A review closed last season, a technicien who left, a departure to come, a change asked, a phone stolen."""
    jeanne = _gestionnaire(agent, partenaire, JEANNE, il_y_a=200)
    remi = _gestionnaire(agent, partenaire, REMI, il_y_a=190)
    for rang, personne in enumerate((SARA, YANIS, ELISE)):
        ouvrir(creer_un_technicien(jeanne, partenaire, personne), il_y_a=180 - rang)
    jour = timedelta(days=1)
    _se_sont_connectes(partenaire, maintenant - 66 * jour)
    revue = ouvrir_revue(acteur=jeanne, maintenant=maintenant - 65 * jour)
    _confirmer(jeanne, revue, _actives(partenaire), maintenant - 60 * jour)
    inactiver_compte(
        acteur=jeanne,
        cle=_compte(ELISE).cle,
        motif=MotifInactivation.DEPART,
        maintenant=maintenant - 20 * jour,
    )
    depart = demander_inactivation(
        acteur=remi,
        caisse_id=caisse.pk,
        cle=_compte(REMI).cle,
        souhaitee_le=jour_de_la_caisse(caisse, maintenant) + 18 * jour,
        precision="Départ à la retraite.",
        maintenant=maintenant - 4 * jour,
    )
    accepter_demande(acteur=agent, cle=depart.cle, maintenant=maintenant - 3 * jour)
    demander_modification(
        acteur=jeanne,
        caisse_id=caisse.pk,
        cle=_compte(JEANNE).cle,
        champs={"fonction": "directrice", "telephone": "04 00 00 00 41"},
        precision="Nomination au 1er du mois.",
        maintenant=maintenant - 2 * jour,
    )
    _se_sont_connectes(partenaire, maintenant - jour)
    _signaler_le_vol(caisse, maintenant - timedelta(hours=3))


def _animer_la_cpts(agent: Acteur, caisse: Caisse, partenaire: Partenaire, maintenant: datetime) -> None:
    """A campaign that runs: one account has its answer, the other waits."""
    camille = _gestionnaire(agent, partenaire, CAMILLE, il_y_a=150)
    ouvrir(creer_un_technicien(camille, partenaire, OMAR), il_y_a=140)
    _se_sont_connectes(partenaire, maintenant - timedelta(days=15))
    ouverte_le = maintenant - timedelta(days=12)
    echeance = jour_de_la_caisse(caisse, ouverte_le) + timedelta(days=30)
    campagne = ouvrir_campagne(
        acteur=agent,
        caisse_id=caisse.pk,
        libelle=f"Revue d’habilitation {echeance.year}",
        echeance=echeance,
        partenaire_ids=[partenaire.pk],
        maintenant=ouverte_le,
    )
    _confirmer(camille, campagne.revues[0], [_compte(CAMILLE)], maintenant - timedelta(days=6))


def _gestionnaire(agent: Acteur, partenaire: Partenaire, qui: Personne, *, il_y_a: int) -> Acteur:
    compte = habiliter_gestionnaire(acteur=agent, partenaire_id=partenaire.pk, **qui.identite())
    return ouvrir(compte, il_y_a=il_y_a)


def _compte(qui: Personne) -> Habilitation:
    return Habilitation.objects.get(utilisateur__courriel=qui.courriel)


def _actives(partenaire: Partenaire) -> list[Habilitation]:
    comptes = Habilitation.objects.filter(partenaire=partenaire, etat=EtatHabilitation.ACTIVE)
    return list(comptes.select_related("utilisateur").order_by("pk"))


def _confirmer(acteur: Acteur, revue: Revue, comptes: list[Habilitation], le: datetime) -> None:
    sans_reponse = version_de_la_reponse("", "")
    vues = {compte.cle: sans_reponse for compte in comptes}
    confirmer_lignes(acteur=acteur, cle=revue.cle, vues=vues, maintenant=le)


def _se_sont_connectes(partenaire: Partenaire, au_plus_tard: datetime) -> None:
    """Say when each active account was last used: no service writes it, signing in does."""
    for rang, habilitation in enumerate(_actives(partenaire)):
        compte = habilitation.utilisateur
        compte.last_login = au_plus_tard - timedelta(days=3 * rang, hours=rang)
        compte.save(update_fields=["last_login"])


def _signaler_le_vol(caisse: Caisse, le: datetime) -> None:
    """Write on the public form as a colleague would, then do what the worker does."""
    declaration = Declaration(
        nature=NatureIncident.VOL,
        constate_le=jour_de_la_caisse(caisse, le),
        identifiant=_compte(YANIS).utilisateur.identifiant,
        structure=ASSOCIATION,
        nom="Sara Nguyen",
        courriel=SARA.courriel,
        telephone=SARA.telephone,
        recit="Le téléphone et l’ordinateur de Yanis ont été volés dans le train.",
    )
    declarer(acteur=None, code_caisse=caisse.code, declaration=declaration, maintenant=le)
    ecrite = DeclarationPublique.objects.get(declaree_le=le)
    reprendre_declaration(declaration_id=ecrite.pk)
