"""`publish`: the data set put into a SPARQL store, in the place of what was there of it before."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from khorasan_graph.cli import options
from khorasan_graph.cli.terminal import CommandError, ExitCode, clean, out, out_json, say

if TYPE_CHECKING:
    from khorasan_graph.stores.addresses import Address
    from khorasan_graph.stores.client import Client


def publish(
    to: Annotated[str, typer.Option("--to", metavar="URL", help="The address of the store's Graph Store Protocol.")],
    update: Annotated[
        str | None,
        typer.Option("--update", metavar="URL", help="That of its SPARQL Update: then all graphs change at once."),
    ] = None,
    root: options.Root = None,
    as_of: options.AsOf = None,
    during: options.During = None,
    types: options.Types = None,
    signs: options.Signs = None,
    statuses: options.Statuses = None,
    min_credibility: options.MinCredibility = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be put where, and send nothing.")] = False,
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="SECONDS", help="Give up when the store is silent for so long.")
    ] = 120.0,
    output_format: options.As = options.Format.text,
) -> int:
    """Put the data set into a SPARQL store, in the place of what was there of it."""
    from khorasan_graph.model.selection import narrow
    from khorasan_graph.stores.client import StoreError
    from khorasan_graph.stores.graphs import GraphStore
    from khorasan_graph.stores.publishing import graphs_of
    from khorasan_graph.stores.publishing import publish as put

    if not 0 < timeout <= 86_400:
        raise CommandError("a time limit is greater than 0, and a day at the most", ExitCode.NOT_UNDERSTOOD)
    where = address_of("--to", to)
    swap = address_of("--update", update) if update is not None else None
    if swap is not None and swap.origin != where.origin:
        raise CommandError("--to and --update are addresses of one server", ExitCode.NOT_UNDERSTOOD)
    client = client_for(where, timeout)
    base = options.load_base(root)
    chosen = options.selection(base, types, signs, statuses, options.date_asked(as_of, during), min_credibility)
    graphs = graphs_of(narrow(base, chosen), chosen)
    if not next(iter(graphs.values())).triples:
        raise CommandError("nothing is selected: there is nothing to publish", ExitCode.NO)
    if not dry_run:
        try:
            put(GraphStore(client, where), graphs, swap)
        except StoreError as error:
            raise CommandError(f"not published: {clean(str(error))}", ExitCode.IO) from None
    if output_format is options.Format.json:
        told = [{"graph": name, "triples": graph.triples} for name, graph in graphs.items()]
        out_json({"to": where.shown, "published": not dry_run, "at_once": swap is not None, "graphs": told})
        return ExitCode.DONE
    for name, graph in graphs.items():
        out(f"{name}  {graph.triples:,} triples")
    way = "all at once" if swap is not None else "one after another: with --update, all at once"
    say(f"{'would replace these' if dry_run else 'replaced'} in {where.shown}, {way}")
    return ExitCode.DONE


def address_of(option: str, url: str) -> Address:
    """The address that an option gives.

    Raises:
        CommandError: if it gives none.
    """
    from khorasan_graph.stores.addresses import AddressError, address

    try:
        return address(url)
    except AddressError as error:
        raise CommandError(f"{option}: {clean(str(error))}", ExitCode.NOT_UNDERSTOOD) from None


def client_for(where: Address, timeout: float) -> Client:
    """How that server is asked: with the credentials of the environment, if there are any, and with patience.

    Raises:
        CommandError: if the credentials cannot be used, or not there.
    """
    from khorasan_graph.stores.addresses import AddressError, credentials, refuse_to_reveal
    from khorasan_graph.stores.client import Client

    try:
        who = credentials(os.environ)
        refuse_to_reveal(where, who)
    except AddressError as error:
        raise CommandError(clean(str(error)), ExitCode.NOT_UNDERSTOOD) from None
    return Client(who, timeout, tell=lambda told: say(clean(told)))
