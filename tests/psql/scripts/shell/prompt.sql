\prompt answer
the answer
\echo [:answer]
\prompt 'Text of the prompt: ' answer
another answer
\echo [:answer]
\prompt -x answer
with a dash
\prompt 'a' 'b' 'c'
\prompt
\prompt 'bad name' "no way"
an answer
\prompt answer

\echo [:answer]
\prompt answer
  blanks  
\echo [:answer]
\prompt answer
'quoted' \echo x
\echo :answer
\prompt AUTOCOMMIT
nonsense
\echo :AUTOCOMMIT
