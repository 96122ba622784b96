"""Forms come out in one hand, and their errors can be found, heard and mended."""

import re

import pytest
from django import forms
from django.template import Context, Template

from espace_partenaires.web.exemples import ExempleForm
from espace_partenaires.web.formulaires import FormulairePortail


class PetitForm(FormulairePortail):
    """Three fields and a rule between them."""

    nom = forms.CharField(label="Nom")
    mobile = forms.CharField(label="Téléphone", required=False)
    urgence = forms.ChoiceField(label="Urgence", choices=[("oui", "Oui")], widget=forms.RadioSelect)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> None:
        if self.cleaned_data.get("mobile") == "0":
            raise forms.ValidationError("Le téléphone et le nom ne vont pas ensemble.")


def balise(html: str, nom: str) -> str:
    """Return the tag of the input with this name."""
    trouvee = re.search(rf'<(?:input|textarea|select)[^>]*name="{nom}"[^>]*>', html)
    assert trouvee, nom
    return trouvee.group()


@pytest.mark.exigence("UX-02")
def test_facultatif_est_marque_obligatoire_ne_l_est_pas() -> None:
    html = PetitForm().as_div()
    assert re.search(r"Téléphone\s*<span[^>]*>\(facultatif\)", html)
    assert html.count("facultatif)") == 1
    assert "required" not in balise(html, "nom")


@pytest.mark.exigence("UX-02")
def test_une_case_seule_n_est_jamais_marquee_facultative() -> None:
    class Case(FormulairePortail):
        accord = forms.BooleanField(label="D’accord", required=False)

    html = Case().as_div()
    assert "facultatif" not in html
    assert re.search(r'<label class="case" for="id_accord"><input type="checkbox"', html)


@pytest.mark.exigence("UX-02", "UX-05")
def test_chaque_erreur_est_resumee_liee_au_champ_et_la_saisie_gardee() -> None:
    html = str(ExempleForm({"ex-nom": "Diallo", "ex-courriel": "awa.diallo"}, prefix="ex"))
    ancres = re.findall(r'<a href="#([^"]+)">', html)
    assert ancres
    assert all(f'id="{ancre}"' in html for ancre in ancres)
    assert 'role="alert"' in html
    assert html.index('role="alert"') < html.index('name="ex-nom"')
    assert 'value="Diallo"' in balise(html, "ex-nom")
    assert 'value="awa.diallo"' in balise(html, "ex-courriel")


@pytest.mark.exigence("UX-02")
def test_un_champ_errone_le_dit_aux_lecteurs_d_ecran() -> None:
    html = str(ExempleForm({"ex-courriel": "awa"}, prefix="ex"))
    courriel = balise(html, "ex-courriel")
    assert 'aria-invalid="true"' in courriel
    decrit_par = re.search(r'aria-describedby="([^"]+)"', courriel)
    assert decrit_par
    assert decrit_par.group(1).split() == ["id_ex-courriel_helptext", "id_ex-courriel_error"]
    assert all(f'id="{cible}"' in html for cible in decrit_par.group(1).split())
    assert "aria-invalid" not in balise(html, "ex-telephone")


@pytest.mark.exigence("UX-02")
def test_chaque_erreur_est_redite_a_cote_de_son_champ() -> None:
    form = ExempleForm({})
    html = str(form)
    assert len(form.errors) == 7
    for champ in form.errors:
        assert html.count(f'id="{form[champ].auto_id}_error"') == 1


@pytest.mark.exigence("UX-01")
@pytest.mark.parametrize(
    ("champ", "message"),
    [
        ("nom", "Remplissez ce champ."),
        ("naissance", "Indiquez une date."),
        ("departement", "Choisissez une réponse."),
        ("cadres", "Choisissez au moins une réponse."),
        ("information", "Cochez cette case pour continuer."),
    ],
)
def test_une_reponse_qui_manque_dit_quoi_faire(champ: str, message: str) -> None:
    assert ExempleForm({}).errors[champ] == [message]


@pytest.mark.exigence("UX-01")
def test_un_message_propre_au_champ_est_garde() -> None:
    class Form(FormulairePortail):
        nom = forms.CharField(error_messages={"required": "Écrivez le nom tel qu’il figure sur la carte."})

    assert Form({}).errors["nom"] == ["Écrivez le nom tel qu’il figure sur la carte."]


@pytest.mark.exigence("UX-02")
def test_une_erreur_sans_champ_est_dans_le_resume_et_rien_n_est_double() -> None:
    html = str(PetitForm({"nom": "x", "mobile": "0", "urgence": "oui"}))
    assert html.count("Le téléphone et le nom ne vont pas ensemble.") == 1
    assert html.count('name="version"') == 1


@pytest.mark.exigence("UX-02")
def test_un_groupe_de_choix_est_un_fieldset_avec_sa_legende() -> None:
    html = PetitForm().as_div()
    assert re.search(r"<fieldset[^>]*>\s*<legend>Urgence</legend>", html)


@pytest.mark.exigence("UX-03")
def test_la_balise_champ_echappe_ce_qui_a_ete_saisi() -> None:
    gabarit = Template("{% champ form.nom %}")
    html = gabarit.render(Context({"form": PetitForm({"nom": '"><b>'})}))
    assert "<b>" not in html
    assert "&lt;b&gt;" in html
