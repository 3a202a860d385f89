-- Names by the hundred are searched in milliseconds; compiling that takes half a second, where the server has JIT.
ALTER FUNCTION platform.find_organizations(text) SET jit = off;
