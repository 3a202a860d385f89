\pset numericlocale on
select 1234567 as i, 1234567.891 as n, -1234 as neg, 12 as small, 123 as three, 1e20::float8 as e, 'NaN'::float8 as nan;
\pset format unaligned
select 1234567 as i, '1234567' as text, 1234567.891 as n;
\pset format csv
select 1234567 as i, '1234567' as text, 1234567.891 as n;
\pset format aligned
\x
select 1234567 as i, '1234567' as text;
\pset numericlocale off
select 1234567 as i;
\pset numericlocale
\pset numericlocale nonsense
\pset numericlocale
