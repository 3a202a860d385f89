\echo before
\prompt answer
