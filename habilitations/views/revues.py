"""The revue d'habilitation on the side of the structure: open one, answer, withdraw, read (HAB-15)."""

from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from conventions.models import Partenaire
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee
from espace_partenaires.web.formulaires import FormulairePortail
from habilitations.enums import EtatHabilitation
from habilitations.forms.revues import MOTIFS_EN_MOTS, ReponsesForm, Retrait
from habilitations.models import LigneRevue, Revue
from habilitations.permissions import peut_demander, peut_lire_les_revues, peut_ouvrir_revues
from habilitations.rules.revues import DUREE, attend_une_reponse, echeance_par_defaut, version_de_la_reponse
from habilitations.selectors_revues import avec_avancement, jour_de_la_revue, lignes_de, revue_ouverte
from habilitations.services.ouverture_revues import ouvrir_revue as ouvrir
from habilitations.services.revues import Bilan, confirmer_lignes, retirer_ligne
from habilitations.views.presentation_revues import empreinte_groupee, lignes_en_mots

REVUES_MONTREES: Final = 50
Suite = Callable[[RequeteConnectee, Revue], HttpResponse]
# allauth is not typed.
exiger_le_mot_de_passe: Callable[[Suite], Suite] = reauthentication_required


def revue_lisible(request: RequeteConnectee, cle: UUID) -> Revue:
    """Return the review of the address with its partenaire and its caisse, for whoever reads it; 404 otherwise."""
    exiger(autorise=peut_lire_les_revues(request.acteur))
    vue: Revue = Revue.objects.atteindre(request.acteur, cle)
    revue: Revue = Revue.objects.select_related("partenaire", "caisse", "campagne").get(pk=vue.pk)
    return revue


def _revue_a_repondre(request: RequeteConnectee, cle: UUID) -> Revue:
    exiger(autorise=peut_demander(request.acteur))
    return revue_lisible(request, cle)


@require_safe
def lister_revues(request: RequeteConnectee) -> HttpResponse:
    """Show a gestionnaire the review that waits, those that are closed with their certificate, and the table."""
    exiger(autorise=peut_demander(request.acteur))
    closes = Revue.objects.visibles_par(request.acteur).filter(close_le__isnull=False)
    contexte = {
        "ouverte": revue_ouverte(request.acteur),
        "closes": avec_avancement(closes).order_by("-close_le", "-pk")[:REVUES_MONTREES],
        "partenaire": Partenaire.objects.visibles_par(request.acteur).get(
            pk=request.acteur.partenaire_id or 0
        ),
    }
    return render(request, "habilitations/revues/liste.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def ouvrir_revue(request: RequeteConnectee) -> HttpResponse:
    """Open a review at will, once the page has said what it is; a second press leads to the same one."""
    exiger(autorise=peut_demander(request.acteur))
    if request.method == "POST":
        try:
            revue = ouvrir(acteur=request.acteur, maintenant=timezone.now())
        except RegleMetierRefusee as refus:
            messages.info(request, refus.message)
            return redirect("habilitations:lister_revues")
        messages.success(
            request, "La revue est ouverte. Répondez compte par compte, en plusieurs fois si besoin."
        )
        return redirect("habilitations:repondre_revue", cle=revue.cle)
    echeance = echeance_par_defaut(timezone.localdate())
    contexte = {
        "titre": "Ouvrir une revue d’habilitation",
        "echeance": echeance,
        "jours": DUREE.days,
        "annuler": reverse("habilitations:lister_revues"),
    }
    return render(request, "habilitations/revues/ouvrir.html", contexte)


@require_safe
def voir_revue(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show a review, open or closed, to the structure and to the agents who follow it."""
    revue = revue_lisible(request, cle)
    lignes = list(lignes_de(revue))
    maintenant = timezone.now()
    repond = peut_demander(request.acteur)
    contexte = {
        "revue": revue,
        "lignes": lignes_en_mots(revue, lignes, maintenant),
        "repondues": sum(not _attend(ligne) for ligne in lignes),
        "repond": repond,
        "en_retard": revue.close_le is None and jour_de_la_revue(revue, maintenant) > revue.echeance,
        "peut_relancer": (
            revue.close_le is None
            and revue.caisse_id is not None
            and peut_ouvrir_revues(request.acteur, revue.caisse_id)
        ),
        "empreinte": empreinte_groupee(revue.empreinte),
        **_retour(revue, repond=repond),
    }
    return render(request, "habilitations/revues/revue.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def repondre_revue(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Answer, account by account: confirmations are written at once, withdrawals have their own page."""
    revue = _revue_a_repondre(request, cle)
    if revue.close_le is not None:
        return redirect("habilitations:voir_revue", cle=revue.cle)
    lignes = list(lignes_de(revue))
    ouvertes = [ligne for ligne in lignes if ligne.habilitation.etat == EtatHabilitation.ACTIVE]
    form = ReponsesForm(request.POST if request.method == "POST" else None, ouvertes)
    if form.is_valid():
        return _enregistrer(request, revue, form)
    maintenant = timezone.now()
    mots = lignes_en_mots(revue, lignes, maintenant)
    contexte = {
        "revue": revue,
        "form": form,
        "a_repondre": [(mot, _champs(form, mot.ligne)) for mot in mots if mot.ligne in ouvertes],
        "terminees": [mot for mot in mots if mot.ligne not in ouvertes],
        "nombre": len(lignes),
        "restantes": sum(map(_attend, lignes)),
        "en_retard": jour_de_la_revue(revue, maintenant) > revue.echeance,
    }
    return render(request, "habilitations/revues/repondre.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def tout_confirmer(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Confirm at once the accounts not answered yet, after a page that shows each of them."""
    revue = _revue_a_repondre(request, cle)
    if revue.close_le is not None:
        return redirect("habilitations:voir_revue", cle=revue.cle)
    lignes = [ligne for ligne in lignes_de(revue) if _attend(ligne)]
    if request.method == "POST":
        montres = set(request.POST.getlist("compte"))
        vide = version_de_la_reponse("", "")
        vues = {ligne.habilitation.cle: vide for ligne in lignes if str(ligne.habilitation.cle) in montres}
        try:
            bilan = confirmer_lignes(
                acteur=request.acteur, cle=revue.cle, vues=vues, maintenant=timezone.now()
            )
        except RegleMetierRefusee as refus:
            messages.warning(request, refus.message)
            return redirect("habilitations:voir_revue", cle=revue.cle)
        return _apres(request, revue, bilan)
    contexte = {"revue": revue, "lignes": lignes_en_mots(revue, lignes, timezone.now())}
    return render(request, "habilitations/revues/tout_confirmer.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def retirer_comptes(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Withdraw accounts, after a page that names each one; the password is asked again."""
    # The permission is checked before: whoever has none meets a 404, not a password.
    return _retirer(request, _revue_a_repondre(request, cle))


@exiger_le_mot_de_passe
def _retirer(request: RequeteConnectee, revue: Revue) -> HttpResponse:
    demandes = request.POST if request.method == "POST" else request.GET
    lus = [retrait for texte in demandes.getlist("r") if (retrait := Retrait.lire(texte)) is not None]
    retraits = {retrait.compte: retrait for retrait in lus}
    lignes = [ligne for ligne in lignes_de(revue) if ligne.habilitation.cle in retraits]
    if not lignes or revue.close_le is not None:
        return redirect("habilitations:repondre_revue", cle=revue.cle)
    if request.method == "POST" and FormulairePortail(request.POST).is_valid():
        _retirer_un_a_un(request, revue, [retraits[ligne.habilitation.cle] for ligne in lignes])
        return redirect("habilitations:repondre_revue", cle=revue.cle)
    contexte = {
        "revue": revue,
        "retraits": [
            (
                mot,
                retraits[mot.ligne.habilitation.cle].en_texte(),
                MOTIFS_EN_MOTS[retraits[mot.ligne.habilitation.cle].motif],
            )
            for mot in lignes_en_mots(revue, lignes, timezone.now())
        ],
        "techniciens": sum(ligne.habilitation.profil == "technicien" for ligne in lignes),
        "gestionnaires": sum(ligne.habilitation.profil == "gestionnaire" for ligne in lignes),
    }
    return render(request, "habilitations/revues/retirer.html", contexte)


def _retirer_un_a_un(request: RequeteConnectee, revue: Revue, retraits: Sequence[Retrait]) -> None:
    """Withdraw each: one refused does not hold the others back."""
    faits = 0
    for retrait in retraits:
        try:
            retirer_ligne(
                acteur=request.acteur,
                cle=revue.cle,
                compte=retrait.compte,
                motif=retrait.motif,
                vue=retrait.vue,
                maintenant=timezone.now(),
            )
        except RegleMetierRefusee as refus:
            messages.error(request, refus.message)
        else:
            faits += 1
    if faits:
        s = "s" if faits > 1 else ""
        messages.success(request, f"{faits} compte{s} retiré{s}.")


def _enregistrer(request: RequeteConnectee, revue: Revue, form: ReponsesForm) -> HttpResponse:
    """Write the confirmations, then lead to the page of withdrawals when there are some."""
    bilan = Bilan()
    retraits = form.a_retirer()
    try:
        if confirmees := form.a_confirmer():
            bilan = confirmer_lignes(
                acteur=request.acteur, cle=revue.cle, vues=confirmees, maintenant=timezone.now()
            )
    except RegleMetierRefusee as refus:
        messages.warning(request, refus.message)
        return redirect("habilitations:voir_revue", cle=revue.cle)
    if not confirmees and not retraits:
        messages.info(request, "Rien n’a changé : choisissez une réponse pour au moins un compte.")
        return redirect("habilitations:repondre_revue", cle=revue.cle)
    reponse = _apres(request, revue, bilan)
    if not retraits or bilan.close:
        return reponse
    page = reverse("habilitations:retirer_comptes", kwargs={"cle": revue.cle})
    return redirect(f"{page}?{urlencode([('r', retrait.en_texte()) for retrait in retraits])}")


def _apres(request: RequeteConnectee, revue: Revue, bilan: Bilan) -> HttpResponse:
    """Say what was written and what was not, then go on."""
    if bilan.confirmees:
        s = "s" if len(bilan.confirmees) > 1 else ""
        messages.success(request, f"{len(bilan.confirmees)} compte{s} confirmé{s}.")
    for ligne in bilan.devancees:
        messages.warning(
            request,
            f"Le compte {ligne.habilitation.utilisateur.identifiant} n’a pas été confirmé : un autre gestionnaire vient "
            "d’y répondre, ou il a pris fin. Sa réponse est affichée.",
        )
    if bilan.close:
        messages.success(
            request, "Tous les comptes ont une réponse : la revue est close et son certificat est prêt."
        )
        return redirect("habilitations:voir_revue", cle=revue.cle)
    return redirect("habilitations:repondre_revue", cle=revue.cle)


def _attend(ligne: LigneRevue) -> bool:
    return attend_une_reponse(ligne.habilitation.etat, ligne.decision)


def _champs(form: ReponsesForm, ligne: LigneRevue) -> dict[str, object]:
    cle = ligne.habilitation.cle
    return {"decision": form[f"d-{cle}"], "motif": form[f"m-{cle}"], "vue": form[f"v-{cle}"]}


def _retour(revue: Revue, *, repond: bool) -> dict[str, str]:
    """Say where the reader came from."""
    if repond:
        return {"parent": "Revue d’habilitation", "parent_url": reverse("habilitations:lister_revues")}
    if revue.campagne is not None:
        page = reverse("habilitations:voir_campagne", kwargs={"cle": revue.campagne.cle})
        return {"parent": revue.campagne.libelle, "parent_url": page}
    page = reverse("conventions:voir_partenaire", kwargs={"cle": revue.partenaire.cle})
    return {"parent": revue.partenaire.libelle, "parent_url": page}
