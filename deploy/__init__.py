"""Installs what is missing, starts private servers, runs the portal or its tests.

Standard library only: this code runs before the virtual environment exists (``deploy.mailbox`` apart,
which runs inside it).
"""
