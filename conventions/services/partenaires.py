"""Writing partenaires: their creation, their membership of a tête de réseau, what they may receive."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from stdnum.exceptions import ValidationError
from stdnum.fr import siret as siret_officiel

from conventions.enums import Echelon, TypePartenaire
from conventions.models import Adhesion, Caisse, DomaineCourriel, Partenaire, RetraitReception
from conventions.permissions import peut_gerer_conventions
from conventions.selectors import HABILITES_A_RECEVOIR, caisses_en_vigueur
from conventions.services.numeros import prochain_numero
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner

_DOMAINE: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+")


def normaliser_siret(brut: str) -> str | None:
    """Return the fourteen digits of a SIRET, or ``None`` when nothing was typed.

    Raises:
        RegleMetierRefusee: when its key is wrong; the establishments of La Poste have their own key.

    Exigence: ORG-02 (D)
    """
    if not brut.strip():
        return None
    try:
        return str(siret_officiel.validate(brut.replace("\u00a0", "").replace("\u202f", "")))
    except ValidationError:
        raise RegleMetierRefusee(
            "siret_invalide", "Ce SIRET n’est pas valable : vérifiez ses 14 chiffres."
        ) from None


def normaliser_domaine(brut: str) -> str:
    """Return a mail domain in lower case, without « @ ».

    Raises:
        RegleMetierRefusee: when it is not shaped like a domain.
    """
    domaine = brut.strip().lower().removeprefix("@")
    if _DOMAINE.fullmatch(domaine) is None:
        raise RegleMetierRefusee(
            "domaine_invalide", f"« {brut.strip()} » n’est pas un domaine de messagerie."
        )
    return domaine


def creer_partenaire(
    *,
    acteur: Acteur,
    caisse: Caisse,
    libelle: str,
    type_partenaire: TypePartenaire,
    echelon: Echelon = Echelon.LOCAL,
    siret: str = "",
    adresse: str = "",
    commune: str = "",
    courriel_dpo: str = "",
    domaines: Sequence[str] = (),
) -> Partenaire:
    """Create a partenaire, with the number that its accounts will bear and its mail domains.

    Args:
        acteur: a gestionnaire de conventions of the caisse.
        caisse: the caisse that welcomes it.
        libelle: its name.
        type_partenaire: its kind; decides whether it may receive documents (ORG-03).
        echelon: its territory.
        siret: fourteen digits, spaces allowed; checked.
        adresse: its postal address.
        commune: its town.
        courriel_dpo: contact of its data protection officer.
        domaines: professional mail domains (HAB-08).

    Raises:
        RegleMetierRefusee: for a wrong or already known SIRET, or a domain without the right shape.

    Exigence: ORG-02, ORG-03
    """
    with transaction.atomic():
        exiger(autorise=peut_gerer_conventions(acteur, caisse.pk))
        numero_siret = normaliser_siret(siret)
        if numero_siret and Partenaire.objects.filter(siret=numero_siret).exists():
            raise RegleMetierRefusee(
                "siret_connu", "Un partenaire porte déjà ce SIRET : reprenez-le au lieu de le créer."
            )
        noms_de_domaine = sorted({normaliser_domaine(domaine) for domaine in domaines})
        partenaire = Partenaire.objects.create(
            numero=prochain_numero(),
            type=type_partenaire,
            echelon=echelon,
            libelle=libelle.strip(),
            siret=numero_siret,
            adresse=adresse,
            commune=commune,
            courriel_dpo=courriel_dpo,
        )
        DomaineCourriel.objects.bulk_create(
            [DomaineCourriel(partenaire=partenaire, domaine=domaine) for domaine in noms_de_domaine]
        )
        consigner(
            acteur=acteur,
            action="conventions.creer_partenaire",
            objet=partenaire,
            caisse_id=caisse.pk,
            partenaire_id=partenaire.pk,
            details={"type": TypePartenaire(type_partenaire).value},
        )
    return partenaire


def enregistrer_adhesion(
    *, acteur: Acteur, caisse: Caisse, tete: Partenaire, membre: Partenaire, du: date, au: date | None = None
) -> Adhesion:
    """Record that a partenaire belongs to a tête de réseau, from ``du`` included to ``au`` excluded.

    Raises:
        RegleMetierRefusee: when the period is empty or overlaps another one, or ``tete`` is no tête de réseau.

    Exigence: ORG-02, CONV-20
    """
    with transaction.atomic():
        Partenaire.objects.select_for_update().get(pk=membre.pk)
        exiger(autorise=peut_gerer_conventions(acteur, caisse.pk))
        if tete.type != TypePartenaire.TETE_DE_RESEAU or tete.pk == membre.pk:
            raise RegleMetierRefusee("pas_une_tete", f"{tete.libelle} n’est pas une tête de réseau.")
        if au is not None and au <= du:
            raise RegleMetierRefusee("periode_vide", "L’adhésion doit finir après avoir commencé.")
        periode = DateRange(du, au)
        if Adhesion.objects.filter(tete=tete, membre=membre, periode__overlap=periode).exists():
            raise RegleMetierRefusee(
                "adhesion_recouverte", "Cette adhésion recouvre une autre période d’adhésion."
            )
        adhesion = Adhesion.objects.create(tete=tete, membre=membre, periode=periode)
        consigner(
            acteur=acteur,
            action="conventions.enregistrer_adhesion",
            objet=adhesion,
            caisse_id=caisse.pk,
            partenaire_id=membre.pk,
            details={"tete": tete.pk, "du": du.isoformat(), "au": au.isoformat() if au else None},
        )
    return adhesion


def regler_reception(*, acteur: Acteur, caisse: Caisse, partenaire: Partenaire, retiree: bool) -> None:
    """Withdraw or give back the right to receive the documents of this caisse, which follows the type (ORG-03).

    Asking for what is already so writes nothing.

    Raises:
        HorsPortee: when the actor does not manage the conventions of this caisse, or none of utilisation
            is in force with the partenaire.
        RegleMetierRefusee: when this type of partenaire receives no document at all.

    Exigence: ORG-03 (S1u 1.2, 1.3, 5)
    """
    with transaction.atomic():
        Partenaire.objects.select_for_update(no_key=True).get(pk=partenaire.pk)
        en_vigueur = caisse.pk in caisses_en_vigueur(partenaire.pk, timezone.now())
        exiger(autorise=en_vigueur and peut_gerer_conventions(acteur, caisse.pk))
        if partenaire.type not in HABILITES_A_RECEVOIR:
            raise RegleMetierRefusee(
                "type_non_habilite",
                "Seuls les tutelles, les institutions de l’ASE et les organismes dépositaires reçoivent "
                "des documents par le portail.",
                "Convention d’utilisation, article 1.3",
            )
        retraits = RetraitReception.objects.filter(caisse=caisse, partenaire=partenaire)
        if retraits.exists() == retiree:
            return
        if retiree:
            RetraitReception.objects.create(caisse=caisse, partenaire=partenaire)
        else:
            retraits.delete()
        consigner(
            acteur=acteur,
            action="conventions.retirer_reception" if retiree else "conventions.retablir_reception",
            objet=partenaire,
            caisse_id=caisse.pk,
            partenaire_id=partenaire.pk,
        )
