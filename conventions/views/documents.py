"""The papers of a convention on screen: listed with what the antivirus said, deposited, taken away (CONV-12)."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from conventions.forms.documents import DocumentForm
from conventions.models import Convention, DocumentConvention
from conventions.permissions import peut_lire_convention
from conventions.services.documents import RattachementAbsent, consigner_ouverture, joindre_document
from conventions.views.cadre import contexte_convention, convention_a_ecrire, convention_lisible
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.pieces.controles import PieceRefusee
from espace_partenaires.pieces.controles.refus import taille_en_clair
from espace_partenaires.pieces.enums import EtatPiece
from espace_partenaires.pieces.reponses import reponse_piece
from espace_partenaires.requetes import RequeteConnectee
from espace_partenaires.web.dates import date_simple

ONGLET: Final = "documents"
CHIFFRES_D_UN_NUMERO: Final = 4
_MOTS: Final[dict[str, tuple[str, str]]] = {
    EtatPiece.QUARANTAINE: ("attente", "en cours d’analyse"),
    EtatPiece.EN_ANALYSE: ("attente", "en cours d’analyse"),
    EtatPiece.SAINE: ("fait", "fichier sain"),
    EtatPiece.INFECTEE: ("retard", "fichier refusé"),
    EtatPiece.REFUSEE: ("retard", "fichier refusé"),
    EtatPiece.EFFACEE: ("neutre", "fichier effacé"),
}


@dataclass(frozen=True, slots=True)
class LigneDeDocument:
    """A paper ready to be shown.

    Attributes:
        document: the row, its piece loaded.
        sujet: what it is about; may be empty.
        genre: kind of badge.
        mot: what the antivirus said.
        taille: its size, as people say it.
        saine: whether it can be taken away.
    """

    document: DocumentConvention
    sujet: str
    genre: str
    mot: str
    taille: str
    saine: bool


def documents_de(acteur: Acteur, convention: Convention) -> list[LigneDeDocument]:
    """Return the papers of a convention, the last deposited first, in one query.

    Args:
        acteur: who reads.
        convention: from ``convention_lisible``.

    Exigence: CONV-12
    """
    documents = (
        DocumentConvention.objects.visibles_par(acteur)
        .filter(convention=convention)
        .select_related("piece", "avenant", "courrier", "comite", "partie__caisse", "partie__partenaire")
        .order_by("-numero")
    )
    return [_ligne(document) for document in documents]


def _ligne(document: DocumentConvention) -> LigneDeDocument:
    piece = document.piece
    genre, mot = _MOTS[piece.etat]
    return LigneDeDocument(
        document, _sujet(document), genre, mot, taille_en_clair(piece.taille), piece.etat == EtatPiece.SAINE
    )


def _sujet(document: DocumentConvention) -> str:
    mots = []
    if document.avenant:
        mots.append(f"avenant n° {document.avenant.numero}")
    if document.courrier:
        mots.append(
            f"{document.courrier.get_nature_display().lower()} du {date_simple(document.courrier.envoye_le)}"
        )
    if document.comite:
        mots.append(f"comité du {date_simple(document.comite.date)}")
    if document.partie:
        mots.append(document.partie.libelle)
    return " · ".join(mots)


@require_safe
def lister_documents(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show the papers of a convention."""
    convention = convention_lisible(request, cle)
    contexte = contexte_convention(request, convention, ONGLET)
    contexte["lignes"] = documents_de(request.acteur, convention)
    return render(request, "conventions/termes/documents.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def joindre(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Deposit a scan; it is read once the antivirus has found it clean."""
    convention = convention_a_ecrire(request, cle)
    form = DocumentForm(
        request.POST or None,
        request.FILES or None,
        convention=convention,
        initial=_deja_dit(request, convention),
    )
    if form.is_valid() and _joindre(request, convention, form):
        messages.success(
            request, "Le document est déposé. Il s’ouvrira dès que l’antivirus l’aura trouvé sain."
        )
        return redirect("conventions:lister_documents", cle=convention.cle)
    contexte = contexte_convention(request, convention, ONGLET) | {"form": form}
    return render(request, "conventions/termes/joindre.html", contexte)


def _joindre(request: RequeteConnectee, convention: Convention, form: DocumentForm) -> bool:
    try:
        joindre_document(acteur=request.acteur, convention=convention, **form.cleaned_data)
    except PieceRefusee as refus:
        form.add_error("fichier", refus.message)
    except RattachementAbsent as refus:
        form.add_error(refus.champ if refus.champ in form.fields else None, refus.message)
    except RegleMetierRefusee as refus:
        form.add_error(None, refus.message)
    else:
        return True
    return False


def _deja_dit(request: RequeteConnectee, convention: Convention) -> dict[str, object]:
    """Return what the link that led here says already: the nature, the avenant."""
    numero = request.GET.get("avenant", "")
    lisible = numero.isdecimal() and len(numero) <= CHIFFRES_D_UN_NUMERO
    avenant = convention.avenants.filter(numero=int(numero)).first() if lisible else None
    return {"nature": request.GET.get("nature", ""), "avenant": avenant}


@require_safe
def ouvrir_document(request: RequeteConnectee, cle: UUID) -> FileResponse:
    """Send a paper found clean; each download is written in the journal."""
    documents = DocumentConvention.objects.visibles_par(request.acteur).select_related("piece", "convention")
    document: DocumentConvention = get_object_or_404(documents, cle=cle)
    exiger(autorise=peut_lire_convention(request.acteur, document.convention))
    reponse = reponse_piece(document.piece, document.numero)
    consigner_ouverture(acteur=request.acteur, document=document)
    return reponse
