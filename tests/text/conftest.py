"""The fixtures of the command line, for the command that is tried here."""

from tests.cli.conftest import cli, project

__all__ = ["cli", "project"]
