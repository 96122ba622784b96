"""What conventions announce to the floors above."""

from typing import Final

from django.dispatch import Signal

# Sent with ``partenaire_ids`` (a tuple of keys) and ``maintenant`` (aware), once an end has been written down: whose
# rights may have closed. Missing one loses nothing: rights are computed, and the nightly sweep looks again.
droits_a_revoir: Final = Signal()
# Sent with ``partenaire_id`` and ``maintenant`` (aware), in the transaction of the cut: a caisse closed the access of a
# whole structure (CONV-15). Rights are computed; whoever holds sessions ends those that reach nothing any more.
acces_coupe: Final = Signal()
