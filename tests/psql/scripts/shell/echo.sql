\echo
\echo one two   three
\echo 'one   two' "three   four"
\echo -n no newline
\echo
\echo -n
\echo - n
\echo 'it''s' "say ""hi"""
\echo 'tab\tnew\nline\\back' \\ \echo second
\echo a'b'c"d"e
\echo `echo from a shell`
\echo `echo one; echo two`
\echo `false`after
\echo `exit 3` :SHELL_ERROR :SHELL_EXIT_CODE
\echo :SHELL_ERROR :SHELL_EXIT_CODE
\echo '\101\x42\x' '\q' '\''
\echo "unclosed
\echo 'unclosed
\echo `unclosed
\echo ünïcode 日本
\echo $HOME ~ * ?
\echo -e '\n'
\echo one\two
\echo one \two three
\qecho one   two
\qecho -n x
\qecho
\warn one   two
\warn -n x
\warn
\warn 'a
\echo a;b ; c
\echo -- not a comment
\echo /* not a comment */
