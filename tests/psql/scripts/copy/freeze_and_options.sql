create table t (a int, b text, c date);
begin;
truncate t;
copy t from stdin (freeze);
1	x	2020-01-01
\.
commit;
copy t from stdin (freeze);
2	y	2020-01-01
\.
copy t from stdin (format csv, force_null (b), null 'x');
3,"x",2020-01-02
\.
copy t from stdin (encoding 'latin1');
4	é	2020-01-03
\.
copy t from stdin where a > 5;
5	five	2020-01-01
6	six	2020-01-01
\.
copy t to stdout (format csv, null 'NIL', quote '~', force_quote (b));
copy t to stdout with (nonsense 1);
copy t to stdout (delimiter 'ab');
copy t to stdout (delimiter E'\n');
copy t from stdin (on_error ignore);
select 'x' as after;
