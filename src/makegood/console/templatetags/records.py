"""What a refused form had typed into it stands there again. Load with `{% load records %}`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def typed(context: Mapping[str, Any], form: str, field: str, otherwise: Any = "") -> Any:
    """What was typed into this field, when this very form was refused; else `otherwise`."""
    request, refused = context.get("request"), context.get("refused")
    if refused and request is not None and request.POST.get("form") == form:
        return request.POST.get(field, "")
    return "" if otherwise is None else otherwise


@register.simple_tag(takes_context=True)
def ticked(context: Mapping[str, Any], form: str, field: str, value: str, among: Collection[str]) -> bool:
    """Whether this box was ticked, when this very form was refused; else, whether it is among those that are."""
    request, refused = context.get("request"), context.get("refused")
    if refused and request is not None and request.POST.get("form") == form:
        return value in request.POST.getlist(field)
    return value in among


@register.simple_tag(takes_context=True)
def refused_here(context: Mapping[str, Any], form: str) -> list[str]:
    """Why this form was refused, in sentences; none = it was not."""
    request, refused = context.get("request"), context.get("refused")
    here = refused and request is not None and request.POST.get("form") == form
    return list(refused) if here and refused else []
