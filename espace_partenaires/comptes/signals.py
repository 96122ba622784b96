"""What accounts announce to the apps above."""

from django.dispatch import Signal

# Sent in the transaction that opens the account: sender=Utilisateur, utilisateur=…, maintenant=….
compte_active = Signal()
