"""What fourth.sql has wrong, and what it has that is right: the fourth sowing."""

from tests.doctor.planted import Defect

OURS, THEIRS = (f"00000000-0000-0000-0000-0000000000{number}" for number in (42, 43))
"""Two organizations; the attacker was given the first."""
_OWN = f"CREATE TEMP TABLE members AS SELECT '{THEIRS}'::uuid AS account_id, 'of 42' AS body"
_OTHERS = f"account_id <> '{OURS}'"

DEFECTS = (
    Defect("name", "definer", f"SELECT EXISTS (SELECT FROM fourth.name() WHERE {_OTHERS})"),
    Defect("mine", "path", f"SELECT EXISTS (SELECT FROM fourth.by_callers_path WHERE {_OTHERS})", first=_OWN),
    Defect("mine_unended", "path", f"SELECT EXISTS (SELECT FROM fourth.by_path WHERE {_OTHERS})", first=_OWN),
    Defect(
        "history", "copied", f"SELECT EXISTS (SELECT FROM fourth.history WHERE row_data ->> 'account_id' <> '{OURS}')"
    ),
    Defect(
        "fourth_ops",
        "becomes-bypass",
        "SELECT pg_has_role('fourth_login', 'fourth_ops', 'SET')",
        first="GRANT fourth_ops TO fourth_login WITH SET TRUE",
        since=16,
    ),
    Defect("fourth_keeper", "becomes-owner", "SELECT pg_has_role('fourth_login', 'fourth_keeper', 'MEMBER')"),
    Defect("fourth", "large-objects", "SELECT lo_get(987655) = 'everybody''s'::bytea"),
    Defect("parent", "inherits", "SELECT EXISTS (SELECT FROM fourth.parent WHERE body = 'of 43')"),
    Defect(
        "session_replication_role",
        "parameter",
        "SELECT current_setting('session_replication_role') = 'replica'",
        first="SET LOCAL session_replication_role = replica",
        since=15,
    ),
    Defect("numbers", "sequence", "SELECT setval('fourth.numbers', 1) = 1"),
)
"""Each thing that is wrong there."""

READABLE = ("plain", "members", "by_whole", "by_ended", "history", "written", "folded", "child")
"""Relations in schema `sound` that show this organization's rows only."""
