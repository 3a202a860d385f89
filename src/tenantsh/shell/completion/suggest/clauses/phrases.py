"""The keywords that each place asks for: few, the likeliest first."""

from __future__ import annotations

QUERY = ("SELECT", "WITH", "VALUES", "TABLE")
"""What a query in parentheses begins with."""

CONDITION = ("NOT", "EXISTS", "CASE")
VALUE = ("CASE", "NULL", "INTERVAL", "CAST", "NOT", "EXISTS", "ARRAY", "TRUE", "FALSE", "DATE", "TIMESTAMP", "ROW")
COMPARED = ("ANY", "ALL", "CASE", "NULL", "INTERVAL", "TRUE", "FALSE", "NOT", "ARRAY", "DATE",
    "TIMESTAMP", "EXISTS", "CAST", "SOME")  # fmt: skip
"""What the other side of a comparison may begin with."""

OPERATORS = (
    ("=", "equal"),
    ("<>", "not equal"),
    (">", "greater"),
    ("<", "less"),
    (">=", "greater or equal"),
    ("<=", "less or equal"),
    ("~", "matches a regular expression"),
    ("~*", "matches a regular expression in any case"),
    ("@>", "contains"),
    ("<@", "is contained in"),
    ("&&", "overlaps"),
    ("||", "both, one behind the other"),
    ("::", "cast"),
)
COMPARISONS = ("IS NULL", "IS NOT NULL", "IN", "LIKE", "ILIKE", "BETWEEN", "NOT IN", "IS DISTINCT FROM",
    "IS NOT DISTINCT FROM", "NOT LIKE", "NOT ILIKE", "NOT BETWEEN", "IS TRUE", "IS FALSE", "IS NOT TRUE",
    "SIMILAR TO", "OVERLAPS", "COLLATE", "AT TIME ZONE", "IS", "NOT")  # fmt: skip

TRUTH = ("IS TRUE", "IS NOT TRUE", "IS FALSE", "IS NULL", "IS NOT NULL")
"""What is asked of something that is true or false by itself."""
IS = (
    "NULL",
    "NOT NULL",
    "TRUE",
    "FALSE",
    "DISTINCT FROM",
    "NOT DISTINCT FROM",
    "NOT TRUE",
    "NOT FALSE",
    "UNKNOWN",
    "NOT",
)
IS_NOT = ("NULL", "DISTINCT FROM", "TRUE", "FALSE", "UNKNOWN")
NOT_BEHIND_OPERAND = ("IN", "LIKE", "ILIKE", "BETWEEN", "SIMILAR TO")

TAIL = ("WHERE", "GROUP BY", "HAVING", "WINDOW", "UNION", "UNION ALL", "INTERSECT", "EXCEPT", "ORDER BY", "LIMIT",
    "OFFSET", "FETCH FIRST", "FOR UPDATE", "FOR SHARE", "FOR NO KEY UPDATE", "FOR KEY SHARE")  # fmt: skip
"""A query's clauses behind FROM, in the grammar's order."""
SETS = ("UNION ALL", "UNION", "EXCEPT", "INTERSECT")
LATE = (*SETS, "WINDOW", "OFFSET", "FETCH FIRST", "FOR SHARE", "FOR NO KEY UPDATE", "FOR KEY SHARE")
"""Those that are seldom meant."""

JOINS = ("JOIN", "LEFT JOIN", "INNER JOIN", "RIGHT JOIN", "FULL JOIN", "CROSS JOIN", "NATURAL JOIN",
    "LEFT JOIN LATERAL", "CROSS JOIN LATERAL", "FULL OUTER JOIN", "LEFT OUTER JOIN", "RIGHT OUTER JOIN")  # fmt: skip

ONES = {
    "group": ("BY",),
    "order": ("BY",),
    "left": ("JOIN", "OUTER JOIN", "JOIN LATERAL"),
    "right": ("JOIN", "OUTER JOIN"),
    "full": ("JOIN", "OUTER JOIN"),
    "outer": ("JOIN",),
    "inner": ("JOIN",),
    "cross": ("JOIN", "JOIN LATERAL"),
    "natural": ("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "INNER JOIN"),
    "ordinality": ("AS",),
}
"""What follows the first word of a phrase, whatever the clause."""

FRAME_BOUNDS = ("UNBOUNDED PRECEDING", "CURRENT ROW", "UNBOUNDED FOLLOWING")
FRAMES = ("ROWS BETWEEN", "ROWS", "RANGE BETWEEN", "GROUPS BETWEEN", "RANGE", "GROUPS")
LOCKS = ("UPDATE", "SHARE", "NO KEY UPDATE", "KEY SHARE")
"""What FOR asks for."""
