"""Filters on JSON documents: `tier=premium seats>=10 tags~beta !archived items[sku=a qty>=3] has:sso any:x`."""
