set timezone to '<-01:30>+01:30';
select '2020-01-01 12:00+00'::timestamptz as t, '12:00+00'::timetz as tz;
set timezone to 'CST7CDT,M4.1.0,M10.5.0';
select '2020-07-01 12:00+00'::timestamptz as t, tstzrange('2020-07-01 12:00+00', null) as r;
\gset
\echo :t
