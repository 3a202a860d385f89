"""Row security as it stands for a role: where it applies, which policies, combined how, and their conditions."""

from __future__ import annotations

from tenantsh.db.policies.combining import Clause, Combined, Command
from tenantsh.db.policies.reading import EVERYTHING, Secured, partitions, read
from tenantsh.db.policies.rows import Beneath, Partitions, Policy, Relation, Subject
from tenantsh.db.policies.splitting import Condition, split
from tenantsh.db.policies.table import Standing, Table

__all__ = [
    "EVERYTHING",
    "Beneath",
    "Clause",
    "Combined",
    "Command",
    "Condition",
    "Partitions",
    "Policy",
    "Relation",
    "Secured",
    "Standing",
    "Subject",
    "Table",
    "partitions",
    "read",
    "split",
]
