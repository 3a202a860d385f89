\setenv A value
\! echo "[$A]"
\setenv A 'two words'
\! echo "[$A]"
\setenv A
\! echo "[${A-unset}]"
\setenv A ''
\! echo "[${A-unset}]"
\setenv
\setenv 'A=B' x
\setenv A=B
\set v x
\setenv A :v
\! echo "[$A]"
\setenv A 'é日本'
\! echo "[$A]"
