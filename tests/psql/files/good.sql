select 'from good.sql' as said;
\echo end of good.sql
