"""Notices in German."""

from __future__ import annotations

from makegood.domain.decision.outcome import Choice
from makegood.domain.notice.outcome import AnswerReason, Kind
from makegood.wording.phrases import DateForms, Mood, Phrases, Topic

_MONTHS = ("Januar Februar März April Mai Juni Juli August September Oktober November Dezember").split()
_WEEKDAYS = "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag".split()
_FTC = "der US-Regel für Bestellungen per Post, Internet und Telefon (16 CFR Part 435)"
_SORRY = "Das tut uns leid. Hier steht, was wir wissen und wie es weitergeht."
_KEEP = "Hören wir bis {by} nichts von Ihnen, bleibt Ihre Bestellung wie hier beschrieben bestehen."
_AGREED = (
    "Hören wir bis {by} nichts von Ihnen, gehen wir davon aus, dass Sie mit dem neuen Termin einverstanden sind. Bis "
    "zum Versand können Sie jederzeit stornieren und erhalten umgehend Ihr volles Geld zurück: Das ist Ihr Recht nach "
    f"{_FTC}."
)
_CONSENT = (
    "Damit wir weiter für Sie warten dürfen, brauchen wir Ihr Ja. Ist bis {by} weder Ihre Antwort da noch ein Paket "
    "unterwegs, stornieren wir die verspäteten Artikel und erstatten umgehend den vollen Betrag. Das ist Ihr Recht "
    f"nach {_FTC}."
)

_NEWS: dict[Topic, str] = {
    Kind.CHOICE_CONFIRMED: "vielen Dank. Wir haben notiert, was Sie für Ihre Bestellung {order} gewählt haben.",
    Kind.CHOICE_REPLACED: "wir haben geändert, wie wir Ihre Bestellung {order} verschicken.",
    Kind.CHANGED: "Ihre Bestellung {order} wurde geändert. So sieht sie jetzt aus.",
    Kind.CANCELLED: "Artikel Ihrer Bestellung {order} wurden storniert.",
    Kind.SUBSTITUTED: "Artikel Ihrer Bestellung {order} wurden wie vereinbart gegen andere getauscht.",
    Kind.PART_SHIPPED: "gute Nachricht: Ein Teil Ihrer Bestellung {order} ist zu Ihnen unterwegs.",
    Kind.SHIPPED: "gute Nachricht: Ihre Bestellung {order} ist zu Ihnen unterwegs.",
    Kind.GOODWILL: "vielen Dank für Ihre Geduld bei Ihrer Bestellung {order}.",
}

GERMAN = Phrases(
    code="de",
    dates=DateForms(
        months=tuple(_MONTHS),
        weekdays=tuple(_WEEKDAYS),
        deadline="{w}, {d}. {m}",
        on_day="am {d}. {m}",
        in_month="zwischen dem {d}. und {d2}. {m}",
        in_year="zwischen dem {d}. {m} und dem {d2}. {m2}",
        over_years="zwischen dem {d}. {m} {y} und dem {d2}. {m2} {y2}",
        with_year=" {y}",
    ),
    separators={ord(","): ".", ord("."): ","},
    greeting="Guten Tag {name},",
    greeting_unnamed="Guten Tag,",
    subjects={
        Mood.LATE: "Bestellung {order} ist verspätet: {when}",
        Mood.LATER: "Bestellung {order} verzögert sich: {when}",
        Mood.UNDATED: "Bestellung {order} verzögert sich: {when}",
        Mood.PREORDER: "Vorbestellung {order} verzögert sich: {when}",
        Mood.WITHDRAWN: "Bestellung {order}, unser Termin hält nicht: {when}",
        Kind.DATE_LATER: "Bestellung {order} kommt später: {when}",
        Kind.DATE_EARLIER: "Bestellung {order} kommt früher: {when}",
        Kind.STILL_WAITING: "Bestellung {order}, aktueller Stand: {when}",
        Kind.CONSENT_NEEDED: "Bestellung {order}: Möchten Sie weiter warten?",
        Kind.READY: "Bestellung {order}, aktueller Stand: gute Nachricht",
        Kind.CHOICE_CONFIRMED: "Bestellung {order}: Ihre Wahl ist bestätigt",
        Kind.CHOICE_REPLACED: "Bestellung {order}: Wir verschicken sie anders",
        Kind.CHANGED: "Bestellung {order} wurde geändert",
        Kind.CANCELLED: "Bestellung {order}: Artikel wurden storniert",
        Kind.SUBSTITUTED: "Bestellung {order}: Artikel wurden getauscht",
        Kind.PART_SHIPPED: "Bestellung {order}: Ein Teil ist unterwegs",
        Kind.SHIPPED: "Bestellung {order} ist unterwegs",
        Kind.GOODWILL: "Bestellung {order}: eine Gutschrift für Ihre Geduld",
    },
    subject_dated="Versand {window}",
    subject_several="neue Termine",
    subject_undated="noch kein Termin",
    opening_some={
        Mood.LATE: f"ein Teil Ihrer Bestellung {{order}} ist verspätet. {_SORRY}",
        Mood.LATER: f"ein Teil Ihrer Bestellung {{order}} geht später raus als geplant. {_SORRY}",
        Mood.UNDATED: (
            f"ein Teil Ihrer Bestellung {{order}} verzögert sich, und wir haben noch keinen Termin. {_SORRY}"
        ),
        Mood.PREORDER: (
            f"der vorbestellte Teil Ihrer Bestellung {{order}} ist noch nicht erschienen und verzögert sich. {_SORRY}"
        ),
        Mood.WITHDRAWN: (
            "wir hatten Ihnen gesagt, wann der verspätete Teil Ihrer Bestellung {order} rausgeht. Dieser Termin hält "
            f"nicht, und einen neuen haben wir noch nicht. {_SORRY}"
        ),
        Kind.DATE_LATER: (
            "ein Teil Ihrer Bestellung {order} braucht länger, als wir Ihnen gesagt haben. Das tut uns leid."
        ),
        Kind.DATE_EARLIER: (
            "gute Nachricht: Der verspätete Teil Ihrer Bestellung {order} geht früher raus, als wir gesagt haben."
        ),
        Kind.STILL_WAITING: (
            "Sie warten noch auf einen Teil Ihrer Bestellung {order}. Wie versprochen: So ist der Stand."
        ),
        Kind.CONSENT_NEEDED: (
            "ein Teil Ihrer Bestellung {order} verzögert sich weiter. Das tut uns leid. Bitte sagen Sie uns, ob Sie "
            "weiter warten möchten."
        ),
        Kind.READY: "gute Nachricht: Ein Teil Ihrer Bestellung {order}, auf den Sie warten, ist da.",
        **_NEWS,
    },
    opening_all={
        Mood.LATE: f"Ihre Bestellung {{order}} ist verspätet. {_SORRY}",
        Mood.LATER: f"Ihre Bestellung {{order}} geht später raus als geplant. {_SORRY}",
        Mood.UNDATED: (
            f"Ihre Bestellung {{order}} verzögert sich, und wir haben noch keinen Termin. {_SORRY}"
        ),
        Mood.PREORDER: (
            f"Ihre Vorbestellung {{order}} ist noch nicht erschienen und verzögert sich. {_SORRY}"
        ),
        Mood.WITHDRAWN: (
            "wir hatten Ihnen gesagt, wann Ihre Bestellung {order} rausgeht. Dieser Termin hält nicht, und einen neuen "
            f"haben wir noch nicht. {_SORRY}"
        ),
        Kind.DATE_LATER: (
            "Ihre Bestellung {order} braucht länger, als wir Ihnen gesagt haben. Das tut uns leid."
        ),
        Kind.DATE_EARLIER: (
            "gute Nachricht: Ihre Bestellung {order} geht früher raus, als wir gesagt haben."
        ),
        Kind.STILL_WAITING: (
            "Sie warten noch auf Ihre Bestellung {order}. Wie versprochen: So ist der Stand."
        ),
        Kind.CONSENT_NEEDED: (
            "Ihre Bestellung {order} verzögert sich weiter. Das tut uns leid. Bitte sagen Sie uns, ob Sie weiter "
            "warten möchten."
        ),
        Kind.READY: "gute Nachricht: Worauf Sie bei Ihrer Bestellung {order} warten, ist da.",
        **_NEWS,
    },
    several="Neues zu {count} Ihrer Bestellungen",
    several_ask="Neues zu {count} Ihrer Bestellungen: bitte antworten Sie",
    several_opening="hier steht in einer Nachricht, was es zu diesen Bestellungen Neues gibt: {orders}.",
    heading_order="Bestellung {order}",
    heading_news="Was neu ist",
    chosen={
        Choice.HOLD: "Sie möchten warten.",
        Choice.SPLIT: "Sie möchten, dass wir jetzt schicken, was bereitliegt, und den Rest später.",
        Choice.SUBSTITUTE: "Sie möchten die verspäteten Artikel gegen andere tauschen.",
        Choice.CANCEL: "Sie möchten die verspäteten Artikel stornieren.",
    },
    replaced={
        Choice.HOLD: (
            "Alles geht jetzt zusammen auf den Weg, sobald es vollständig ist. Das gilt auch, wo Sie anders gewählt "
            "hatten."
        ),
        Choice.SPLIT: (
            "Was bereitliegt, geht jetzt zuerst auf den Weg, der Rest später. Das gilt auch, wo Sie anders gewählt "
            "hatten."
        ),
    },
    replaced_some=(
        "Ein Teil dessen, was bereitliegt, geht jetzt zuerst auf den Weg, der Rest, sobald alles da ist. Das gilt "
        "auch, wo Sie anders gewählt hatten."
    ),
    swapped="{line}: Stattdessen erhalten Sie {instead}",
    of_news={
        Kind.PART_SHIPPED: "{line}: verschickt",
        Kind.SHIPPED: "{line}: verschickt",
        Kind.CANCELLED: "{line}: storniert",
    },
    shipped_by="Verschickt mit {carrier}.",
    shipped_tracked="Verschickt mit {carrier}, Sendungsnummer {tracking}.",
    cancelled_refund="Was Sie dafür schon bezahlt haben, erstatten wir vollständig.",
    credited="Wir schreiben Ihnen {amount} {currency} gut.",
    heading_delayed="Kommt später",
    heading_on_track="Im Plan",
    heading_options="Sie haben die Wahl",
    heading_next="So geht es weiter",
    quantity="{qty} × {title}",
    preorder="{line} (Vorbestellung)",
    line_dated="{line}: Versand {ship}, bei Ihnen {deliver}",
    line_undated="{line}: noch kein Termin",
    line_not_after="{line}: Versand spätestens bis {day} gewünscht",
    line_ready="{line}: liegt für Sie bereit",
    line_coming="{line}: rechtzeitig da für den Versand {ship}",
    why_undated="Einen Termin nennen wir noch nicht, weil keine Lieferung an uns sicher genug dafür ist.",
    why_not_after="Dieser Tag ist vorbei. Möchten Sie es noch, nennen Sie uns bitte einen neuen letzten Versandtag.",
    on_track_together="Das bewahren wir für Sie auf und schicken alles in einem Paket.",
    on_track_unless_split=(
        "Das bewahren wir für Sie auf und schicken alles in einem Paket, wenn Sie nicht {split} wählen."
    ),
    on_track_nothing="Kein anderer Artikel dieser Bestellung liegt zum Versand bereit.",
    on_track_now="Das schicken wir, ohne auf den Rest zu warten.",
    on_track_sooner="Das schicken wir, ohne auf den Rest zu warten:",
    on_track_kept="Das bewahren wir für Sie auf, bis der Rest da ist:",
    on_track_kept_unless_split="Das bewahren wir für Sie auf, bis der Rest da ist, wenn Sie nicht {split} wählen:",
    reply="Antworten Sie einfach auf diese Nachricht mit einem dieser Wörter:",
    tell_us="Sagen Sie uns mit einem dieser Wörter, was Sie möchten:",
    choose_there="Wählen Sie auf Ihrer eigenen Seite, mit einem Tipp und ohne Anmeldung:",
    see_order="Bestellung ansehen",
    choose="Jetzt wählen",
    option_words={
        Choice.HOLD: "WARTEN",
        Choice.SPLIT: "TEILEN",
        Choice.SUBSTITUTE: "TAUSCHEN",
        Choice.CANCEL: "STORNIEREN",
    },
    wait_packed=(
        "Das Paket, das gerade gepackt wird, geht jetzt. Den Rest behalten wir und schicken ihn zusammen, sobald er "
        "vollständig ist."
    ),
    wait_together="Wir schicken alles zusammen, sobald es vollständig ist.",
    wait_rest="Wir behalten, was noch nicht verschickt ist, und schicken es zusammen, sobald es vollständig ist.",
    wait_all="Ihre Bestellung bleibt bestehen, und wir schicken sie, sobald sie da ist.",
    split_ready="Wir schicken jetzt, was bereitliegt, und den Rest später.",
    split_each="Wir schicken jeden Artikel, sobald er da ist.",
    substitute="Wir schlagen einen ähnlichen Artikel vor. Ohne Ihr Ja ändern wir nichts.",
    substitute_named="Wir schicken stattdessen {instead}, solange der Vorrat reicht.",
    quoted="„{title}“",
    substitute_priced="{instead} für je {price} {currency}",
    substitute_less="{instead} für je {price} {currency} (je {more} {currency} weniger)",
    substitute_more="{instead} für je {price} {currency} (je {more} {currency} mehr)",
    substitute_same="{instead} für je {price} {currency} (derselbe Preis)",
    price_first="Den Preis nennen wir Ihnen vorher; ohne Ihr Ja ändern wir nichts.",
    cancel="Wir stornieren die verspäteten Artikel kostenlos und erstatten, was Sie dafür schon bezahlt haben.",
    cancel_refund="Wir stornieren die verspäteten Artikel kostenlos und erstatten {amount} {currency}.",
    cancel_unpaid=(
        "Wir stornieren die verspäteten Artikel kostenlos. Bezahlt haben Sie dafür noch nichts, und dabei bleibt es."
    ),
    silence={
        AnswerReason.AGREED: (
            "Sie haben uns gesagt, dass Sie warten möchten. Bis zum Versand können Sie es sich noch anders überlegen."
        ),
        AnswerReason.POLICY_DEFAULT: _KEEP,
        AnswerReason.FTC_WITHIN_SHIP_TIME: _KEEP,
        AnswerReason.EU_SILENCE_KEEPS_ORDER: (
            "Bitte wählen Sie möglichst bis {by}. Antworten Sie nicht, bleibt Ihre Bestellung bestehen, und Sie "
            "verlieren keines Ihrer Rechte: Nach EU-Verbraucherrecht müssen Sie den neuen Termin nicht hinnehmen. Sie "
            "können uns eine angemessene Nachfrist setzen; halten wir sie nicht ein, können Sie vom Vertrag "
            "zurücktreten und bekommen Ihr Geld für diese Artikel unverzüglich zurück."
        ),
        AnswerReason.FTC_SHORT_DELAY: _AGREED,
        AnswerReason.FTC_SHORT_DELAY_TOLD_LATE: _AGREED,
        AnswerReason.FTC_TOLD_LATE: _CONSENT,
        AnswerReason.FTC_LONG_DELAY: _CONSENT,
        AnswerReason.FTC_NO_DATE: _CONSENT + " Auch wenn Sie warten, können Sie bis zum Versand stornieren.",
        AnswerReason.FTC_SECOND_DELAY: _CONSENT,
    },
    silence_cancels=(
        "Hören wir bis {by} nichts von Ihnen, stornieren wir die verspäteten Artikel und erstatten, was Sie dafür "
        "schon bezahlt haben."
    ),
    answered_already=(
        "Wenn Sie uns schon gesagt haben, dass Sie warten möchten, müssen Sie nicht noch einmal antworten. Sonst "
        "antworten Sie bitte."
    ),
    next_update="Wir schreiben Ihnen wieder bis {by}, auch wenn sich nichts geändert hat.",
    next_ready="Ist es bis {by} nicht unterwegs, schreiben wir Ihnen wieder.",
)
