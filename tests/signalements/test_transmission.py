"""Transmission: complete, proved, once; what was typed becomes columns and the clock starts."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta

import pytest

from conventions.models import ActivationService
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.pieces.models import PieceJointe
from signalements.models import Consentement, Demande, DetailsMas
from signalements.selectors import horloge_de
from signalements.services import references, transmission
from signalements.services.consentements import joindre_formulaire, recueillir_consentement
from signalements.services.refus import DossierIncomplet, SaisiePerimee
from signalements.services.transmission import transmettre
from tests.factories.pieces import depot, pdf
from tests.factories.signalements import (
    SAISIE,
    Scene,
    creer_brouillon,
    creer_brouillon_complet,
    creer_scene,
    creer_transmise,
)

MIDI = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]


@pytest.mark.exigence("DEM-02", "DEM-05", "DEM-06", "DEM-09", "DEM-23")
def test_ce_qui_etait_tape_devient_des_colonnes(scene: Scene, comme_web: EnTantQue) -> None:
    with comme_web(scene.technicien):
        rendue = creer_transmise(scene, MIDI)
    demande = Demande.objects.get()
    assert rendue == demande
    assert demande.saisie == {}
    assert (demande.civilite, demande.nom, demande.prenom) == ("mme", "Lemaire-Ozanne", "Binta")
    assert (demande.date_naissance, demande.departement) == (date(1988, 3, 4), "69")
    assert (demande.telephone, demande.telephone_de_proche) == ("0612345678", True)
    assert (demande.etat, demande.transmise_le, demande.echeance) == (
        "transmise",
        MIDI,
        MIDI + timedelta(hours=48),
    )
    assert (demande.information_certifiee_le, demande.regime_general_declare_le) == (MIDI, MIDI)
    assert demande.accord_suivi is True
    details = DetailsMas.objects.get()
    assert (details.cadres, details.soins) == (["droits", "soins"], ["consultation", "dispositifs"])
    assert (details.anciennete, details.causes) == ("3m_1a", ["reste_a_charge", "delais_rdv"])
    assert details.date_saisine == date(2026, 11, 20)


@pytest.mark.exigence("DEM-05")
def test_les_reponses_sur_les_soins_tombent_quand_aucun_soin_n_est_concerne(
    scene: Scene, comme_web: EnTantQue
) -> None:
    with comme_web(scene.technicien):
        creer_transmise(scene, cadres=["numerique"])
    details = DetailsMas.objects.get()
    assert (details.cadres, details.soins, details.anciennete, details.causes) == (["numerique"], [], "", [])


@pytest.mark.exigence("DEM-09", "RGPD-05", "RGPD-02")
def test_un_fait_une_trace_un_message_a_chacun(scene: Scene, comme_web: EnTantQue) -> None:
    with comme_web(scene.technicien):
        demande = creer_transmise(scene, MIDI)
    (fait,) = demande.evenements.all()
    assert (fait.nature, fait.survenu_le, fait.auteur_id) == (
        "transmission",
        MIDI,
        scene.compte_technicien.pk,
    )
    trace = Evenement.objects.get(action="signalements.transmettre")
    assert (trace.details, trace.caisse_id) == ({"reference": demande.reference}, scene.caisse.pk)
    recus = {(c.message, c.destinataire_id) for c in Courriel.objects.all()}
    assert recus == {
        ("signalements.a_prendre_en_charge", scene.compte_agent.pk),
        ("signalements.recepisse", scene.compte_technicien.pk),
    }


@pytest.mark.exigence("DEM-09", "NOV-03")
def test_l_echeance_enregistree_est_celle_de_l_horloge(comme_web: EnTantQue, db: None) -> None:
    scene = creer_scene()
    scene.caisse.fuseau = "Indian/Reunion"
    scene.caisse.save(update_fields=["fuseau"])
    minuit = datetime(2026, 12, 31, 21, 0, tzinfo=UTC)
    with comme_web(scene.technicien):
        demande = creer_transmise(scene, minuit)
        horloge = horloge_de(demande, minuit + timedelta(hours=1))
    # Half past one, on New Year's day, where the caisse is.
    assert (demande.reference or "").startswith("2027-691-")
    assert (horloge.echeance, horloge.reste) == (demande.echeance, timedelta(hours=47))


@pytest.mark.exigence("DEM-06", "DEM-05", "DEM-01", "DEM-23")
@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("cadres", []),
        ("nom", " "),
        ("prenom", ""),
        ("civilite", ""),
        ("date_naissance", "31/02/1988"),
        ("departement", "00"),
        ("telephone", "12"),
        ("courriel", "binta@"),
        ("regime_general", False),
        ("information_certifiee", False),
    ],
)
def test_ce_qui_manque_est_dit_champ_par_champ(
    scene: Scene, comme_web: EnTantQue, champ: str, valeur: object
) -> None:
    with comme_web(scene.technicien):
        demande = creer_brouillon_complet(scene, MIDI, **{champ: valeur})
        with pytest.raises(DossierIncomplet) as refus:
            transmettre(
                acteur=scene.technicien, demande_id=demande.pk, version=demande.version, maintenant=MIDI
            )
    assert list(refus.value.manques) == [champ]
    assert_rien_n_est_parti(demande)


def assert_rien_n_est_parti(demande: Demande) -> None:
    avant = (demande.saisie, demande.version)
    demande.refresh_from_db()
    assert (demande.etat, demande.reference, (demande.saisie, demande.version)) == ("brouillon", None, avant)
    assert not Courriel.objects.exists()
    assert not DetailsMas.objects.exists()
    assert not demande.evenements.exists()


@pytest.mark.exigence("DEM-06")
def test_sans_accord_rien_ne_part(scene: Scene, comme_web: EnTantQue) -> None:
    with comme_web(scene.technicien):
        demande = creer_brouillon(scene, **SAISIE)
        with pytest.raises(DossierIncomplet) as refus:
            transmettre(acteur=scene.technicien, demande_id=demande.pk, version=demande.version)
    assert list(refus.value.manques) == ["consentement"]
    assert_rien_n_est_parti(demande)


@pytest.mark.exigence("DEM-06", "DOC-03")
@pytest.mark.parametrize(
    ("etat", "compte"),
    [("quarantaine", True), ("en_analyse", True), ("infectee", False), ("refusee", False), (None, False)],
)
def test_un_formulaire_en_attente_d_analyse_compte(
    scene: Scene, comme_web: EnTantQue, etat: str | None, compte: bool
) -> None:
    with comme_web(scene.technicien):
        demande = creer_brouillon(scene, MIDI, **SAISIE)
        demande = recueillir_consentement(
            acteur=scene.technicien,
            demande_id=demande.pk,
            mode="signature",
            recueilli_le=MIDI.date(),
            version=demande.version,
            maintenant=MIDI,
        )
        if etat:
            joindre_formulaire(acteur=scene.technicien, demande_id=demande.pk, fichier=depot(pdf()))
    if etat in {"infectee", "refusee"}:
        PieceJointe.objects.update(etat=etat, emplacement=None)
    elif etat:
        PieceJointe.objects.update(etat=etat)
    with comme_web(scene.technicien):
        if compte:
            transmettre(
                acteur=scene.technicien, demande_id=demande.pk, version=demande.version, maintenant=MIDI
            )
        else:
            with pytest.raises(DossierIncomplet) as refus:
                transmettre(acteur=scene.technicien, demande_id=demande.pk, version=demande.version)
            assert list(refus.value.manques) == ["consentement_piece"]
    assert Consentement.objects.count() == int(compte)


@pytest.mark.exigence("DEM-06")
def test_un_texte_qui_n_est_plus_celui_presente_bloque(scene: Scene, comme_web: EnTantQue) -> None:
    demande = creer_brouillon_complet(scene, MIDI)
    demande.saisie["consentement"]["empreinte"] = "0" * 64
    demande.save()
    with comme_web(scene.technicien), pytest.raises(DossierIncomplet) as refus:
        transmettre(acteur=scene.technicien, demande_id=demande.pk, version=demande.version, maintenant=MIDI)
    assert list(refus.value.manques) == ["consentement_texte"]


@pytest.mark.exigence("DEM-02")
def test_un_nir_arrive_autrement_est_arrete_a_la_transmission(scene: Scene, comme_web: EnTantQue) -> None:
    demande = creer_brouillon_complet(scene)
    demande.saisie["prenom"] = "2.69.05.49.588.157.80"
    demande.save()
    with comme_web(scene.technicien), pytest.raises(RegleMetierRefusee) as refus:
        transmettre(acteur=scene.technicien, demande_id=demande.pk, version=demande.version)
    assert refus.value.code == "nir"
    assert_rien_n_est_parti(demande)


@pytest.mark.exigence("UX-05")
def test_on_ne_transmet_que_ce_qui_a_ete_relu(scene: Scene, comme_web: EnTantQue) -> None:
    with comme_web(scene.technicien):
        demande = creer_brouillon_complet(scene)
        with pytest.raises(SaisiePerimee) as refus:
            transmettre(acteur=scene.technicien, demande_id=demande.pk, version=demande.version - 1)
    assert refus.value.version == demande.version
    assert_rien_n_est_parti(demande)


@pytest.mark.exigence("ORG-04")
def test_un_service_ferme_entre_temps_arrete_le_brouillon(scene: Scene, comme_web: EnTantQue) -> None:
    demande = creer_brouillon_complet(scene)
    ActivationService.objects.create(
        caisse=scene.caisse, partenaire=scene.partenaire, service="signalement", ouvert=False
    )
    with comme_web(scene.technicien), pytest.raises(RegleMetierRefusee) as refus:
        transmettre(acteur=scene.technicien, demande_id=demande.pk, version=demande.version)
    assert refus.value.code == "service_ferme"
    assert_rien_n_est_parti(demande)


@pytest.mark.exigence("HAB-17")
def test_nul_autre_ne_transmet(scene: Scene, voisins: Scene, comme_web: EnTantQue) -> None:
    demande = creer_brouillon_complet(scene)
    for acteur in (voisins.technicien, scene.agent):
        with comme_web(acteur), pytest.raises(HorsPortee):
            transmettre(acteur=acteur, demande_id=demande.pk, version=demande.version)
    assert_rien_n_est_parti(demande)


@pytest.mark.exigence("SEC-02")
def test_transmettre_deux_fois_rend_la_meme_demande(scene: Scene, comme_web: EnTantQue) -> None:
    with comme_web(scene.technicien):
        premiere = creer_transmise(scene, MIDI)
        seconde = transmettre(acteur=scene.technicien, demande_id=premiere.pk, version=1)
    assert (seconde.reference, seconde.transmise_le) == (premiere.reference, MIDI)
    assert premiere.evenements.count() == 1
    assert Courriel.objects.count() == 2


@pytest.mark.exigence("SEC-02")
def test_un_echec_au_dernier_moment_ne_laisse_rien(
    scene: Scene, comme_web: EnTantQue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def echouer(*_: object) -> None:
        raise OSError("plus de place")

    demande = creer_brouillon_complet(scene, MIDI)
    monkeypatch.setattr(transmission, "annoncer_transmission", echouer)
    with comme_web(scene.technicien), pytest.raises(OSError, match="place"):
        transmettre(acteur=scene.technicien, demande_id=demande.pk, version=demande.version, maintenant=MIDI)
    assert_rien_n_est_parti(demande)
    assert not Evenement.objects.filter(action="signalements.transmettre").exists()


@pytest.mark.exigence("DEM-09")
def test_une_reference_deja_prise_meme_hors_de_vue_est_retiree(
    scene: Scene, voisins: Scene, comme_web: EnTantQue, monkeypatch: pytest.MonkeyPatch
) -> None:
    prise = creer_transmise(voisins).reference or ""
    tirages = iter([prise, prise, "2026-691-KAAAAA"])
    monkeypatch.setattr(references, "nouvelle_reference", lambda *_: next(tirages))
    with comme_web(scene.technicien):
        demande = creer_transmise(scene)
    assert demande.reference == "2026-691-KAAAAA"


@pytest.mark.exigence("DEM-09")
def test_une_reference_se_lit_a_voix_haute() -> None:
    tirees = {references.nouvelle_reference("691", 2026) for _ in range(500)}
    assert len(tirees) == 500
    assert all(
        re.fullmatch(r"2026-691-[ACDEFGHJKMNPQRTVWXY][ACDEFGHJKMNPQRTVWXY346789]{5}", t) for t in tirees
    )
