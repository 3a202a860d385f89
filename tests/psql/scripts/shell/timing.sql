\timing on
\timing off
\timing
\timing
\timing nonsense
\set QUIET off
\timing on
\timing off
\timing nonsense
