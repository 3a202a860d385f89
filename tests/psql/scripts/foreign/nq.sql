\set QUIET off
create table a(i int, b text);
insert into a values (1,'x'),(2,'y');
insert into a values (3,'z') returning *;
update a set b = 'q' where i = 1;
update a set b = 'q' where i = 1 returning i;
delete from a where i = 1 returning i \gset
delete from a where false returning *;
select * from a \g out1
\! cat out1
insert into a values (4,'w') returning * \g out1
\! cat out1
insert into a values (4,'w') \g out1
\! cat out1
\o out2
insert into a values (5,'v');
insert into a values (6,'v') returning *;
create table b(i int);
begin;
commit;
copy a to stdout;
copy a from stdin;
7	seven
\.
\copy a from stdin
8	eight
\.
\copy a to out3
\o
\! cat out2
copy a to stdout;
copy a from stdin;
9	nine
\.
\copy a to out3
\copy a from out3
\copy a to stdout
select 1 \; insert into a values (1) \; select 2;
explain (costs off) select 1;
\pset border 2
\pset border 1
\pset format html
insert into a values (10,'html');
select 1;
insert into a values (11,'html') returning *;
\pset format csv
insert into a values (10,'html');
insert into a values (11,'html') returning *;
\pset format unaligned
insert into a values (10,'html');
insert into a values (11,'html') returning *;
\pset format latex
insert into a values (10,'html');
\pset format asciidoc
insert into a values (10,'html') returning *;
\pset format troff-ms
insert into a values (10,'html');
\pset format aligned
\t
insert into a values (12,'t') returning *;
\t
\x
insert into a values (12,'t') returning *;
\x
\a
\a
\C title
\C
\f ,
\f
\H
\H
\T x
\T
\pset null n
\pset fieldsep_zero
\pset fieldsep '|'
\pset recordsep_zero
\pset recordsep '\n'
\pset title x
\pset title
\pset expanded auto
\pset expanded off
\pset numericlocale
\pset numericlocale off
\pset pager off
\pset pager_min_lines 0
\pset columns 0
\pset linestyle ascii
\pset unicode_border_linestyle single
\pset footer
\pset footer on
\pset tuples_only
\pset tuples_only off
\pset tableattr y
\pset tableattr
\pset csv_fieldsep ;
\pset csv_fieldsep ,
\pset xheader_width full
\cd /tmp
\encoding
\encoding UTF8
\c
\timing
\timing
prepare p as select 1;
execute p;
deallocate p;
declare c cursor with hold for select 1;
fetch c;
move c;
close c;
listen x;
notify x;
unlisten x;
set work_mem = '1MB';
reset work_mem;
discard all;
do 'begin end';
create function f() returns void language sql as '';
select f();
call f();
truncate a;
drop table a, b;
drop function f;
vacuum;
lock table pg_class;
show work_mem;
values (1);
table pg_nosuch;
select 1 into zz;
create table zz2 as select 1;
create materialized view mv as select 1;
refresh materialized view mv;
merge into zz2 using (select 1) s on true when matched then do nothing;
\gexec
select 'create table ge1(i int)', 'insert into ge1 values (1)' \gexec
select 1 as a \gset
select 1,2,3 \crosstabview
select 1 \gdesc
select 1 \gx
