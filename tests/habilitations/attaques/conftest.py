"""The structure bound to two caisses, as the tests of compromised accounts draw it."""

from tests.habilitations.incidents.conftest import scene

__all__ = ["scene"]
