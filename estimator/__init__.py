"""Turn a spreadsheet of LLM fine-tuning workloads into a budget workbook that finance can sign.

The functions ``estimate`` and ``check`` do all the work; the command line is a thin layer on them.
They are loaded on first use, so that importing the package stays fast.
"""

from typing import TYPE_CHECKING, Any

from estimator.model.version import __version__

if TYPE_CHECKING:
    from estimator.pipeline import check, estimate

__all__ = ["__version__", "check", "estimate"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the module protocol's own signature
    if name in {"check", "estimate"}:
        from estimator import pipeline  # noqa: PLC0415 - the point is to import it late

        return getattr(pipeline, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
