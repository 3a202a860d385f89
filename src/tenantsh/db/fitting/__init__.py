"""A convention that does not fit a database: which one could, by what the login can read of its catalog."""

from tenantsh.db.fitting.explaining import explain, gone_by

__all__ = ["explain", "gone_by"]
