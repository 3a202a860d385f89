\set v0 0 \\ select :v0 as v; -- 0
select 1 as n ;
\set v2 2 \\ select :v2 as v; -- 2
select 3 as n \g
\set v4 4 \\ select :v4 as v; -- 4
select 5 as n ;
\set v6 6 \\ select :v6 as v; -- 6
select 7 as n ;
\set v8 8 \\ select :v8 as v; -- 8
select 9 as n \g
\set v10 10 \\ select :v10 as v; -- 10
select 11 as n ;
\set v12 12 \\ select :v12 as v; -- 12
select 13 as n ;
\set v14 14 \\ select :v14 as v; -- 14
select 15 as n \g
\set v16 16 \\ select :v16 as v; -- 16
select 17 as n ;
\set v18 18 \\ select :v18 as v; -- 18
select 19 as n ;
\set v20 20 \\ select :v20 as v; -- 20
select 21 as n \g
\set v22 22 \\ select :v22 as v; -- 22
select 23 as n ;
\set v24 24 \\ select :v24 as v; -- 24
select 25 as n ;
\set v26 26 \\ select :v26 as v; -- 26
select 27 as n \g
\set v28 28 \\ select :v28 as v; -- 28
select 29 as n ;
\set v30 30 \\ select :v30 as v; -- 30
select 31 as n ;
\set v32 32 \\ select :v32 as v; -- 32
select 33 as n \g
\set v34 34 \\ select :v34 as v; -- 34
select 35 as n ;
\set v36 36 \\ select :v36 as v; -- 36
select 37 as n ;
\set v38 38 \\ select :v38 as v; -- 38
select 39 as n \g
\set v40 40 \\ select :v40 as v; -- 40
select 41 as n ;
\set v42 42 \\ select :v42 as v; -- 42
select 43 as n ;
\set v44 44 \\ select :v44 as v; -- 44
select 45 as n \g
\set v46 46 \\ select :v46 as v; -- 46
select 47 as n ;
\set v48 48 \\ select :v48 as v; -- 48
select 49 as n ;
\set v50 50 \\ select :v50 as v; -- 50
select 51 as n \g
\set v52 52 \\ select :v52 as v; -- 52
select 53 as n ;
\set v54 54 \\ select :v54 as v; -- 54
select 55 as n ;
\set v56 56 \\ select :v56 as v; -- 56
select 57 as n \g
\set v58 58 \\ select :v58 as v; -- 58
select 59 as n ;
\set v60 60 \\ select :v60 as v; -- 60
select 61 as n ;
\set v62 62 \\ select :v62 as v; -- 62
select 63 as n \g
\set v64 64 \\ select :v64 as v; -- 64
select 65 as n ;
\set v66 66 \\ select :v66 as v; -- 66
select 67 as n ;
\set v68 68 \\ select :v68 as v; -- 68
select 69 as n \g
\set v70 70 \\ select :v70 as v; -- 70
select 71 as n ;
\set v72 72 \\ select :v72 as v; -- 72
select 73 as n ;
\set v74 74 \\ select :v74 as v; -- 74
select 75 as n \g
\set v76 76 \\ select :v76 as v; -- 76
select 77 as n ;
\set v78 78 \\ select :v78 as v; -- 78
select 79 as n ;
\set v80 80 \\ select :v80 as v; -- 80
select 81 as n \g
\set v82 82 \\ select :v82 as v; -- 82
select 83 as n ;
\set v84 84 \\ select :v84 as v; -- 84
select 85 as n ;
\set v86 86 \\ select :v86 as v; -- 86
select 87 as n \g
\set v88 88 \\ select :v88 as v; -- 88
select 89 as n ;
\set v90 90 \\ select :v90 as v; -- 90
select 91 as n ;
\set v92 92 \\ select :v92 as v; -- 92
select 93 as n \g
\set v94 94 \\ select :v94 as v; -- 94
select 95 as n ;
\set v96 96 \\ select :v96 as v; -- 96
select 97 as n ;
\set v98 98 \\ select :v98 as v; -- 98
select 99 as n \g
\set v100 100 \\ select :v100 as v; -- 100
select 101 as n ;
\set v102 102 \\ select :v102 as v; -- 102
select 103 as n ;
\set v104 104 \\ select :v104 as v; -- 104
select 105 as n \g
\set v106 106 \\ select :v106 as v; -- 106
select 107 as n ;
\set v108 108 \\ select :v108 as v; -- 108
select 109 as n ;
\set v110 110 \\ select :v110 as v; -- 110
select 111 as n \g
\set v112 112 \\ select :v112 as v; -- 112
select 113 as n ;
\set v114 114 \\ select :v114 as v; -- 114
select 115 as n ;
\set v116 116 \\ select :v116 as v; -- 116
select 117 as n \g
\set v118 118 \\ select :v118 as v; -- 118
select 119 as n ;
