select 1 as a;
\if true
\echo in
