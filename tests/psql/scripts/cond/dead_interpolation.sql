\set a 'echo hi'
\if false
\echo :a `:a`
select :a, :'a', :nonexistent;
\else
select :'a' as a;
\endif
\if true
\elif `echo never run >&2; echo true`
\echo never
\elif :nonexistent
\endif
\if false
\if `echo never run >&2`
\endif
\elif :{?a}
\echo defined
\endif
