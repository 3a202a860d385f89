-- since: 15
select generate_series(1,100000) \g | true
select generate_series(1,100000) \g | head -1
\o | head -2
select generate_series(1,100000);
select 'x';
\echo y
\qecho z
\o
\o | true
\! sleep 0.1
select generate_series(1,100000);
\o
\copy (select generate_series(1,100000)) to program 'exit 3'
\copy (select generate_series(1,100000)) to program 'head -1'
copy (select generate_series(1,100000)) to stdout \g | head -1
select 1 \w | cat > /dev/null
\set FETCH_COUNT 10
select generate_series(1,100000) \g | head -2
\unset FETCH_COUNT
\echo :ERROR :SQLSTATE :SHELL_ERROR :SHELL_EXIT_CODE
\d pg_class \g
select 1;
