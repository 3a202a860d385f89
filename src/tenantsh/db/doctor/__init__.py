"""What row security rests on, for every role that can reach a tenant's: asked of the catalog, and read."""

from __future__ import annotations

from tenantsh.db.doctor.reading import Asked, survey, whose
from tenantsh.db.doctor.survey import Survey

__all__ = ["Asked", "Survey", "survey", "whose"]
