"""Ways to ask for documents, and what an index did for each in the first measurement (PostgreSQL 15.18)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """One way to ask; either a filter of tenantsh's, or SQL."""

    text: str
    first: tuple[str, str]
    """Time without an index by time with it, that was measured before: with `jsonb_ops`, with `jsonb_path_ops`."""
    filter: bool = False
    slow: bool = False
    """Whether one round is enough."""


FORMS = (
    Form("""data @> '{"external_ref":"ref-777"}'""", ("16,484x", "22,934x")),
    Form("external_ref=ref-777", ("16,484x", "22,934x"), filter=True),
    Form("""data @> '{"tier":"premium"}'""", ("3.4x", "3.5x")),
    Form("""data @> '{"tier":"premium","region":"eu"}'""", ("9.7x", "9.0x")),
    Form("tier=premium region=eu", ("9.7x", "9.0x"), filter=True),
    Form("owner.email=user77@acme.com", ("471x", "9,320x"), filter=True),
    Form("""data @> '{"email":"user77@acme.com"}'""", ("469x", "14,579x")),
    Form("tags~vip", ("2.0x", "2.9x"), filter=True),
    Form("seats=77", ("15x", "25x"), filter=True),
    Form("seats=77 tier=premium archived", ("15x", "71x"), filter=True),
    Form("""data @> '{"items":[{"sku":"sku-7","qty":3}]}'""", ("92x", "222x")),
    Form("items[sku=sku-7 qty=3]", ("68x", "257x"), filter=True),
    Form("external_ref in ref-7,ref-777", ("6,502x", "16,006x"), filter=True),
    Form("""data @> '{"sso":{}}'""", ("9.4x", "seq")),
    Form("data ? 'sso'", ("11x", "never")),
    Form("has:sso", ("11x", "never"), filter=True),
    Form("data ? 'nope'", ("17,452x", "never")),
    Form("data ?| '{sso,nope,feature.flag}'", ("2.0x", "never")),
    Form("data ?& '{sso,nope}'", ("221x", "never")),
    Form("data -> 'tags' ? 'vip'", ("never", "never")),
    Form("""data @? '$."external_ref" ? (@ == "ref-777")'""", ("9,389x", "25,958x")),
    Form("""data @@ '$."external_ref" == "ref-777"'""", ("7,470x", "17,995x")),
    Form("""data @@ '$."tier" == "premium" && $."region" == "eu"'""", ("5.2x", "8.3x")),
    Form("""data @@ '$."tier" == "premium" && $."seats" >= 99'""", ("3.9x", "3.8x")),
    Form("tier=premium seats>=99", ("-", "-"), filter=True),
    Form("any:user77@acme.com", ("30,581x", "never"), filter=True),
    Form("""data @? '$.*."email" ? (@ == "user77@acme.com")'""", ("1,668x", "never")),
    Form("data @? '$.\"sso\"'", ("seq, forced 0.17x", "seq, forced 0.17x")),
    Form("seats>=99", ("seq, forced 0.24-0.45x", "seq, forced 0.24-0.45x"), filter=True),
    Form("owner.email=~'^user77@'", ("seq, forced 0.24-0.45x", "seq, forced 0.24-0.45x"), filter=True),
    Form("name*=abcde", ("-", "-"), filter=True),
    Form("created_at>=2025-06-01", ("-", "-"), filter=True),
    Form("tier!=free", ("never", "never"), filter=True),
    Form("!archived", ("never", "never"), filter=True),
    Form("""jsonb_path_exists(data, '$."external_ref" ? (@ == "ref-777")')""", ("never", "never")),
    Form("data ->> 'external_ref' = 'ref-777'", ("never", "never")),
    Form("(data ->> 'seats')::int = 77", ("never", "never")),
    Form("data::text ILIKE '%user77@acme.com%'", ("never", "never"), slow=True),
    Form("""data <@ '{"tier":"premium"}'""", ("never", "never")),
    Form("NOT data ? 'sso'", ("never", "never")),
    Form("data @> '{}'", ("never", "never")),
)
