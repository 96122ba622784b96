"""What a service may refuse, and how it says so."""

from django.http import Http404


class RegleMetierRefusee(Exception):
    """A business rule refuses the act; nothing was written.

    Args:
        code: stable identifier of the refusal, for tests and the journal.
        message: a clear sentence in French, shown as it is to the person.
        article: the text the rule rests on, shown on demand.
    """

    def __init__(self, code: str, message: str, article: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.article = article


class HorsPortee(Http404):
    """The actor has no right on this object: answered exactly like an object that does not exist.

    It derives from Django's Http404 so that no view has to translate it, and no view can forget to.
    """


def exiger(*, autorise: bool) -> None:
    """Stop a service whose actor has no right on the object.

    Args:
        autorise: the answer of a function of ``permissions.py``.

    Raises:
        HorsPortee: when ``autorise`` is false (HAB-17: out of scope is the same as unknown).
    """
    if not autorise:
        raise HorsPortee
