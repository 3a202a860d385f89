\! printf 'create table u (a int);\ncopy u from stdin;\n1\n2\n\\.\n\\copy u from stdin\n3\n\\.\ntable u;\n' > copies.sql
\i copies.sql
\! printf 'copy u from stdin;\n4\n5\n' > open_copy.sql
\i open_copy.sql
table u;
\! printf '\\copy u from pstdin\n' > pstdin.sql
\i pstdin.sql
6
\.
table u;
