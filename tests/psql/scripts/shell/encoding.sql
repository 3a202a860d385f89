\encoding
show client_encoding;
\encoding SQL_ASCII
\encoding
show client_encoding;
\echo :ENCODING
\encoding latin1
\encoding
\echo :ENCODING
\encoding nonsense
\encoding
\encoding UTF8
select 'é' as utf8;
\encoding utf-8
\encoding
set client_encoding = 'win1252';
\encoding
\echo :ENCODING
select '1' as a;
set client_encoding = 'utf8';
\echo :ENCODING
