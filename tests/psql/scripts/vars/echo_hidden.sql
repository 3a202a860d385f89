create table t (a int primary key);
\set ECHO_HIDDEN on
\dt t
\dn
\set ECHO_HIDDEN noexec
\dt t
\dn
\set ECHO_HIDDEN off
\dt t
