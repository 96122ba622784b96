"""Using a party's name, logo or studies: what needs an agreement, what needs telling (CONV-23). Pure."""

from conventions.enums import ObjetUsage, RegimeDiffusion, ReponseUsage


def premiere_reponse(objet: str, diffusion_des_etudes: str) -> ReponseUsage:
    """Return where a request starts: waiting for its answer, or told and done.

    A name or a logo is agreed to in writing, case by case, under every modèle. A study waits for an authorisation
    only where the convention asks for one; elsewhere the other parties are informed beforehand.

    Args:
        objet: ``ObjetUsage``.
        diffusion_des_etudes: ``RegimeDiffusion``, a term of the convention.

    Exigence: CONV-23 (S0 11–12, S1m 7, S3 5, 14)
    """
    if objet == ObjetUsage.ETUDE and diffusion_des_etudes == RegimeDiffusion.INFORMATION:
        return ReponseUsage.INFORMEE
    return ReponseUsage.ATTENTE


def attend_une_reponse(reponse: str) -> bool:
    """Tell whether a request may still be answered, or withdrawn by who made it.

    Exigence: CONV-23 (S0 11)
    """
    return reponse == ReponseUsage.ATTENTE


def motif_exige(reponse: str) -> bool:
    """Tell whether an answer says why: a refusal does; an agreement may be without conditions.

    Exigence: CONV-23 (S0 11–12)
    """
    return reponse == ReponseUsage.REFUS
