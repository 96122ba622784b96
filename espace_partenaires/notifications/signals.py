"""What the outbox announces."""

from typing import Final

from django.dispatch import Signal

# Sent with ``courriel`` (its ``envoye_le`` written) once the mail server has taken a mail. Missing one loses
# nothing that the row does not say: whoever needs the hour looks again in its own sweep.
courriel_envoye: Final = Signal()
