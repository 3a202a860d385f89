select 'no semicolon' as said
