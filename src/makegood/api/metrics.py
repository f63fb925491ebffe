"""Numbers for whoever watches from outside, in the text form of Prometheus."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from makegood.api.keys import Key, moment
from makegood.api.problems import refused
from makegood.domain.terms.errors import DomainError
from makegood.queries.gauges import Gauge, gauges
from makegood.queries.shop import shop_now

TYPE = "text/plain; version=0.0.4; charset=utf-8"


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """GET /metrics, with a key that may look at the shop's health."""
    try:
        who = Key("health")(request)
    except DomainError as error:
        return refused(error)
    if who is None:
        return refused(DomainError("token_refused"))
    now = moment()
    found = gauges(now=now, today=shop_now(year=now.year).day(now))
    return HttpResponse("".join(f"{line}\n" for line in _lines(found)), content_type=TYPE)


def _lines(found: Iterator[Gauge]) -> Iterator[str]:
    said: set[str] = set()
    for each in found:
        name = f"makegood_{each.name}"
        if name not in said:
            said.add(name)
            yield f"# HELP {name} {each.says}"
            yield f"# TYPE {name} gauge"
        labels = ",".join(f'{label}="{value}"' for label, value in each.labels)
        yield f"{name}{{{labels}}} {each.value:g}" if labels else f"{name} {each.value:g}"
