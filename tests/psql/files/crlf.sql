select 1 as crlf;
\echo crlf
select 2
as two;
