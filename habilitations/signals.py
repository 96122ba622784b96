"""What habilitations announce to the app above, inside the transaction of the act."""

from typing import Final

from django.dispatch import Signal

# Sent with ``habilitation`` (locked, its account with it), ``acteur`` and ``maintenant`` (aware).
compte_inactive: Final = Signal()
compte_reactive: Final = Signal()
# Sent with ``utilisateur_id`` and ``maintenant`` before the data of the account is erased: each app erases its own.
compte_efface: Final = Signal()
