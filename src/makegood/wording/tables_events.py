"""Words for what happened (the kinds of events), what set it off (the commands), and what people are asked (tasks)."""

from __future__ import annotations

from collections.abc import Mapping

EVENTS: Mapping[str, str] = {
    "allocation.allocated": "Units were allocated",
    "allocation.firmed": "Its units were made firm",
    "allocation.loosened": "Its units are no longer firm",
    "allocation.moved": "Units went from one order to another",
    "allocation.withdrawn": "Units were withdrawn",
    "closure.cancelled": "Units were cancelled",
    "closure.reason_confirmed": "The reason was confirmed",
    "closure.reopened": "Cancelled units were wanted again",
    "closure.substituted": "Something else goes instead",
    "decision.decided": "It was decided",
    "decision.taken_back": "A decision was taken back",
    "intake.added": "Lines were added",
    "intake.catalogued": "The catalogue was told",
    "intake.edited": "The order was changed",
    "intake.erased": "Its customer is forgotten",
    "intake.imported": "Taken over from another tool",
    "intake.kept_back": "Safety stock was set",
    "intake.taken": "The order was taken",
    "machine.given_up": "A job was given up",
    "machine.paused": "Sending was paused",
    "machine.resumed": "Sending goes on",
    "machine.revived": "A job is tried again",
    "notice.approved": "Held notices may go",
    "notice.refused": "A message was refused",
    "notice.sent": "Its customer was told",
    "notice.settled": "A person said what became of a message",
    "notice.unclear": "Nobody knows whether a message went",
    "notice.contacted": "Its customer got in touch",
    "notice.complained": "Its customer complained about our mail",
    "notice.unblocked": "Its customer is mailed again, as they wished",
    "notice.chosen": "What its customer is told was chosen",
    "notice.link_given": "A link to its page was made",
    "notice.links_ended": "The links to its page were ended",
    "people.activated": "They were let in again",
    "people.added": "They were added",
    "people.assigned": "Their roles changed",
    "people.codes_made": "They made recovery codes",
    "people.deactivated": "They were shut out",
    "people.invited": "A link to choose a password was made",
    "people.password_changed": "Their password changed",
    "people.second_factor_dropped": "Their second factor was taken away",
    "people.second_factor_off": "They turned their second factor off",
    "people.second_factor_on": "They set up a second factor",
    "people.signed_out": "They ended sessions of theirs",
    "people.token_issued": "A key was given out",
    "people.token_revoked": "A key was ended",
    "promise.asked": "Another date was asked for",
    "promise.published": "A window was published",
    "promise.rejected": "A proposed window was rejected",
    "receipt.counted": "Stock was counted",
    "receipt.counted_short": "A count took units back",
    "receipt.eta_changed": "The supplier changed its word",
    "receipt.expected": "The purchase order was written down",
    "receipt.imported": "Taken over from another tool",
    "receipt.moved": "Units changed their shelf",
    "receipt.moved_away": "Its units were moved away",
    "receipt.received": "Units came in",
    "receipt.returned": "Units came back",
    "receipt.undone": "A mistyped receipt was undone",
    "review.answered": "A person answered what was asked",
    "review.assigned": "Somebody else looks after it",
    "review.deed_asked": "It was asked of those who may do it",
    "review.done": "A person did what was asked",
    "review.handed_back": "A person looks at it again",
    "review.reviewed": "It was reviewed",
    "release.flagged": "It is stuck in the warehouse",
    "release.picking_started": "The warehouse began to pick",
    "release.recalled": "It was recalled from the warehouse",
    "release.released": "It was released to the warehouse",
    "release.shipment_cancelled": "A shipment was cancelled",
    "release.shipped": "It was shipped",
}

CAUSES: Mapping[str, str] = {
    "failed": "its last try failed",
    "first": "the first one",
    "never_came_back": "whoever held it never came back, try after try",
    "restored": "a backup was restored",
    "uncertain": "nobody knows whether it happened",
    "useless_again": "another try would say the same",
    "Allocate": "the queue was served",
    "Cancel": "units were cancelled",
    "ChangeEta": "a supplier changed its word",
    "ChooseByLink": "a customer's choice",
    "Count": "a count",
    "Decide": "a decision",
    "EditOrders": "an order was changed",
    "Expect": "a new purchase order",
    "MoveStock": "units changed their shelf",
    "Reallocate": "the queue was run again",
    "Receive": "units came in",
    "Reopen": "cancelled units were wanted again",
    "RestorePolicy": "the policy was restored",
    "Return": "units came back",
    "Review": "the daily review",
    "SetPolicy": "the policy changed",
    "SetSafetyStock": "safety stock was set",
    "TakeOrders": "an order was taken",
    "UndoReceipt": "a receipt was undone",
    "Withdraw": "units were withdrawn",
    "WriteByLink": "a customer's message",
}

TASKS: Mapping[str, str] = {
    "ageing": "Look at a line that is late",
    "date_asked": "Answer who asks for another date",
    "date_without_supply": "Find supply for a window, or withdraw it",
    "deed_asked": "Answer who asked for what only you may do",
    "firm_units_lost": "Find units for an order whose firm ones were lost",
    "answer_came": "Answer a customer who wrote",
    "complaint_came": "Look after a customer who complained",
    "customer_not_reached": "Reach a customer whose mail was refused",
    "goodwill": "Approve a goodwill credit",
    "inventory_to_storefront": "Check what is listed",
    "notice_failed": "Find out why a message cannot be written",
    "notice_incomplete": "Complete a notice that lacks something",
    "notices_held": "Let many notices of one event go, or not",
    "no_date": "Find a supply that can be dated",
    "oversell": "Decide about an oversell",
    "pass_on_message": "Pass a message on to a customer",
    "partial_capture": "Capture a part of the payment",
    "preorder_due": "Confirm a preorder whose day has come",
    "promise_passed": "Tell the customer that the window has passed",
    "purchasing_to_support": "Tell customers what a supplier changed",
    "refund": "Refund what was paid",
    "released_units_missing": "Look for released units that a count did not find",
    "renew_authorisation": "Renew the payment authorisation",
    "returned_units": "Refund units that came back",
    "review": "Look at a line that waits",
    "review_overdue": "Make a review that is overdue",
    "silence": "Decide for a customer who did not answer",
    "split_decided": "Send what is there first",
    "stuck_release": "Find out why a release has not left",
    "substitute_decided": "Send the substitute",
    "unclear_message": "Find out whether a message arrived",
    "update_at_risk": "See that a customer hears from us in time",
    "windows_waiting": "Publish or reject proposed windows",
}

_ACTORS = {
    "cli": "somebody at the machine",
    "demo": "the demo shop",
    "policy": "the policy",
    "worker": "the worker",
}
"""Actors that are no person and no key."""
_KINDS = {
    "customer": "the customer, through their link",
    "person": "somebody who is not known any more",
    "token": "a key",
}
"""Actors with a number that have no name."""


def actor_said(actor: str, names: Mapping[str, str]) -> str:
    """Who did something, inside a sentence: people and keys by what they are called (`names`), never their numbers."""
    known = names.get(actor) or _ACTORS.get(actor)
    if known is not None:
        return known
    kind = actor.partition(":")[0]
    return _KINDS.get(kind) or actor.replace("_", " ")


def cause_said(cause: str, known: Mapping[str, str] = CAUSES) -> str:
    """What set something off, inside a sentence; a command without words is shown by its name, readable."""
    said = known.get(cause)
    if said is not None:
        return said
    return "".join(f" {each.lower()}" if each.isupper() else each for each in cause).strip()
