\pset format
\pset format aligned
\pset format a
\pset format al
\pset format asc
\pset format u
\pset format w
\pset format wrapped
\pset format h
\pset format c
\pset format l
\pset format latex
\pset format latex-
\pset format t
\pset format nonsense
\pset format ''
\pset format CSV
\pset format
\pset nonsense
\pset nonsense value
\pset format aligned extra words
\pset border 1 extra
