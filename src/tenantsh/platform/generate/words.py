"""What things are called, and the strings that break tools."""

from __future__ import annotations

HOSTILE = (
    'O\'Reilly & "Sons"',
    "Robert'); DROP TABLE organizations;--",
    "C:\\new\\table\\",
    "株式会社テナント",
    "شركة المستقبل",
    "🦄 unicorns 👩‍👩‍👧‍👦 everywhere",
    '<script>alert("org")</script><b>bold</b>',
    "$(rm -rf ~) `id` ${HOME}",
    'comma, "quote"; semicolon|pipe',
    "a tab\there",
    "two\nlines",
    "two\r\nlines of Windows",
    "\x1b[31mred\x1b[0m \x07bell \x7fdelete",
    "e\u0301cole Cafe\u0301 (combining)",
    "  leading and trailing  ",
    "NULL",
    "\\N",
    "\\.",
    "%s %(name)s {org} :org :'org' $1",
    "\\d users; \\! id",
    "İstanbul Straße ŉ",
    "\u202egnp.exe\u202c right-to-left override",
    "\u0410cme with a Cyrillic \u0410, and a zero\u200bwidth space",
    "=1+1",
    "x" * 255,
)
"""Quotes, injections, controls, scripts, markup, shells, formats, spreadsheets: each at most 255 characters."""

LONG = "A very long text. " * 1_500
"""27,000 characters, which PostgreSQL stores out of line."""

NAMES_OF_ORGANIZATIONS = {42: "Acme", 43: "Globex", 7: "Initech", 13: "Umbrella", 99: "42"}
"""Organizations that documentation and tests speak of; one's name is another's id."""

FIRST_HOSTILE_ORGANIZATION = 101
"""From this org_id on, organizations are called by the hostile strings, one each."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST = _words("Northern Southern Blue Red Golden Silver Rapid Quiet Open Bright Prime Alpine Coastal Urban Solar")
SECOND = _words("Harbor Forge Summit River Orchard Lantern Bridge Signal Meadow Anchor Compass Quarry Foundry Grove")
KIND = _words("Ltd GmbH Inc Labs Group Works Partners Systems")

GIVEN = _words("Ada Bo Chen Dina Emre Fatou Goran Hana Ivo Jun Kira Lars Mina Noor Olga Pau Qi Rosa Sven Tala Uma Yann")
FAMILY = _words(
    "Abe Brandt Costa Diallo Eriksen Fischer García Haddad Ito Jansen Kowalski Li Müller Nguyễn Okafor Patel"
)

RESOURCE_TYPES = ("document", "dataset", "dashboard", "api_key", "webhook", "pipeline", "report")
REGIONS = ("eu-west-1", "eu-central-1", "us-east-1", "ap-south-1")
TAGS = ("prod", "staging", "pii", "billing", "beta", "legacy", "gdpr", "customer-facing")
EVENT_TYPES = ("page_view", "api_call", "login", "resource.updated", "resource.created", "export", "payment.failed")
