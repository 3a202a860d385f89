-- commands that psql has only since some version
\getenv home NO_SUCH_VARIABLE
\bind one
select 'sent' as plain \g
\close_prepared nothing_like_it
\flush
\getresults
\if false
\flush
\getenv
\endif
\echo done
