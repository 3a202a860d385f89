-- since: 18
select $1::int as a, $2::text as b \parse st
\bind_named st 1 x \g
\bind_named st 2 y \gx
\bind_named st 2 y \gset
\echo :a :b
\bind_named st \g
\bind_named st 1 \g
\bind_named nonsense 1 \g
\bind_named
\bind_named \g
select 'two' as two \parse ''
\bind_named '' \g
select 1 \parse
\parse
\parse empty
\bind_named empty \g
select nonsense \parse bad
\bind_named bad \g
select name, statement, parameter_types from pg_prepared_statements order by name;
\close_prepared st
\bind_named st 1 x \g
\close_prepared st
\close_prepared
\close_prepared nonsense
select $1 \parse st2 \bind_named st2 foo \g
\bind_named st2 bar;
\bind_named st2 1 2 3 4 \gdesc
prepare plain as select $1::int as p;
\bind_named plain 5 \g
deallocate all;
\bind_named st2 bar \g
select 'ok' as still;
