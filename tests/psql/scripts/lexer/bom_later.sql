select 0 as z;
﻿select 1 as a;
﻿\echo x
