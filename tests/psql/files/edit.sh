#!/bin/sh
# An editor that writes EDIT into the file it is given, or changes "one" to "two" in it.
if [ -n "$EDIT" ]; then printf '%s\n' "$EDIT" > "$1"; else sed -i 's/one/two/g' "$1"; fi
touch -d '2040-01-01' "$1"
