"""What a rate card says of its models besides prices and days, in lines for the terminal."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from estimator.model.money import plain_number
from estimator.model.rate_card import Rate
from estimator.model.schema import rates_schema
from estimator.model.text import join_phrase

DETAILS_SHOWN = ("provider", "tier", "region", "discount")


def shared_details(rates: Sequence[Rate]) -> Iterator[str]:
    """What is the same for all of ``rates``: who sells them, the tier, the region, the discount."""
    for name in DETAILS_SHOWN:
        texts = {_detail_text(rate, name) for rate in rates}
        if len(texts) == 1 and all(texts):
            yield f"{_detail_title(name)}: {texts.pop()}"


def varying_details(rates: Sequence[Rate]) -> Iterator[str]:
    """The models of each provider, tier, region and discount that is not the same for all."""
    for name in DETAILS_SHOWN:
        models: dict[str, dict[str, None]] = defaultdict(dict)
        for rate in rates:
            models[_detail_text(rate, name)][rate.model] = None
        for text, named in models.items() if len(models) > 1 else ():
            if text:
                yield f"{_detail_title(name)} {text}: {join_phrase([*named])}"


def _detail_title(name: str) -> str:
    return rates_schema().columns[name].title


def _detail_text(rate: Rate, name: str) -> str:
    """A detail as it is shown; empty where there is none."""
    if name == "discount":
        return f"{plain_number(100 * rate.discount)}%" if rate.discount else ""
    return str(getattr(rate, name))
