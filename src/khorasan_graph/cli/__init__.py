"""The command line. The only package that prints, knows Typer, and decides exit codes.

Heavy imports stand inside the commands that need them: `--help` must be instant.
"""
