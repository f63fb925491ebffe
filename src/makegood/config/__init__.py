"""What an operator decides outside the shop's own policy: which database, and with which key things are signed.

The top layer: nothing in the house imports it. Django is told its name, `makegood.config.settings`.
"""

from __future__ import annotations
