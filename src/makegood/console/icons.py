"""Small pictures, drawn with lines in a box of 24 by 24; the style sheet gives them their colour and weight."""

from __future__ import annotations

from collections.abc import Mapping


def _lines(*paths: str) -> str:
    return "".join(f'<path d="{path}"/>' for path in paths)


ICONS: Mapping[str, str] = {
    "sun": _lines(
        "M12 8a4 4 0 1 0 0 8a4 4 0 1 0 0-8z",
        "M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6L19 19M5 19l1.4-1.4M17.6 6.4L19 5",
    ),
    "stack": _lines("M12 3l9 5l-9 5l-9-5z", "M3 13l9 5l9-5"),
    "cart": _lines("M3 4h2l2.5 11h10l2.5-8H6", "M9 19.5v.01M17 19.5v.01"),
    "tag": _lines("M3 11V4a1 1 0 0 1 1-1h7l10 10l-8 8z", "M7.5 7.5v.01"),
    "ship": _lines("M3 15l2 5h14l2-5l-9-3z", "M6 13V7h12v6", "M12 7V3"),
    "factory": _lines("M3 21V9l6 4V9l6 4V4h6v17z", "M8 17v.01M12 17v.01M16 17v.01"),
    "box": _lines("M12 3l8 4v10l-8 4l-8-4V7z", "M4 7l8 4l8-4", "M12 11v10"),
    "shuffle": _lines(
        "M3 7h4l10 10h4", "M18 14l3 3l-3 3", "M3 17h4l2.5-2.5M14.5 9.5L17 7h4", "M18 4l3 3l-3 3"
    ),
    "truck": _lines(
        "M2 6h12v11H2z",
        "M14 10h4l4 4v3h-8z",
        "M7 17.5a1.5 1.5 0 1 0 0 3a1.5 1.5 0 1 0 0-3zM17 17.5a1.5 1.5 0 1 0 0 3a1.5 1.5 0 1 0 0-3z",
    ),
    "mail": _lines("M3 5h18v14H3z", "M3 7l9 6l9-6"),
    "text": _lines("M5 5h14M12 5v15M9 20h6"),
    "chart": _lines("M4 20V4", "M4 20h16", "M8 16v-5M12 16V8M16 16v-3"),
    "sliders": _lines("M4 7h9M17 7h3M4 17h3M11 17h9", "M15 5v4M9 15v4"),
    "hands": _lines("M4 12h7M13 12h7", "M8 8l-4 4l4 4", "M16 8l4 4l-4 4"),
    "people": _lines(
        "M9 4a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7z",
        "M2.5 20a6.5 6.5 0 0 1 13 0",
        "M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14.5a6 6 0 0 1 3.5 5.5",
    ),
    "upload": _lines("M4 16v4h16v-4", "M12 15V4", "M7 8l5-5l5 5"),
    "pulse": _lines("M2 12h5l3-8l4 16l3-8h5"),
    "search": _lines("M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13z", "M15.5 15.5L21 21"),
    "menu": _lines("M4 6h16M4 12h16M4 18h16"),
    "down": _lines("M6 9l6 6l6-6"),
    "right": _lines("M9 6l6 6l-6 6"),
    "left": _lines("M15 6l-6 6l6 6"),
    "check": _lines("M4 12.5l5 5L20 6.5"),
    "cross": _lines("M6 6l12 12M18 6L6 18"),
    "clock": _lines("M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18z", "M12 7v5l3.5 2"),
    "alert": _lines("M12 4L2.5 20h19z", "M12 10v4M12 17v.01"),
    "info": _lines("M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18z", "M12 11v5M12 8v.01"),
    "moon": _lines("M20 14.5A8.5 8.5 0 0 1 9.5 4A8.5 8.5 0 1 0 20 14.5z"),
    "out": _lines("M14 4h5v16h-5", "M4 12h11M11 8l4 4l-4 4"),
    "download": _lines("M4 16v4h16v-4", "M12 4v11", "M7 11l5 5l5-5"),
    "print": _lines("M7 8V3h10v5", "M7 17H4V8h16v9h-3", "M7 14h10v7H7z"),
    "pause": _lines("M8 5v14M16 5v14"),
    "question": _lines(
        "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18z", "M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.4-1 .9-1 1.7M12 17v.01"
    ),
}
