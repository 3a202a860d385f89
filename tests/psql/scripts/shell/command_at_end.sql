select 'x' as a \g
\echo last
