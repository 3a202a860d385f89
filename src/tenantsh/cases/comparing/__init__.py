"""Two looks at one statement: what differs between them, and which verdict that makes. Pure."""

from tenantsh.cases.comparing.compared import Change, Compared, RowChange, overall
from tenantsh.cases.comparing.comparing import compare

__all__ = ["Change", "Compared", "RowChange", "compare", "overall"]
