"""What the parts of a machine are called, and what to do about one that is not in order."""

from __future__ import annotations

from collections.abc import Mapping

TO_DO: Mapping[str, str] = {
    "database": "Look at --database or MAKEGOOD_DATABASE. A SQLite file needs a disk with room and the right to write; "
    "PostgreSQL must be version 14 or later, and running.",
    "migrations": "Stop what uses the database, back it up, and apply the migrations of this version.",
    "tables": "Restore the newest backup whose audit finds nothing, or make the missing constraint anew.",
    "triggers": "Make the triggers anew, then run `makegood audit`: history may have been changed meanwhile.",
    "durability": "Put the settings back: an order that was answered must outlive a power cut.",
    "file": "Stop what uses it, keep a copy, and restore the newest backup whose audit finds nothing.",
    "writing": "Let whom Makegood runs as write the folder, the file and those beside it. A disk that is read-only all "
    "at once is often a broken one: look at what the system says of it.",
    "readers": "It holds names, addresses and hashes of passwords: `chmod 600` these files.",
    "disk": "Make room, or move the database to a larger disk of this machine. Never keep it on a network disk.",
    "processes": "SQLite has one writer at a time. With so many processes PostgreSQL serves them sooner.",
    "mail": "Set MAKEGOOD_MAIL and MAKEGOOD_MAIL_FROM, where customers are to be told by mail.",
    "inbox": "Look at MAKEGOOD_INBOX, and whether its server can be reached from here.",
    "zones": "Install the package tzdata.",
    "jobs": "Look at `makegood jobs`: mend what it says and have it tried again. Is `makegood worker` running?",
    "policy": "Import a policy that holds; `makegood policy check` says what is wrong with a file.",
}
"""By the parts of `queries.health`."""

PARTS: Mapping[str, str] = {
    "database": "Database",
    "migrations": "Version of the tables",
    "tables": "Tables and constraints",
    "triggers": "History cannot be rewritten",
    "durability": "What was saved outlives a power cut",
    "file": "The file is undamaged",
    "writing": "The file can be written",
    "readers": "Who may read the file",
    "disk": "Room on the disk",
    "processes": "Processes on the file",
    "mail": "Mail to customers",
    "inbox": "Answers of customers",
    "zones": "Time zones",
    "jobs": "The worker",
    "policy": "Policy",
}

JOBS: Mapping[str, str] = {
    "audit": "Nightly audit",
    "forget": "Drop what was kept for long enough",
    "review": "Daily review of every waiting line",
    "updates": "Queue the updates that are due",
    "silence": "Nobody answered by the day a notice named",
    "stuck_releases": "Flag releases that do not leave",
    "inbox": "Read what customers wrote",
}
"""By the kinds of jobs."""


def job_said(key: str) -> str:
    """What a job does, by the name it is known by: its kind, and what it is about."""
    kind = key.partition(":")[0]
    return JOBS.get(kind) or kind.replace("_", " ").capitalize()
