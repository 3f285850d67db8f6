"""Providers as people write them: which of those on the rate card is meant."""

import polars as pl

from estimator.model.findings import CellFindings
from estimator.model.providers import plain_provider
from estimator.model.rate_card import PROVIDER, RateCard
from estimator.model.schema import workloads_schema
from estimator.model.spool import detach
from estimator.model.table import TablePart
from estimator.model.text import join_phrase, quote_text


def match_providers(
    frame: pl.DataFrame, part: TablePart, card: RateCard
) -> tuple[pl.DataFrame, list[CellFindings]]:
    """``frame`` with providers as the card writes them, null where it does not know them.

    Findings: providers that are not on the card; that it names none, so that they change nothing.
    """
    given = frame[PROVIDER].drop_nulls().unique(maintain_order=True).to_list()
    if not given:
        return frame, []
    known = {plain_provider(name): name for name in card.providers}
    heading = part.by_column.get(PROVIDER)
    if not known:
        rows = frame.filter(pl.col(PROVIDER).is_not_null())["row"]
        return frame, [
            CellFindings.of(
                "input-not-used", part.of, rows, heading, PROVIDER, wording=_word_no_use(card)
            )
        ]
    meant = {name: known.get(plain_provider(name)) for name in given}
    matched = pl.col(PROVIDER).replace_strict(meant, default=None, return_dtype=pl.String)
    wrong = frame.filter(pl.col(PROVIDER).is_in([n for n, one in meant.items() if not one]))
    found = CellFindings.of(
        "unknown-provider",
        part.of,
        wrong["row"],
        heading,
        PROVIDER,
        found=detach(wrong[PROVIDER]),
        expected=join_phrase([quote_text(name) for name in known.values()], "or"),
    )
    return frame.with_columns(matched), [found] if len(found) else []


def _word_no_use(card: RateCard) -> str:
    title = quote_text(workloads_schema().columns[PROVIDER].title)
    return f"{card.name} does not say who sells a model; {title} changes no price."
