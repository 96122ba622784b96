"""Why a file is refused: one clear sentence each, that says what to do."""

from typing import Final

from espace_partenaires.exceptions import RegleMetierRefusee

ARTICLE: Final = "Pièces acceptées : PDF, JPEG ou PNG, lisibles et sans contenu actif."

MESSAGES: Final[dict[str, str]] = {
    "vide": "Ce fichier est vide. Choisissez le document à joindre.",
    "trop_lourd": "Ce fichier dépasse {limite}. Numérisez-le en noir et blanc ou en moindre qualité, ou séparez-le en plusieurs fichiers.",
    "type_refuse": "Ce fichier n’est pas accepté : {constat}. Joignez un PDF, un JPEG ou un PNG.",
    "type_non_demande": "Ici, seuls ces formats sont acceptés : {attendus}. Enregistrez le document dans l’un d’eux.",
    "double_nature": "Ce fichier contient autre chose que le document annoncé. Enregistrez ou numérisez de nouveau le document, puis joignez ce nouveau fichier.",
    "pdf_illisible": "Ce PDF ne s’ouvre pas : il est abîmé ou incomplet. Enregistrez-le ou numérisez-le de nouveau, puis joignez-le.",
    "pdf_chiffre": "Ce PDF est protégé par un mot de passe : personne ne pourra le lire. Enregistrez-en une copie sans mot de passe, puis joignez-la.",
    "pdf_actif": "Ce PDF contient un programme ou une action automatique. Imprimez-le « vers un PDF » ou numérisez-le, puis joignez le résultat.",
    "pdf_trop_de_pages": "Ce PDF compte {pages} pages, au-delà des {limite} acceptées. Ne joignez que les pages utiles.",
    "pdf_trop_complexe": "Ce PDF est trop complexe pour être vérifié. Imprimez-le « vers un PDF » ou numérisez-le, puis joignez le résultat.",
    "pdf_fichier_joint": "Ce PDF contient un autre fichier. Enregistrez-le sans fichier joint, et joignez chaque document séparément.",
    "image_illisible": "Cette image ne s’ouvre pas : elle est abîmée ou incomplète. Prenez une nouvelle photographie ou numérisez le document.",
    "image_trop_petite": "Cette image est trop petite pour être lue ({largeur} × {hauteur} pixels). Photographiez le document de plus près : au moins {minimum} pixels de côté.",
    "image_trop_grande": "Cette image a beaucoup trop de pixels. Réduisez-la ou numérisez le document à 300 points par pouce au plus.",
    "contenu_altere": "Ce fichier a été altéré après son dépôt. Joignez-le de nouveau.",
    "analyse_refusee": "Ce fichier n’a pas pu être vérifié en entier : il est chiffré ou trop imbriqué. Imprimez-le « vers un PDF » ou numérisez-le, puis joignez le résultat.",
}


class PieceRefusee(RegleMetierRefusee):
    """The content of a file is refused; nothing was stored, and ``message`` says what to do.

    Args:
        motif: a key of ``MESSAGES``; the refusal's code is ``piece_<motif>``.
        valeurs: what the sentence needs (sizes, counts), never the name of the file.

    Exigence: DOC-01, DOC-05 (S1u 3.1)
    """

    def __init__(self, motif: str, **valeurs: object) -> None:
        super().__init__(f"piece_{motif}", MESSAGES[motif].format(**valeurs), ARTICLE)
        self.motif = motif


def taille_en_clair(octets: int) -> str:
    """Return a size as people say it (« 10 Mo »), rounded down.

    Args:
        octets: the size in bytes.
    """
    if octets >= 1024 * 1024:
        return f"{octets // (1024 * 1024)}\N{NO-BREAK SPACE}Mo"
    return f"{octets // 1024}\N{NO-BREAK SPACE}Ko"
