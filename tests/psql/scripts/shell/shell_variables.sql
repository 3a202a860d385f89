-- since: 16
\echo :SHELL_ERROR :SHELL_EXIT_CODE
\! exit 7
\echo :SHELL_ERROR :SHELL_EXIT_CODE
\set x `exit 5`
\echo :SHELL_ERROR :SHELL_EXIT_CODE :{?x} [:x]
\set x `echo ok`
\echo :SHELL_ERROR :SHELL_EXIT_CODE :x
\! kill -15 $$
\echo :SHELL_ERROR :SHELL_EXIT_CODE
\o | exit 4
\o
\echo :SHELL_ERROR :SHELL_EXIT_CODE
select 1 \g | cat > /dev/null; exit 6
\echo :SHELL_ERROR :SHELL_EXIT_CODE
\w | cat > /dev/null; exit 2
\echo :SHELL_ERROR :SHELL_EXIT_CODE
