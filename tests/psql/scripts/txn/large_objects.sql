begin;
select lo_create(4711);
select lo_open(4711, 393216) as fd \gset
select lowrite(:fd, 'hello');
select lo_lseek(:fd, 0, 0);
select convert_from(loread(:fd, 10), 'UTF8');
select lo_close(:fd);
commit;
select convert_from(lo_get(4711), 'UTF8');
select lo_put(4711, 5, ' world');
\lo_export 4711 exported.txt
\! cat exported.txt; echo
\lo_export 4712 exported.txt
\lo_export 4711 /nowhere/exported.txt
\lo_export 4711
\lo_export
\lo_export x exported.txt
\lo_unlink 4711
\lo_unlink 4711
\lo_unlink x
\lo_unlink
\lo_import nonexistent.txt
\lo_import
\lo_list
select lo_from_bytea(4713, '\x6162');
comment on large object 4713 is 'a comment';
\lo_list
\dl
\lo_list+
select lo_unlink(4713);
\lo_list
