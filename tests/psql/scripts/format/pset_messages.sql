\set QUIET off
\pset border 2
\pset columns 50
\pset columns 0
\pset columns x
\pset csv_fieldsep ;
\pset expanded on
\pset expanded off
\pset expanded auto
\pset fieldsep ';'
\pset fieldsep_zero
\pset footer
\pset footer
\pset format unaligned
\pset linestyle unicode
\pset null NULL
\pset null ''
\pset numericlocale
\pset numericlocale
\pset pager
\pset pager
\pset pager always
\pset pager off
\pset pager_min_lines 5
\pset pager_min_lines 1
\pset pager_min_lines x
\pset recordsep ':'
\pset recordsep '\n'
\pset recordsep_zero
\pset tableattr 'a=b'
\pset tableattr
\pset title Hello
\pset title
\pset tuples_only
\pset tuples_only
\pset unicode_border_linestyle double
\pset unicode_column_linestyle double
\pset unicode_header_linestyle double
\a
\a
\C x
\C
\f x
\f
\H
\H
\t
\t on
\t off
\t x
\x
\x auto
\x off
\T x
\T
\encoding
