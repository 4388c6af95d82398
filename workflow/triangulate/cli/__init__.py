"""The command ``triangulate``: one module a subcommand, each a thin layer over the package."""

from triangulate.cli.main import main

__all__ = ["main"]
