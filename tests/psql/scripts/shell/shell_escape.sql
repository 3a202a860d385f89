\! echo hello
\! echo one; echo two >&2
\! exit 3
\echo :SHELL_ERROR :SHELL_EXIT_CODE
\! true
\echo :SHELL_ERROR :SHELL_EXIT_CODE
\!echo no blank
\! echo "quotes 'in' quotes" $((1+1)) `echo x` | tr a-z A-Z
\set v value
\! echo :v ':v' :'v'
\! nonexistent-program-xyz 2>/dev/null
\echo :SHELL_ERROR :SHELL_EXIT_CODE
\! kill -9 $$
\echo :SHELL_ERROR :SHELL_EXIT_CODE
select 'in buffer' \! echo in the middle
as a;
\setenv FOO bar
\! echo $FOO
\! echo a \\ \echo b
\! echo ';' select 1;
