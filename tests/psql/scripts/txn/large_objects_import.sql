\lo_import good.sql
\echo :{?LASTOID}
select convert_from(lo_get(:LASTOID), 'UTF8') as content;
\lo_unlink :LASTOID
\set QUIET off
\o out.txt
\lo_import good.sql 'with a comment'
\lo_unlink :LASTOID
\o
\! sed s/[0-9][0-9]*/N/ out.txt
\set QUIET on
begin;
\lo_import good.sql
select count(*) from pg_largeobject_metadata where oid = :LASTOID;
rollback;
select count(*) from pg_largeobject_metadata where oid = :LASTOID;
begin;
select 1/0;
\lo_import good.sql
\lo_unlink 5
rollback;
\set AUTOCOMMIT off
\lo_import good.sql
rollback;
select count(*) from pg_largeobject_metadata;
