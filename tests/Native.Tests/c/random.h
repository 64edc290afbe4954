/* Seeded chance and the size of the process, for hosts that make random calls. */
#ifndef RANDOM_H
#define RANDOM_H

#include <stdint.h>
#include <unistd.h>

#include "check.h"

static uint64_t seed;

static inline uint32_t chance(uint32_t below) { /* SplitMix64 */
  uint64_t z = seed += 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return (uint32_t)((z ^ (z >> 31)) % below);
}

static inline long resident_bytes(void) {
  long size, resident;
  FILE *file = fopen("/proc/self/statm", "r");
  CHECK(file != NULL && fscanf(file, "%ld %ld", &size, &resident) == 2);
  fclose(file);
  return resident * sysconf(_SC_PAGESIZE);
}

/* The second half of many calls may add what a collection has yet to take back and what may live at once, no more. */
static inline void check_flat(long calls, long middle, long most) {
  long grown = resident_bytes() - middle;
  printf("%ld calls, grown by %ld bytes\n", calls, grown);
  CHECK(grown < most);
}

#endif
