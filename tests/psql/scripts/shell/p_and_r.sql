select 1
\p
\r
\p
select 'p' as a;
\p
\g
\p
select 2
as two
\p
;
\r
\p
\reset
\print
select 'x'
\r
select 'y' as y;
\r x
\p extra
