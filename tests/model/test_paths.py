"""Paths into documents: what a sample says of one, and which ones are near one that it has not seen."""

from __future__ import annotations

import pytest

from tenantsh.db.catalog.tally import keys_of
from tenantsh.model.paths import near, seen

_KNOWN = keys_of(
    [
        '{"tier": "pro", "price": 1, "created_at": "2026", "owner": {"email": "a@b"}, "items": [{"sku": "a"}]}',
        '{"tier": "free", "price": "2", "createdAt": "x", "tags": ["a"], "email": null}',
        '{"tier": "free", "price": null, "vendor": {"email": "c@d"}}',
    ]
)


def test_types_come_with_their_shares() -> None:
    price = seen(_KNOWN, ["price"])
    assert price is not None
    assert dict(price.types) == {"number": 1 / 3, "string": 1 / 3, "null": 1 / 3}
    assert price.mixed


def test_null_beside_one_type_is_not_mixed() -> None:
    email = seen(keys_of(['{"a": null}', '{"a": 1}']), ["a"])
    assert email is not None
    assert not email.mixed


def test_arrays_on_the_way_are_told() -> None:
    sku, tags = seen(_KNOWN, ["items", "sku"]), seen(_KNOWN, ["tags"])
    assert sku is not None
    assert tags is not None
    assert sku.arrays == (("items",),)
    assert tags.arrays == (("tags",),)


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        (["teir"], ("tier",)),
        (["Tier"], ("tier",)),
        (["created-at"], ("created_at",)),
        (["sku"], ("items", "sku")),
        (["owner", "e-mail"], ("owner", "email")),
        (["ownr", "email"], ("owner", "email")),
        (["user", "sku"], ("items", "sku")),
    ],
)
def test_what_is_not_there_has_near_paths(wanted: list[str], first: tuple[str, ...]) -> None:
    assert seen(_KNOWN, wanted) is None
    assert near(_KNOWN, wanted)[0] == first


@pytest.mark.parametrize("wanted", [["tier"], ["nothing like it"], [], ["x"]])
def test_what_is_there_and_what_is_like_nothing_have_none(wanted: list[str]) -> None:
    assert near(_KNOWN, wanted) == []


def test_nothing_was_sampled_and_nothing_is_near() -> None:
    assert seen((), ["a"]) is None
    assert near((), ["a"]) == []
