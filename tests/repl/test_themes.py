"""Colours can be read on the backgrounds that they are for, and NO_COLOR is the last word."""

from __future__ import annotations

from dataclasses import fields

import pytest

from tenantsh.model.errors import UsageError
from tenantsh.repl.themes import PALETTES, Palette, style, theme
from tenantsh.shell.config import Prompt
from tenantsh.shell.variables import Variables

ENOUGH = 4.5
BACKGROUNDS = {
    "dark": ("#000000", "#1e1e1e", "#282c34"),
    "light": ("#ffffff", "#fdf6e3"),
    "either": ("#000000", "#ffffff"),
}
"""What terminals of each theme look like."""
"""What the Web Content Accessibility Guidelines ask of text (AA)."""
COLOURS = [field.name for field in fields(Palette)]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("name", COLOURS)
@pytest.mark.parametrize("theme", PALETTES)
def test_every_colour_can_be_read(theme: str, name: str) -> None:
    text, _, own = getattr(PALETTES[theme], name).partition(" bg:")
    for background in [own] if own else BACKGROUNDS[theme]:
        assert contrast(text, background) >= ENOUGH, background


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("COLORFGBG", raising=False)


@pytest.mark.usefixtures("bare")
def test_a_variable_counts_more_than_the_configuration() -> None:
    variables = Variables()
    assert theme(variables, Prompt(theme="light")) == "light"
    variables.set("THEME", "dark")
    assert theme(variables, Prompt(theme="light")) == "dark"
    variables.unset("THEME")
    assert theme(variables, Prompt(theme="light")) == "light"


@pytest.mark.usefixtures("bare")
def test_a_terminal_that_does_not_say_has_colours_for_both(monkeypatch: pytest.MonkeyPatch) -> None:
    assert theme(Variables(), Prompt()) == "either"
    monkeypatch.setenv("COLORFGBG", "0;15")
    assert theme(Variables(), Prompt()) == "light"


@pytest.mark.usefixtures("bare")
def test_no_color_is_the_last_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    variables = Variables()
    variables.set("THEME", "dark")
    assert theme(variables, Prompt()) == "none"


def test_without_colours_no_style_has_one() -> None:
    assert [rule for _, rule in style("none").style_rules if "#" in rule or "ansi" in rule or "bg:" in rule] == []


def test_a_theme_that_there_is_not_is_refused() -> None:
    with pytest.raises(UsageError, match="Available values are: auto, dark, light, none"):
        Variables().set("THEME", "blue")


def test_no_theme_is_set_at_the_start_as_psql_has_none() -> None:
    assert {"THEME", "TOOLBAR", "PROGRESS"} & {name for name, _ in Variables().items()} == set()
