\! printf 'select 1 as inc;\n\\if true\n\\echo in if\n' > open_if.sql
\i open_if.sql
\! printf '\\endif\n' > endif.sql
\if true
\i endif.sql
\endif
\! printf 'select 1' > nosemi.sql
\i nosemi.sql
;
\! printf 'select 1;\n\\q\nselect 2;\n' > q.sql
\i q.sql
\echo after q
\! mkdir -p sub; printf '\\ir b.sql\n\\i sub/b.sql\n' > sub/a.sql; printf 'select 3 as b;\n\\echo :x\n\\set y 7\n' > sub/b.sql
\set x 5
\i sub/a.sql
\echo :y
\ir sub/a.sql
select 4
\i sub/b.sql
as after;
\! printf 'copy t from stdin;\n1\n2\n' > copy.sql
create table t(i int);
\i copy.sql
table t;
\! printf 'select 1/0;\nselect 2;\n' > err.sql
\set ON_ERROR_STOP on
\set ON_ERROR_STOP off
\i err.sql
\! printf '\\i err.sql\nselect 5;\n' > err2.sql
\i err2.sql
\! printf '\\i rec.sql\n' > rec.sql
\i 'nosuch file'
\i "sub/b.sql"
\i 'sub/b.sql' extra
\set f sub/b.sql
\i :f
\i `echo sub/b.sql`
\i |cat
\if false
\i sub/a.sql
\ir nosuch
\endif
\! printf "select 'unterminated\n" > unt.sql
\i unt.sql
';
\! printf "\xef\xbb\xbfselect 1 as bom;\r\nselect 2;\r\n" > bom.sql
\i bom.sql
\! printf 'begin;\nselect 1;\n' > beg.sql
\i beg.sql
commit;
\set ECHO queries
\i sub/b.sql
\set ECHO none
\i sub/b.sql
\set ECHO all
\set ON_ERROR_STOP on
\i err2.sql
select 'not reached';
