"""Support cases: what is looked at for one ticket, recorded."""
