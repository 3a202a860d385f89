-- since: 14
create table t (a int, j jsonb);
create procedure p(out x int) language sql as 'select 5';
call p(null);
select date_bin('15 minutes', timestamp '2020-01-01 12:38', timestamp '2020-01-01');
create type mr as range (subtype = float8, multirange_type_name = mrs);
select '{[1,2),[3,4)}'::int4multirange, '{[1,5)}'::int4multirange - '{[2,3)}'::int4multirange;
alter table t alter a set compression pglz;
alter table t alter j set compression pglz;
create statistics st on (a + 1), (a % 2) from t;
\d+ t
\dX
select bit_xor(n) from generate_series(1, 3) n;
select string_to_table('a,b', ',');
select unistr('d\0061t\+000061');
select trim_array(array[1, 2], 1), '{"a": 1}'::jsonb['a'];
create or replace trigger x before insert on t for each row execute function suppress_redundant_updates_trigger();
