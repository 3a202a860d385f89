\if true
  \if false
    \echo never
    \if true
      \echo never
    \else
      \echo never
    \endif
  \elif true
    \echo reached
    \if true
      \echo deep
    \endif
  \else
    \echo never
  \endif
  select 'between' as a;
\else
  \if true
    \echo never
  \endif
  select 'never' as a;
\endif
\if false \if true \echo x \endif \else \echo one line \endif
\if true \echo one \\ \if false \\ \echo two \\ \else \echo three \\ \endif \endif
