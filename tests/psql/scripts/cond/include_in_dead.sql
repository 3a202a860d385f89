\if false
\i good.sql
\ir good.sql
\o never.txt
\else
\i good.sql
\endif
\! ls never.txt 2>&1 | wc -l
\if true
\i open.sql
\endif
\echo done
