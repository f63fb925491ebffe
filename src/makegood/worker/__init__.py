"""The worker: does by itself what is due, and what may take its time. It never decides anything: it asks use-cases."""

from __future__ import annotations
