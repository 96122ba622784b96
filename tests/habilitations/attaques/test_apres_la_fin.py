"""A structure, or a caisse, whose convention is over acts no more, even before the sweep has passed (HAB-13)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from conventions.models import Convention
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from habilitations.enums import EtatHabilitation
from habilitations.models import DemandeHabilitation, Habilitation, Revue
from tests.conftest import ClientDuPortail
from tests.factories.comptes import MOT_DE_PASSE
from tests.factories.conventions import mettre_fin
from tests.factories.habilitations import creer_habilitation
from tests.habilitations.incidents.conftest import Scene

pytestmark = pytest.mark.exigence("HAB-13", "HAB-17")
Connecter = Callable[[Utilisateur], ClientDuPortail]


def _finir(scene: Scene, *codes: str) -> None:
    for convention in Convention.objects.filter(
        nature="utilisation", parties__partenaire=scene.valmont
    ).filter(parties__caisse__code__in=codes):
        mettre_fin(convention, timezone.localdate() - timedelta(days=1))


def _confirme(navigateur: ClientDuPortail) -> ClientDuPortail:
    navigateur.post(reverse("account_reauthenticate"), {"password": MOT_DE_PASSE})
    return navigateur


def _poster(navigateur: ClientDuPortail, route: str, *cles: object) -> int:
    champs = {
        "motif": "depart",
        "courriel": "x@valmont.example",
        "nom": "X",
        "prenom": "X",
        "nature": "vol",
        "constate_le": timezone.localdate().isoformat(),
    }
    return int(navigateur.post(reverse(f"habilitations:{route}", args=cles), champs).status_code)


def test_une_structure_sans_convention_ne_fait_plus_rien(scene: Scene, connecter: Connecter) -> None:
    inactif = creer_habilitation(
        scene.valmont, Profil.TECHNICIEN, EtatHabilitation.INACTIVE, motif_inactivation="depart"
    )
    revue = Revue.objects.create(
        partenaire=scene.valmont,
        ouverte_le=timezone.now(),
        ouverte_par=1,
        echeance=timezone.localdate() + timedelta(days=9),
    )
    _finir(scene, "691", "011")
    navigateur, cle = _confirme(connecter(scene.gestionnaire)), scene.technicien.habilitation.cle
    attaques = {
        **dict.fromkeys(
            ("inactiver_compte", "modifier_compte", "retirer_second_facteur", "renvoyer_invitation"), (cle,)
        ),
        **dict.fromkeys(("signaler_compte", "droits_du_compte", "voir_compte"), (cle,)),
        "reactiver_compte": (inactif.cle,),
        **dict.fromkeys(
            ("demander_modification", "demander_inactivation"), (scene.collegue.habilitation.cle,)
        ),
        **dict.fromkeys(("creer_technicien", "demander_gestionnaire", "lister_demandes", "ouvrir_revue"), ()),
        **dict.fromkeys(("repondre_revue", "tout_confirmer", "retirer_comptes", "voir_revue"), (revue.cle,)),
    }
    # A page that is only read answers 405 to a POST once the rights are there, 404 without them.
    statuts = {route: _poster(navigateur, route, *cles) for route, cles in attaques.items()}
    assert {route for route, statut in statuts.items() if statut not in (404, 405)} == set()
    for route in ("voir_compte", "droits_du_compte", "lister_demandes", "voir_revue"):
        assert navigateur.get(reverse(f"habilitations:{route}", args=attaques[route])).status_code == 404
    etats = Habilitation.objects.filter(partenaire=scene.valmont).values_list("etat", flat=True)
    assert sorted(etats) == ["active", "active", "active", "inactive"]
    assert not DemandeHabilitation.objects.exists()


@pytest.mark.exigence("HAB-12")
def test_une_caisse_sans_convention_ferme_encore_mais_ne_gere_plus(
    scene: Scene, connecter: Connecter
) -> None:
    _finir(scene, "011")
    navigateur, cle = _confirme(connecter(scene.conventions_autre)), scene.collegue.habilitation.cle
    for route in ("inactiver_compte", "modifier_compte", "retirer_second_facteur", "renvoyer_mot_de_passe"):
        assert _poster(navigateur, route, cle) == 404, route
    assert _poster(navigateur, "geler_compte", cle) == 302
    assert _poster(navigateur, "reactiver_compte", cle) == 404
    scene.collegue.refresh_from_db()
    assert not scene.collegue.is_active
