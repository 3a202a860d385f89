\set ECHO maybe
\echo :ECHO
\set ECHO ALL
\echo :ECHO
\set ECHO errors
\echo :ECHO
\set ECHO
\echo :ECHO
\unset ECHO
\echo :ECHO
\set ECHO_HIDDEN maybe
\echo :ECHO_HIDDEN
\set ECHO_HIDDEN noexec
\echo :ECHO_HIDDEN
\unset ECHO_HIDDEN
\echo :ECHO_HIDDEN
\set VERBOSITY maybe
\set VERBOSITY
\echo :VERBOSITY
\set VERBOSITY Terse
\echo :VERBOSITY
\unset VERBOSITY
\echo :VERBOSITY
\set SHOW_CONTEXT maybe
\set SHOW_CONTEXT never
\echo :SHOW_CONTEXT
\unset SHOW_CONTEXT
\echo :SHOW_CONTEXT
\set COMP_KEYWORD_CASE maybe
\set COMP_KEYWORD_CASE lower
\echo :COMP_KEYWORD_CASE
\unset COMP_KEYWORD_CASE
\echo :COMP_KEYWORD_CASE
\set HISTCONTROL maybe
\set HISTCONTROL ignoredups
\echo :HISTCONTROL
\unset HISTCONTROL
\echo :HISTCONTROL
