"""What may be chosen, in words: what happens, what it means for money and for time."""

from __future__ import annotations

from collections.abc import Iterator

from makegood.domain.decision.outcome import Choice
from makegood.domain.notice.outcome import AnswerReason, Notice, Swap
from makegood.domain.notice.page import Offer, Page
from makegood.domain.terms.dates import Window
from makegood.domain.terms.quantity import to_major
from makegood.wording.clean import one_line
from makegood.wording.phrases import Phrases
from makegood.wording.portal.phrases import OptionWords
from makegood.wording.portal.sheet import OptionSaid
from makegood.wording.portal.tongues import Tongue


def options(page: Page, words: Tongue) -> tuple[OptionSaid, ...]:
    """The ways that are offered, in the order of the offer."""
    return tuple(_option(page, offer, words) for offer in page.offers)


def last_window(page: Page) -> Window | None:
    """When the last of it arrives: of what is late, else of what is on track; None = of part of it nobody knows."""
    lines = page.notice.delayed or page.notice.on_track
    found = [line.deliver for line in lines if line.deliver and not line.not_after]
    if not found or (page.notice.delayed and len(found) < len(lines)):
        return None
    return Window(max(each.from_on for each in found), max(each.to_on for each in found))


def silence(notice: Notice, letters: Phrases) -> str:
    """What no answer means, as the message says it; nothing where nobody is asked."""
    answer = notice.answer
    said = letters.silence.get(answer.reason, "")
    if answer.reason is AnswerReason.POLICY_DEFAULT and answer.silent_default is Choice.CANCEL:
        said = letters.silence_cancels
    day = answer.answer_by or notice.next_update_on or notice.written_on
    return said.format(by=letters.dates.day(day))


def _option(page: Page, offer: Offer, words: Tongue) -> OptionSaid:
    said = words.page.options[offer.choice]
    return OptionSaid(
        offer.choice,
        said.name,
        said.ask,
        _what(page, said).format(instead=_named(page, words)),
        _money(page, offer, words),
        _time(page, offer, words),
        said.button,
        page.stands is offer.choice,
    )


def _what(page: Page, said: OptionWords) -> str:
    """What happens, as the message says it."""
    if page.notice.packing and said.what_packed:
        return said.what_packed
    if page.notice.goes_in_parts and said.what_rest:
        return said.what_rest
    return said.what if _has_more(page) else said.what_all or said.what


def _has_more(page: Page) -> bool:
    """True when there is more in the order than what is late."""
    return bool(page.notice.on_track) or any(each.shipped_qty for each in page.ended)


def _money(page: Page, offer: Offer, words: Tongue) -> str:
    p = words.page
    if offer.choice is Choice.CANCEL:
        return _refund(page, words)
    if offer.choice is not Choice.SUBSTITUTE:
        return p.no_money
    swaps = _swaps(page)
    prices = [(each.price, each.currency) for each in swaps if each.price is not None]
    if len(prices) < len(swaps):
        return p.swap_price_unknown
    said = [p.swap_price.format(amount=_amount(price, currency, words)) for price, currency in prices]
    return " ".join([*dict.fromkeys(said), *_in_all(page, words)])


def _refund(page: Page, words: Tongue) -> str:
    """What goes back, as finance would be asked for it; where nobody told what was paid, the price."""
    p, refund = words.page, page.notice.refund
    if refund is not None:
        amount = _amount(refund, page.currency, words)
        return p.refund_exact.format(amount=amount) if refund else p.refund_nothing
    if page.late_value is None:
        return p.refund
    return p.refund_of.format(amount=_amount(page.late_value, page.currency, words))


def _in_all(page: Page, words: Tongue) -> Iterator[str]:
    """What the swap changes for the customer, all of it together."""
    p = words.page
    found = [(line.substitute, line.qty) for line in page.notice.delayed if line.substitute]
    more = [swap.more * qty for swap, qty in found if swap.more is not None]
    if len(more) < len(found) or any(swap.currency != page.currency for swap, _ in found):
        return
    change = sum(more)
    pattern = p.swap_more if change > 0 else p.swap_less if change else p.swap_same
    yield pattern.format(amount=_amount(abs(change), page.currency, words))


def _time(page: Page, offer: Offer, words: Tongue) -> str:
    p, letters = words.page, words.letters
    if offer.choice is Choice.CANCEL:
        return p.time_cancel
    if offer.choice is Choice.SUBSTITUTE:
        return p.time_now
    window = last_window(page)
    if window is None:
        day = page.notice.next_update_on
        return p.time_none.format(day=letters.dates.day(day)) if day else p.time_unknown
    together = offer.choice is Choice.HOLD and not page.notice.goes_in_parts
    pattern = p.time_window if together else p.time_split
    return pattern.format(window=letters.dates.window(window, near=page.notice.written_on))


def _named(page: Page, words: Tongue) -> str:
    named = [words.letters.quoted.format(title=one_line(each.title)) for each in _swaps(page)]
    return ", ".join(dict.fromkeys(named))


def _swaps(page: Page) -> list[Swap]:
    return [line.substitute for line in page.notice.delayed if line.substitute]


def _amount(minor: int, currency: str, words: Tongue) -> str:
    return f"{words.letters.number(to_major(minor, currency))} {currency}"
