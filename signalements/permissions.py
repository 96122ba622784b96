"""Who may do what to a demande (acces.md). Being in scope is asked first, by ``visibles_par``."""

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from signalements.enums import EtatDemande
from signalements.models import Demande


def peut_signaler(acteur: Acteur, caisse_id: int) -> bool:
    """A technicien, towards a caisse its conventions in force reach."""
    return (
        acteur.profil == Profil.TECHNICIEN
        and acteur.partenaire_id is not None
        and caisse_id in acteur.caisse_ids
    )


def peut_rediger(acteur: Acteur, demande: Demande) -> bool:
    """The author, on its own demande, while its rights on that caisse last."""
    return demande.auteur_id == acteur.utilisateur_id and peut_agir_pour_le_partenaire(acteur, demande)


def peut_agir_pour_le_partenaire(acteur: Acteur, demande: Demande) -> bool:
    """Any technicien of the structure: cancel, answer, bring a new proof."""
    return demande.partenaire_id == acteur.partenaire_id and peut_signaler(acteur, demande.caisse_id)


def peut_ouvrir_le_bureau(acteur: Acteur) -> bool:
    """Instructeurs and superviseurs have a work list; no other agent reads demandes."""
    return acteur.profil == Profil.AGENT and acteur.a_role("instructeur", "superviseur")


def peut_instruire(acteur: Acteur, demande: Demande) -> bool:
    """Instructeurs and superviseurs of the caisse, on what was transmitted."""
    return (
        peut_ouvrir_le_bureau(acteur)
        and demande.caisse_id in acteur.caisse_ids
        and demande.etat != EtatDemande.BROUILLON
    )


def peut_s_affecter(acteur: Acteur, demande: Demande) -> bool:
    """An instructeur of the caisse takes a demande for itself."""
    return peut_instruire(acteur, demande) and acteur.a_role("instructeur")


def peut_voir_la_suite(acteur: Acteur, demande: Demande) -> bool:
    """Agents; the partner only when the person agreed, at creation, that progress be told (DEM-23)."""
    if peut_instruire(acteur, demande):
        return True
    return demande.accord_suivi and peut_agir_pour_le_partenaire(acteur, demande)


def peut_echanger(acteur: Acteur, demande: Demande) -> bool:
    """Both sides of a transmitted demande."""
    if demande.etat == EtatDemande.BROUILLON:
        return False
    return peut_instruire(acteur, demande) or peut_agir_pour_le_partenaire(acteur, demande)


def peut_affecter_a_d_autres(acteur: Acteur, demande: Demande) -> bool:
    """A superviseur of the caisse gives a demande to an agent of the caisse (DEM-16)."""
    return peut_instruire(acteur, demande) and acteur.a_role("superviseur")


def peut_superviser(acteur: Acteur) -> bool:
    """A superviseur sees the load and the misses of its caisse (DEM-19)."""
    return acteur.profil == Profil.AGENT and acteur.a_role("superviseur")


def peut_regler_les_motifs(acteur: Acteur) -> bool:
    """Gestionnaires de conventions and superviseurs set what their caisse offers (acces.md)."""
    return acteur.profil == Profil.AGENT and acteur.a_role("gestionnaire_conventions", "superviseur")


def peut_ecrire_les_modeles(acteur: Acteur) -> bool:
    """A superviseur writes the reply models that every instructeur of the caisse uses (DEM-16)."""
    return peut_superviser(acteur)


def peut_repondre_aux_orientations(acteur: Acteur) -> bool:
    """A technicien accepts or declines what a caisse entrusts to its structure (DEM-18)."""
    return acteur.profil == Profil.TECHNICIEN and acteur.partenaire_id is not None


def peut_gerer_l_absence_de(acteur: Acteur, agent_id: int) -> bool:
    """One's own absence, or, for a superviseur, that of any agent of the caisse (DEM-16)."""
    return peut_ouvrir_le_bureau(acteur) and (
        acteur.utilisateur_id == agent_id or acteur.a_role("superviseur")
    )


def peut_chercher_une_personne(acteur: Acteur) -> bool:
    """Agents of the desk in their caisse, techniciens in their structure: the same scope as their lists."""
    technicien = acteur.profil == Profil.TECHNICIEN and acteur.partenaire_id is not None
    return peut_ouvrir_le_bureau(acteur) or technicien


def peut_exporter_l_historique(acteur: Acteur) -> bool:
    """A technicien takes away what its own structure transmitted (DEM-14)."""
    return acteur.profil == Profil.TECHNICIEN and acteur.partenaire_id is not None and bool(acteur.caisse_ids)
