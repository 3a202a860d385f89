select 1 as a, 'b' as b, null as c, now() as "D", array[1] e, row(1) f, 1.5::numeric(10,2) g, 'x'::varchar(5) h, '1'::bit(3) \gdesc
select \gdesc
select nosuch \gdesc
select 1 \; select 2 \gdesc
create table gd(i int) \gdesc
insert into gd values (1) \gdesc
create table gd(i int);
insert into gd values (1) returning * \gdesc
update gd set i = 1 \gdesc
explain select 1 \gdesc
values (1,2) \gdesc
show all \gdesc
copy gd to stdout \gdesc
begin \gdesc
execute nosuch \gdesc
fetch all from nosuch \gdesc
select $1 \gdesc
select $1::int as x, $2::text \gdesc
select 1 +
\gdesc
\gdesc
\r
\gdesc
begin;
select 1/0;
select 1 \gdesc
rollback;
\x
select 1 as a, 2 as b \gdesc
\x
\t
select 1 as a, 2 as b \gdesc
\t
\a
select 1 as a, 2 as b \gdesc
\a
\pset title 'tt'
select 1 as a, 2 as b \gdesc
\pset title
\o gd.out
select 1 as a \gdesc
\o
\! cat gd.out
\set FETCH_COUNT 1
select 1 as a, 2 as b \gdesc
\unset FETCH_COUNT
table gd \gdesc
select * from gd where false \gdesc \gx
select 1 as "with ""quote""", 2 as "?column?", 3 as "" \gdesc
select 1 as "a|b", 2 as "c
d" \gdesc
select '(1,2)'::point, '{}'::json, '1 day'::interval(3), current_date, 'a'::name, '1'::"char", 'x'::char(4), '{1}'::int[][] \gdesc
