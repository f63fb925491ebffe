"""What a live shop refuses, in sentences: orders, stock, dates, customers, people."""

from __future__ import annotations

SHOP_SENTENCES = {
    "address_not_blocked": (
        "Of the addresses that were named {addresses} get mail already; expected ones whose owners wanted none."
    ),
    "answer_reason_missing": "Task {task}: nobody says why not; expected a reason with a no.",
    "already_decided": (
        "Order {order}, lines {lines}: {chosen} was chosen already (by the {by}, {at}), "
        "and nothing of it waits any more."
    ),
    "approval_required": "The word that it needs was not named ({end}); expected that of one of: {accepted}.",
    "area_unknown": "The policy has no area {area}; expected one of: {expected}.",
    "audit_found": "The audit found {findings} faults ({codes}); `makegood audit` shows them.",
    "backorder_unknown": "There are no backorders {backorders}.",
    "channel_forbids": "The channel of orders {orders} forbids that; expected {expected}.",
    "channel_unknown": "There is no channel {channel}; expected one of: {expected}.",
    "customer_erased": "Those who gave orders {orders} are forgotten, as they wished: nothing is sent to them.",
    "customer_unknown": (
        "Of the customers that were named {customers} are not known; "
        "expected each as an e-mail address, or as channel:ref. Nobody was forgotten."
    ),
    "lease_lost": "Job {job} is somebody else's by now; what {held_by} did of it was taken back.",
    "letter_settled": "Messages {letters} were sent, are on their way, or were settled before: nothing is left to say.",
    "letter_unknown": "There are no messages {letters}; `makegood notices` names those there are.",
    "line_ended": "Order {order}, line {line}: nothing of it is open any more, so it stays as it is.",
    "line_missing": "Order {order}: found {qty} units and no line; expected the line they are of.",
    "line_open": "Order {order}, line {line}: units of it are open; expected {expected}.",
    "line_waits_for_nothing": "Order {order}, line {line}: nothing of it waits, so there is no date to ask for.",
    "link_unknown": "This link opens nothing: it is unknown, has expired, or was ended.",
    "location_needed": "The units were released at {locations}; expected the place that this parcel left.",
    "goodwill_over_limit": (
        "Order {order}: {granted} was granted before and {found} is asked for, in minor units; "
        "the policy gives at most {limit} on one order."
    ),
    "figure_unknown": "There is no figure {found}; expected one of {expected}.",
    "location_unknown": "There is no place {found}; expected one of: {expected}. `makegood place` adds one.",
    "lot_mismatch": "Purchase order {po} is not for SKU {sku} at {location}; expected a delivery of what it is for.",
    "lot_twice": "A lot is named twice; expected {expected}.",
    "lot_unknown": "There are no such lots: {lots}.",
    "may_do_it": "{verb} is for you to do; nobody else has to be asked.",
    "messages_too_many": "More than {most} messages were written about this order today; please write again tomorrow.",
    "offer_changed": "Order {order}: {choice} is not offered as it was shown any more; please look again.",
    "order_ambiguous": "Two channels have an order {order}; expected one of: {channels}.",
    "order_twice": "Orders {orders}: one is named twice; expected each order once.",
    "picking": "Releases {releases} are being picked. Stop the picker, and take them back with the reason why.",
    "place_missing": "A place has no name; expected {expected}.",
    "policy_changed": (
        "The policy is at revision {revision} by now; you looked at revision {seen}, and nothing was saved. "
        "See what others changed (`makegood policy diff {seen}`), and then say since {revision}."
    ),
    "po_unknown": "There is no purchase order {po!r}; numbers are compared exactly.",
    "quantity_below_received": (
        "Purchase order {po}, line {line}: found {quantity}; expected at least {received_qty}, "
        "for so many came in already."
    ),
    "reason_missing": "Order {order}, line {line}: nobody says why; expected a reason.",
    "reason_required": "Found {reason} as the reason; expected one that says why the units were missing.",
    "receipt_moved": (
        "Receipt {receipt} of {sku}: of its {damaged_qty} damaged units only {quarantine_qty} lie in quarantine still, "
        "so it cannot be undone."
    ),
    "receipt_released": (
        "{sku} at {location}: {received_qty} good units would leave, and only {unreleased_qty} there are not released. "
        "Take releases back first."
    ),
    "receipt_undone": "Receipts {receipts} were undone already.",
    "receipt_unknown": "There are no receipts {receipts}.",
    "shipped_in_future": "The day the parcel left: found {found}; expected {expected}.",
    "supplier_unknown": "There is no supplier {supplier}.",
    "wish_unknown": "There is no {verb} that anybody could be asked for; expected a row of the table of roles.",
    "week_invalid": "The week: found {found}; expected {expected}.",
    "release_ended": "Of releases {releases} nothing is left: they have shipped, or were recalled.",
    "return_differs": (
        "Return {number} is known, and was another one: found {found}; expected {expected}. "
        "A new one needs another number."
    ),
    "revision_unknown": "There is no revision {revision}; expected one of {expected}.",
    "shipment_unknown": "There is no such parcel, or it was told back already.",
    "shipped_before_import": "Parcels {shipments} left before this shop was taken over; only ours are told back.",
    "sku_unknown": "There are no SKUs {skus} here.",
    "stock_counted_twice": "The stock of SKU {sku} at {location} is counted twice; expected one count.",
    "substitute_unknown": (
        "Order {order}, line {line}: {sku} is not sold instead of it; expected one of: {substitutes}, "
        "and on sale already."
    ),
    "task_needs_answer": "Tasks {tasks} ask for a yes or a no; expected that answer, and a reason with a no.",
    "task_takes_no_answer": "Task {task} is not a question; expected it to be done, or handed over.",
    "task_unknown": "There are no tasks {tasks}.",
    "token_unknown": "There are no keys {tokens}.",
    "transition_illegal": "From {from} nothing becomes {to}; expected one of: {legal}.",
    "units_returned": (
        "Shipment {shipment}, line {line}: {returned_qty} of {qty} units came back as a return, so they did leave."
    ),
}
"""What a code says in a sentence of its own; its data fill it in."""
