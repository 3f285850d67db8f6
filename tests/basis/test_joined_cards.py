"""Several rate cards as one: no ID is of two models, and each card keeps what is its own."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from estimator.basis.card_choice import load_rate_cards
from estimator.basis.joined_cards import id_on_card, join_cards
from estimator.model.rate_card import Rate, RateCard
from tests.rates import rate_of

ONE, TWO = Decimal(1), Decimal(2)
SPRING, AUTUMN = date(2026, 3, 1), date(2026, 10, 1)


def card_of(name: str, *rates: Rate, day: date = SPRING, caution: str = "") -> RateCard:
    return RateCard(name, "USD", f"source of {name}", day, rates, caution=caution)


def sold_by(provider: str, model: str, price: Decimal = ONE) -> Rate:
    return rate_of(model, price, price, price, provider=provider)


def joined(*cards: RateCard, as_of: date | None = None) -> RateCard:
    found, problems = join_cards(cards, as_of)
    assert problems == []
    assert found is not None
    return found


def ids(card: RateCard) -> list[str]:
    return [rate.model for rate in card.rates]


def test_one_card_is_itself() -> None:
    card = card_of("ours", sold_by("OpenAI", "small"))
    assert joined(card) is card


def test_an_id_on_two_cards_gets_its_provider_and_other_ids_stay() -> None:
    first = card_of("a", sold_by("OpenAI", "small"), sold_by("OpenAI", "large"))
    second = card_of("b", sold_by("Microsoft Azure", "small"))
    card = joined(first, second)
    assert ids(card) == ["openai/small", "large", "microsoft-azure/small"]
    assert card.shared_names() == {"small": ("openai/small", "microsoft-azure/small")}
    assert [id_on_card(rate) for rate in card.rates] == ["small", "large", "small"]


def test_an_id_that_is_an_alias_elsewhere_is_told_from_it() -> None:
    alias = replace(sold_by("Azure", "small-global"), aliases=("Small",))
    card = joined(card_of("a", sold_by("OpenAI", "small")), card_of("b", alias))
    assert ids(card) == ["openai/small", "small-global"]
    assert card.models_by_name().get("small") is None


def test_the_name_of_the_card_tells_ids_apart_where_the_provider_does_not() -> None:
    public, contract = (card_of(name, sold_by("OpenAI", "small")) for name in ("list", "Our 2027"))
    unsaid = card_of("guide", sold_by("", "small"))
    card = joined(public, contract, unsaid)
    assert ids(card) == ["list/small", "our-2027/small", "guide/small"]


def test_an_id_that_is_taken_is_not_given_twice() -> None:
    taken = replace(sold_by("Router", "any"), aliases=("openai/small",))
    small = card_of("list", sold_by("OpenAI", "small"))
    card = joined(small, card_of("b", sold_by("Azure", "small"), taken))
    assert ids(card) == ["list/small", "b/small", "any"]


def test_names_of_cards_that_are_alike_or_no_ids_are_made_ids() -> None:
    names = ("Our 2027", "our-2027", "2027", "価格")
    card = joined(*(card_of(name, sold_by("OpenAI", "small")) for name in names))
    assert ids(card) == ["our-2027/small", "our-2027-2/small", "card-2027/small", "card/small"]


def test_other_models_are_named_by_their_new_ids() -> None:
    named = replace(sold_by("OpenAI", "old"), replacement="small", prompting_model="old")
    first = card_of("a", named, sold_by("OpenAI", "small"), sold_by("OpenAI", "old-base"))
    second = card_of("b", sold_by("Azure", "small"), sold_by("Azure", "old"))
    rate = joined(first, second).rates[0]
    assert (rate.model, rate.replacement, rate.prompting_model) == (
        "openai/old", "openai/small", "openai/old"
    )  # fmt: skip


def test_joining_again_changes_nothing() -> None:
    cards = card_of("a", sold_by("OpenAI", "small")), card_of("b", sold_by("Azure", "small"))
    card = joined(*cards)
    assert joined(card) == card
    assert joined(*card.cards) == card


def test_two_cards_of_one_name_are_a_problem() -> None:
    cards = card_of("a", sold_by("OpenAI", "small")), card_of("a", sold_by("Azure", "large"))
    found, (problem,) = join_cards(cards, None)
    assert found is None
    assert (problem.code, problem.exit_code) == ("bad-rate-card", 2)
    assert problem.message.startswith('Two rate cards are called "a".')


def test_each_card_has_its_own_date_unless_one_is_asked_for() -> None:
    before = replace(sold_by("OpenAI", "small", ONE), valid_to=AUTUMN)
    after = replace(sold_by("OpenAI", "small", TWO), valid_from=AUTUMN)
    old = card_of("old", before, after)
    new = card_of("new", sold_by("Azure", "large"), day=AUTUMN)

    def prices(as_of: date | None) -> Mapping[str, Decimal]:
        card = joined(old, new, as_of=as_of)
        first: dict[str, Decimal] = {}
        for rate in card.rates_from(as_of or card.date_checked):
            first.setdefault(rate.model, rate.prices["input_price"])
        return first

    # As the old card alone, which was checked in spring.
    assert prices(None) == {"small": ONE, "large": ONE}
    assert prices(AUTUMN) == {"small": TWO, "large": ONE}
    assert prices(SPRING) == {"small": ONE, "large": ONE}


def test_each_card_keeps_its_caution() -> None:
    first = card_of("a", sold_by("OpenAI", "small"), caution="Mind the hours.")
    second = card_of("b", sold_by("Azure", "large"))
    assert joined(first).cautions == ["Mind the hours."]
    assert joined(first, second).cautions == ["a: Mind the hours."]


def test_every_model_of_the_shipped_cards_can_be_named() -> None:
    card, problems = load_rate_cards(("guide-2026", "openai-2026-11", "azure-2026-08"))
    assert problems == []
    assert card is not None
    assert len({*ids(card)}) == len(card.rates) == sum(len(one.rates) for one in card.cards)
    shared = {model for models in card.shared_names().values() for model in models}
    assert shared
    assert {card.models_by_name().get(one.replace("-", "").replace(".", "").replace("/", ""))
            for one in ids(card)} == {*ids(card)}  # fmt: skip
