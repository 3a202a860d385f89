\pset
\pset border 2
\pset columns 50
\pset expanded auto
\pset fieldsep ;
\pset footer off
\pset format html
\pset linestyle unicode
\pset null '(null)'
\pset numericlocale on
\pset pager off
\pset pager_min_lines 10
\pset recordsep '!'
\pset tableattr 'x="y"'
\pset title 'A ''title'''
\pset tuples_only on
\pset
