"""The command line and its small project, as the tests of the command line have them."""

from tests.cli.conftest import cli, project

__all__ = ["cli", "project"]
