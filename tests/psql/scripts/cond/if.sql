\if true
\echo true
\elif true
\echo never
\else
\echo never
\endif
\if false
\echo never
\elif true
\echo elif
\else
\echo never
\endif
\if off
\echo never
\elif no
\echo never
\else
\echo else
\endif
\if 1
\echo 1
\endif
\if 0
\else
\echo 0
\endif
\if t
\echo t
\endif
\if TRUE
\echo TRUE
\endif
\if y
\echo y
\endif
\if on
\echo on
\endif
\if o
\echo o
\endif
\if of
\echo of
\else
\echo not of
\endif
