-- since: 16
select 0x1F, 0b101, 0o17, 1_000_000;
select random_normal(0, 0), array_shuffle(array[1]), any_value(n) from (values (5)) v(n);
select '{}' is json, '[1' is json as bad, json_array(1, 'a'), json_object('k': 'v');
select * from (select 1 as a);
select system_user is null as s;
create table parted (a int) partition by range (a);
create table pa partition of parted for values from (minvalue) to (0x10);
alter table pa alter a set storage default;
create table t (a int, b int generated always as (a + 1));
create table t2 (a int, constraint nn not null a);
insert into t2 values (null);
\d t2
\d+ t2
with w as (update t2 set a = 1 returning old.a, new.a) table w;
select casefold('ÀB'), array_sort(array[3, 1, 2]), array_reverse(array[1, 2]), crc32('x'), uuid_extract_version('019535d9-3df7-79fb-b466-fa907fa17f9e');
merge into t2 using (values (1)) s(x) on t2.a = s.x when not matched by source then delete when not matched then insert values (s.x) returning merge_action(), t2.*;
alter table t2 add constraint c check (a > 0) not enforced;
alter table t2 alter constraint c enforced;
create table temporal (id int, valid daterange, primary key (id, valid without overlaps));
select to_bin(5), to_oct(8), random(5, 5), 'x' at local;
