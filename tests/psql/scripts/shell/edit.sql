\setenv PSQL_EDITOR_LINENUMBER_ARG +
select 'one' as a
\e
\p
\g
select 'one' as b;
\e
;
\setenv EDIT 'select ''edited'' as c;'
\e
\p
select 'x'
\e
\r
\setenv EDIT 'select 1 as first; select 2 as second'
\e
\r
\setenv EDIT '\\echo a command'
\e
\r
\e file.sql
\! cat file.sql
\r
\e good.sql 2
\e good.sql x
\e good.sql 0
\e 3
\r
\setenv EDITOR /nonexistent/editor
select 4
\e
\r
\setenv EDITOR true
select 5 as five
\e
;
\setenv EDITOR false
select 6 as six
\e
;
