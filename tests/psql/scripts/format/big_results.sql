\pset format unaligned
select n, repeat(chr(97 + n % 26), n % 40) from generate_series(1, 600) n;
\pset format aligned
select n, repeat(chr(97 + n % 26), n % 40) as letters from generate_series(1, 300) n;
select repeat('x', 9000) as long;
select array_agg(n) from generate_series(1, 1500) n;
