"""The commands, by name."""

from __future__ import annotations

from typing import Annotated

import typer

from makegood import __version__
from makegood.cli import (
    asking,
    audit,
    cutover,
    demo,
    doctor,
    explain,
    handoffs,
    import_,
    listing,
    migrate,
    people,
    plan,
    policy,
    policy_live,
    review,
    status,
    tasks,
    words,
)

# Plain text everywhere: it is read by people, by screen readers and by other programs, and it starts fast.
app = typer.Typer(
    name="makegood",
    help="Backorders from detection to closure: what is short, who gets what, what may be promised, what to tell whom.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
policy_app = typer.Typer(
    help="The policy: every setting, whether a file of them holds, and all versions of a live shop's.",
    no_args_is_help=True,
)
people_app = typer.Typer(help="Who works here, in which roles, with which password.", no_args_is_help=True)
tokens_app = typer.Typer(help="Keys for programs, each in some of a person's roles.", no_args_is_help=True)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"makegood {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Say the version and stop.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Backorders from detection to closure: what is short, who gets what, what may be promised, what to tell whom."""


app.command("plan")(plan.plan)
app.command("explain")(explain.explain)
app.command("demo")(demo.demo)
app.command("status")(status.status)
app.command("audit")(audit.audit)
app.command("doctor")(doctor.doctor)
app.command("migrate")(migrate.migrate)
app.command("import")(import_.import_shop)
app.command("handoffs")(handoffs.handoffs)
app.command("review")(review.review)
app.command("tasks")(tasks.tasks)
for word in (*asking.QUESTIONS, *listing.LISTS, *words.COMMANDS):
    # return is a word of Python's.
    app.command(word.__name__.rstrip("_"))(word)
policy_app.command("show")(policy.show)
policy_app.command("check")(policy.check)
policy_app.command("import")(policy_live.import_policy)
for verb in (policy_live.export, policy_live.history, policy_live.diff, policy_live.restore):
    policy_app.command(verb.__name__)(verb)
app.add_typer(policy_app, name="policy")
app.add_typer(cutover.cutover_app, name="cutover")
for name, named in people.PEOPLE.items():
    people_app.command(name)(named)
for name, named in people.TOKENS.items():
    tokens_app.command(name)(named)
app.add_typer(people_app, name="people")
app.add_typer(tokens_app, name="tokens")
