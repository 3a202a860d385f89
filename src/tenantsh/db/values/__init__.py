"""Python's values as parameters: `plain` ones first, of whatever library, then `typed` as literals would be."""
