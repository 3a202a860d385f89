select 'never closed as said;
