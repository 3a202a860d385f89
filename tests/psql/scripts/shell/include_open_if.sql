\i open.sql
\echo still active
\if false
\i open.sql
\endif
\i quote.sql
\echo after quote
';
\p
\r
\i itself.sql
\echo after recursion
