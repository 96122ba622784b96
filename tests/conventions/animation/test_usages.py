"""Uses of a name, a logo or a study: asked, answered in writing, told (CONV-23)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

import pytest

from conventions.enums import ObjetUsage, RegimeDiffusion, ReponseUsage
from conventions.models import Convention, DemandeUsage, Partie
from conventions.services.usages import demander_usage, repondre_usage, retirer_usage
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from tests.conventions.animation.conftest import Scene
from tests.factories.conventions import creer_convention, creer_partenaire, mettre_fin, relier
from tests.factories.habilitations import creer_agent, creer_gestionnaire

Web = Callable[[Acteur | None], AbstractContextManager[None]]
Boite = Callable[[str], list[Courriel]]
MAINTENANT = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)


@pytest.fixture
def avec_referents(scene: Scene) -> Scene:
    scene.referent(scene.de_la_caisse, "paule@caisse.example")
    scene.referent(scene.de_valmont, "nadia@valmont.example", utilisateur=scene.nadia)
    scene.referent(scene.du_pas, "omar@lepas.example", utilisateur=scene.omar)
    return scene


def demander(
    scene: Scene,
    compte: Utilisateur | None = None,
    demandeuse: Partie | None = None,
    titulaire: Partie | None = None,
    *,
    objet: ObjetUsage = ObjetUsage.NOM_LOGO,
    support: str = "Affiche du forum des droits",
) -> DemandeUsage:
    """Have the caisse ask Valmont, unless said."""
    return demander_usage(
        acteur=scene.acteur(compte or scene.agent),
        demandeuse=demandeuse or scene.de_la_caisse,
        titulaire=titulaire or scene.de_valmont,
        objet=objet,
        support=support,
    )


@pytest.mark.exigence("CONV-23")
def test_un_logo_attend_l_accord_ecrit_de_sa_partie(
    avec_referents: Scene, comme_web: Web, courriels: Boite
) -> None:
    scene = avec_referents
    with comme_web(scene.acteur(scene.agent)):
        usage = demander(scene)
    assert usage.reponse == ReponseUsage.ATTENTE
    (demande,) = courriels("usage_demande")
    assert demande.adresse == "nadia@valmont.example"
    assert "utiliser votre nom ou votre logo" in demande.texte
    assert "forum" not in demande.texte + demande.html
    with comme_web(scene.acteur(scene.nadia)):
        repondre_usage(
            acteur=scene.acteur(scene.nadia),
            usage=usage,
            reponse=ReponseUsage.ACCORD,
            motif="Avec notre charte, jusqu’en mai.",
        )
    usage.refresh_from_db()
    assert (usage.reponse, usage.motif) == (ReponseUsage.ACCORD, "Avec notre charte, jusqu’en mai.")
    assert (usage.repondue_le, usage.repondue_par) == (MAINTENANT, scene.nadia.pk)
    (reponse,) = courriels("usage_repondu")
    assert reponse.adresse == "paule@caisse.example"
    assert "charte" not in reponse.texte + reponse.html
    assert f"/partenaires/conventions/{scene.convention.cle}/usages/" in reponse.texte
    actes = (
        Evenement.objects.filter(action__contains="usage").order_by("pk").values_list("details", flat=True)
    )
    assert list(actes) == [
        {"objet": "nom_logo", "reponse": "attente"},
        {"objet": "nom_logo", "reponse": "accord"},
    ]


@pytest.mark.exigence("CONV-23")
def test_une_etude_sous_information_n_attend_rien(avec_referents: Scene, courriels: Boite) -> None:
    scene = avec_referents
    usage = demander(scene, scene.nadia, scene.de_valmont, scene.de_la_caisse, objet=ObjetUsage.ETUDE)
    assert (usage.reponse, usage.repondue_le) == (ReponseUsage.INFORMEE, None)
    assert [c.adresse for c in courriels("usage_information")] == [
        "omar@lepas.example",
        "paule@caisse.example",
    ]
    assert courriels("usage_demande") == []
    with pytest.raises(RegleMetierRefusee, match="n’attend plus de réponse"):
        repondre_usage(acteur=scene.acteur(scene.agent), usage=usage, reponse=ReponseUsage.ACCORD)


@pytest.mark.exigence("CONV-23")
@pytest.mark.parametrize("objet", list(ObjetUsage))
def test_sous_autorisation_tout_attend_une_reponse(avec_referents: Scene, objet: ObjetUsage) -> None:
    scene = avec_referents
    Convention.objects.filter(pk=scene.convention.pk).update(
        diffusion_des_etudes=RegimeDiffusion.AUTORISATION
    )
    assert demander(scene, objet=objet).reponse == ReponseUsage.ATTENTE


@pytest.mark.exigence("CONV-23", "HAB-17")
@pytest.mark.parametrize("qui", ["superviseur", "instructeur", "non_referent", "voisin"])
def test_seule_la_partie_s_engage(scene: Scene, qui: str) -> None:
    scene.referent(scene.du_pas, "omar@lepas.example", utilisateur=scene.omar)
    comptes = {"non_referent": lambda: scene.nadia, "voisin": lambda: scene.omar}
    compte = comptes.get(qui, lambda: creer_agent(qui))()
    usage = demander(scene)
    with pytest.raises(HorsPortee):
        repondre_usage(acteur=scene.acteur(compte), usage=usage, reponse=ReponseUsage.ACCORD)
    with pytest.raises(HorsPortee):
        retirer_usage(acteur=scene.acteur(compte), usage=usage)
    with pytest.raises(HorsPortee):
        demander(scene, compte, scene.de_valmont, scene.de_la_caisse)
    with pytest.raises(HorsPortee):
        demander(scene, compte)
    usage.refresh_from_db()
    assert usage.reponse == ReponseUsage.ATTENTE


@pytest.mark.exigence("CONV-23")
def test_qui_demande_ne_repond_pas_a_sa_place(avec_referents: Scene) -> None:
    scene = avec_referents
    usage = demander(scene)
    with pytest.raises(HorsPortee):
        repondre_usage(acteur=scene.acteur(scene.agent), usage=usage, reponse=ReponseUsage.ACCORD)
    with pytest.raises(HorsPortee):
        retirer_usage(acteur=scene.acteur(scene.nadia), usage=usage)


@pytest.mark.exigence("CONV-23")
def test_un_refus_dit_pourquoi(avec_referents: Scene) -> None:
    scene = avec_referents
    usage = demander(scene)
    acteur = scene.acteur(scene.nadia)
    for motif, code in (("  ", "motif_absent"), ("voir 2 84 05 69 123 456 07", "nir")):
        with pytest.raises(RegleMetierRefusee) as refus:
            repondre_usage(acteur=acteur, usage=usage, reponse=ReponseUsage.REFUS, motif=motif)
        assert refus.value.code == code
    with pytest.raises(RegleMetierRefusee, match="l’accord ou le refus"):
        repondre_usage(acteur=acteur, usage=usage, reponse=ReponseUsage.INFORMEE)
    repondre_usage(acteur=acteur, usage=usage, reponse=ReponseUsage.REFUS, motif="Élections proches.")
    assert DemandeUsage.objects.get().reponse == ReponseUsage.REFUS


@pytest.mark.exigence("CONV-23")
def test_une_demande_se_retire_avant_la_reponse(
    avec_referents: Scene, comme_web: Web, courriels: Boite
) -> None:
    scene = avec_referents
    usage, repondue = demander(scene), demander(scene, support="Site internet")
    repondre_usage(acteur=scene.acteur(scene.nadia), usage=repondue, reponse=ReponseUsage.ACCORD)
    with comme_web(scene.acteur(scene.agent)):
        retirer_usage(acteur=scene.acteur(scene.agent), usage=usage)
        with pytest.raises(RegleMetierRefusee) as refus:
            retirer_usage(acteur=scene.acteur(scene.agent), usage=repondue)
    assert refus.value.code == "plus_en_attente"
    usage.refresh_from_db()
    assert (usage.reponse, usage.repondue_le) == (ReponseUsage.RETIREE, MAINTENANT)
    assert [courriel.adresse for courriel in courriels("usage_retire")] == ["nadia@valmont.example"]
    with pytest.raises(RegleMetierRefusee, match="retirée avant réponse"):
        repondre_usage(acteur=scene.acteur(scene.nadia), usage=usage, reponse=ReponseUsage.ACCORD)


@pytest.mark.exigence("CONV-23")
def test_ce_qu_une_demande_ne_peut_pas_etre(scene: Scene) -> None:
    demander(scene)
    for titulaire, support, code in (
        (scene.de_valmont, "Affiche du forum des droits", "deja_demande"),
        (scene.de_valmont, " ", "support_absent"),
        (scene.de_la_caisse, "Dépliant", "a_soi_meme"),
        (scene.de_valmont, "voir 2 84 05 69 123 456 07", "nir"),
    ):
        with pytest.raises(RegleMetierRefusee) as refus:
            demander(scene, titulaire=titulaire, support=support)
        assert refus.value.code == code
    etrangere = creer_convention(scene.caisse, creer_partenaire("CCAS de Bourg"))
    with pytest.raises(HorsPortee):
        demander(scene, titulaire=etrangere.parties.get(partenaire__isnull=False))
    mettre_fin(scene.convention, date(2026, 11, 22))
    with pytest.raises(RegleMetierRefusee, match="a pris fin le 22\u00a0novembre 2026"):
        demander(scene, support="Dépliant")
    assert DemandeUsage.objects.count() == 1


@pytest.mark.exigence("CONV-23", "HAB-17")
def test_un_partenaire_etranger_ne_voit_aucune_demande(scene: Scene, comme_web: Web) -> None:
    demander(scene)
    etranger = creer_partenaire("CCAS de Bourg")
    relier(scene.caisse, etranger)
    with comme_web(scene.acteur(creer_gestionnaire(etranger))):
        assert not DemandeUsage.objects.exists()
    with comme_web(scene.acteur(scene.omar)):
        assert DemandeUsage.objects.count() == 1


@pytest.mark.exigence("CONV-23", "ORG-01")
def test_la_convention_regle_l_usage_jusqu_a_minuit_de_la_caisse(scene: Scene) -> None:
    scene.caisse.fuseau = "America/Guadeloupe"
    scene.caisse.save(update_fields=["fuseau"])
    mettre_fin(scene.convention, date(2026, 11, 23))
    acteur = scene.acteur(scene.agent)

    def demander_a(heure_utc: int, support: str) -> DemandeUsage:
        return demander_usage(
            acteur=acteur,
            demandeuse=scene.de_la_caisse,
            titulaire=scene.de_valmont,
            objet=ObjetUsage.NOM_LOGO,
            support=support,
            maintenant=datetime(2026, 11, 24, heure_utc, tzinfo=UTC),
        )

    assert demander_a(3, "Affiche").reponse == ReponseUsage.ATTENTE
    with pytest.raises(RegleMetierRefusee, match="a pris fin le 23\u00a0novembre 2026"):
        demander_a(4, "Dépliant")
