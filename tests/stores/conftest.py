"""A real store for the tests of a file, gone with them; each test begins with an empty one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.stores.servers import Store, oxigraph


@pytest.fixture(scope="module")
def running() -> Iterator[Store]:
    with oxigraph() as store:
        yield store


@pytest.fixture
def store(running: Store) -> Store:
    running.put("")
    assert running.quads() == set()
    return running
