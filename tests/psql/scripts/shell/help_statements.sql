\h alter system
\h analyze
\h begin
\h call
\h checkpoint
\h cluster
\h deallocate
\h do
\h listen
\h start transaction
\h vac
\h declare
\h savepoint
\h rollback
