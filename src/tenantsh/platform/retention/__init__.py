"""Retention: coming months are made, months past their time go to cold storage or are purged, and nothing is lost."""
