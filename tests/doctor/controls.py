"""What controls.sql has that is right and does not look so."""

READABLE = (
    "c_plain", "c_public", "c_debug", "c_each", "c_inline", "c_any", "c_in", "c_reversed", "c_and", "c_or_within",
    "c_or_each", "c_not_null", "c_case", "c_coalesce", "c_coalesce_all", "c_not_distinct", "c_text", "c_wrapped",
    "members", "c_exists", "c_in_members", "c_restricted", "c_restrictive_more", "c_two", "c_staff", "c_empty",
    'RLS off "true" OR 1=1', "c_read", "c_columns", "c_others", "c_view_forced", "c_rule", "c_parted", "c_shared",
    "c_shared_1", "c_inherited", "c_unique", "c_serial", "c_uuid", "orgs", "c_foreign_keys", "c_indexes",
)  # fmt: skip
"""Relations with the tenant's column that its role may read, and sees its own rows of."""

OTHERS = (
    "c_off", "c_behind", "c_countries", "c_plans", "c_view_countries", "c_kept_countries", "c_view_constant",
    "c_view_invoker", "c_view_ungranted", "c_kept_ungranted", "c_foreign", "c_parted_2026", "c_parted_2025_12",
    "c_inheriting", "f_ungranted", "f_touch", "f_theme", "f_words", "f_leakproof", "org", "person", "current_org",
    "controls_bypass", "controls_login", "controls_staff",
)  # fmt: skip
"""What else is there: not granted, nobody's, or not what it sounds like."""

CONTROLS = READABLE + OTHERS
