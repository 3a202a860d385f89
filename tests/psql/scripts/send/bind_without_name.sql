-- since: 18
select 1 as one;
select 2 as two \parse s
\bind_named s
\close_prepared
\g
select $1::int as three \bind 3 \bind_named \g
select $1::int as four \bind 4 \parse
\g
select $1::int as five \bind 5 \bind_named s \close_prepared \g
