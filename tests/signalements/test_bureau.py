"""Absences, presences, saved views, misses: what the desk's services write and refuse."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta

import pytest

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.notifications.models import Courriel
from signalements.enums import NatureFait
from signalements.models import Absence, Demande, Presence, VueEnregistree
from signalements.rules.cycle_de_vie import TERMINEE
from signalements.selectors import Vue, liste_de_travail
from signalements.selectors.absences import agents_remplaces, remplacants_du_jour
from signalements.selectors.bureau import FiltresDuBureau
from signalements.selectors.charge import DelaisDuMois, charge_de_la_caisse, delais_par_mois
from signalements.selectors.presences import presences_des_autres
from signalements.selectors.vues_enregistrees import vues_de
from signalements.services import absences, presences
from signalements.services.absences import declarer_absence, supprimer_absence
from signalements.services.echanges import ecrire_message
from signalements.services.faits import consigner_fait
from signalements.services.presences import noter_presence
from signalements.services.traitement import affecter_a_soi, prendre_en_charge
from signalements.services.vues import enregistrer_vue, modifier_vue, supprimer_vue
from tests.factories.demandes import creer_demande
from tests.factories.habilitations import acteur_pour, creer_agent
from tests.factories.signalements import Scene, creer_transmise

MIDI = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
JOUR = MIDI.date()
EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]


def jours(nombre: int) -> date:
    """Return a day, so many after the one of the scene."""
    return JOUR + timedelta(days=nombre)


def absent(scene: Scene, du: int, au: int, remplacant: Utilisateur | None = None) -> Absence:
    """Declare the agent of the scene away."""
    return declarer_absence(
        acteur=scene.agent,
        agent_id=scene.compte_agent.pk,
        du=jours(du),
        au=jours(au),
        remplacant_id=remplacant.pk if remplacant else None,
        maintenant=MIDI,
    )


@pytest.mark.exigence("DEM-16", "HAB-16")
def test_le_remplacant_voit_et_recoit_puis_plus_rien(
    scene: Scene, voisins: Scene, comme_web: EnTantQue
) -> None:
    """Derived from the days: nothing is moved, the partner's message reaches both, the day after only one."""
    demande = creer_demande(scene, maintenant=MIDI)
    affecter_a_soi(acteur=scene.agent, demande_id=demande.pk)
    absent(scene, 0, 2, voisins.compte_agent)
    remplacant = voisins.agent
    for decalage, attendues in ((0, [demande]), (2, [demande]), (3, [])):
        instant = MIDI + timedelta(days=decalage)
        with comme_web(remplacant):
            assert liste_de_travail(remplacant, Vue.MIENNES, maintenant=instant).lignes == attendues
        with comme_web(scene.technicien):
            noms = remplacants_du_jour(scene.compte_agent.pk, scene.caisse, instant)
            assert [n.pk for n in noms] == ([voisins.compte_agent.pk] if attendues else [])
    demande.refresh_from_db()
    assert demande.agent_id == scene.compte_agent.pk


@pytest.mark.exigence("DEM-16")
def test_le_message_du_partenaire_arrive_aux_deux(scene: Scene, voisins: Scene, comme_web: EnTantQue) -> None:
    demande = creer_demande(scene)
    affecter_a_soi(acteur=scene.agent, demande_id=demande.pk)
    aujourdhui = datetime.now(UTC).date()
    Absence.objects.create(
        caisse=scene.caisse,
        agent=scene.compte_agent,
        remplacant=voisins.compte_agent,
        du=aujourdhui - timedelta(days=1),
        au=aujourdhui + timedelta(days=1),
    )
    Courriel.objects.all().delete()
    with comme_web(scene.technicien):
        assert list(Absence.objects.all()) == [], "le partenaire ne lit aucune absence"
        ecrire_message(acteur=scene.technicien, demande_id=demande.pk, texte="Une question")
    assert set(Courriel.objects.values_list("destinataire", flat=True)) == {
        scene.compte_agent.pk,
        voisins.compte_agent.pk,
    }


@pytest.mark.exigence("DEM-16")
def test_un_jour_d_outre_mer_n_est_pas_celui_de_paris(scene: Scene, voisins: Scene) -> None:
    scene.caisse.fuseau = "America/Martinique"
    scene.caisse.save(update_fields=["fuseau"])
    absent(scene, 0, 0, voisins.compte_agent)
    tard = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)  # ten in the evening of the 20th there
    assert agents_remplaces(voisins.agent, tard) == (scene.compte_agent.pk,)
    assert agents_remplaces(voisins.agent, tard + timedelta(hours=3)) == ()


@pytest.mark.exigence("DEM-16", "HAB-16", "HAB-17")
@pytest.mark.parametrize(
    "cas",
    [
        (2, 1, None, "absence_dates"),
        (-5, -1, None, "absence_passee"),
        (0, 400, None, "absence_trop_longue"),
        (12, 20, None, "absence_chevauchante"),
        (5, 10, None, "absence_chevauchante"),
        (20, 21, "absent", "remplacant_absent"),
        (20, 21, "soi", "remplacant_inconnu"),
        (20, 21, "ailleurs", "remplacant_inconnu"),
        (20, 21, "dpo", "remplacant_inconnu"),
        (20, 21, "ferme", "remplacant_inconnu"),
    ],
)
def test_ce_qu_une_absence_refuse(
    scene: Scene, voisins: Scene, ailleurs: Scene, cas: tuple[int, int, str | None, str]
) -> None:
    du, au, remplacant, code = cas
    absent(scene, 10, 12)
    declarer_absence(
        acteur=voisins.agent, agent_id=voisins.compte_agent.pk, du=jours(21), au=jours(25), maintenant=MIDI
    )
    qui = {
        "absent": voisins.compte_agent,
        "soi": scene.compte_agent,
        "ailleurs": ailleurs.compte_agent,
        "dpo": creer_agent("dpo", caisse=scene.caisse),
        "ferme": creer_agent("instructeur", caisse=scene.caisse, is_active=False),
    }
    with pytest.raises(RegleMetierRefusee) as refus:
        absent(scene, du, au, qui[remplacant] if remplacant else None)
    assert refus.value.code == code
    assert Absence.objects.count() == 2


@pytest.mark.exigence("DEM-16", "HAB-16", "HAB-17")
def test_qui_declare_l_absence_de_qui(scene: Scene, voisins: Scene, ailleurs: Scene) -> None:
    agent = scene.compte_agent
    superviseur = acteur_pour(creer_agent("superviseur", caisse=scene.caisse))
    for acteur in (voisins.agent, ailleurs.agent, scene.technicien, acteur_pour(creer_agent("dpo"))):
        with pytest.raises(HorsPortee):
            declarer_absence(acteur=acteur, agent_id=agent.pk, du=JOUR, au=JOUR, maintenant=MIDI)
    absence = declarer_absence(acteur=superviseur, agent_id=agent.pk, du=JOUR, au=JOUR, maintenant=MIDI)
    etranger = acteur_pour(creer_agent("superviseur", caisse=ailleurs.caisse))
    for acteur in (voisins.agent, etranger):
        with pytest.raises(HorsPortee):
            supprimer_absence(acteur=acteur, absence_id=absence.pk)
    with pytest.raises(HorsPortee):
        declarer_absence(
            acteur=superviseur, agent_id=ailleurs.compte_agent.pk, du=JOUR, au=JOUR, maintenant=MIDI
        )
    supprimer_absence(acteur=scene.agent, absence_id=absence.pk)
    assert not Absence.objects.exists()


@pytest.mark.exigence("UX-05", "DEM-16", "HAB-17")
def test_une_presence_se_voit_se_rafraichit_et_s_oublie(
    scene: Scene, voisins: Scene, ailleurs: Scene, comme_web: EnTantQue
) -> None:
    demande = creer_demande(scene, maintenant=MIDI)

    def vues(apres: int) -> list[datetime]:
        instant = MIDI + timedelta(minutes=apres)
        with comme_web(voisins.agent):
            lues = presences_des_autres(voisins.agent, [demande.pk], instant)
        return [presence.depuis for presence in lues.get(demande.pk, [])]

    for minute in (0, 3):
        with comme_web(scene.agent):
            instant = MIDI + timedelta(minutes=minute)
            noter_presence(acteur=scene.agent, demande=demande, maintenant=instant)
            assert presences_des_autres(scene.agent, [demande.pk], instant) == {}
    assert (vues(7), vues(8)) == ([MIDI], [])
    noter_presence(acteur=scene.agent, demande=demande, maintenant=MIDI + timedelta(minutes=20))
    assert vues(21) == [MIDI + timedelta(minutes=20)], "une nouvelle ouverture recommence"
    with comme_web(ailleurs.agent):
        assert not Presence.objects.exists()
    for acteur in (ailleurs.agent, scene.technicien, acteur_pour(creer_agent("dpo"))):
        with pytest.raises(HorsPortee):
            noter_presence(acteur=acteur, demande=demande)


@pytest.mark.exigence("RGPD-01", "DEM-16")
def test_absences_et_presences_s_effacent_a_terme(
    scene: Scene, comme_taches: Callable[[], AbstractContextManager[None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(absences, "LOT", 1)
    monkeypatch.setattr(presences, "LOT", 1)
    for mois in (8, 7):
        Absence.objects.create(
            caisse=scene.caisse, agent=scene.compte_agent, du=date(2026, mois, 1), au=date(2026, mois, 19)
        )
    gardee = Absence.objects.create(
        caisse=scene.caisse, agent=scene.compte_agent, du=date(2026, 8, 1), au=date(2026, 8, 20)
    )
    demandes = [creer_demande(scene), creer_demande(scene), creer_demande(scene)]
    for demande, minutes in zip(demandes, (61, 70, 59), strict=True):
        noter_presence(acteur=scene.agent, demande=demande, maintenant=MIDI - timedelta(minutes=minutes))
    with comme_taches():
        assert absences.effacer_absences(maintenant=MIDI) == 2
        assert presences.effacer_presences(maintenant=MIDI) == 2
    assert Absence.objects.get() == gardee
    assert Presence.objects.get().demande_id == demandes[2].pk


def garder(acteur: Acteur, libelle: str, *, partagee: bool = False) -> VueEnregistree:
    """Keep a view of this actor."""
    return enregistrer_vue(
        acteur=acteur,
        libelle=libelle,
        vue="en_retard",
        filtres=FiltresDuBureau(nature="etude", agent="moi"),
        colonnes=["etat", "inconnue"],
        partagee=partagee,
    )


@pytest.mark.exigence("DEM-16", "HAB-17")
def test_une_vue_est_a_soi_ou_a_la_caisse(
    scene: Scene, voisins: Scene, ailleurs: Scene, comme_web: EnTantQue
) -> None:
    with comme_web(scene.agent):
        seule, partagee = garder(scene.agent, "AME"), garder(scene.agent, "Tutelles", partagee=True)
        assert garder(scene.agent, " AME ").pk == seule.pk, "le même nom remplace"
    assert seule.filtres == {"vue": "en_retard", "nature": "etude", "agent": "moi"}
    assert seule.colonnes == ["etat"]
    for acteur, attendues in (
        (scene.agent, [seule, partagee]),
        (voisins.agent, [partagee]),
        (ailleurs.agent, []),
        (scene.technicien, []),
        (acteur_pour(creer_agent("dpo", caisse=scene.caisse)), []),
    ):
        with comme_web(acteur):
            assert list(vues_de(acteur)) == attendues
    with comme_web(voisins.agent):
        for geste in (
            lambda: modifier_vue(acteur=voisins.agent, vue_id=partagee.pk, libelle="x", partagee=False),
            lambda: supprimer_vue(acteur=voisins.agent, vue_id=partagee.pk),
        ):
            with pytest.raises(HorsPortee):
                geste()
    with comme_web(scene.agent):
        modifier_vue(acteur=scene.agent, vue_id=partagee.pk, libelle="Urgent", partagee=False)
        for libelle, code in (
            ("AME", "vue_deja_nommee"),
            ("  ", "vue_sans_nom"),
            ("1 88 03 69 123 456 78", "nir"),
        ):
            with pytest.raises(RegleMetierRefusee) as refus:
                modifier_vue(acteur=scene.agent, vue_id=partagee.pk, libelle=libelle, partagee=True)
            assert refus.value.code == code
    with comme_web(voisins.agent):
        assert list(vues_de(voisins.agent)) == []


def renvoyer_trop_tard(scene: Scene, octobre: datetime) -> None:
    """Ask for pieces past the deadline (one urgent, one answered since) or on its last second; mend a late judgement."""
    dernier = datetime(2026, 10, 31, 22, 59, 59, tzinfo=UTC)
    tard, veille = dernier + timedelta(seconds=1), octobre + timedelta(days=10)
    pieces, retour = NatureFait.DEMANDE_DE_PIECES, NatureFait.DEPOT
    non, motif = NatureFait.IRRECEVABILITE, NatureFait.CHANGEMENT_DE_MOTIF
    urgente = creer_demande(scene, "etude", urgente=True, maintenant=octobre)
    repondue, a_temps, reprise, mendee, urgente_depuis = (
        creer_demande(scene, "etude", maintenant=octobre) for _ in range(5)
    )
    for demande, nature, quand in (
        (urgente, pieces, octobre + timedelta(days=16)),
        (repondue, pieces, tard),
        (repondue, retour, MIDI),
        (a_temps, pieces, veille),
        (a_temps, retour, veille + timedelta(hours=1)),
        (a_temps, pieces, tard),
        # The caisse mends its own judgement, and makes it again: the same clock, late, is one miss.
        (reprise, non, tard),
        (reprise, motif, tard + timedelta(days=1)),
        (reprise, non, tard + timedelta(days=2)),
        (mendee, non, tard),
        (mendee, motif, tard + timedelta(days=1)),
        # Thirty days when it was sent back; what it became later changes nothing.
        (urgente_depuis, pieces, octobre + timedelta(days=16)),
        (urgente_depuis, NatureFait.REQUALIFICATION, octobre + timedelta(days=17)),
    ):
        regle = "URGENT_14J" if nature == NatureFait.REQUALIFICATION else ""
        consigner_fait(acteur=scene.agent, demande=demande, nature=nature, maintenant=quand, regle=regle)


@pytest.mark.exigence("DEM-19")
def test_chaque_delai_manque_se_compte_des_faits(scene: Scene) -> None:
    """One met, one late by a second, one still running late, one void at the partner's: none invented."""
    superviseur = acteur_pour(creer_agent("superviseur", caisse=scene.caisse))
    octobre = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)
    pile, tard = creer_transmise(scene, octobre), creer_transmise(scene, octobre)
    for demande, ecart in ((pile, timedelta(0)), (tard, timedelta(seconds=1))):
        prendre_en_charge(
            acteur=scene.agent, demande_id=demande.pk, maintenant=octobre + timedelta(hours=48) + ecart
        )
    creer_transmise(scene, octobre)
    a_l_heure, manquee = (creer_demande(scene, "contact", maintenant=octobre) for _ in range(2))
    dernier = datetime(2026, 10, 31, 22, 59, 59, tzinfo=UTC)
    for demande, fin in ((a_l_heure, dernier), (manquee, dernier + timedelta(seconds=1))):
        consigner_fait(acteur=scene.agent, demande=demande, nature=NatureFait.CLOTURE, maintenant=fin)
        assert demande.etat == TERMINEE
    chez_eux = creer_demande(scene, "etude", maintenant=octobre)
    consigner_fait(
        acteur=scene.agent, demande=chez_eux, nature=NatureFait.DEMANDE_DE_PIECES, maintenant=octobre
    )
    renvoyer_trop_tard(scene, octobre)
    creer_demande(scene, "document", maintenant=MIDI)
    lignes = delais_par_mois(superviseur, scene.caisse, octobre - timedelta(days=1), MIDI)
    assert lignes == [
        DelaisDuMois(date(2026, 10, 1), "contact", 1, 1),
        DelaisDuMois(date(2026, 10, 1), "etude", 0, 4),
        DelaisDuMois(date(2026, 10, 1), "signalement", 1, 2),
    ]
    assert [ligne.part for ligne in lignes] == [50, 0, 33]
    assert delais_par_mois(scene.agent, scene.caisse, octobre, MIDI) == [], "un superviseur seulement"


@pytest.mark.exigence("DEM-16", "DEM-19")
def test_la_charge_compte_ce_que_chacun_suit(scene: Scene, voisins: Scene, ailleurs: Scene) -> None:
    retard, proche = creer_transmise(scene, MIDI - timedelta(hours=60)), creer_transmise(scene, MIDI)
    for demande in (retard, proche):
        affecter_a_soi(acteur=scene.agent, demande_id=demande.pk)
    lointaine = creer_demande(scene, maintenant=MIDI)
    parti = creer_demande(scene, maintenant=MIDI)
    affecter_a_soi(acteur=voisins.agent, demande_id=parti.pk)
    Utilisateur.objects.filter(pk=voisins.compte_agent.pk).update(is_active=False)
    creer_demande(ailleurs, maintenant=MIDI, reference="2026-381-K4T8R9")
    charge = charge_de_la_caisse(scene.caisse.pk, MIDI)
    siennes = charge.de(scene.compte_agent.pk)
    assert (siennes.ouvertes, siennes.en_retard, siennes.proches) == (2, 1, 1)
    assert charge.sans_agent == len([lointaine, parti])
    assert charge.total.ouvertes == Demande.objects.filter(caisse=scene.caisse).ouvertes().count() == 4
