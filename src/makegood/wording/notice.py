"""A notice in words: the subject, the five parts, the law in a human sentence (spec 5.1, 5.2, 5.4).

Plain text for mail, files and the messages of marketplaces; HTML only where somebody asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from makegood.domain.decision.outcome import Choice
from makegood.domain.notice.elements import Element
from makegood.domain.notice.outcome import AnswerReason, Kind, News, Notice, NoticeLine, Swap, Told
from makegood.domain.terms.dates import Window
from makegood.domain.terms.policy.shop import ShopPolicy
from makegood.domain.terms.policy.template import Templates
from makegood.domain.terms.quantity import to_major
from makegood.wording.clean import one_line
from makegood.wording.english import AMERICAN, ENGLISH
from makegood.wording.german import GERMAN
from makegood.wording.laid_out import write as write_as
from makegood.wording.letter import Letter, Part, arranged
from makegood.wording.message import Button, Message, plain
from makegood.wording.page import page
from makegood.wording.phrases import Mood, Phrases, Topic
from makegood.wording.templates import chosen

_BY_LANGUAGE = {"en": ENGLISH, "de": GERMAN}
_LONGEST_ORDER_ID = 40
# Silence cancels, and whoever was told before may have answered this very question.
_ASKED_BEFORE = (AnswerReason.FTC_LONG_DELAY, AnswerReason.FTC_TOLD_LATE)


@dataclass(frozen=True, slots=True)
class RenderedNotice:
    """A message ready to go. `subject` is one line; `text` ends with the shop's name and a line break.

    `language` = the one it is written in, which is not always the one that was asked for. `template` = the name of the
    shop's own words for it; "" = it is said as usual.
    """

    subject: str
    text: str
    language: str
    template: str = ""


class NoticeWriter:
    """Writes the notices of one shop, in its own words where it has some. English and German; another language gets
    the shop's, then English."""

    def __init__(self, *, shop: ShopPolicy, templates: Templates | None = None) -> None:
        self._templates = templates or {}
        self._shop = one_line(shop.name)
        self._colour = shop.colour
        self._fallback = _BY_LANGUAGE.get(_language(shop.language), ENGLISH)
        self._titles: dict[str, str] = {}
        self._windows: dict[tuple[int, date, date, date], str] = {}
        self._days: dict[tuple[int, date], str] = {}

    def text(self, notice: Notice, *, options_at: str = "") -> RenderedNotice:
        """The notice as subject and plain text; `options_at` as in `letter`."""
        name, message = self._message(notice, options_at)
        return RenderedNotice(message.subject, plain(message), message.language, name)

    def html(self, notice: Notice, *, options_at: str = "") -> str:
        """The notice as one HTML page, readable on a phone; every foreign character is escaped."""
        return self.page(self._message(notice, options_at)[1])

    def page(self, message: Message) -> str:
        """A message of this shop as one HTML page."""
        return page(message, colour=self._colour)

    def _message(self, notice: Notice, options_at: str) -> tuple[str, Message]:
        letter = self.letter(notice, options_at=options_at)
        found = chosen(
            self._templates,
            kind=notice.kind.value,
            language=_language(letter.language),
            channel=notice.channel,
        )
        return (found.name, write_as(letter, found.template)) if found else ("", arranged(letter))

    def letter(self, notice: Notice, *, options_at: str = "") -> Letter:
        """The notice in parts. `options_at` = address of the page where the customer chooses; empty = they reply."""
        words = self.phrases(notice)
        order = one_line(notice.order_id, longest=_LONGEST_ORDER_ID)
        topic, some = _topic(notice)
        opening = words.opening_some if some else words.opening_all
        name = one_line(notice.customer) if notice.customer else ""
        when = self._when(notice, words) if notice.delayed else ""
        return Letter(
            language=words.code,
            subject=words.subjects[topic].format(order=order, when=when),
            order=order,
            customer=name,
            when=when,
            greeting=words.greeting.format(name=name) if name else words.greeting_unnamed,
            opening=opening[topic].format(order=order),
            parts=self._parts(notice, words, options_at),
            closing=self._shop,
        )

    def _parts(self, notice: Notice, words: Phrases, options_at: str) -> list[Part]:
        parts = [self._news(notice, words)] if any(map(_says_something, notice.news)) else []
        if options_at and not notice.options:
            parts.append(Part("", [], "", buttons=(Button(words.see_order, options_at),)))
        if notice.delayed:
            parts.append(self._delayed(notice, words))
        if notice.next_update_on:
            parts.append(self._on_track(notice, words))
        if notice.options:
            parts.append(self._choice(notice, words, options_at))
        if notice.next_update_on:
            update = words.next_update if notice.delayed else words.next_ready
            said = update.format(by=self._day(words, notice.next_update_on))
            parts.append(Part(words.heading_next, [], said, element=Element.NEXT_UPDATE))
        return parts

    def phrases(self, notice: Notice) -> Phrases:
        """What the language says that the notice is written in."""
        words = _BY_LANGUAGE.get(_language(notice.language), self._fallback)
        if words is ENGLISH and (notice.country == "US" or notice.language.upper().endswith("-US")):
            return AMERICAN
        return words

    def _when(self, notice: Notice, words: Phrases) -> str:
        window = notice.delayed[0].ship
        if any(line.ship != window for line in notice.delayed[1:]):
            return words.subject_several
        if window is None:
            return words.subject_undated
        return words.subject_dated.format(window=self._window(words, window, notice))

    def _news(self, notice: Notice, words: Phrases) -> Part:
        points: list[str] = []
        after: list[str] = []
        # What the subject says of all of them is not said of each again.
        is_said = {each.kind for each in notice.news if each.lines} == {notice.kind}
        for each in notice.news:
            lines = [self._told(told, words) for told in each.lines]
            if each.kind in words.of_news and not is_said:
                lines = [words.of_news[each.kind].format(line=line) for line in lines]
            if each.instead:
                instead = ", ".join(self._told(told, words) for told in each.instead)
                lines = [words.swapped.format(line=", ".join(lines), instead=instead)]
            points += lines
            after.append(_said_of(each, words))
        return Part(words.heading_news, points, " ".join(dict.fromkeys(filter(None, after))))

    def _delayed(self, notice: Notice, words: Phrases) -> Part:
        points, reasons = [], []
        for line in notice.delayed:
            said = self._units(line, words)
            if line.not_after:
                reasons.append(words.why_not_after)
                points.append(words.line_not_after.format(line=said, day=self._day(words, line.not_after)))
            elif line.ship is None:
                reasons.append(words.why_undated)
                points.append(words.line_undated.format(line=said))
            else:
                points.append(self._dated(said, line, words, notice))
        after = " ".join(dict.fromkeys(reasons))
        return Part(words.heading_delayed, points, after, element=Element.DELAYED)

    def _on_track(self, notice: Notice, words: Phrases) -> Part:
        kept: list[str] = []
        sooner: list[str] = []
        for line in notice.on_track:
            said = self._units(line, words)
            waits = notice.is_kept(line)
            if line.ship is None:
                said = words.line_ready.format(line=said)
            elif not (waits and notice.delayed):
                said = self._dated(said, line, words, notice)
            elif line.coming:
                said = words.line_coming.format(line=said, ship=self._window(words, line.ship, notice))
            (kept if waits else sooner).append(said)
        if not (kept and sooner):
            after = _what_happens_to_it(notice, words)
            return Part(words.heading_on_track, kept or sooner, after, element=Element.ON_TRACK)
        groups = ((words.on_track_sooner, sooner), (_what_is_kept(notice, words), kept))
        return Part(words.heading_on_track, [], "", element=Element.ON_TRACK, more=groups)

    def _choice(self, notice: Notice, words: Phrases, options_at: str) -> Part:
        points = [
            f"{words.option_words[choice]}: {_offer(choice, notice, words)}" for choice in notice.options
        ]
        answer = notice.answer
        silence = words.silence[answer.reason]
        if answer.reason is AnswerReason.POLICY_DEFAULT and answer.silent_default is Choice.CANCEL:
            silence = words.silence_cancels
        if notice.kind is not Kind.FIRST and answer.reason in _ASKED_BEFORE:
            silence = f"{words.answered_already} {silence}"
        day = answer.answer_by or notice.next_update_on or notice.written_on
        return Part(
            words.heading_options,
            points,
            after=silence.format(by=self._day(words, day)),
            before=words.choose_there if options_at else words.reply if notice.to else words.tell_us,
            element=Element.OPTIONS,
            buttons=(Button(words.choose, options_at),) if options_at else (),
        )

    def _units(self, line: NoticeLine, words: Phrases) -> str:
        said = self._told(Told(line.sku, line.title, line.qty), words)
        return words.preorder.format(line=said) if line.preorder else said

    def _told(self, told: Told, words: Phrases) -> str:
        name = told.title or told.sku
        title = self._titles.get(name)
        if title is None:
            title = self._titles[name] = one_line(name)
        return words.quantity.format(qty=words.number(told.qty), title=title)

    def _dated(self, said: str, line: NoticeLine, words: Phrases, notice: Notice) -> str:
        if line.ship is None or line.deliver is None:
            return ""
        ship, deliver = self._window(words, line.ship, notice), self._window(words, line.deliver, notice)
        return words.line_dated.format(line=said, ship=ship, deliver=deliver)

    def _window(self, words: Phrases, window: Window, notice: Notice) -> str:
        key = (id(words), window.from_on, window.to_on, notice.written_on)
        found = self._windows.get(key)
        if found is None:
            found = self._windows[key] = words.dates.window(window, near=notice.written_on)
        return found

    def _day(self, words: Phrases, day: date) -> str:
        key = (id(words), day)
        found = self._days.get(key)
        if found is None:
            found = self._days[key] = words.dates.day(day)
        return found


def _language(tag: str) -> str:
    """The language of a tag: `de` of `de-AT` or `DE_at`."""
    return tag.strip().lower().replace("_", "-").partition("-")[0]


def _topic(notice: Notice) -> tuple[Topic, bool]:
    """What the message opens with, and whether it is true of part of the order only."""
    if notice.kind is Kind.READY:
        return Kind.READY, bool(notice.delayed)
    some = bool(notice.on_track) or notice.part_left
    if notice.kind is Kind.DATE_LATER and not any(line.ship for line in notice.delayed):
        return Mood.WITHDRAWN, some
    if notice.kind is not Kind.FIRST:
        return notice.kind, some
    if all(line.preorder for line in notice.delayed):
        return Mood.PREORDER, some
    if notice.late:
        return Mood.LATE, some
    return (Mood.LATER if any(line.ship for line in notice.delayed) else Mood.UNDATED), some


def _says_something(news: News) -> bool:
    """What changed, the rest of the message shows."""
    return news.kind is not Kind.CHANGED


def _said_of(news: News, words: Phrases) -> str:
    """The sentence that goes with what happened."""
    if news.kind is Kind.CHOICE_CONFIRMED and news.choice:
        return words.chosen[news.choice]
    if news.kind is Kind.CHOICE_REPLACED:
        return words.replaced[news.choice] if news.choice else words.replaced_some
    if news.kind is Kind.CANCELLED:
        return words.cancelled_refund
    if news.kind is Kind.GOODWILL:
        amount = words.number(to_major(news.amount, news.currency))
        return words.credited.format(amount=amount, currency=news.currency)
    carrier, tracking = map(one_line, news.parcel)
    if not carrier:
        return ""
    pattern = words.shipped_tracked if tracking else words.shipped_by
    return pattern.format(carrier=carrier, tracking=tracking)


def _what_happens_to_it(notice: Notice, words: Phrases) -> str:
    """The sentence after what is on track."""
    if not notice.on_track:
        return words.on_track_nothing
    if notice.together:
        if Choice.SPLIT in notice.options:
            return words.on_track_unless_split.format(split=words.option_words[Choice.SPLIT])
        return words.on_track_together
    return words.on_track_now if notice.delayed else ""


def _what_is_kept(notice: Notice, words: Phrases) -> str:
    """The sentence before what waits for the rest, where something else of the order does not."""
    if Choice.SPLIT in notice.options:
        return words.on_track_kept_unless_split.format(split=words.option_words[Choice.SPLIT])
    return words.on_track_kept


def _offer(choice: Choice, notice: Notice, words: Phrases) -> str:
    """What happens when the customer chooses so."""
    if choice is Choice.HOLD:
        if notice.packing:
            return words.wait_packed
        if notice.goes_in_parts:
            return words.wait_rest
        return words.wait_together if notice.on_track else words.wait_all
    if choice is Choice.SPLIT:
        return words.split_ready if notice.on_track else words.split_each
    if choice is Choice.CANCEL:
        return _cancel(notice, words)
    swaps = [line.substitute for line in notice.delayed if line.substitute]
    if not swaps:
        return words.substitute
    offer = words.substitute_named.format(
        instead=", ".join(dict.fromkeys(_swap(swap, words) for swap in swaps))
    )
    return offer if all(swap.price is not None for swap in swaps) else f"{offer} {words.price_first}"


def _swap(swap: Swap, words: Phrases) -> str:
    named = words.quoted.format(title=one_line(swap.title))
    if swap.price is None:
        return named
    price = words.number(to_major(swap.price, swap.currency))
    pattern, more = words.substitute_priced, ""
    if swap.more is not None:
        pattern = words.substitute_more if swap.more > 0 else words.substitute_less
        pattern = pattern if swap.more else words.substitute_same
        more = words.number(to_major(abs(swap.more), swap.currency))
    return pattern.format(instead=named, price=price, currency=swap.currency, more=more)


def _cancel(notice: Notice, words: Phrases) -> str:
    """What cancelling gives back, as finance would be asked for it."""
    if notice.refund is None:
        return words.cancel
    if not notice.refund:
        return words.cancel_unpaid
    amount = words.number(to_major(notice.refund, notice.currency))
    return words.cancel_refund.format(amount=amount, currency=notice.currency)


def write(notice: Notice, *, shop: ShopPolicy) -> RenderedNotice:
    """One notice as subject and plain text. For many, keep a `NoticeWriter`: it remembers dates and titles."""
    return NoticeWriter(shop=shop).text(notice)
