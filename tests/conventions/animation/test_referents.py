"""Référents: who names them, what stays, who is told (CONV-08)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest

from conventions.enums import EtatConvention
from conventions.models import Convention, Partie, Referent
from conventions.permissions import peut_animer
from conventions.services.referents import (
    Personne,
    nommer_referent,
    parties_a_pourvoir,
    remplacer_referent,
    terminer_referent,
)
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.conservation.registre import declarations
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from habilitations.enums import EtatHabilitation
from tests.conventions.animation.conftest import AUJOURDHUI, Scene
from tests.factories.conventions import creer_caisse, creer_convention, creer_partenaire, relier
from tests.factories.habilitations import (
    creer_agent,
    creer_gestionnaire,
    creer_habilitation,
    creer_technicien,
)

Web = Callable[[Acteur | None], AbstractContextManager[None]]
Boite = Callable[[str], list[Courriel]]
INES = Personne(nom="Inès Benali", fonction="directrice", courriel="ines@valmont.example")


@pytest.mark.exigence("CONV-08")
def test_le_compte_choisi_donne_ses_coordonnees_et_anime(scene: Scene, comme_web: Web) -> None:
    with comme_web(scene.acteur(scene.agent)):
        referent = nommer_referent(
            acteur=scene.acteur(scene.agent),
            partie=scene.de_valmont,
            personne=Personne(compte=scene.nadia, telephone="04 78 00 00 00"),
            du=AUJOURDHUI,
        )
    assert (referent.nom, referent.courriel) == ("Nadia Roche", "nadia@valmont.example")
    assert (referent.fonction, referent.telephone) == (scene.nadia.fonction, "04 78 00 00 00")
    assert peut_animer(scene.acteur(scene.nadia), scene.convention)
    entree = Evenement.objects.get(action="conventions.nommer_referent")
    assert entree.details == {"partie": scene.de_valmont.pk, "du": "2026-11-23"}


@pytest.mark.exigence("CONV-08", "HAB-17")
@pytest.mark.parametrize("qui", ["technicien", "instructeur", "superviseur", "dpo", "voisin", "autre_caisse"])
def test_les_autres_ne_nomment_personne(scene: Scene, qui: str) -> None:
    comptes = {
        "technicien": lambda: creer_technicien(scene.valmont),
        "voisin": lambda: scene.omar,
        "autre_caisse": lambda: creer_agent("gestionnaire_conventions", caisse=creer_caisse("011")),
    }
    compte = comptes.get(qui, lambda: creer_agent(qui))()
    with pytest.raises(HorsPortee):
        nommer_referent(acteur=scene.acteur(compte), partie=scene.de_valmont, personne=INES, du=AUJOURDHUI)
    assert not Referent.objects.exists()


@pytest.mark.exigence("CONV-08")
def test_un_gestionnaire_nomme_pour_sa_partie_seulement(scene: Scene, comme_web: Web) -> None:
    acteur = scene.acteur(scene.nadia)
    du_voisin = scene.referent(scene.du_pas, "leo@lepas.example")
    with comme_web(acteur):
        sien = nommer_referent(acteur=acteur, partie=scene.de_valmont, personne=INES, du=AUJOURDHUI)
        for partie in (scene.du_pas, scene.de_la_caisse):
            with pytest.raises(HorsPortee):
                nommer_referent(acteur=acteur, partie=partie, personne=INES, du=AUJOURDHUI)
        with pytest.raises(HorsPortee):
            terminer_referent(acteur=acteur, referent=du_voisin, dernier_jour=AUJOURDHUI)
        with pytest.raises(HorsPortee):
            remplacer_referent(acteur=acteur, referent=du_voisin, personne=INES, du=AUJOURDHUI)
    assert set(Referent.objects.values_list("pk", "au")) == {(sien.pk, None), (du_voisin.pk, None)}


@pytest.mark.exigence("CONV-08", "HAB-17")
def test_un_partenaire_etranger_ne_voit_rien(scene: Scene, comme_web: Web) -> None:
    scene.referent(scene.de_valmont, "ines@valmont.example")
    etranger = creer_partenaire("CCAS de Bourg")
    relier(scene.caisse, etranger)
    with comme_web(scene.acteur(creer_gestionnaire(etranger))):
        assert list(Referent.objects.values_list("courriel", flat=True)) == []
    with comme_web(scene.acteur(scene.omar)):
        assert list(Referent.objects.values_list("courriel", flat=True)) == ["ines@valmont.example"]


@pytest.mark.exigence("CONV-08")
@pytest.mark.parametrize("compte", ["technicien", "du_voisin", "agent", "inactif"])
def test_un_compte_etranger_a_la_partie_est_refuse(scene: Scene, compte: str) -> None:
    candidats = {
        "technicien": lambda: creer_technicien(scene.valmont),
        "du_voisin": lambda: scene.omar,
        "agent": lambda: scene.agent,
        "inactif": lambda: (
            creer_habilitation(scene.valmont, Profil.GESTIONNAIRE, EtatHabilitation.INACTIVE).utilisateur
        ),
    }
    with pytest.raises(RegleMetierRefusee) as refus:
        nommer_referent(
            acteur=scene.acteur(scene.agent),
            partie=scene.de_valmont,
            personne=Personne(compte=candidats[compte]()),
            du=AUJOURDHUI,
        )
    assert refus.value.code == "compte_etranger"


@pytest.mark.exigence("CONV-08")
@pytest.mark.parametrize(
    ("personne", "code"),
    [
        (Personne(nom="Inès Benali"), "personne_incomplete"),
        (Personne(courriel="ines@valmont.example"), "personne_incomplete"),
        (Personne(nom="Inès", courriel="NADIA@valmont.example"), "deja_referent"),
        (Personne(nom="Inès", courriel=f"{'i' * 150}@valmont.example"), "courriel_trop_long"),
        (
            Personne(nom="Inès", courriel="i@v.example", fonction="suit 2 84 05 69 123 456 07"),
            "nir",
        ),
    ],
)
def test_ce_qu_un_referent_doit_etre(scene: Scene, personne: Personne, code: str) -> None:
    scene.referent(scene.de_valmont, "nadia@valmont.example")
    with pytest.raises(RegleMetierRefusee) as refus:
        nommer_referent(
            acteur=scene.acteur(scene.agent), partie=scene.de_valmont, personne=personne, du=AUJOURDHUI
        )
    assert refus.value.code == code
    assert Referent.objects.count() == 1


@pytest.mark.exigence("CONV-08")
def test_un_projet_abandonne_ne_change_plus(scene: Scene) -> None:
    Convention.objects.filter(pk=scene.convention.pk).update(etat=EtatConvention.ABANDONNEE)
    with pytest.raises(RegleMetierRefusee, match="abandonné"):
        nommer_referent(
            acteur=scene.acteur(scene.agent), partie=scene.de_valmont, personne=INES, du=AUJOURDHUI
        )


@pytest.mark.exigence("CONV-08", "RGPD-10")
def test_le_remplace_reste_dans_l_historique(scene: Scene, comme_web: Web) -> None:
    ancien = scene.referent(scene.de_valmont, "nadia@valmont.example", utilisateur=scene.nadia)
    with comme_web(scene.acteur(scene.agent)):
        successeur = remplacer_referent(
            acteur=scene.acteur(scene.agent), referent=ancien, personne=INES, du=date(2026, 12, 1)
        )
    ancien.refresh_from_db()
    assert (ancien.au, ancien.nom) == (date(2026, 11, 30), "Référent nadia@valmont.example")
    assert (successeur.du, successeur.au, successeur.partie) == (date(2026, 12, 1), None, scene.de_valmont)
    gardes = {declaration.modele: declaration for declaration in declarations()}
    assert gardes["conventions.Referent"].terme.startswith("cinq ans")


@pytest.mark.exigence("CONV-08")
def test_une_releve_ne_commence_pas_avant_le_remplace(scene: Scene) -> None:
    ancien = scene.referent(scene.de_valmont, "nadia@valmont.example", au=date(2026, 12, 1))
    for du in (date(2025, 12, 31), date(2027, 1, 1)):
        with pytest.raises(RegleMetierRefusee) as refus:
            remplacer_referent(acteur=scene.acteur(scene.agent), referent=ancien, personne=INES, du=du)
        assert refus.value.code == "remplacement_hors_periode"
        assert refus.value.article == "Convention locale CCAS–UDCCAS, article 4"
    assert Referent.objects.get().au == date(2026, 12, 1)


@pytest.mark.exigence("CONV-08")
def test_la_fin_est_datee_et_une_seule_fois(scene: Scene, comme_web: Web) -> None:
    acteur = scene.acteur(scene.nadia)
    referent = scene.referent(scene.de_valmont, "nadia@valmont.example", utilisateur=scene.nadia)
    with comme_web(acteur):
        terminer_referent(acteur=acteur, referent=referent, dernier_jour=date(2026, 11, 22))
        with pytest.raises(RegleMetierRefusee) as refus:
            terminer_referent(acteur=acteur, referent=referent, dernier_jour=date(2026, 11, 21))
    assert refus.value.code == "deja_termine"
    assert Referent.objects.get(pk=referent.pk).au == date(2026, 11, 22)
    assert not peut_animer(acteur, scene.convention)


@pytest.mark.exigence("CONV-08")
def test_les_autres_parties_sont_informees_sans_coordonnees(scene: Scene, courriels: Boite) -> None:
    scene.referent(scene.de_la_caisse, "paule@caisse.example")
    scene.referent(scene.du_pas, "Omar@lepas.example")
    scene.referent(scene.du_pas, "ancien@lepas.example", au=date(2026, 11, 22))
    scene.referent(scene.de_valmont, "nadia@valmont.example")
    personne = Personne(nom="Inès Benali", courriel="ines@valmont.example", telephone="06 11 22 33 44")
    nommer_referent(
        acteur=scene.acteur(scene.nadia), partie=scene.de_valmont, personne=personne, du=AUJOURDHUI
    )
    partis = courriels("referent_change")
    assert [courriel.adresse for courriel in partis] == ["omar@lepas.example", "paule@caisse.example"]
    assert partis[0].objet == "CCAS de Valmont\xa0: changement de référent"
    assert "une personne est nommée à partir du 23\u00a0novembre 2026" in partis[0].texte
    assert f"/partenaires/conventions/{scene.convention.cle}/referents/" in partis[0].texte
    for mot in ("Benali", "ines@", "06 11"):
        assert mot not in partis[0].texte + partis[0].html + partis[0].objet


@pytest.mark.exigence("CONV-08")
def test_la_partie_change_par_une_autre_est_informee_aussi(scene: Scene, courriels: Boite) -> None:
    scene.referent(scene.de_la_caisse, "paule@caisse.example")
    referent = scene.referent(scene.de_valmont, "nadia@valmont.example")
    terminer_referent(acteur=scene.acteur(scene.agent), referent=referent, dernier_jour=date(2026, 12, 31))
    partis = courriels("referent_change")
    assert [courriel.adresse for courriel in partis] == ["nadia@valmont.example", "paule@caisse.example"]
    assert "n’est plus référente après le 31\u00a0décembre 2026" in partis[0].texte


@pytest.mark.exigence("CONV-08")
def test_les_parties_a_pourvoir(scene: Scene) -> None:
    scene.referent(scene.de_la_caisse, "paule@caisse.example")
    scene.referent(scene.du_pas, "omar@lepas.example", du=date(2026, 12, 1))

    def noms(le: date) -> list[str]:
        manquantes: list[Partie] = parties_a_pourvoir(scene.convention, le)
        return [partie.libelle for partie in manquantes]

    assert noms(AUJOURDHUI) == ["CCAS de Valmont", "Association Le Pas"]
    assert noms(date(2026, 12, 1)) == ["CCAS de Valmont"]
    utilisation = Convention.objects.get(nature="utilisation", parties__partenaire=scene.valmont)
    assert parties_a_pourvoir(utilisation, AUJOURDHUI) == []


@pytest.mark.exigence("CONV-08")
def test_le_referent_national_voit_les_locales_de_sa_cadre(scene: Scene, comme_web: Web) -> None:
    cnam, croix = creer_caisse("000", libelle="Cnam"), creer_partenaire("Croix des secours")
    cadre = creer_convention(cnam, croix, modele="cadre-nationale")
    locale = creer_convention(scene.caisse, scene.pas, cadre=cadre, objet="Locale du Pas")
    scene.referent(locale.parties.get(partenaire=scene.pas), "omar@lepas.example")
    nationale, collegue = (creer_agent("gestionnaire_conventions", caisse=cnam) for _ in range(2))
    nommer_referent(
        acteur=scene.acteur(nationale),
        partie=cadre.parties.get(caisse=cnam),
        personne=Personne(compte=nationale),
        # The policy reads the clock of the database, which does not travel.
        du=date(2026, 1, 5),
    )
    with comme_web(scene.acteur(nationale)):
        assert Referent.objects.filter(convention=locale).count() == 1
        assert list(Convention.objects.visibles_par(scene.acteur(nationale)).filter(cadre=cadre)) == [locale]
    with comme_web(scene.acteur(collegue)):
        assert not Referent.objects.filter(convention=locale).exists()
