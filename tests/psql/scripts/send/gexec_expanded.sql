\x
select 'select 1 as a, 2 as b' \gexec
\x
select 'select 1 as a' \gexec
\g
\echo :ROW_COUNT
select 'copy (select 1) to stdout' \gexec
select 'begin', 'select 1 as inside', 'commit' \gexec
select format('select %L as lit, %I', 'a''b', 'x') from (select 1) q \gexec
