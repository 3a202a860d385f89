-- since: 15
\setenv A value
\getenv a A
\echo :a
\getenv a NONEXISTENT_VARIABLE
\echo :a
\getenv
\getenv a
\getenv "bad name" A
\getenv AUTOCOMMIT A
\getenv home HOME
\echo :{?home}
\getenv b NONEXISTENT_VARIABLE
\echo :{?b}
