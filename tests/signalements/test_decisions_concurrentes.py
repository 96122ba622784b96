"""Two real connections end the same demande: one end, one decision, one mail (DEM-10, SEC-02)."""

import pytest

from conventions.enums import Service
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.notifications.models import Courriel
from signalements.models import DecisionDroit, Demande, EvenementDemande, Message
from signalements.services.decisions import terminer
from signalements.services.transferts import transferer
from tests.factories.conventions import creer_caisse, relier
from tests.factories.demandes import creer_demande
from tests.factories.habilitations import acteur_pour, creer_agent
from tests.factories.signalements import Scene
from tests.signalements.test_concurrence import a_la_fois, scene_reelle

__all__ = ["scene_reelle"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.exigence("DEM-10", "SEC-02", "UX-05")
@pytest.mark.parametrize("avec_version", [True, False])
def test_deux_agents_terminent_ensemble(scene_reelle: Scene, avec_version: bool) -> None:
    demande = creer_demande(scene_reelle, Service.CONTACT)
    agents = [acteur_pour(creer_agent("instructeur", caisse=scene_reelle.caisse)) for _ in range(3)]

    def finir(acteur: Acteur) -> int:
        rendue = terminer(
            acteur=acteur,
            demande_id=demande.pk,
            reponse="Les droits sont ouverts.",
            decisions=[("puma", "accord")],
            version=demande.version if avec_version else None,
        )
        return rendue.pk

    rendus = a_la_fois(agents, finir)
    refus = [rendu.code for rendu in rendus if isinstance(rendu, RegleMetierRefusee)]
    assert refus == ["demande_modifiee" if avec_version else "transition"] * 2
    assert EvenementDemande.objects.filter(demande=demande, nature="cloture").count() == 1
    assert (DecisionDroit.objects.count(), Message.objects.count()) == (1, 1)
    assert Courriel.objects.filter(message="signalements.cloture").count() == 1


@pytest.mark.exigence("DEM-04", "SEC-02")
def test_terminer_et_transferer_ensemble_n_en_font_qu_un(scene_reelle: Scene) -> None:
    autre = creer_caisse("381")
    relier(autre, scene_reelle.partenaire)
    demande = creer_demande(scene_reelle, Service.CONTACT)
    gestes = iter(["finir", "transferer"])

    def agir(acteur: Acteur) -> str:
        geste = next(gestes)
        try:
            if geste == "finir":
                terminer(acteur=acteur, demande_id=demande.pk, reponse="Oui.", version=demande.version)
            else:
                transferer(acteur=acteur, demande_id=demande.pk, caisse_id=autre.pk, version=demande.version)
        except HorsPortee as parti:
            raise RegleMetierRefusee("partie", "Elle est à l’autre caisse.") from parti
        return geste

    rendus = a_la_fois([scene_reelle.agent] * 2, agir)
    (gagnant,) = [rendu for rendu in rendus if isinstance(rendu, str)]
    apres = Demande.objects.get(pk=demande.pk)
    assert (apres.etat, apres.caisse_id) == {
        "finir": ("terminee", scene_reelle.caisse.pk),
        "transferer": ("transmise", autre.pk),
    }[gagnant]
    assert apres.evenements.count() == 2
