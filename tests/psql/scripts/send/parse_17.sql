-- since: 16
\parse st
select 1 \parse st
\bind_named st \g
\close st
\close_prepared st
select 2 as two;
