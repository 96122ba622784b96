"""What the journal refuses: always a mistake of ours, never of the person who acts."""


class ActionInconnue(LookupError):
    """No app declares this action: it would be unreadable for a DPO."""


class DetailRefuse(ValueError):
    """A detail that is not declared, or that might hold data of a person. The value is never repeated."""
