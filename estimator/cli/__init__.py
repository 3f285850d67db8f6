"""The command line: words in, exit code out."""

from estimator.cli.commands import main

__all__ = ["main"]
