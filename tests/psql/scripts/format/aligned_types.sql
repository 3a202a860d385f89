-- numbers to the right, everything else to the left
select 1 as int2, 1.5::numeric as num, 'text' as t, true as b, null as n, 2.5::float8 as f, '\x00ff'::bytea as bytes;
select 1::int8, 1::oid, '1'::money, '1 day'::interval, '2020-01-01'::date, array[1,2,3], '{"a": 1}'::jsonb;
select 'x' as "A quoted Name", 1 as "1", 2 as " spaces ", 3 as "ünïcode";
select row(1, 'a', null), '(1,2)'::point, '192.168.0.1'::inet, 'abc'::xml is not null;
select 1::xid, '0/16B3748'::pg_lsn, B'101', 'a'::"char", 'name'::name, 1::regclass;
select 'long text that goes on and on and on and on and on and on and on and on and on and on and on' as long, 1 as short;
select '' as empty, ' ' as blank, '  lead' as lead, 'trail  ' as trail;
select;
select from generate_series(1, 3);
select 1 where false;
select 1 as a, 2 as b where false;
