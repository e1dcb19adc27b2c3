// The 12 bytes that hold eight 6-bit scales and eight 6-bit minima in a Q4_K or Q5_K block: entries 0...3 lie in the low
// six bits of bytes 0...3 (scales) and 4...7 (minima); entries 4...7 have their low nibbles in bytes 8...11 and their
// upper two bits on top of bytes 0...7.
#ifndef CORVID_KSCALES_H
#define CORVID_KSCALES_H

#include <stdint.h>

static inline void corvid_unpack_k_scales(const uint8_t *packed, uint8_t scale[8], uint8_t minimum[8]) {
    for (int j = 0; j < 4; ++j) {
        scale[j] = packed[j] & 63;
        minimum[j] = packed[j + 4] & 63;
        scale[j + 4] = (uint8_t)((packed[j + 8] & 15) | ((packed[j] >> 6) << 4));
        minimum[j + 4] = (uint8_t)((packed[j + 8] >> 4) | ((packed[j + 4] >> 6) << 4));
    }
}

static inline void corvid_pack_k_scales(const uint8_t scale[8], const uint8_t minimum[8], uint8_t *packed) {
    for (int j = 0; j < 4; ++j) {
        packed[j] = (uint8_t)(scale[j] | ((scale[j + 4] >> 4) << 6));
        packed[j + 4] = (uint8_t)(minimum[j] | ((minimum[j + 4] >> 4) << 6));
        packed[j + 8] = (uint8_t)((scale[j + 4] & 15) | ((minimum[j + 4] & 15) << 4));
    }
}

#endif
