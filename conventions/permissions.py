"""Who may do what with partenaires and conventions (acces.md).

Agents' roles come from the object permissions on their caisse (HAB-16); ``systeme`` is the portal itself
(demonstration data, sweeps).
"""

from django.db.models import Q
from django.utils import timezone

from conventions.enums import Nature
from conventions.models import Caisse, Convention, CoupureAcces, Dysfonctionnement, Partie, Referent
from conventions.querysets import CODE_CNAM
from conventions.selectors import liens_signes
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil

GESTIONNAIRE_CONVENTIONS = "gestionnaire_conventions"
SUPERVISEUR = "superviseur"
DPO = "dpo"
ROLES_AGENT = ("instructeur", GESTIONNAIRE_CONVENTIONS, SUPERVISEUR, DPO)


def est_le_systeme(acteur: Acteur) -> bool:
    """The portal itself."""
    return acteur.a_role("systeme")


def peut_lire_partenaires(acteur: Acteur) -> bool:
    """An agent of a caisse, whatever its role."""
    return acteur.a_role(*ROLES_AGENT) and bool(acteur.caisse_ids)


def peut_gerer_conventions(acteur: Acteur, caisse_id: int) -> bool:
    """A gestionnaire de conventions, for its own caisse."""
    return est_le_systeme(acteur) or (
        acteur.a_role(GESTIONNAIRE_CONVENTIONS) and caisse_id in acteur.caisse_ids
    )


def peut_regler_services(acteur: Acteur, caisse_id: int) -> bool:
    """A gestionnaire de conventions or a superviseur, for its own caisse."""
    return est_le_systeme(acteur) or (
        acteur.a_role(GESTIONNAIRE_CONVENTIONS, SUPERVISEUR) and caisse_id in acteur.caisse_ids
    )


def peut_ecrire_convention(acteur: Acteur, convention: Convention) -> bool:
    """A gestionnaire de conventions of one of the caisses that are party to it."""
    caisses = convention.parties.filter(caisse__isnull=False).values_list("caisse_id", flat=True)
    return est_le_systeme(acteur) or any(
        peut_gerer_conventions(acteur, caisse_id) for caisse_id in caisses if caisse_id is not None
    )


def peut_lire_sa_convention(acteur: Acteur) -> bool:
    """The accounts of a partenaire read their own conventions (NOV-02)."""
    return acteur.profil in {"technicien", "gestionnaire"} and acteur.partenaire_id is not None


def est_referent(acteur: Acteur, convention: Convention) -> bool:
    """An account named référent of this convention, today (CONV-08)."""
    aujourdhui = timezone.localdate()
    return bool(acteur.utilisateur_id) and (
        Referent.objects.filter(convention=convention, utilisateur=acteur.utilisateur_id, du__lte=aujourdhui)
        .filter(Q(au__isnull=True) | Q(au__gte=aujourdhui))
        .exists()
    )


def est_coupe(acteur: Acteur, convention: Convention) -> bool:
    """Every caisse of the convention has cut the structure's access: it reads, and writes nothing there (CONV-15)."""
    if acteur.partenaire_id is None:
        return False
    coupures = CoupureAcces.objects.filter(partenaire=acteur.partenaire_id, retablie_le__isnull=True)
    caisses = convention.parties.filter(caisse__isnull=False)
    coupees = caisses.filter(caisse__in=coupures.values("caisse"))
    return coupees.exists() and not caisses.exclude(pk__in=coupees).exists()


def est_du_cote_de_la_caisse(acteur: Acteur, convention: Convention) -> bool:
    """An agent of a caisse that is party to it, whatever its role."""
    return acteur.a_role(*ROLES_AGENT) and convention.parties.filter(caisse__in=acteur.caisse_ids).exists()


def peut_lire_convention(acteur: Acteur, convention: Convention) -> bool:
    """Agents of its caisses, gestionnaires of its partenaires, national référents of its cadre."""
    return (
        est_le_systeme(acteur)
        or est_du_cote_de_la_caisse(acteur, convention)
        or (
            acteur.profil == Profil.GESTIONNAIRE
            and acteur.partenaire_id is not None
            and convention.parties.filter(partenaire=acteur.partenaire_id).exists()
        )
        or est_referent_national(acteur, convention)
    )


def est_referent_national(acteur: Acteur, convention: Convention) -> bool:
    """An agent of the Cnam, référent of the cadre that this local convention was signed under."""
    return (
        acteur.profil == Profil.AGENT
        and convention.cadre is not None
        and est_referent(acteur, convention.cadre)
        and Caisse.objects.filter(pk__in=acteur.caisse_ids, code=CODE_CNAM).exists()
    )


def peut_animer(acteur: Acteur, convention: Convention) -> bool:
    """Comité, work programme, fiche action, thread, evaluation (acces.md).

    A gestionnaire de conventions or superviseur of a caisse that is party; an account of a partenaire named
    référent of it, unless its access is cut; a national référent, for its network.
    """
    agent = acteur.a_role(GESTIONNAIRE_CONVENTIONS, SUPERVISEUR) and est_du_cote_de_la_caisse(
        acteur, convention
    )
    referent = (
        acteur.profil == Profil.GESTIONNAIRE
        and est_referent(acteur, convention)
        and not est_coupe(acteur, convention)
    )
    return est_le_systeme(acteur) or agent or referent or est_referent_national(acteur, convention)


def peut_analyser_donnees(acteur: Acteur, convention: Convention) -> bool:
    """The DPO of a caisse that is party: analysis of a fiche action, entry in the register (CONV-10)."""
    return est_le_systeme(acteur) or (acteur.a_role(DPO) and est_du_cote_de_la_caisse(acteur, convention))


def peut_regler_caisse(acteur: Acteur, caisse_id: int) -> bool:
    """Interlocuteurs, other channels, settings of the caisse: the same agents as the services."""
    return peut_regler_services(acteur, caisse_id)


def peut_ecrire_interlocuteur(acteur: Acteur, caisse_id: int | None, partenaire_id: int | None) -> bool:
    """Contacts of a caisse: those who set it. Of a partenaire: its gestionnaires, and the caisse's (ORG-06).

    The caisse must have signed a convention with the partenaire: a draft gives nothing (HAB-17).
    """
    if caisse_id is not None:
        return peut_regler_caisse(acteur, caisse_id)
    if partenaire_id is None:
        return False
    if acteur.profil == Profil.GESTIONNAIRE:
        return acteur.partenaire_id == partenaire_id
    liens = liens_signes(acteur.caisse_ids).filter(partenaire=partenaire_id)
    return est_le_systeme(acteur) or (acteur.a_role(GESTIONNAIRE_CONVENTIONS) and liens.exists())


def peut_signaler_dysfonctionnement(acteur: Acteur) -> bool:
    """Whoever works with a caisse today: an agent with a role, an account whose rights are open (ORG-05)."""
    return bool(acteur.caisse_ids) and acteur.a_role(*ROLES_AGENT, Profil.TECHNICIEN, Profil.GESTIONNAIRE)


def est_du_support_local(acteur: Acteur, dysfonctionnement: Dysfonctionnement) -> bool:
    """A gestionnaire de conventions or a superviseur of the caisse it was reported to (ORG-08)."""
    return peut_regler_caisse(acteur, dysfonctionnement.caisse_id)


def est_du_support_national(acteur: Acteur) -> bool:
    """An agent of the Cnam with one of those roles (ORG-08)."""
    return (
        acteur.a_role(GESTIONNAIRE_CONVENTIONS, SUPERVISEUR)
        and Caisse.objects.filter(pk__in=acteur.caisse_ids, code=CODE_CNAM).exists()
    )


def peut_designer_referent(acteur: Acteur, partie: Partie) -> bool:
    """Name, replace or end a référent of a party (CONV-08).

    A gestionnaire de conventions of any caisse that is party, for every party; a gestionnaire of a partenaire whose
    rights are open, for its own party only.
    """
    sienne = partie.partenaire_id is not None and partie.partenaire_id == acteur.partenaire_id
    return (
        sienne and acteur.a_role(Profil.GESTIONNAIRE) and not est_coupe(acteur, partie.convention)
    ) or peut_ecrire_convention(acteur, partie.convention)


def peut_engager_partie(acteur: Acteur, partie: Partie) -> bool:
    """Ask, answer or withdraw in the name of a party (CONV-23).

    For a caisse, its gestionnaires de conventions; for a partenaire, its gestionnaires named référents.
    """
    if partie.caisse_id is not None:
        return peut_gerer_conventions(acteur, partie.caisse_id)
    sienne = partie.partenaire_id == acteur.partenaire_id and acteur.a_role(Profil.GESTIONNAIRE)
    return est_le_systeme(acteur) or (
        sienne and est_referent(acteur, partie.convention) and not est_coupe(acteur, partie.convention)
    )


def peut_regler_sa_caisse(acteur: Acteur) -> bool:
    """An agent who sets its own caisse: the entry of the menu (acces.md)."""
    return any(peut_regler_caisse(acteur, caisse_id) for caisse_id in acteur.caisse_ids)


def a_des_comites(acteur: Acteur, convention: Convention) -> bool:
    """Whoever reads the convention finds its comités; an utilisation has those of its métier convention (CONV-09)."""
    return convention.nature != Nature.UTILISATION and peut_lire_convention(acteur, convention)


def peut_regler_suivi(acteur: Acteur, caisse_id: int) -> bool:
    """Say which agents of a caisse follow a partenaire: the same agents as the services (HAB-16)."""
    return peut_regler_services(acteur, caisse_id)
