"""Writes the customer's page: the facts of an order as sentences of one language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from makegood.domain.decision.outcome import Choice
from makegood.domain.notice.outcome import NoticeLine
from makegood.domain.notice.page import Happened, Page
from makegood.domain.terms.dates import Window
from makegood.domain.terms.policy.shop import ShopPolicy
from makegood.wording.clean import one_line
from makegood.wording.portal.phrases import State
from makegood.wording.portal.sheet import ChosenSaid, Group, LineSaid, Sheet, StepSaid, Stop
from makegood.wording.portal.tongues import Tongue, tongue
from makegood.wording.portal.ways import last_window, options, silence

_LONGEST_ORDER_ID = 40


def write(page: Page, *, shop: ShopPolicy) -> Sheet:
    """One page, in its customer's language."""
    words = tongue(page.language, fallback=shop.language, country=page.notice.country)
    return _Writer(page, words).sheet(name=one_line(shop.name))


class _Writer:
    def __init__(self, page: Page, words: Tongue) -> None:
        self._page, self._notice = page, page.notice
        self._words, self._p = words, words.page
        self._state = _state(page)

    def sheet(self, *, name: str) -> Sheet:
        """All of it."""
        page, p = self._page, self._p
        ways = options(page, self._words)
        update = self._notice.next_update_on if page.is_open else None
        return Sheet(
            p=p,
            language=self._words.letters.code,
            shop=name,
            title=p.title.format(order=one_line(page.number, longest=_LONGEST_ORDER_ID)),
            placed=p.placed.format(day=self._day(page.placed_on)),
            state=self._state,
            state_said=p.states[self._state],
            headline=self._headline(),
            lead=self._lead(),
            update=p.next_update.format(day=self._day(update)) if update and self._notice.delayed else "",
            chosen=self._chosen(),
            groups=tuple(self._groups()),
            journey=tuple(self._journey()),
            options=ways,
            silence=silence(self._notice, self._words.letters) if ways and not page.stands else "",
            by_writing=p.cancel_by_writing if page.by_writing else "",
            write_help=p.write_help if self._notice.to else p.write_help_unmailed,
            history=tuple(map(self._step, reversed(page.history))),
            seen=page.seen,
        )

    def _headline(self) -> str:
        window = last_window(self._page)
        said = self._p.headlines[self._state]
        return said.format(window=self._window(window)) if window else said

    def _lead(self) -> str:
        notice, p = self._notice, self._p
        if self._state not in p.lead_some:
            return p.lead_all[self._state]
        some = p.lead_some if notice.on_track else p.lead_rest if notice.part_left else p.lead_all
        return some[self._state]

    def _chosen(self) -> ChosenSaid | None:
        chosen, p = self._page.chosen, self._p
        if chosen is None:
            return None
        said = (p.chosen if chosen.by_customer else p.decided)[chosen.choice]
        if chosen.choice is Choice.HOLD and not chosen.by_customer and self._notice.part_left:
            said = p.options[Choice.HOLD].what_rest
        again = p.may_change if self._page.stands and self._page.offers else ""
        return ChosenSaid(said, p.chosen_on.format(day=self._day(chosen.on)), again)

    def _groups(self) -> Iterator[Group]:
        p, notice = self._p, self._notice
        # Two parts of a line may be alike in all but this.
        late = tuple(
            LineSaid(self._name(line), tuple(self._when(line, late=True))) for line in notice.delayed
        )
        on_track = tuple(
            LineSaid(self._name(line), tuple(self._when(line, late=False))) for line in notice.on_track
        )
        ended = tuple(
            LineSaid(self._units(qty, each.title or each.sku), (said,))
            for each in self._page.ended
            for qty, said in (
                (each.shipped_qty, p.shipped_units),
                (each.cancelled_qty, p.cancelled_units),
                (each.substituted_qty, p.swapped_units),
            )
            if qty
        )
        for kind, heading, lines in (
            ("late", self._words.letters.heading_delayed, late),
            ("ontrack", p.on_track, on_track),
            ("done", p.ended, ended),
        ):
            if lines:
                yield Group(kind, heading, lines)

    def _name(self, line: NoticeLine) -> str:
        return self._units(line.qty, line.title or line.sku)

    def _units(self, qty: int, title: str) -> str:
        letters = self._words.letters
        return letters.quantity.format(qty=letters.number(qty), title=one_line(title))

    def _when(self, line: NoticeLine, *, late: bool) -> Iterator[str]:
        p = self._p
        if line.preorder:
            yield p.preorder
        if line.not_after:
            yield p.not_after.format(day=self._day(line.not_after))
        elif line.coming and self._notice.delayed and self._notice.is_kept(line):
            yield p.comes_with_the_rest
        elif line.deliver:
            yield p.arrives.format(window=self._window(line.deliver))
        elif late:
            yield p.no_date
        else:
            yield self._kept(line)

    def _kept(self, line: NoticeLine) -> str:
        """What becomes of an item that is ready."""
        if not self._notice.delayed:
            return self._p.ready
        return self._p.with_the_rest if self._notice.is_kept(line) else self._p.before_the_rest

    def _journey(self) -> Iterator[Stop]:
        """Supplier, us, customer: where the last of it is, and when it goes on."""
        p, lines = self._p, self._notice.delayed or self._notice.on_track
        if self._state in (State.ENDED, State.HELD):
            return
        ships = Window(max(a.from_on for a in s), max(a.to_on for a in s)) if (s := _ships(lines)) else None
        arrives = last_window(self._page)
        away = self._state is State.SENT
        here = not away and not self._notice.delayed and ships is None
        said = {
            p.journey_supplier: "" if away or here else p.coming,
            p.journey_us: p.set_aside
            if here
            else p.ships.format(window=self._window(ships))
            if ships
            else "",
            p.journey_you: p.on_its_way
            if away
            else p.arrives.format(window=self._window(arrives))
            if arrives
            else p.no_date
            if self._notice.delayed
            else "",
        }
        at = 2 if away else 1 if here else 0
        words = {"done": p.journey_done, "now": p.journey_now, "next": p.journey_next}
        for place, (name, text) in enumerate(said.items()):
            state = "done" if place < at else "now" if place == at else "next"
            yield Stop(name, state, words[state], text)

    def _step(self, each: Happened) -> StepSaid:
        p = self._p
        said = p.steps[each.step]
        if each.choice:
            said = f"{said}: {p.options[each.choice].name}"
        carrier, tracking = map(one_line, each.parcel)
        if carrier:
            pattern = p.sent_tracked if tracking else p.sent_by
            said = f"{said}, {pattern.format(carrier=carrier, tracking=tracking)}"
        return StepSaid(self._window(Window(each.on, each.on)) if each.on else "", said)

    def _window(self, window: Window) -> str:
        return self._words.letters.dates.window(window, near=self._notice.written_on)

    def _day(self, day: date) -> str:
        return self._words.letters.dates.day(day)


def _state(page: Page) -> State:
    if page.notice.delayed:
        if last_window(page) is None:
            return State.UNDATED
        # Of a day that is still ahead nothing is late, as in the message.
        return State.LATE if page.notice.late else State.LATER
    if page.notice.on_track:
        return State.WAITING
    if page.held:
        return State.HELD
    return State.SENT if any(each.shipped_qty for each in page.ended) else State.ENDED


def _ships(lines: tuple[NoticeLine, ...]) -> list[Window]:
    found = [line.ship for line in lines if line.ship and not line.not_after]
    return found if len(found) == len(lines) else []
