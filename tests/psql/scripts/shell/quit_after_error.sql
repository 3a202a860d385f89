select 1/0;
\nonsense
\q
