begin;
create table t (a int);
prepare transaction 'corpus_two_phase';
rollback prepared 'corpus_two_phase';
rollback prepared 'corpus_two_phase';
commit prepared 'nonexistent';
table t;
