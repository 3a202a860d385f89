\dA
\dA btree
\dAc btree int4
\dAf hash int4
\dAo btree bool_ops
\dAp hash int4_ops
\dA nonexistent
\dAc nonexistent
\dA+ heap
\dAc btree nonexistent
