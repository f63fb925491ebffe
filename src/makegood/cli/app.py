"""The commands, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

import typer

from makegood import __version__
from makegood.cli import (
    asking,
    audit,
    backup,
    cutover,
    demo,
    doctor,
    evidence,
    explain,
    handoffs,
    import_,
    jobs,
    letters,
    listing,
    machine,
    measures,
    migrate,
    people,
    plan,
    policy,
    policy_live,
    review,
    sending,
    serve,
    slips,
    status,
    tasks,
    templates,
    wish,
    words,
    worker,
)
from makegood.cli.help import add_commands, add_group

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
    help="The policy, every setting of it: whether a file of them holds, and all versions of a live shop's.",
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


COMMANDS: Mapping[str, Callable[..., None]] = {
    "plan": plan.plan,
    "explain": explain.explain,
    "demo": demo.demo,
    "status": status.status,
    "audit": audit.audit,
    "doctor": doctor.doctor,
    "migrate": migrate.migrate,
    "backup": backup.backup,
    "restore": backup.restore,
    "sending": sending.sending,
    "serve": serve.serve,
    "evidence": evidence.evidence,
    "import": import_.import_shop,
    "handoffs": handoffs.handoffs,
    "review": review.review,
    "tasks": tasks.tasks,
    "assign": tasks.assign,
    "wish": wish.wish,
    "worker": worker.worker,
    "jobs": jobs.jobs,
    "machine": machine.machine,
    "measures": measures.measures,
    # return is a word of Python's.
    **{
        word.__name__.rstrip("_"): word
        for word in (
            *asking.QUESTIONS,
            *listing.LISTS,
            *words.COMMANDS,
            *letters.COMMANDS,
            *slips.COMMANDS,
        )
    },
}
GROUPS = {
    "policy": policy_app,
    "cutover": cutover.cutover_app,
    "people": people_app,
    "tokens": tokens_app,
    "template": templates.template_app,
}
add_commands(app, COMMANDS)
add_commands(policy_app, {"show": policy.show, "check": policy.check, **policy_live.COMMANDS})
add_commands(templates.template_app, templates.COMMANDS)
add_commands(people_app, people.PEOPLE)
add_commands(tokens_app, people.TOKENS)
for name, group in GROUPS.items():
    add_group(app, name, group)
