create table t (a int);
\d+ t
\set HIDE_TABLEAM on
\d+ t
\dt+ nonexistent
\set HIDE_TOAST_COMPRESSION on
\d+ t
\set HIDE_TOAST_COMPRESSION off
\set HIDE_TABLEAM off
\d+ t
