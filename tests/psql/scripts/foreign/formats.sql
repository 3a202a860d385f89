create view v as select 1 as "id", E'multi\nline' as "head
er", 'ünïcödé 漢字' as "ü", null as n, -1234567.891 as num, true as b union all select 22, 'x', E'a\tb\\|&<>"''', '', 1234, false;
\pset null '(nil)'
\pset title 'My Title'
\pset numericlocale on
\pset format aligned
\pset border 0
table v;
\x
table v;
\x
\pset border 1
table v;
\x
table v;
\x
\pset border 2
table v;
\x
table v;
\x
\pset linestyle old-ascii
\pset border 0
table v;
\x
table v;
\x
\pset border 1
table v;
\x
table v;
\x
\pset border 2
table v;
\x
table v;
\x
\pset linestyle unicode
\pset border 0
table v;
\pset border 1
table v;
\x
table v;
\x
\pset border 2
table v;
\x
table v;
\x
\pset unicode_border_linestyle double
\pset unicode_column_linestyle double
\pset unicode_header_linestyle double
table v;
\x
table v;
\x
\pset linestyle ascii
\pset format wrapped
\pset columns 30
\pset border 0
table v;
\pset border 1
table v;
\x
table v;
\x
\pset border 2
table v;
\x
table v;
\x
\pset columns 10
table v;
\x
table v;
\x
\pset columns 0
\pset format unaligned
\pset border 1
table v;
\x
table v;
\x
\pset fieldsep '\t'
\pset recordsep '~\n'
table v;
\x
table v;
\x
\pset fieldsep_zero
\pset recordsep_zero
table v;
\pset recordsep '\n'
\pset fieldsep '|'
\pset format csv
table v;
\x
table v;
\x
\pset csv_fieldsep ';'
table v;
\pset csv_fieldsep ''
\pset csv_fieldsep ';;'
\pset csv_fieldsep '"'
\pset csv_fieldsep '\n'
\pset csv_fieldsep '\t'
table v;
\pset csv_fieldsep ,
\pset format html
\pset border 0
table v;
\x
table v;
\x
\pset tableattr 'class="a" id=''b'''
\pset border 2
table v;
\x
table v;
\x
\pset tableattr
\pset format latex
\pset border 0
table v;
\pset border 1
table v;
\x
table v;
\x
\pset border 2
table v;
\x
table v;
\x
\pset border 3
table v;
\pset format latex-longtable
\pset tableattr '0.2 0.3'
\pset border 0
table v;
\pset border 1
table v;
\x
table v;
\x
\pset border 2
table v;
\pset border 3
table v;
\pset tableattr
table v;
\pset format troff-ms
\pset border 0
table v;
\pset border 1
table v;
\x
table v;
\x
\pset border 2
table v;
\x
table v;
\x
\pset format asciidoc
\pset border 0
table v;
\pset border 1
table v;
\x
table v;
\x
\pset border 2
table v;
\x
table v;
\x
\pset format aligned
\pset border 1
\t
table v;
\x
table v;
\x
\pset format html
table v;
\pset format csv
table v;
\pset format asciidoc
table v;
\pset format latex
table v;
\pset format troff-ms
table v;
\pset format unaligned
table v;
\t
\pset format aligned
\pset footer off
table v;
\x
table v;
\x
\pset footer on
select from v;
select from v where false;
select * from v where false;
\x
select from v;
select from v where false;
select * from v where false;
\x
\pset title
\pset
\pset format a
\pset format al
\pset format l
\pset format latex-
\pset format u
\pset format html extra
\pset nosuch
\pset nosuch x
\pset border x
\pset border -1
\pset border 70000
\pset columns -5
\pset columns x
\pset linestyle x
\pset linestyle u
\pset expanded x
\pset expanded auto
\pset expanded toggle
\pset expanded
\pset expanded off
\pset tuples_only x
\pset tuples_only on
\pset tuples_only
\pset tuples_only off
\pset footer x
\pset pager 5
\pset pager x
\pset pager always
\pset pager_min_lines x
\pset pager_min_lines 3
\pset unicode_border_linestyle x
\pset numericlocale x
\pset null
\pset xheader_width
\pset xheader_width page
\pset xheader_width column
\pset xheader_width 20
\pset xheader_width x
\pset xheader_width full
\a
\a
\f ,
\f
\H
\H
\C t
\C
\T x
\T
\x on
\x off
\x auto
\x
\x
\t on
\t off
\t x
\x x
