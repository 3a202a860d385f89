"""What third.sql has wrong, and what it has that is right: the third sowing."""

from tests.doctor.planted import Defect

_DEEP = (
    "CREATE TEMP TABLE deep (i int); CREATE FUNCTION pg_temp.looks() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " PERFORM set_config('app.seen', (SELECT count(*)::text FROM third.in_trigger), false); RETURN NEW; END $$;"
    " CREATE TRIGGER looks BEFORE INSERT ON deep FOR EACH ROW EXECUTE FUNCTION pg_temp.looks();"
    " INSERT INTO deep VALUES (1)"
)


def _reads(name: str, kind: str, first: str | None = None) -> Defect:
    return Defect(name, kind, f"SELECT EXISTS (SELECT FROM third.{name} WHERE org <> 42)", first=first)


DEFECTS = (
    _reads("by_login", "no-context"),
    _reads("by_group", "no-context"),
    _reads("by_like", "comparison"),
    _reads("by_roles", "tenants-mixed"),
    Defect("mine_definer", "context-definer", "SELECT EXISTS (SELECT FROM third.by_definer WHERE org <> 42)"),
    Defect("mine_immutable", "immutable"),
    Defect("by_map", "writable-behind", "INSERT INTO third.map VALUES (43, 'third_42')"),
    _reads("by_application", "switch", "SET application_name = 'backoffice'"),
    Defect("in_trigger", "or-open", "SELECT current_setting('app.seen')::int > 2", first=_DEEP),
    _reads("recent", "or-open"),
    _reads("by_address", "or-open"),
    Defect("t_tells", "trigger-definer", "INSERT INTO third.by_trigger (org, id) VALUES (42, 99)"),
    Defect("t_writes", "trigger-definer", "UPDATE third.v_trigger SET body = 'written'"),
    Defect("v_statistics", "statistics", "SELECT EXISTS (SELECT FROM third.v_statistics WHERE values LIKE '%of 43%')"),
    Defect(
        "pg_statistic",
        "statistics",
        "SELECT count(stavalues1::text) > 0 FROM pg_statistic WHERE starelid = 'fine.plain'::regclass",
    ),
    Defect("v_mine", "view-no-barrier"),
    _reads("parted_old", "no-context"),
    Defect("g_option", "grant-option", "GRANT SELECT ON third.g_option TO PUBLIC"),
    Defect("third_root", "becomes-bypass", "SELECT pg_has_role('third_login', 'third_root', 'MEMBER')"),
    Defect("pg_signal_backend", "monitors", "SELECT pg_has_role('third_login', 'pg_signal_backend', 'MEMBER')"),
    Defect("third", "owns-database"),
    Defect("third_schema", "create-in-schema", "CREATE TABLE third_schema.mine ()"),
)
"""Each thing that is wrong there."""

READABLE = (
    "plain", "restricted", "by_name", "by_number", "by_regexp", "in_map", "recent", "by_policy", "triggered", "parted",
    "parted_all", "elsewhere",
)  # fmt: skip
"""Relations in schema `fine` that show this organization's rows only."""
