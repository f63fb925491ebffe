"""Every address there is."""

from __future__ import annotations

from django.urls import path

from makegood.api.door import api
from makegood.console import front

urlpatterns = [
    path("", front.front),
    path("healthz", front.alive),
    path("readyz", front.ready),
    path("api/v1/", api.urls),
]
