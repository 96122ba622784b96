"""Points that a comité sends up to the national référents, and their answers (CONV-09)."""

from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from conventions.models import Comite, Convention, PointNational
from conventions.notifications import POINT_REPONDU, POINT_TRANSMIS
from conventions.permissions import est_le_systeme, est_referent_national
from conventions.selectors import jour_de_la_convention
from conventions.services.destinataires import courriels_des_referents
from conventions.services.ecriture import journaliser, verrouiller
from conventions.services.pilotage import lien_vers, verrouiller_comite
from conventions.services.textes import refuser_un_nir
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.notifications.services import notifier
from espace_partenaires.web.dates import date_simple


def referents_nationaux(convention: Convention, le: date) -> list[str]:
    """Return the addresses of the agents of the Cnam named référents of the cadre, on a day.

    A local party does not read these référents themselves: the database gives the addresses only.

    Exigence: CONV-08, CONV-09 (S0 4, S3 3, 10)
    """
    with connection.cursor() as curseur:
        curseur.execute("SELECT * FROM conventions_referents_nationaux(%s, %s)", [convention.pk, le])
        return sorted(ligne[0] for ligne in curseur.fetchall())


def transmettre_point(
    *, acteur: Acteur, comite: Comite, texte: str, maintenant: datetime | None = None
) -> PointNational:
    """Send a point up to the national référents, who are told by mail.

    Args:
        acteur: whoever steers the local convention.
        comite: the comité that raised it, whose day has come.
        texte: the point, without data of a person.
        maintenant: the moment of sending (aware).

    Raises:
        RegleMetierRefusee: no convention cadre, so nobody to receive it; before the comité; sent already;
            cancelled; empty, or a text that looks like a NIR.

    Exigence: CONV-09 (S0 4, S3 10, 11)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        convention, verrouille = verrouiller_comite(acteur, comite)
        jour = jour_de_la_convention(convention, instant)
        _verifier_envoi(convention, verrouille, texte, jour)
        point = PointNational.objects.create(
            convention=convention,
            comite=verrouille,
            texte=texte,
            transmis_le=instant,
            auteur_id=acteur.utilisateur_id or None,
        )
        journaliser(acteur, "conventions.transmettre_point", convention, point=point.pk)
        notifier(
            message=POINT_TRANSMIS,
            destinataires=referents_nationaux(convention, jour),
            contexte={"lien": lien_vers(point, "conventions:repondre_point")},
            cle_unicite=f"point-{point.pk}",
        )
    return point


def _verifier_envoi(convention: Convention, comite: Comite, texte: str, jour: date) -> None:
    if convention.cadre_id is None:
        raise RegleMetierRefusee(
            "sans_cadre",
            "Cette convention ne relève d’aucune convention cadre : aucun référent national ne recevrait ce point.",
            convention.article_pour("comite"),
        )
    if comite.date > jour:
        raise RegleMetierRefusee(
            "comite_a_venir",
            f"Ce comité se tient le {date_simple(comite.date)} : ses points remontent ensuite.",
        )
    if not texte.strip():
        raise RegleMetierRefusee("point_vide", "Écrivez le point à traiter au niveau national.")
    refuser_un_nir(texte)
    if PointNational.objects.filter(comite=comite, texte=texte).exists():
        raise RegleMetierRefusee("point_deja_transmis", "Ce point est déjà transmis.")


def repondre_point(
    *, acteur: Acteur, point: PointNational, reponse: str, maintenant: datetime | None = None
) -> None:
    """Answer a point, once; the local référents are told by mail.

    Args:
        acteur: a national référent of the convention cadre.
        point: the point.
        reponse: the answer, read by every local party.
        maintenant: the moment of the answer (aware).

    Raises:
        HorsPortee: the actor is no national référent of this cadre.
        RegleMetierRefusee: answered already, empty, or a text that looks like a NIR.

    Exigence: CONV-09 (S0 4, S3 3, 10)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        convention = verrouiller(point.convention)
        exiger(autorise=est_le_systeme(acteur) or est_referent_national(acteur, convention))
        verrouille = PointNational.objects.select_for_update(of=("self",)).get(pk=point.pk)
        if verrouille.repondu_le is not None:
            raise RegleMetierRefusee(
                "deja_repondu", "Un référent national a déjà répondu à ce point : sa réponse est partie."
            )
        if not reponse.strip():
            raise RegleMetierRefusee("reponse_vide", "Écrivez la réponse.")
        refuser_un_nir(reponse)
        verrouille.reponse, verrouille.repondu_le = reponse, instant
        verrouille.repondu_par = acteur.utilisateur_id or None
        verrouille.save(update_fields=["reponse", "repondu_le", "repondu_par"])
        journaliser(acteur, "conventions.repondre_point", convention, point=verrouille.pk)
        notifier(
            message=POINT_REPONDU,
            destinataires=courriels_des_referents(convention),
            contexte={"lien": lien_vers(verrouille.comite, "conventions:voir_comite")},
            cle_unicite=f"point-{verrouille.pk}",
        )
