"""The customer's page in German."""

from __future__ import annotations

from makegood.domain.decision.outcome import Choice
from makegood.domain.notice.page import Step
from makegood.wording.portal.phrases import Answer, OptionWords, PortalPhrases, State

_NOTHING = "Es wurde nichts geändert."
_NO_DAY = "und keine Lieferung an uns ist sicher genug, um Ihnen einen Tag zu nennen. Das tut uns leid."

GERMAN_PORTAL = PortalPhrases(
    direction="ltr",
    title="Bestellung {order}",
    placed="Bestellt am {day}",
    states={
        State.LATE: "Verspätet",
        State.LATER: "Kommt später",
        State.UNDATED: "Verzögert",
        State.WAITING: "Im Plan",
        State.HELD: "Angehalten",
        State.SENT: "Unterwegs",
        State.ENDED: "Abgeschlossen",
    },
    headlines={
        State.LATE: "Kommt {window}",
        State.LATER: "Kommt {window}",
        State.UNDATED: "Noch kein Termin",
        State.WAITING: "Nichts ist verspätet",
        State.HELD: "Vorerst wird nichts verschickt",
        State.SENT: "Alles ist verschickt",
        State.ENDED: "Es wird nichts mehr verschickt",
    },
    lead_some={
        State.LATE: "Ein Teil Ihrer Bestellung ist verspätet. Das tut uns leid. Der Rest ist im Plan.",
        State.LATER: "Ein Teil Ihrer Bestellung geht später raus als geplant. Das tut uns leid. Der Rest ist im Plan.",
        State.UNDATED: f"Ein Teil Ihrer Bestellung verzögert sich, {_NO_DAY} Der Rest ist im Plan.",
    },
    lead_rest={
        State.LATE: "Der Rest Ihrer Bestellung ist verspätet. Das tut uns leid.",
        State.LATER: "Der Rest Ihrer Bestellung geht später raus als geplant. Das tut uns leid.",
        State.UNDATED: f"Der Rest Ihrer Bestellung verzögert sich, {_NO_DAY}",
    },
    lead_all={
        State.LATE: "Ihre Bestellung ist verspätet. Das tut uns leid.",
        State.LATER: "Ihre Bestellung geht später raus als geplant. Das tut uns leid.",
        State.UNDATED: f"Ihre Bestellung verzögert sich, {_NO_DAY}",
        State.WAITING: "Was Sie bestellt haben, ist da oder kommt rechtzeitig.",
        State.HELD: "Zu Ihrer Bestellung ist erst noch etwas zu klären. Wir schreiben Ihnen.",
        State.SENT: "Es ist unterwegs oder schon bei Ihnen.",
        State.ENDED: "Alle Artikel dieser Bestellung wurden storniert oder getauscht.",
    },
    on_track="Im Plan",
    ended="Erledigt",
    arrives="Kommt {window}",
    ships="Wir verschicken {window}",
    no_date="Noch kein Termin",
    not_after="Nicht nach {day} zu verschicken. Möchten Sie es noch? Schreiben Sie uns unten.",
    ready="Liegt für Sie bereit",
    with_the_rest="Liegt für Sie bereit; geht mit dem Rest",
    before_the_rest="Liegt für Sie bereit; geht, ohne auf den Rest zu warten",
    comes_with_the_rest="Kommt rechtzeitig; geht mit dem Rest",
    preorder="Vorbestellung",
    shipped_units="Verschickt",
    cancelled_units="Storniert",
    swapped_units="Gegen einen anderen Artikel getauscht",
    journey="Wo es ist",
    journey_supplier="Lieferant",
    journey_us="Wir",
    journey_you="Sie",
    journey_done="erledigt",
    journey_now="jetzt",
    journey_next="kommt noch",
    coming="Wir warten darauf",
    set_aside="Da und für Sie zurückgelegt",
    on_its_way="Unterwegs zu Ihnen",
    choice="Ihre Wahl",
    choice_again="Anders entschieden?",
    to_choice="Was Sie wählen können",
    options={
        Choice.HOLD: OptionWords(
            name="Warten",
            ask="Auf alles warten?",
            what="Wir schicken alles in einem Paket, sobald es vollständig ist.",
            button="Ja, ich warte",
            what_all="Ihre Bestellung bleibt bestehen, und wir schicken sie, sobald sie da ist.",
            what_rest=(
                "Wir behalten, was noch nicht verschickt ist, und schicken es zusammen, sobald es vollständig ist."
            ),
            what_packed=(
                "Das Paket, das gerade gepackt wird, geht jetzt. Den Rest behalten wir und schicken ihn zusammen, "
                "sobald er vollständig ist."
            ),
        ),
        Choice.SPLIT: OptionWords(
            name="In zwei Paketen schicken",
            ask="In zwei Paketen schicken?",
            what="Was bereitliegt, geht jetzt; was verspätet ist, folgt, sobald es da ist.",
            button="Ja, zwei Pakete",
            what_all="Wir schicken jeden Artikel, sobald er da ist.",
        ),
        Choice.SUBSTITUTE: OptionWords(
            name="Tauschen",
            ask="Den verspäteten Artikel tauschen?",
            what="Sie bekommen stattdessen {instead}.",
            button="Ja, tauschen",
        ),
        Choice.CANCEL: OptionWords(
            name="Verspätetes stornieren",
            ask="Was verspätet ist, stornieren?",
            what="Sie bekommen die verspäteten Artikel nicht. Der Rest Ihrer Bestellung bleibt.",
            button="Ja, stornieren",
            what_all="Sie bekommen die verspäteten Artikel nicht, und diese Bestellung endet.",
        ),
    },
    money="Geld",
    time="Zeit",
    no_money="Sie zahlen nichts dazu.",
    refund="Wir erstatten, was Sie dafür schon bezahlt haben.",
    refund_of="Wir erstatten, was Sie dafür schon bezahlt haben (Preis: {amount}).",
    refund_exact="Wir erstatten {amount}.",
    refund_nothing="Sie haben dafür noch nichts bezahlt und zahlen nichts.",
    swap_price="Je {amount}.",
    swap_less="Zusammen zahlen Sie {amount} weniger.",
    swap_more="Zusammen zahlen Sie {amount} mehr.",
    swap_same="Der Preis bleibt derselbe.",
    swap_price_unknown="Nicht mehr, als Sie jetzt zahlen.",
    time_window="Alles kommt {window}.",
    time_none="Noch kein Termin; wir schreiben bis {day}.",
    time_unknown="Noch kein Termin.",
    time_now="Es ist auf Lager, solange der Vorrat reicht.",
    time_split="Der verspätete Teil kommt {window}.",
    time_cancel="Sofort.",
    chosen={
        Choice.HOLD: "Sie möchten warten.",
        Choice.SPLIT: "Sie möchten zwei Pakete.",
        Choice.SUBSTITUTE: "Sie möchten tauschen.",
        Choice.CANCEL: "Sie haben storniert, was verspätet war.",
    },
    decided={
        Choice.HOLD: "Wir halten Ihre Bestellung zusammen und warten auf das, was verspätet ist.",
        Choice.SPLIT: "Wir schicken Ihre Bestellung in zwei Paketen.",
        Choice.SUBSTITUTE: "Ein Artikel wurde getauscht.",
        Choice.CANCEL: "Was verspätet war, wurde storniert.",
    },
    chosen_on="Notiert am {day}.",
    may_change="Bis wir verschicken, können Sie es sich anders überlegen.",
    yours="Ihre Wahl",
    next_update="Wir schreiben wieder bis {day}, auch wenn sich nichts geändert hat.",
    proof_label="E-Mail-Adresse oder Postleitzahl der Bestellung",
    proof_why="Damit niemand anders für Sie storniert.",
    proof_help="So, wie Sie sie bei der Bestellung angegeben haben.",
    cancel_by_writing="Um zu stornieren, was verspätet ist, schreiben Sie uns unten.",
    back="Zurück, nichts ändern",
    about="Es geht um",
    history="Was bisher geschah",
    steps={
        Step.PLACED: "Sie haben bestellt",
        Step.WRITTEN_TO: "Wir haben Ihnen geschrieben",
        Step.CHOSEN: "Sie haben gewählt",
        Step.SENT: "Wir haben ein Paket verschickt",
        Step.CONTACTED: "Sie haben sich an uns gewandt",
    },
    sent_by="mit {carrier}",
    sent_tracked="mit {carrier}, Sendungsnummer {tracking}",
    write="Fragen?",
    write_label="Ihre Nachricht zu dieser Bestellung",
    write_button="Nachricht senden",
    write_help="Wir antworten per E-Mail.",
    write_help_unmailed="Wir haben keine E-Mail-Adresse von Ihnen. Schreiben Sie uns, wie wir Sie erreichen.",
    answers={
        Answer.CHANGED: f"Seit Sie die Seite geöffnet haben, hat sich etwas geändert. {_NOTHING} So steht es jetzt.",
        Answer.GONE: f"Der andere Artikel ist weg: Andere waren schneller. {_NOTHING} So steht es jetzt.",
        Answer.IMPOSSIBLE: f"Das geht nicht mehr. {_NOTHING} So steht es jetzt.",
        Answer.PROOF: f"Das ist weder die E-Mail-Adresse noch die Postleitzahl dieser Bestellung. {_NOTHING}",
        Answer.TRIES: (
            f"Das waren zu viele Versuche. {_NOTHING} Versuchen Sie es in einer Viertelstunde wieder, oder schreiben "
            "Sie uns."
        ),
        Answer.BUSY: f"Wir sind gerade überlastet. {_NOTHING} Bitte versuchen Sie es noch einmal.",
        Answer.WRITTEN: "Vielen Dank. Wir haben Ihre Nachricht und antworten per E-Mail.",
        Answer.WRITTEN_UNMAILED: "Vielen Dank. Wir haben Ihre Nachricht.",
        Answer.EMPTY: "In Ihrer Nachricht steht noch nichts.",
        Answer.TOO_LONG: "Ihre Nachricht ist zu lang oder hat unlesbare Zeichen. Bitte kürzen Sie sie.",
        Answer.ENOUGH: "Wir haben heute schon viele Nachrichten von Ihnen. Bitte warten Sie auf unsere Antwort.",
        Answer.BROWSER: (
            "Ihr Browser hat nicht gezeigt, dass Sie es sind: Er behält keine Cookies, oder die Seite ist alt. "
            f"{_NOTHING} Öffnen Sie den Link in unserer Nachricht noch einmal und erlauben Sie Cookies dieser Seite."
        ),
    },
    closed_title="Dieser Link öffnet nichts",
    closed="Vielleicht ist er zu alt, oder er wurde nicht ganz kopiert.",
    closed_help="Bitte nehmen Sie den Link in unserer neuesten Nachricht an Sie, oder antworten Sie auf sie.",
)
