"""Tables of cases: how a demande ends, what is delivered, who is entrusted to whom."""

import pytest

from signalements.enums import RaisonIrrecevable, RaisonUrgence
from signalements.rules.decisions import (
    NON_REMIS,
    Fin,
    que_faire,
    regle_apres,
    suite_a_dire,
    verifier_fin,
)
from signalements.rules.delais import Regle
from signalements.rules.livraison import refus_de_livrer
from signalements.rules.orientation import Confiee, refus_de_changer, type_propose, verifier_orientation

ACCORD = (("puma", "accord"),)
PERSONNE = Confiee("Lemaire", "Binta", "06 12 34 56 78", "Médecin traitant")


@pytest.mark.exigence("DEM-10", "DEM-12", "DEM-13")
@pytest.mark.parametrize(
    ("fin", "champs"),
    [
        (Fin("etude", droit="puma", decisions=ACCORD), []),
        (Fin("etude", droit="puma", decisions=(("puma", "refus"), ("ass", "accord"))), []),
        (Fin("etude", droit="puma"), ["decisions"]),
        (Fin("etude", droit="puma", decisions=(("ame", "accord"),)), ["decisions"]),
        (Fin("etude"), ["decisions"]),
        (Fin("etude", decisions=ACCORD), []),
        (Fin("etude", decisions=(*ACCORD, ("puma", "refus"))), ["decisions"]),
        (Fin("etude", decisions=(("inconnu", "accord"),)), ["decisions"]),
        (Fin("etude", decisions=(("puma", "peut-être"),)), ["decisions"]),
        (Fin("contact"), ["reponse"]),
        (Fin("contact", reponse="Oui."), []),
        (Fin("contact", deja_repondu=True), []),
        (Fin("contact", reponse="Oui.", decisions=(("puma", "?"),)), ["decisions"]),
        (Fin("document"), ["remise"]),
        (Fin("document", remise="portail"), ["remise"]),
        (Fin("document", remise="adresse"), []),
        (Fin("document", livree=True), []),
        (Fin("document", remise=NON_REMIS), ["reponse"]),
        (Fin("document", remise=NON_REMIS, reponse="Les droits sont fermés."), []),
        (Fin("rendez_vous"), ["reponse"]),
        (Fin("rendez_vous", rendez_vous=("tenu",)), []),
        (Fin("rendez_vous", rendez_vous=("absent", "deplace")), []),
        (Fin("rendez_vous", rendez_vous=("confirme", "tenu")), ["reponse"]),
        (Fin("rendez_vous", rendez_vous=("annule",)), ["reponse"]),
        (Fin("rendez_vous", rendez_vous=("annule",), reponse="La personne a déménagé."), []),
    ],
)
def test_ce_qu_il_faut_pour_terminer(fin: Fin, champs: list[str]) -> None:
    assert [manque.champ for manque in verifier_fin(fin)] == champs


@pytest.mark.exigence("DEM-23")
@pytest.mark.parametrize(
    ("accord", "sans_personne", "attendu"), [(True, False, True), (False, True, True), (False, False, False)]
)
def test_la_suite_se_dit_avec_l_accord_ou_sans_personne(
    accord: bool, sans_personne: bool, attendu: bool
) -> None:
    assert suite_a_dire(accord_suivi=accord, sans_personne=sans_personne) is attendu


@pytest.mark.exigence("DEM-26")
def test_la_raison_dit_le_delai() -> None:
    regles = {raison: regle_apres(raison) for raison in (*RaisonUrgence.values, "inconnue")}
    assert regles == {
        "soin_proche": Regle.URGENT_14J,
        "rupture": Regle.URGENT_14J,
        "sans_soin": Regle.DOSSIER_30J,
        "droits_ouverts": Regle.DOSSIER_30J,
        "inconnue": None,
    }


@pytest.mark.exigence("DEM-22", "DEM-10")
def test_chaque_irrecevabilite_dit_quoi_faire() -> None:
    assert all(que_faire(raison).endswith(".") for raison in RaisonIrrecevable.values)
    assert que_faire("inconnue") == ""


@pytest.mark.exigence("DEM-12", "DEM-11")
@pytest.mark.parametrize(
    ("nature", "livrable", "habilite", "mot"),
    [
        ("document", True, True, ""),
        ("document", True, False, "pas habilité"),
        ("document", False, True, "pas de ceux"),
        ("contact", True, True, "Aucun fichier"),
        ("etude", True, True, "Aucun fichier"),
        ("signalement", True, True, "Aucun fichier"),
    ],
)
def test_un_fichier_ne_part_que_pour_un_document_et_un_habilite(
    nature: str, livrable: bool, habilite: bool, mot: str
) -> None:
    refus = refus_de_livrer(nature=nature, livrable=livrable, habilite=habilite)
    assert mot in refus
    assert bool(refus) is bool(mot)


@pytest.mark.exigence("DEM-18", "DEM-02")
@pytest.mark.parametrize(
    ("confiee", "champs"),
    [
        (PERSONNE, []),
        (Confiee("Lemaire", "Binta", "06 12 34 56 78"), []),
        (Confiee("", "", ""), ["nom", "prenom", "telephone"]),
        (Confiee("Lemaire", "Binta", "12"), ["telephone"]),
        (Confiee("Lemaire", "Binta", "0612345678", "2 69 05 49 588 157 80"), ["specialite"]),
        (Confiee("Lemaire 269054958815780", "Binta", "0612345678"), ["nom"]),
        (Confiee("L" * 81, "Binta", "0612345678"), ["nom"]),
    ],
)
def test_quatre_faits_et_aucun_nir(confiee: Confiee, champs: list[str]) -> None:
    assert [manque.champ for manque in verifier_orientation(confiee)] == champs


@pytest.mark.exigence("DEM-18")
def test_une_cpts_d_abord_la_caf_pour_la_c2s() -> None:
    assert [type_propose(code) for code in ("", "puma", "c2s_sans", "c2s_avec")] == [
        "cpts",
        "cpts",
        "caf",
        "caf",
    ]


@pytest.mark.exigence("DEM-18")
@pytest.mark.parametrize(
    ("etat", "vers", "refus"),
    [
        ("en_attente", "acceptee", False),
        ("en_attente", "retiree", False),
        ("acceptee", "acceptee", False),
        ("acceptee", "declinee", True),
        ("declinee", "retiree", True),
        ("retiree", "acceptee", True),
    ],
)
def test_une_reponse_ne_se_reprend_pas(etat: str, vers: str, refus: bool) -> None:
    assert bool(refus_de_changer(etat, vers)) is refus
