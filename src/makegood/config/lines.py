"""What a line of the log is: one line."""

from __future__ import annotations

from logging import Filter, LogRecord

_REFUSED = "django.security."
"""So Django calls what it refuses of whoever asks oddly."""


class Short(Filter):
    """Leaves out where in the program somebody was refused: that is no fault of ours, and anybody may cause it."""

    def filter(self, record: LogRecord) -> bool:
        """Never holds a line back."""
        if record.name.startswith(_REFUSED):
            record.exc_info = record.exc_text = None
        return True
