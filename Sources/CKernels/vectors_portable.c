// The float kernels for the target's baseline: SSE2 on x86-64, NEON on arm64.
#include <math.h>
#include <string.h>
#define CORVID_NAME(name) corvid_##name##_portable
#include "vectors.inc.h"
