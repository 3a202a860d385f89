\a extra
\a
\t on extra
\t
\x on extra
\x
\q extra
\echo was that ignored
