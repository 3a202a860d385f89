\set
\set a 1
\set b one two three
\echo :a :b
\set c 'one two' three
\echo :c
\set d :a:b
\echo :d
\set e
\echo [:e] :{?e}
\set f 'it''s' "double"
\echo :f
\unset a
\echo :a :{?a}
\unset a
\unset
\unset nonexistent
\set 'bad name' x
\set bad-name x
\set 9 nine
\echo :9
\set _ under
\echo :_
\set ünï code
\echo :ünï
\set g `echo from the shell`
\echo :g
\set h '\n\t\101\x41'
\echo :h
\set i 'a' 'b' 'c'
\echo :i
\unset a b
\set j 'x'y"z"
\echo :j
\set a.b x
\set "quoted" y
\set \\ \echo after
