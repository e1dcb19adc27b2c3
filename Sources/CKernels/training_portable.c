// The kernels of training for the target's baseline: SSE2 on x86-64, NEON on arm64.
#define CORVID_NAME(name) corvid_##name##_portable
#define CORVID_TILE_ROWS 4
#define CORVID_TILE_VECTORS 1
#include "training.inc.h"
