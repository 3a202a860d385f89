\elif true
\else
\endif
\if
\echo skipped
\endif
\if nonsense
\echo skipped
\else
\echo else of nonsense
\endif
\if true
\else
\else
\elif true
\endif
\if true
\else
\elif false
\endif
\if false
\elif nonsense
\echo skipped
\else
\echo at last
\endif
\if 2
\echo two
\endif
\if -1
\endif
\if true false
\echo several words
\endif
\if 1 + 1
\endif
\if "true"
\echo quoted
\endif
\if 't'
\echo single
\endif
\if `echo true`
\echo shell
\endif
\if :undefined
\echo undefined
\else
\echo else
\endif
\if :{?undefined}
\else
\echo not defined
\endif
\endif
