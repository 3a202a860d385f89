select 1 as after_a_bom;
