"""Reference data of this app."""


def charger_textes() -> None:
    """Load the versions of the consent text; safe to run twice, a version once loaded never changes."""
    raise NotImplementedError
