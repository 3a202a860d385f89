#!/bin/sh
# An editor that writes EDIT into the file it is given, or changes "one" to "two" in it; a line's number comes before it.
for file in "$@"; do :; done
[ $# -eq 1 ] || echo "editing from $1"
if [ -n "$EDIT" ]; then printf '%s\n' "$EDIT" > "$file"; else sed -i 's/one/two/g' "$file"; fi
touch -d '2040-01-01' "$file"
