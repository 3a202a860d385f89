select $x$ not closed;
select 2 $y$;
\echo x
