r"""SQL help, `\h`: every command of PostgreSQL 13 to 18 with its syntax in words of our own.

The `.txt` files say how a synopsis is written down:

- `= TITLE`, then a line that describes the command, a line with its page in PostgreSQL's documentation, and the
  statements; `~` stands for the title. `like TITLE` alone means the other command's statements.
- `:: NAME` begins what NAME stands for in the statements; without lines of its own it is found in `shared.txt`.
- A line or heading that ends in `-- @14+`, `-- @-13` or `-- @14-16` is for those server majors only.

`[ … ]` may be left out, `{ a | b }` is a choice, `[, ...]` and `[ ... ]` repeat the word or the braces before them: so
strictly that the tests make statements of every synopsis and have the server parse them.
"""
