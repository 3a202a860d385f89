\C a b c
\C
\H extra
\H
\f a b
\pset format aligned b c
\encoding UTF8 extra
\timing off extra
\errverbose extra
\cd . extra
\r extra
\p extra
\unset a b
\set a
\setenv A b c
\getenv a b c
\if true extra
\echo in
\else extra
\echo out
\endif extra
\dt nonexistent extra words
\d nonexistent extra
\i good.sql extra more
\crosstabview 1 2 3 4 5 6
\gdesc extra
select 1 as a \gdesc extra
select 1 as a \gset p q
\T a b
\T
\lo_list extra
\password_not extra
