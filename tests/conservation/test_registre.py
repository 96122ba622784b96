"""Nothing is kept without being declared: no model of ours, no table of a library."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import EmailField, GenericIPAddressField, JSONField, TextField

from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.conservation import inventaire, registre, tableau
from espace_partenaires.conservation.inventaire import anomalies
from espace_partenaires.conservation.registre import (
    SansDonnees,
    declarations,
    declarer,
    modeles_sans_donnees,
    sans_donnees_personnelles,
)

pytestmark = pytest.mark.exigence("RGPD-01")

ADRESSES = (EmailField, GenericIPAddressField)
# Names of fields that speak of a person, whatever the reason given.
NOMS_DE_PERSONNE = {
    "nom",
    "prenom",
    "courriel",
    "email",
    "telephone",
    "date_naissance",
    "auteur_id",
    "user",
    "ip",
}


@pytest.mark.django_db
def test_chaque_table_est_declaree_et_chaque_champ_existe() -> None:
    assert anomalies() == []


@pytest.mark.django_db
def test_une_table_oubliee_et_un_champ_invente_se_voient(monkeypatch: pytest.MonkeyPatch) -> None:
    connues = {ligne.modele: ligne for ligne in declarations() if ligne.modele != "mfa.Authenticator"}
    monkeypatch.setattr(registre, "_declarations", connues)
    declarer("sessions.Inexistante", champs=["x"], terme="t", efface_par="e")
    declarer("mfa.Authenticator", champs=["inventé"], terme="t", efface_par="e")
    fautes = set(anomalies())
    assert "sessions.Inexistante est déclaré et n’existe pas." in fautes
    assert "mfa.Authenticator.inventé est déclaré et n’existe pas." in fautes
    del connues["mfa.Authenticator"]
    assert "mfa.Authenticator n’est pas déclaré." in set(anomalies())


@pytest.mark.parametrize("ligne", modeles_sans_donnees(), ids=lambda ligne: ligne.modele)
def test_sans_donnees_ne_se_dit_pas_a_la_legere(ligne: SansDonnees) -> None:
    assert ligne.raison
    if ligne.modele.startswith("table:"):
        return
    modele = apps.get_model(ligne.modele)
    champs = modele._meta.concrete_fields
    suspects = {champ.name for champ in champs if champ.name in NOMS_DE_PERSONNE}
    suspects |= {
        champ.name for champ in champs if isinstance(champ, ADRESSES) or champ.related_model is Utilisateur
    }
    assert suspects == set(), "ces champs désignent une personne"
    if any(isinstance(champ, TextField | JSONField) for champ in champs):
        assert len(ligne.raison.split()) > 3, "un texte libre demande une vraie raison"


def test_declaration_incomplete_ou_contradictoire_refusee() -> None:
    with pytest.raises(ValueError, match="incomplète"):
        declarer("essais.Modele", champs=[], terme="t", efface_par="e")
    with pytest.raises(ValueError, match="Pourquoi"):
        sans_donnees_personnelles("essais.Modele", "")
    with pytest.raises(ValueError, match="autrement"):
        sans_donnees_personnelles("journal.Evenement", "une raison")
    with pytest.raises(ValueError, match="autrement"):
        declarer("journal.Sceau", champs=["x"], terme="t", efface_par="e")


@pytest.mark.exigence("RGPD-06")
def test_le_tableau_ecrit_est_a_jour() -> None:
    call_command("tableau_conservation", "--verifier")
    assert "| Effacé par |" in tableau.FICHIER.read_text(encoding="utf-8")


def test_un_tableau_perime_fait_echouer(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    fichier = tableau.FICHIER.__class__(str(tmp_path)) / "conservation.md"
    monkeypatch.setattr(
        "espace_partenaires.conservation.management.commands.tableau_conservation.FICHIER", fichier
    )
    with pytest.raises(CommandError, match="pas à jour"):
        call_command("tableau_conservation", "--verifier")
    call_command("tableau_conservation", stdout=StringIO())
    call_command("tableau_conservation", "--verifier")
    fichier.write_text(fichier.read_text(encoding="utf-8") + "à la main", encoding="utf-8")
    with pytest.raises(CommandError, match="pas à jour"):
        call_command("tableau_conservation", "--verifier")


def test_l_inventaire_voit_les_tables_sans_modele_et_les_liens_automatiques() -> None:
    labels = {modele._meta.label for modele in inventaire.modeles()}
    assert {"comptes.Utilisateur_groups", "sessions.Session", "admin.LogEntry"} <= labels
