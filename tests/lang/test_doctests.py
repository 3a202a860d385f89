"""The examples in the docstrings of the pure floors are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import tenantsh.lang
import tenantsh.model

MODULES = [
    module.name
    for package in (tenantsh.lang, tenantsh.model)
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
