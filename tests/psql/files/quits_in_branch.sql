\if true
\q
