"""What the database refuses by itself, when the code above it is not asked (HAB-17)."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import DatabaseError, connection, transaction

from conventions.enums import Service
from espace_partenaires.comptes.acteur import Acteur
from signalements.models import (
    Demande,
    Masquage,
    ModeleReponse,
    NoteInterne,
    Orientation,
    PieceDemande,
    PieceDemandee,
    Presence,
    VueEnregistree,
)
from signalements.rules.orientation import Confiee
from signalements.services.echanges import ajouter_note
from signalements.services.modeles_de_reponse import Redaction, creer_modele
from signalements.services.orientations import orienter
from signalements.services.presences import noter_presence
from tests.factories.demandes import creer_demande
from tests.factories.habilitations import (
    acteur_pour,
    creer_administrateur,
    creer_agent,
    creer_gestionnaire,
)
from tests.factories.signalements import Scene
from tests.signalements.attaques.test_envois_hostiles import garder
from tests.signalements.pieces.outils import FORMULAIRE, avis_manquant, demander, etude

EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]
pytestmark = pytest.mark.exigence("HAB-17")
DES_DEMANDES = {"signalements_transferer", "signalements_verifier_sortante", "signalements_remplacants"}
DU_BUREAU = (NoteInterne, Presence, ModeleReponse, VueEnregistree)


def transferer(demande: int | None, caisse: int | None) -> bool | None:
    """Call the function of the transfer as whoever is set, with whatever arguments; ``None``: the base refused."""
    try:
        with transaction.atomic(), connection.cursor() as curseur:
            curseur.execute("SELECT signalements_transferer(%s, %s)", [demande, caisse])
            return bool(curseur.fetchone()[0])
    except DatabaseError:
        return None


@pytest.mark.exigence("DEM-04")
def test_la_fonction_du_transfert_ne_sert_qu_a_la_caisse_de_la_demande(
    scene: Scene, ailleurs: Scene, comme_web: EnTantQue
) -> None:
    demande = creer_demande(scene, Service.CONTACT)
    autres = [
        None,
        ailleurs.agent,
        ailleurs.technicien,
        scene.technicien,
        acteur_pour(creer_agent("dpo", caisse=scene.caisse)),
        acteur_pour(creer_agent("gestionnaire_conventions", caisse=scene.caisse)),
        acteur_pour(creer_gestionnaire(scene.partenaire)),
        acteur_pour(creer_administrateur()),
    ]
    for acteur in autres:
        with comme_web(acteur):
            assert not transferer(demande.pk, ailleurs.caisse.pk)
    with comme_web(scene.agent):
        for arguments in ((None, ailleurs.caisse.pk), (demande.pk, None), (0, ailleurs.caisse.pk), (-1, -1)):
            assert not transferer(*arguments)
    assert Demande.objects.get(pk=demande.pk).caisse_id == scene.caisse.pk


@pytest.mark.exigence("SEC-01")
@pytest.mark.django_db
def test_les_fonctions_qui_voient_tout_fixent_leur_chemin() -> None:
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT proname, proconfig, has_function_privilege('public', p.oid, 'EXECUTE'), prorettype::regtype::text"
            " FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
            " WHERE prosecdef AND nspname = 'public'"
        )
        lues = curseur.fetchall()
    assert {nom for nom, *_ in lues} >= DES_DEMANDES
    for nom, reglages, ouverte, rend in lues:
        chemins = [r.partition("=")[2] for r in reglages or [] if r.startswith("search_path=")]
        assert chemins, nom
        assert chemins[0].endswith("pg_temp"), f"{nom} : {chemins}"
        assert not (nom in DES_DEMANDES and ouverte) or rend == "trigger", f"{nom} s’appelle par tous"


@pytest.mark.exigence("DEM-11", "DEM-16")
def test_rien_du_bureau_ne_se_lit_ni_ne_s_ecrit_d_ailleurs(
    scene: Scene, voisins: Scene, ailleurs: Scene, comme_web: EnTantQue
) -> None:
    demande = etude(scene, FORMULAIRE)
    demander(scene, demande, avis_manquant())
    ajouter_note(acteur=scene.agent, demande_id=demande.pk, texte="À rappeler.")
    noter_presence(acteur=scene.agent, demande=demande)
    superviseur = acteur_pour(creer_agent("superviseur", caisse=scene.caisse))
    creer_modele(acteur=superviseur, caisse_id=scene.caisse.pk, redaction=Redaction("Accusé", "Bonjour."))
    garder(scene.agent, "La mienne")
    orienter(
        acteur=scene.agent,
        caisse_id=scene.caisse.pk,
        partenaire=scene.partenaire.cle,
        confiee=Confiee("Martin", "Lou", "0612345678"),
    )
    Masquage.objects.create(
        demande=demande, raison="sante", auteur_id=scene.compte_agent.pk, masque_le=demande.cree_le
    )
    de_la_demande = (PieceDemande, PieceDemandee, Masquage, Orientation)
    with comme_web(scene.agent):
        assert all(modele._default_manager.exists() for modele in (*DU_BUREAU, *de_la_demande))
    for acteur in (voisins.technicien, ailleurs.agent, ailleurs.technicien, None):
        with comme_web(acteur):
            lus = [m.__name__ for m in (*DU_BUREAU, *de_la_demande) if m._default_manager.exists()]
            assert lus == [], acteur
            assert not Orientation.objects.filter(partenaire=scene.partenaire).update(etat="acceptee")
    with comme_web(scene.technicien):
        assert [m.__name__ for m in DU_BUREAU if m._default_manager.exists()] == []
    with comme_web(superviseur):
        assert not VueEnregistree.objects.exists(), "une vue qui n’est pas partagée n’est qu’à soi"
