"""The shop today, for use-cases and questions: its policy, its calendars, and how suppliers keep their word."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q

from makegood.almanac import work_calendars
from makegood.db import facts
from makegood.db.models import Order
from makegood.db.stays import stays, stays_mark
from makegood.domain.decision.leaving import Leaving, learned
from makegood.domain.eligibility.rules import EligibilityRules
from makegood.domain.promise.supply import SupplyDates
from makegood.domain.terms.calendar import WorkCalendar
from makegood.domain.terms.policy import Policy, areas_of, from_toml
from makegood.domain.terms.rank import Steps


@dataclass(frozen=True, eq=False)
class Shop:
    """One policy with what follows from it. `revision` 0 = all defaults."""

    policy: Policy
    revision: int
    calendars: dict[str, WorkCalendar] = field(repr=False)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The shop's time zone."""
        return ZoneInfo(self.policy.shop.zone)

    @cached_property
    def steps(self) -> Steps:
        """How long everything takes here."""
        return Steps(policy=self.policy, calendars=self.calendars)

    @cached_property
    def eligibility(self) -> EligibilityRules:
        """What may wait."""
        return EligibilityRules(policy=self.policy)

    def day(self, moment: datetime) -> date:
        """The shop's day at a moment."""
        return moment.astimezone(self.zone).date()


def shop_now(*, year: int) -> Shop:
    """The shop under its newest policy. Read anew only when that changed."""
    revision, digest = facts.newest_revision()
    return _shop(_database(), revision, digest, year)


def shop_under(policy: Policy, *, revision: int, year: int) -> Shop:
    """The shop under a policy that is not its own: for a simulation, or as it once was."""
    # Receipts and orders of the past, promises to come.
    calendars = work_calendars(policy=policy, years=range(year - 5, year + 4))
    return Shop(policy=policy, revision=revision, calendars=calendars)


def policy_at(revision: int) -> Policy:
    """The whole policy as it was at a revision; 0 = all at its defaults."""
    return from_toml("\n".join(facts.policy_documents(up_to=revision)))


def document_with(text: str) -> str:
    """The shop's whole policy, but the areas that a document names as it has them.

    Raises DomainError('policy_invalid').
    """
    return "\n".join((text, *facts.policy_documents(without=areas_of(text))))


def sold_in_others(currency: str) -> bool:
    """Whether any order was placed in another currency. An index knows what is less and what is more, not what is
    different."""
    return Order.objects.filter(Q(currency__lt=currency) | Q(currency__gt=currency)).exists()


def supply_dates(shop: Shop, *, today: date) -> SupplyDates:
    """When lots can be used, by what suppliers did before today: the record is closed each night, so that a
    receipt does not move every other window of the same day."""
    return _dates(_database(), shop, today, facts.supply_mark(before=today))


def leaving(shop: Shop, *, today: date) -> Leaving:
    """How likely customers are to cancel, by what they did before today; the record is closed each night, too."""
    return _leaving(_database(), shop, today, stays_mark())


def forget_supply() -> None:
    """What was learned inside a transaction that was taken back never happened, and its numbers are given again."""
    _dates.cache_clear()
    _leaving.cache_clear()


@lru_cache(maxsize=8)
def _shop(database: str, revision: int, digest: str, year: int) -> Shop:
    return shop_under(policy_at(revision), revision=revision, year=year)


@lru_cache(maxsize=4)
def _dates(database: str, shop: Shop, today: date, mark: tuple[object, ...]) -> SupplyDates:
    return SupplyDates(
        lots=facts.supplier_record(before=today), policy=shop.policy, steps=shop.steps, today=today
    )


@lru_cache(maxsize=4)
def _leaving(database: str, shop: Shop, today: date, mark: tuple[object, ...]) -> Leaving:
    costs = shop.policy.decision.costs
    return learned(
        stays(before=today, zone=shop.zone),
        per_day=costs.cancel_chance_per_day,
        pool_days=costs.cancel_pool_days,
        edges=[bucket.from_days for bucket in shop.policy.review.buckets],
    )


def _database() -> str:
    return f"{connection.settings_dict['HOST']}/{connection.settings_dict['NAME']}"
