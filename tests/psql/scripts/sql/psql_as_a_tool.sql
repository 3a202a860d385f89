\set schema 'my schema'
\set table 'a "table"'
create schema :"schema";
create table :"schema".:"table" (id int, v text);
insert into :"schema".:"table" values (1, :'table');
select * from :"schema".:"table";
select count(*) as n, max(id) as m from :"schema".:"table" \gset got_
\echo there is :got_n row, the largest is :got_m
select :got_n = 1 as one_row \gset
\if :one_row
  \echo exactly one
\else
  \echo not one
\endif
select format('alter table %I.%I add column c%s int', :'schema', :'table', n) from generate_series(1, 2) n \gexec
\d :"schema".:"table"
\set id 1
update :"schema".:"table" set v = :'id' where id = :id returning *;
\set where 'where id = :id'
select * from :"schema".:"table" :where;
\unset id
select * from :"schema".:"table" :where;
\set q 'select 1 as a, 2 as b'
:q;
:q \gx
:q \g (format=csv)
prepare st as select $1::int;
\set list '1, 2, 3'
select * from unnest(array[:list]) n where n in (:list);
\set n 0
\set n :n + 1
\set n :n + 1
select :n as n;
\set sql `printf 'select %s as shell' 5`
:sql;
drop schema :"schema" cascade;
