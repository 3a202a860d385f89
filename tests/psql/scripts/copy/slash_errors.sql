create table t (a int);
\copy
\copy t
\copy t from
\copy t to
\copy t nonsense x
\copy t from program
\copy t from program echo
\copy (select 1 to stdout
\copy (select 1) from stdin
\copy t (a from stdin
\copy 't' from rows.txt
\copy t from stdin nonsense
\copy t to stdin
\copy t from stdout
\copy "t from stdin
\copy t from 'rows.txt
\copy .t from rows.txt
\copy t. from rows.txt
\copy t from rows.txt (format)
\copy binary t to stdout
select 'unfinished' \copy t to stdout
\p
\r
\set x t
\copy :x to stdout
\copy t to :x
\copy t to stdout -- comment
\! ls
