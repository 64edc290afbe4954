/* What the hosts of this folder share: a check that says where it failed, and files read whole. */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(holds)                                                        \
  do {                                                                      \
    if (!(holds)) {                                                         \
      fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #holds); \
      exit(1);                                                              \
    }                                                                       \
  } while (0)

#define CHECK_EQUAL(expected, actual)                                                                             \
  do {                                                                                                            \
    long long expected_ = (long long)(expected), actual_ = (long long)(actual);                                   \
    if (expected_ != actual_) {                                                                                   \
      fprintf(stderr, "%s:%d: %s is %lld, expected %lld\n", __FILE__, __LINE__, #actual, actual_, expected_);     \
      exit(1);                                                                                                    \
    }                                                                                                             \
  } while (0)

static inline unsigned char *read_file(const char *path, size_t *length) {
  FILE *file = fopen(path, "rb");
  CHECK(file != NULL);
  CHECK(fseek(file, 0, SEEK_END) == 0);
  *length = (size_t)ftell(file);
  rewind(file);
  unsigned char *bytes = malloc(*length ? *length : 1);
  CHECK(bytes != NULL && fread(bytes, 1, *length, file) == *length);
  fclose(file);
  return bytes;
}

#endif
