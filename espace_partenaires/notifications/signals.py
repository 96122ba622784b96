"""What the outbox announces."""

from typing import Final

from django.dispatch import Signal

# Sent with ``courriel`` (its ``envoye_le`` written) once the mail server has taken a mail. Missing one loses
# nothing that the row does not say: whoever needs the hour looks again in its own sweep.
courriel_envoye: Final = Signal()

# Sent with ``courriel`` when the server of the recipient refused its address for good, at once or by a later report
# (UX-07); not for a refusal of policy, which another address would not mend (``refus``). Missing one loses nothing
# either: the row says ``rebonds.ADRESSE_REFUSEE``.
adresse_refusee: Final = Signal()
