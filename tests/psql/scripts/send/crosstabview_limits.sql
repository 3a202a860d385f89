select 'row', n, n from generate_series(1, 20) n \crosstabview
\a
\t
select n % 3, n, n * n from generate_series(1, 6) n \crosstabview
\a
select a, b, a * b from generate_series(1, 9) a, generate_series(1, 9) b \crosstabview
select 1, n, n from generate_series(1, 1601) n \crosstabview
select d::date, to_char(d, 'Dy'), extract(day from d) from generate_series(date '2020-01-01', '2020-01-08', '1 day') d \crosstabview
select E'a\nb', E'c\nd', E'e\nf' \crosstabview
\pset format csv
select n % 3 as r, n as c, n * n as v from generate_series(1, 6) n \crosstabview
