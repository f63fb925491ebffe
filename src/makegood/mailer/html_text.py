"""The words of an HTML mail. It is read, never executed, and nothing of it is kept but its words.

One pass over the text, whatever is in it: Python's own parser takes hours for markup that never ends.
"""

from __future__ import annotations

import re
from html import unescape

_UNSEEN = frozenset({"head", "script", "style", "title", "template", "svg", "blockquote"})
_BLOCKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "ul", "ol", "hr"})
_EMPTY = frozenset({"br", "hr", "img", "input", "meta", "link", "area", "base", "col", "source", "wbr"})
# What mail programs put around the mail that is answered.
_QUOTES = ("gmail_quote", "yahoo_quoted", "moz-cite-prefix", "protonmail_quote")
_QUOTE_ID = re.compile(r"divrplyfwdmsg|appendonsend|mail-editor-reference-message-container")
_NAME = re.compile(r"/?[a-z][a-z0-9]*")
_DEEPEST = 200


def text_of_html(html: str) -> str:
    """The words, a line for each block, without what is quoted."""
    reader = _Reader()
    first, *pieces = html.split("<")
    reader.say(first)
    for piece in pieces:
        if reader.over:
            break
        reader.read(piece)
    return "".join(reader.words)


class _Reader:
    """`over` = everything from here on is the mail that is answered."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.over = False
        self._open: list[tuple[str, bool]] = []
        self._in_comment = False

    def read(self, piece: str) -> None:
        """What stands between two `<`: a tag, and the text after it."""
        if self._in_comment or piece.startswith("!--"):
            _, end, text = piece.partition("-->")
            self._in_comment = not end
            self.say(text)
            return
        tag, closed, text = piece.partition(">")
        name = _NAME.match(tag.lower())
        if name is None:
            # No tag at all: "1 < 2". What only looks like one, as a doctype does, says nothing.
            self.say(text if tag[:1] in "!?/" else f"<{piece}")
            return
        self._tag(name[0], tag.lower())
        self.say(text if closed else "")

    def say(self, text: str) -> None:
        """Text as it is read, unless it is hidden."""
        if text and not self.over and not self._hidden():
            self.words.append(re.sub(r"\s+", " ", unescape(text)))

    def _tag(self, name: str, whole: str) -> None:
        if name.lstrip("/") in _BLOCKS and not self._hidden():
            self.words.append("\n")
        if name.startswith("/"):
            self._close(name[1:])
        elif name not in _EMPTY and len(self._open) < _DEEPEST:
            quoted = any(each in whole for each in _QUOTES)
            self._open.append((name, name in _UNSEEN or quoted or self._hidden()))
        self.over = self.over or _QUOTE_ID.search(whole) is not None

    def _close(self, name: str) -> None:
        """What was never opened closes nothing; what was left open inside is closed with it."""
        if any(name == each for each, _ in self._open):
            while self._open.pop()[0] != name:
                pass

    def _hidden(self) -> bool:
        return bool(self._open) and self._open[-1][1]
