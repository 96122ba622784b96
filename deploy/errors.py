"""The one error that the command line turns into a sentence and a non-zero exit."""


class DeploymentError(Exception):
    """Something outside this code is missing or refused; the message says what to do about it."""
