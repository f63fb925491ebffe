"""A message as HTML that mail programs show as it is meant: tables, inline styles, no pictures, light and dark."""

from __future__ import annotations

import math
from html import escape
from itertools import groupby
from typing import assert_never

from makegood.wording.message import Button, Heading, Message, Points, Section, Sentence

_FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
# A name of 200 letters without a blank breaks wherever it must, and the page stays as wide as the screen.
_BREAKS = "word-break:break-word;overflow-wrap:anywhere"
_TABLE = '<table role="presentation" border="0" cellpadding="0" cellspacing="0"'
# Mail programs that know no dark mode leave this out, and so do those that make one of their own.
_DARK = """\
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
.paper{background:#15181b!important}
.sheet{background:#22272b!important}
.said{color:#e7e9ea!important}
}
@media (max-width:480px){
.inside{padding:24px 20px!important}
.tap{width:100%!important}
.tap a{display:block!important}
}"""
# Keeps what follows out of the preview, which would otherwise run on into the greeting.
_FILLER = "&#847;&zwnj;&nbsp;" * 40
_BRIGHT = 0.18  # from here on black is easier to read on a colour than white (WCAG 2: the larger contrast)


def page(message: Message, *, colour: str) -> str:
    """The message as one HTML page; every text of it is escaped. `colour` = the shop's, as #rrggbb."""
    rtl = message.direction == "rtl"
    sections = "\n".join([_section(section, colour, rtl=rtl) for section in message.sections])
    language, subject = escape(message.language), escape(message.subject)
    return (
        f'<!doctype html>\n<html lang="{language}" dir="{message.direction}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<meta name="supported-color-schemes" content="light dark">\n'
        '<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">\n'
        f"<title>{subject}</title>\n<style>\n{_DARK}\n</style>\n</head>\n"
        '<body class="paper" style="margin:0;padding:0;background:#f2f4f5">\n'
        f'<div style="display:none;max-height:0;overflow:hidden">{escape(message.preview)}{_FILLER}</div>\n'
        f'{_TABLE} width="100%" class="paper" style="background:#f2f4f5;table-layout:fixed">\n'
        '<tr><td align="center" style="padding:16px 8px">\n'
        '<!--[if mso]><table role="presentation" width="600"><tr><td><![endif]-->\n'
        f'{_TABLE} width="100%" class="sheet" dir="{message.direction}" style="max-width:600px;background:#ffffff;'
        f'border-top:4px solid {colour};border-radius:4px;table-layout:fixed">\n'
        f'<tr><td class="inside said" style="padding:32px 36px;{_FONT};font-size:16px;line-height:1.5;color:#22272b;'
        f'text-align:{"right" if rtl else "left"};{_BREAKS}">\n'
        f'<div style="margin:0 0 24px;font-size:18px;font-weight:600;line-height:1.3">{escape(message.sender)}</div>\n'
        f"{sections}\n</td></tr>\n</table>\n"
        "<!--[if mso]></td></tr></table><![endif]-->\n</td></tr>\n</table>\n</body>\n</html>\n"
    )


def _section(section: Section, colour: str, *, rtl: bool) -> str:
    """Sentences that follow each other are lines of one paragraph, as in the text."""
    pieces = []
    for kind, run in groupby(section, type):
        if kind is Sentence:
            said = "<br>".join([_said(block.said, rtl=rtl) for block in run if isinstance(block, Sentence)])
            pieces.append(f'<p style="margin:12px 0 0">{said}</p>')
        else:
            pieces += [_block(block, colour, rtl=rtl) for block in run if not isinstance(block, Sentence)]
    return "\n".join(pieces)


def _block(block: Heading | Points | Button, colour: str, *, rtl: bool) -> str:
    match block:
        case Heading(said, below):
            tag, size, above = ("h3", 16, 20) if below else ("h2", 18, 28)
            return (
                f'<{tag} class="said" style="margin:{above}px 0 0;font-size:{size}px;line-height:1.3;color:#22272b">'
                f"{_said(said, rtl=rtl)}</{tag}>"
            )
        case Points(each):
            points = "".join(f'<li style="margin:6px 0 0">{_said(point, rtl=rtl)}</li>' for point in each)
            room = "0 20px 0 0" if rtl else "0 0 0 20px"
            return f'<ul style="margin:6px 0 0;padding:{room}">{points}</ul>'
        case Button():
            return _button(block, colour)
    assert_never(block)


def _said(text: str, *, rtl: bool) -> str:
    """Among what runs from right to left, text runs its own way: parts that we cannot say in that language do not."""
    return f"<bdi>{escape(text)}</bdi>" if rtl else escape(text)


def _button(button: Button, colour: str) -> str:
    """A cell that is the button: as large as a thumb also where a link takes no padding."""
    ink = "#000000" if _luminance(colour) > _BRIGHT else "#ffffff"
    return (
        f'{_TABLE} class="tap" style="margin:16px 0">'
        f'<tr><td align="center" bgcolor="{colour}" style="border-radius:6px;background:{colour}">\n'
        f'<a href="{escape(button.address)}" style="display:inline-block;padding:14px 28px;{_FONT};font-size:17px;'
        f'font-weight:600;line-height:1.3;color:{ink};text-decoration:none">{escape(button.label)}</a>'
        "</td></tr></table>"
    )


def _luminance(colour: str) -> float:
    """How bright a colour is seen, 0 to 1 (WCAG 2: relative luminance, with a plain square for the screen's curve)."""
    red, green, blue = (math.pow(int(colour[at : at + 2], 16) / 255, 2.2) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
