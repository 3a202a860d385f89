"""The collector holds no key press up while a catalog is loaded, and what was loaded goes all the same."""

from __future__ import annotations

import gc
import weakref

import pytest

from tenantsh.model.catalog import Catalog
from tenantsh.repl.pauses import without_pauses


@pytest.fixture(autouse=True)
def _as_before() -> object:
    yield
    gc.unfreeze()


def test_nothing_is_collected_while_it_is_loaded_whatever_happens() -> None:
    seen = []

    def fail() -> None:
        with without_pauses():
            seen.append(gc.isenabled())
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert (seen, gc.isenabled()) == ([False], True)


def test_what_was_loaded_is_not_looked_at_again() -> None:
    with without_pauses():
        loaded = [[] for _ in range(1000)]  # type: ignore[var-annotated]
    assert gc.get_freeze_count() >= len(loaded)


def test_a_catalog_that_nobody_holds_any_more_is_gone_without_the_collector() -> None:
    with without_pauses():
        catalog = Catalog(schemas=("public",))
        _ = catalog.shelves, catalog.schema_names, catalog.owned, catalog.column_names
    gone = weakref.ref(catalog)
    gc.disable()
    del catalog
    gc.enable()
    assert gone() is None
