\cd folder
\! ls
\i inner.sql
\cd ..
\cd nonexistent
\cd good.sql
\! ls good.sql
\cd ''
\cd
\! test "$PWD" = "$HOME" && echo at home
\cd here
\i good.sql
\cd folder \\ \ir inner.sql
