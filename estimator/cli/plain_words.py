"""How typer takes words that need no conversion: as they are, without pydantic.

typer makes an adapter of pydantic for each option of a run, given or not. Importing pydantic and
making the adapters takes a tenth of the time of a small run (``benchmarks``, case start). Nearly
all words of ours are texts and paths. What is converted, such as a number, typer still converts.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from typer import _coercion as coercion
from typer import core
from typer._param_types import coerce_cli_path

# A value that has to be converted.
OTHER = object()


@dataclass(frozen=True)
class PlainWords(coercion.RuntimeParam):
    """The conversion of one parameter; ``described`` is what typer says of it."""

    described: coercion.TypeDescriptor

    def _coerce_value(self, value: Any, param: Any, ctx: Any) -> Any:  # noqa: ANN401 - as typer has it
        plain = self._take(value, self.annotation, param, ctx)
        if plain is not OTHER:
            return plain
        return coercion.build_runtime_param(self.described)._coerce_value(value, param, ctx)  # noqa: SLF001 - of the same class

    def _take(self, value: Any, kind: Any, param: Any, ctx: Any) -> Any:  # noqa: ANN401 - any value
        """``value`` as one of ``kind``; ``OTHER`` if it has to be converted to be one."""
        if get_origin(kind) is list and isinstance(value, list | tuple):
            every = [self._take(one, get_args(kind)[0], param, ctx) for one in value]
            return OTHER if OTHER in every else every
        if kind is Path and isinstance(value, str | Path):
            details = self.parameter_info
            return coerce_cli_path(Path(value), details, path_type=Path, param=param, ctx=ctx)
        if get_origin(kind) is Literal:
            return value if value in get_args(kind) else OTHER
        return value if kind in {str, bool, int} and type(value) is kind else OTHER


def take_plain_words() -> None:
    """Makes typer take words that need no conversion as they are, in all commands."""
    # typer has no public place for this; tests/cli/test_start.py notices if it no longer asks here.
    core._TyperParameter.get_runtime_param = _choose_conversion  # type: ignore[assignment, method-assign]  # noqa: SLF001 - as said above


def _choose_conversion(param: Any) -> coercion.RuntimeParam:  # noqa: ANN401 - a parameter of typer
    described = param.type_descriptor
    return PlainWords(described.parameter_info, described.annotation, described)
