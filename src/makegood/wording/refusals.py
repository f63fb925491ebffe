"""The words of refusals: sentences for some codes, plain words for what stands in the data of the others."""

from __future__ import annotations

from makegood.wording.refusals_shop import SHOP_SENTENCES

SENTENCES = {
    **SHOP_SENTENCES,
    "address_unknown": "There is nothing at this address.",
    "approval_contradicts": "Order {order}: found the word of {approved_by}; expected none but of the {by}, who chose.",
    "backup_damaged": "{file} is not what was written: {at}: found {found}; expected {expected}. Nothing was written.",
    "backup_exists": "{file} is there already, and stays as it is; expected {expected}.",
    "backup_newer": "{file} was made by a later version: found {found}; expected {expected}. Nothing was written.",
    "bundle_changed": (
        "Shipment {shipment}, line {line}: {sku} is made up otherwise by now; take it back as a return instead."
    ),
    "busy": "Somebody else held the same rows for {waited_seconds} seconds. Nothing has changed; try again later.",
    "changed_since_seen": "Somebody else changed this while you were looking. Nothing of yours was saved.",
    "column_unknown": "{file}: there is no column {found}; expected {expected}.",
    "contact_empty": "Order {order}: found nothing that was said; expected it in a few words.",
    "cursor_invalid": "The cursor {found} is none of ours; expected {expected}.",
    "database_in_use": "Somebody has {database} open; expected {expected}. Nothing was written.",
    "database_away": "The database does not answer at the moment; nothing has changed. Try again later.",
    "database_missing": "There is no database {file}; expected the shop's, by --database or MAKEGOOD_DATABASE.",
    "database_refused": "The database refused: {found}. `makegood doctor` looks for the cause.",
    "database_newer": "The database is further than this: found {found}; expected {expected}.",
    "shop_not_empty": "There is another shop in {database}, and it stays as it is; expected {expected}.",
    "entry_invalid": "{at}: found {found}; expected {expected}.",
    "environment_invalid": "{variable}: found {found}; expected {expected}.",
    "evidence_invalid": "This proves nothing: found {found}; expected {expected}.",
    "fault": "This is a fault of Makegood, not of the request. Nothing has changed; please report it.",
    "file_unreadable": "{file}: found {found}; expected {expected}.",
    "file_columns_missing": "{file}: found {found}; expected {expected}.",
    "file_columns_twice": "{file}: found {found}; expected {expected}.",
    "file_missing": "There is {found}; expected {expected}.",
    "job_not_dead": "Jobs {jobs}: found none of that number that was given up; `makegood jobs` lists them.",
    "key_not_taken": "{verb} takes no idempotency key and shows no preview: it holds secrets, which are told once.",
    "key_used": "Another request was answered under the idempotency key {key}; expected {expected}.",
    "last_engineer": "Nobody would be left who may let people in; expected {expected}.",
    "length_missing": "The request does not say how long it is; expected Content-Length, and no chunks.",
    "mail_address_invalid": "No mail can be sent to the address in {field}, as it is written.",
    "inbox_away": "The mailbox cannot be read: {found}. Its mails stay where they are.",
    "inbox_refused": "The mailbox does not let us in; expected user and password of MAKEGOOD_INBOX to be right.",
    "language_unknown": "Messages are written in {expected}, and not in {language}.",
    "template_unknown": "There are no words of the shop's own for {template}, neither now nor at revision {revision}.",
    "picture_refused": "The picture cannot be shown: found {found}; expected {expected}.",
    "decision_unknown": "There are no decisions {decisions}.",
    "decision_stays": "Order {order}: to {choice} was decided and stays, for {found}; decide otherwise instead.",
    "not_yours": "Views are kept by each person for themselves: found {found}; expected {expected}.",
    "view_invalid": "A view needs another {at}: found “{found}”; expected {expected}.",
    "nothing_to_tell": "Of order {order} there is nothing to tell ({why}).",
    "mail_not_set_up": "No mail leaves this shop; expected MAKEGOOD_MAIL and MAKEGOOD_MAIL_FROM to be set.",
    "method_wrong": "This address takes another method.",
    "not_allowed": "{verb} is not for {roles}; it is for {may}.",
    "nothing_to_plan": "{file}: no row can be planned; expected at least one order line.",
    "option_invalid": "{option}: found {found!r}; expected {expected}.",
    "order_unknown": "There is no order {order!r}; numbers are compared exactly.",
    "output_folder_not_ours": "--out {path}: the folder holds {found!r}; expected a new folder, or a plan of ours.",
    "output_holds_input": "--out {path}: this folder holds {file}, which is read as {option}; expected another place.",
    "output_is_file": "--out {path}: a file is there; expected .xlsx, .json or a folder.",
    "output_is_folder": "--out {path}: a folder is there; expected the name of a file.",
    "output_is_input": "--out {path}: this file is read as {option}; expected another place.",
    "output_kind_unknown": "--out {path}: expected {expected}.",
    "output_not_writable": "--out {path}: cannot be written ({why}); expected a place you may write to.",
    "person_unknown": "There is nobody of the address {people}; expected somebody who works here.",
    "proposal_settled": "Proposals {proposals}: found none that waits; expected ones that nobody settled yet.",
    "preset_unknown": "--preset: found {preset!r}; expected one of {expected}.",
    "request_invalid": "The request cannot be read; expected JSON.",
    "request_too_large": "The request is too large; expected at most 32 MB.",
    "row_refused": "The database's own rules refuse that, and nothing was written: {found}. Please report it.",
    "text_required": (
        "Say why in a few words: a manager's word, the reason “other”, taking units away and undoing a receipt need it."
    ),
    "tables_not_ready": "The shop is not opened: {found}; expected {expected}.",
    "token_refused": "This key opens nothing: it is unknown, expired or revoked, or its person has left.",
    "too_many_requests": "This key asks more often than it may; try again later.",
    "zone_unknown": "policy, shop.zone: found {zone!r}; expected {expected}.",
    "qty_below_shipped": (
        "Order {order}, line {line}: found {qty}; expected at least {shipped_qty}, for so many units left already."
    ),
}
"""What a code says in a sentence of its own; its data fill it in."""

TITLES = {
    "allocated_exceeds_open": "more units are allocated than are open",
    "buckets_invalid": "the ageing buckets do not begin at day 0, or do not rise",
    "bundle_has_goods": "units of the item itself would serve nobody once it is a bundle",
    "bundle_without_end": "a bundle holds itself, or bundles in bundles without end",
    "day_range_reversed": "the fewest days are more than the most",
    "discount_above_price": "the discount is more than the price",
    "end_invalid": "nothing ends in this way",
    "handoff_invalid": "a handoff cannot be its own backup",
    "line_twice": "a line is named twice",
    "line_unknown": "the order has no such line",
    "mail_invalid": "a mail without a message id or a moment that mail servers understand",
    "money_line_invalid": "a line with a negative price, or without units",
    "negative_weight": "what is shared out has no share below 0",
    "needed": "needed",
    "nothing_released": "nothing of it was handed to the warehouse",
    "ordered_in_future": "the day it was placed lies in the future",
    "nothing_short": "nothing of it is missing, so nothing has to be decided",
    "order_refused": "order refused",
    "parts_do_not_add_up": "the parts have not all units of their line",
    "release_unknown": "there is no such release",
    "reserved_exceeds_demand": "more units were given than were asked for",
    "service_level_out_of_range": "a service level lies between 0 and 1",
    "shipment_differs": "a parcel of that number is known, and is another one",
    "shipping_negative": "shipping costs nothing, or more",
    "sku_is_bundle": "no goods of a bundle itself lie on a shelf or are to come",
    "substitute_gone": "what was offered instead is not free any more",
    "text_required": "nobody says why in words of their own",
    "weekdays_invalid": "a calendar needs a day that is worked",
    "window_reversed": "a window ends before it begins",
    "count_invalid": "the counted and the damaged units do not fit together",
    "changed_meanwhile": "somebody else changed the same rows; the same command again will do",
    "choice_forbidden": "this way is forbidden",
    "placed_in_future": "the moment it was placed lies in the future",
    "order_known": "an order of that number is known, and is another one",
    "may_not_wait": "units of it may not wait",
    "lot_unknown": "no incoming lot fits",
    "qty_invalid": "this is no quantity",
    "quantity_not_positive": "this is no quantity",
    "quantity_negative": "a quantity below 0",
    "qty_exceeds_backorder": "more units than the backorder has",
    "qty_exceeds_cancelled": "more units than were cancelled",
    "qty_exceeds_held": "more units than are held",
    "qty_exceeds_open": "more units than are open",
    "qty_exceeds_release": "more units than the release has",
    "qty_exceeds_released": "more units than are released",
    "qty_exceeds_shipped": "more units than were shipped",
}
_NAMES = {"eta": "ETA", "po": "purchase order", "qty": "quantity", "sku": "SKU"}
_EXPECTED = {
    "count_invalid": "at least 1 counted unit, and no more damaged ones than counted ones",
    "quantity_not_positive": "at least 1",
    "quantity_negative": "0 or more",
    "more_done_than_ordered": "no more units shipped, reserved and cancelled than were ordered",
    "more_picked_than_open": "no more units picked than are open",
    "promise_reversed": "a first day that is not after the last one",
    "more_cancelled_than_ordered": "no more units cancelled than were ordered",
    "ordered_in_future": "today or before",
    "received_in_future": "today or before",
    "received_before_ordered": "a day of receipt that is not before the day of the order",
}
"""What was expected, where the data of a problem do not say it in words for people."""


def title(code: str) -> str:
    """What is wrong, inside a sentence."""
    return TITLES.get(code) or named(code)


def named(name: str) -> str:
    """A name of a field or a code as people say it."""
    return " ".join(_NAMES.get(part, part) for part in name.split("_"))


def expected(code: str, found: object) -> object:
    """What was expected, in words for people."""
    return _EXPECTED.get(code, found)


def sentence_begins(text: str) -> str:
    """With a capital; what stands in capitals stays."""
    return text[:1].upper() + text[1:]
