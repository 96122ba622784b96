"""Who follows a network, and who is still told: the Cnam's référents, and those whose account lives (CONV-08)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest

from conventions.models import Caisse, Comite, Convention, Referent
from conventions.permissions import est_referent_national, peut_animer
from conventions.querysets import CODE_CNAM
from conventions.services.destinataires import courriels_des_referents
from conventions.services.referents import courriels_de_la_partie
from espace_partenaires.comptes.acteur import Acteur
from tests.factories.conventions import DEBUT, creer_caisse, creer_convention, creer_partenaire
from tests.factories.habilitations import acteur_pour, creer_agent

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("CONV-08", "HAB-17")]
CommeWeb = Callable[[Acteur], AbstractContextManager[None]]
JOUR = date(2026, 11, 23)


def nommer(convention: Convention, caisse: Caisse) -> Acteur:
    """Name an agent of a caisse référent of a convention."""
    compte = creer_agent("gestionnaire_conventions", caisse=caisse)
    Referent.objects.create(
        convention=convention,
        partie=convention.parties.get(caisse=caisse),
        utilisateur=compte,
        nom="Essai",
        courriel=f"{caisse.code}@caisse.example",
        du=DEBUT,
    )
    return acteur_pour(compte)


def test_une_caisse_ajoutee_au_cadre_ne_suit_pas_le_reseau(comme_web: CommeWeb) -> None:
    cnam = creer_caisse(CODE_CNAM, type="CNAM", libelle="Cnam", departements=())
    ajoutee, locale = creer_caisse("381"), creer_caisse("691")
    cadre = creer_convention(cnam, ajoutee, creer_partenaire(), modele="cadre-nationale")
    metier = creer_convention(locale, creer_partenaire(), cadre=cadre)
    Comite.objects.create(
        convention=metier, date=JOUR, ordre_du_jour="Bilan", cree_le="2026-11-23T10:00:00+01:00"
    )
    nationale, etrangere = nommer(cadre, cnam), nommer(cadre, ajoutee)
    for acteur, voit in ((nationale, True), (etrangere, False)):
        with comme_web(acteur):
            assert Convention.objects.visibles_par(acteur).filter(pk=metier.pk).exists() is voit
            assert Comite.objects.filter(convention=metier).exists() is voit, "la base le dit aussi"
            assert est_referent_national(acteur, metier) is voit
            assert peut_animer(acteur, metier) is voit


def test_un_compte_ferme_n_apprend_plus_rien() -> None:
    caisse = creer_caisse()
    convention = creer_convention(caisse, creer_partenaire())
    nommer(convention, caisse)
    partie = convention.parties.get(caisse=caisse)
    Referent.objects.create(
        convention=convention, partie=partie, nom="Sans compte", courriel="papier@caisse.example", du=DEBUT
    )
    tous = ["691@caisse.example", "papier@caisse.example"]
    assert courriels_des_referents(convention, le=JOUR) == courriels_de_la_partie(partie, JOUR) == tous
    compte = convention.referents.exclude(utilisateur=None).get().utilisateur
    assert compte is not None
    compte.is_active = False
    compte.save(update_fields=["is_active"])
    restants = ["papier@caisse.example"]
    assert courriels_des_referents(convention, le=JOUR) == courriels_de_la_partie(partie, JOUR) == restants
