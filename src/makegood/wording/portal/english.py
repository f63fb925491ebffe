"""The customer's page in English."""

from __future__ import annotations

from dataclasses import replace

from makegood.domain.decision.outcome import Choice
from makegood.domain.notice.page import Step
from makegood.wording.portal.phrases import Answer, OptionWords, PortalPhrases, State

_NOTHING = "Nothing was done."

ENGLISH_PORTAL = PortalPhrases(
    direction="ltr",
    title="Order {order}",
    placed="Placed on {day}",
    states={
        State.LATE: "Delayed",
        State.LATER: "Delayed",
        State.UNDATED: "Delayed",
        State.WAITING: "On track",
        State.HELD: "On hold",
        State.SENT: "On its way",
        State.ENDED: "Closed",
    },
    headlines={
        State.LATE: "Arrives {window}",
        State.LATER: "Arrives {window}",
        State.UNDATED: "No date yet",
        State.WAITING: "Nothing is late",
        State.HELD: "Nothing is sent for now",
        State.SENT: "Everything has been sent",
        State.ENDED: "Nothing more will be sent",
    },
    lead_some={
        State.LATE: "Part of your order is late. We are sorry. The rest is on track.",
        State.LATER: "Part of your order will ship later than planned. We are sorry. The rest is on track.",
        State.UNDATED: "Part of your order is delayed, and no delivery to us is certain enough to promise you a day. "
        "We are sorry. The rest is on track.",
    },
    lead_rest={
        State.LATE: "The rest of your order is late. We are sorry.",
        State.LATER: "The rest of your order will ship later than planned. We are sorry.",
        State.UNDATED: "The rest of your order is delayed, and no delivery to us is certain enough to promise you a "
        "day. We are sorry.",
    },
    lead_all={
        State.LATE: "Your order is late. We are sorry.",
        State.LATER: "Your order will ship later than planned. We are sorry.",
        State.UNDATED: "Your order is delayed, and no delivery to us is certain enough to promise you a day. "
        "We are sorry.",
        State.WAITING: "We have what you ordered, or it comes in time.",
        State.HELD: "Something about your order has to be settled first. We write to you.",
        State.SENT: "It is with the carrier, or with you already.",
        State.ENDED: "Every item of this order was cancelled or swapped.",
    },
    on_track="On track",
    ended="Done",
    arrives="Arrives {window}",
    ships="We send it {window}",
    no_date="No date yet",
    not_after="Not to be sent after {day}. If you still want it, write to us below.",
    ready="Set aside for you",
    with_the_rest="Set aside for you; sent with the rest",
    before_the_rest="Set aside for you; sent without waiting for the rest",
    comes_with_the_rest="Comes in time; sent with the rest",
    preorder="Preorder",
    shipped_units="Sent",
    cancelled_units="Cancelled",
    swapped_units="Swapped for another item",
    journey="Where it is",
    journey_supplier="Our supplier",
    journey_us="Us",
    journey_you="You",
    journey_done="done",
    journey_now="now",
    journey_next="to come",
    coming="We wait for it",
    set_aside="Here, and set aside for you",
    on_its_way="On its way to you",
    choice="Your choice",
    choice_again="Changed your mind?",
    to_choice="See what you can choose",
    options={
        Choice.HOLD: OptionWords(
            name="Wait",
            ask="Wait for all of it?",
            what="We send everything in one parcel, once it is complete.",
            button="Yes, I wait",
            what_all="We keep your order and send it as soon as it is here.",
            what_rest="We keep what has not left yet and send it together, as soon as it is complete.",
            what_packed=(
                "The parcel that is being packed goes now. We keep the rest and send it together, as soon as it is "
                "complete."
            ),
        ),
        Choice.SPLIT: OptionWords(
            name="Send in two parcels",
            ask="Send it in two parcels?",
            what="What is ready goes now; what is late follows as soon as it is here.",
            button="Yes, send two parcels",
            what_all="We send each item as soon as it is here.",
        ),
        Choice.SUBSTITUTE: OptionWords(
            name="Swap",
            ask="Swap what is late?",
            what="You get {instead} instead.",
            button="Yes, swap",
        ),
        Choice.CANCEL: OptionWords(
            name="Cancel what is late",
            ask="Cancel what is late?",
            what="You do not get the late items. The rest of your order stays.",
            button="Yes, cancel",
            what_all="You do not get the late items, and this order ends.",
        ),
    },
    money="Money",
    time="Time",
    no_money="You pay nothing more.",
    refund="Anything you have already paid for it is refunded.",
    refund_of="Anything you have already paid for it is refunded (price: {amount}).",
    refund_exact="We refund {amount}.",
    refund_nothing="You have paid nothing for it yet, and pay nothing.",
    swap_price="{amount} each.",
    swap_less="In all you pay {amount} less.",
    swap_more="In all you pay {amount} more.",
    swap_same="The price stays the same.",
    swap_price_unknown="No more than you pay now.",
    time_window="All of it arrives {window}.",
    time_none="No date yet; we write by {day}.",
    time_unknown="No date yet.",
    time_now="It is in stock, while it lasts.",
    time_split="The late part arrives {window}.",
    time_cancel="At once.",
    chosen={
        Choice.HOLD: "You chose to wait.",
        Choice.SPLIT: "You chose two parcels.",
        Choice.SUBSTITUTE: "You chose to swap.",
        Choice.CANCEL: "You chose to cancel what was late.",
    },
    decided={
        Choice.HOLD: "We keep your order together and wait for what is late.",
        Choice.SPLIT: "We send your order in two parcels.",
        Choice.SUBSTITUTE: "An item was swapped.",
        Choice.CANCEL: "What was late was cancelled.",
    },
    chosen_on="Noted on {day}.",
    may_change="You can change your mind until we send it.",
    yours="Your choice",
    next_update="We write again by {day}, even if nothing has changed.",
    proof_label="E-mail address or postcode of the order",
    proof_why="So that nobody else cancels for you.",
    proof_help="As you gave it when you ordered.",
    cancel_by_writing="To cancel what is late, write to us below.",
    back="Back, change nothing",
    about="This is about",
    history="What happened so far",
    steps={
        Step.PLACED: "You ordered",
        Step.WRITTEN_TO: "We wrote to you",
        Step.CHOSEN: "You chose",
        Step.SENT: "We sent a parcel",
        Step.CONTACTED: "You contacted us",
    },
    sent_by="with {carrier}",
    sent_tracked="with {carrier}, tracking number {tracking}",
    write="Questions?",
    write_label="Your message about this order",
    write_button="Send the message",
    write_help="We answer by e-mail.",
    write_help_unmailed="We have no e-mail address of yours. Tell us how to reach you.",
    answers={
        Answer.CHANGED: f"Something changed since you opened the page. {_NOTHING} This is how it stands now.",
        Answer.GONE: f"The other item is gone: others were faster. {_NOTHING} This is how it stands now.",
        Answer.IMPOSSIBLE: f"That is not possible any more. {_NOTHING} This is how it stands now.",
        Answer.PROOF: f"That is neither the e-mail address nor the postcode of this order. {_NOTHING}",
        Answer.TRIES: f"That was too many tries. {_NOTHING} Try again in a quarter of an hour, or write to us.",
        Answer.BUSY: f"We are busy for a moment. {_NOTHING} Please try again.",
        Answer.WRITTEN: "Thank you. We have your message and answer by e-mail.",
        Answer.WRITTEN_UNMAILED: "Thank you. We have your message.",
        Answer.EMPTY: "There is nothing in your message yet.",
        Answer.TOO_LONG: "Your message is too long, or has characters that cannot be read. Please shorten it.",
        Answer.ENOUGH: "We have many messages from you today. Please wait for our answer.",
        Answer.BROWSER: (
            f"Your browser did not show that it was you: it keeps no cookies, or the page is old. {_NOTHING} "
            "Open the link in our message again, and allow cookies of this page."
        ),
    },
    closed_title="This link opens nothing",
    closed="It may be too old, or not all of it was copied.",
    closed_help="Please use the link in our newest message to you, or reply to that message.",
)

# Readers in the United States know no postcodes.
AMERICAN_PORTAL = replace(
    ENGLISH_PORTAL,
    proof_label="E-mail address or ZIP code of the order",
    answers={
        **ENGLISH_PORTAL.answers,
        Answer.PROOF: f"That is neither the e-mail address nor the ZIP code of this order. {_NOTHING}",
    },
)
