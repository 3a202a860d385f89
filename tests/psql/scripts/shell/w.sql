select 1 as a
\w buffer.sql
\! cat buffer.sql
;
\w buffer.sql
\! cat buffer.sql
\w |cat
\w /nowhere/at/all
\w
\r
\w empty.sql
\! cat empty.sql | wc -c
select 2 \w two.sql \p
\! cat two.sql
\write third.sql
\! cat third.sql
