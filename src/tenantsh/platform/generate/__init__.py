"""The rows of a made-up platform: the same seed, anchor and scale give the same bytes, whatever the clock says."""
