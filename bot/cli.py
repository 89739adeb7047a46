"""The command line: run the bot, bring its database up to date, and look after its keys.

The groups for files, audits and rehearsals are modules of their own; what a failure comes to is told in
`bot.cli_ground`.
"""

from __future__ import annotations

import click

from bot.cli_audit import audit
from bot.cli_files import cases, register
from bot.cli_ground import mendable, told_to_stop, with_store
from bot.cli_meetings import meetings
from bot.cli_outbox import duties, outbox
from bot.cli_protocol import protocol
from bot.cli_rehearsal import demo, rehearse
from bot.cli_retention import retention
from bot.edge import serving
from bot.logs import set_up_logs
from bot.memory import keep_what_is_loaded, share_one_heap
from bot.settings import check_storage, load_settings
from bot.wiring import data_folder, open_bot
from store.masterkeys import new_key
from store.opening import current_revision, migrate


@click.group()
def main() -> None:
    """The MARAC Assistant: a meeting's secretary in Microsoft Teams."""
    set_up_logs("warning")


for _command in (register, cases, meetings, audit, outbox, duties, retention, protocol, rehearse, demo):
    main.add_command(_command)


@main.command("migrate")
@mendable
async def migrate_() -> None:
    """Make the database's tables, or bring them to this version's; no credentials are needed for it."""
    settings = load_settings(checked=check_storage)
    data_folder(settings)
    before = await current_revision(settings.database_url)
    await migrate(settings.database_url)
    after = await current_revision(settings.database_url)
    click.echo(f"The database is at revision {after}" + ("" if before != after else ", as it was") + ".")


@main.command()
@mendable
async def serve() -> None:
    """Run the bot until it is told to stop."""
    settings = load_settings()
    set_up_logs(settings.log_level)
    share_one_heap()
    async with open_bot(settings) as bot, serving(bot.app, settings) as address:
        keep_what_is_loaded()
        click.echo(f"The bot listens at {address}/api/messages.")
        if not settings.checks_tokens:
            click.echo(
                "Rehearsal: there are no credentials, so tokens are not checked and only this "
                "machine is served."
            )
        elif settings.rehearsal:
            click.echo("Rehearsal: only this machine is served.")
        await told_to_stop().wait()


@main.group()
def keys() -> None:
    """Look after the master keys."""


@keys.command("new")
def keys_new() -> None:
    """Print a new master key; keep it in your secret store and put it first in MARAC_MASTER_KEYS."""
    click.echo(new_key())


@keys.command("rotate")
@mendable
async def keys_rotate() -> None:
    """Seal everything under the newest master key; afterwards the older ones can be taken away."""
    done = await with_store(lambda store: store.keys.rotate())
    click.echo(f"Put under the newest key: {done.keys} keys and {done.records} records of the register.")
