\h nonsense
\h abort
\help COMMIT
\h create  foo
\h select nonsense
\h end;
\h drop table x
\h *nothing
\? nonsense_topic_is_commands
