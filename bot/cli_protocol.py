"""The commands for whoever writes an area's file: what is wrong, what it may say, how areas differ."""

from __future__ import annotations

from pathlib import Path

import click

from marac.protocol import areas, protocol_for
from marac.protocol_check import check
from marac.protocol_compare import as_page, as_text
from marac.protocol_page import page


@click.group()
def protocol() -> None:
    """Check, explain and compare the areas' files."""


@protocol.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def check_(files: tuple[Path, ...]) -> None:
    """Say every mistake in FILES by line and entry, with what would be right; exit 1 if there is any."""
    wrong = 0
    for file in files:
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            click.echo(f"{file}: this cannot be read as a text file ({type(error).__name__}).")
            wrong += 1
            continue
        found = check(text)
        wrong += len(found)
        for one in found:
            click.echo(f"{file}:{one.line}: {one.entry + ': ' if one.entry else ''}{one.says}")
        if not found:
            click.echo(f"{file}: nothing is wrong with it.")
    if wrong:
        raise SystemExit(1)


@protocol.command("compare")
@click.argument("named", metavar="[AREA]...", nargs=-1)
@click.option("--page", "as_markdown", is_flag=True, help="As a page in Markdown, as docs/areas.md is.")
def compare(named: tuple[str, ...], *, as_markdown: bool) -> None:
    """Set the named AREAs (or all that are installed) side by side."""
    known = areas()
    for name in named:
        if name not in known:
            raise click.BadParameter(f'"{name}" is not installed. There are: {", ".join(known)}.')
    chosen = [protocol_for(name) for name in named or known]
    click.echo(as_page(chosen) if as_markdown else as_text(chosen), nl=False)


@protocol.command("page")
def page_() -> None:
    """Write every entry that an area's file may have, as a page in Markdown; docs/protocols.md is this."""
    click.echo(page(), nl=False)
