select 'sent at the end of the input' as a
