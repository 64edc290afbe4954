/*
 * The native library measured from C. Prints one number a line.
 *   host calls                  nanoseconds of processor time of an empty call, for each of five functions
 *   host load MODEL ROUNDS      milliseconds of load_model from memory, first and median
 *   host decode MODEL ANSWERS   nanoseconds of processor time a token, for each answer of 128 tokens from the first on
 *   host start MODEL ROUNDS     milliseconds from starting a process to its first token, least and median
 *   host token MODEL            one token, for start
 */
#define _GNU_SOURCE
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <teleo.h>
#include <time.h>
#include <unistd.h>

#define MUST(holds)                                              \
  do {                                                           \
    if (!(holds)) {                                              \
      fprintf(stderr, "host.c:%d: %s\n", __LINE__, #holds);      \
      exit(1);                                                   \
    }                                                            \
  } while (0)

extern char **environ;

static const uint8_t prompt[] = "Once upon a time";

static double now(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static int smaller(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double *values, int count) {
  qsort(values, (size_t)count, sizeof *values, smaller);
  return values[count / 2];
}

static uint8_t *read_file(const char *path, size_t *length) {
  FILE *file = fopen(path, "rb");
  MUST(file && fseek(file, 0, SEEK_END) == 0);
  *length = (size_t)ftell(file);
  rewind(file);
  uint8_t *bytes = malloc(*length);
  MUST(bytes && fread(bytes, 1, *length, file) == *length);
  fclose(file);
  return bytes;
}

static void load(const char *path) {
  size_t length;
  uint8_t *bytes = read_file(path, &length);
  MUST(init_runtime() == TELEO_OK && load_model(bytes, length) == TELEO_OK);
  free(bytes);
}

static void calls(void) {
  enum { COUNT = 2000000 };
  uint64_t manager;
  MUST(init_runtime() == TELEO_OK && sdk_model_manager_create(&manager) == SDK_OK);
  for (int kind = 0; kind < 5; kind++) {
    double best = 1e9;
    for (int round = 0; round < 7; round++) {
      double began = now(CLOCK_PROCESS_CPUTIME_ID);
      for (int i = 0; i < COUNT; i++) {
        switch (kind) {
          case 0: MUST(teleo_abi_version() == 1); break;
          case 1: MUST(last_result_len() == 0); break;
          case 2: MUST(init_runtime() == TELEO_OK); break;
          case 3: MUST(sdk_abi_version() == 1); break;
          default: MUST(sdk_version_string_len(&(size_t){0}) == SDK_OK);
        }
      }
      double each = (now(CLOCK_PROCESS_CPUTIME_ID) - began) / COUNT;
      if (each < best) best = each;
    }
    printf("%.1f\n", best);
  }
}

static void loads(const char *path, int rounds) {
  size_t length;
  uint8_t *bytes = read_file(path, &length);
  double *times = malloc((size_t)rounds * sizeof *times);
  MUST(times && init_runtime() == TELEO_OK);
  for (int round = 0; round < rounds; round++) {
    double began = now(CLOCK_MONOTONIC);
    MUST(load_model(bytes, length) == TELEO_OK);
    times[round] = (now(CLOCK_MONOTONIC) - began) / 1e6;
  }
  double first = times[0];
  printf("%.4f\n%.4f\n", first, median(times, rounds));
}

static void decode(const char *path, int answers) {
  enum { TOKENS = 128 };
  load(path);
  for (int answer = 0; answer < answers; answer++) {
    MUST(generate(prompt, sizeof prompt - 1, 1) == TELEO_OK);
    double began = now(CLOCK_PROCESS_CPUTIME_ID);
    for (int token = 0; token < TOKENS; token++) MUST(generate_next_token() == TELEO_OK);
    printf("%.1f\n", (now(CLOCK_PROCESS_CPUTIME_ID) - began) / TOKENS);
  }
}

static void start(const char *self, const char *path, int rounds) {
  double *times = malloc((size_t)rounds * sizeof *times);
  MUST(times);
  for (int round = 0; round < rounds; round++) {
    int ends[2];
    char first;
    pid_t child;
    MUST(pipe(ends) == 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    char *arguments[] = {(char *)self, "token", (char *)path, NULL};
    double began = now(CLOCK_MONOTONIC);
    MUST(posix_spawn(&child, self, &actions, NULL, arguments, environ) == 0);
    close(ends[1]);
    MUST(read(ends[0], &first, 1) == 1);
    times[round] = (now(CLOCK_MONOTONIC) - began) / 1e6;
    close(ends[0]);
    int status;
    MUST(waitpid(child, &status, 0) == child && status == 0);
    posix_spawn_file_actions_destroy(&actions);
  }
  double middle = median(times, rounds);
  printf("%.3f\n%.3f\n", times[0], middle); /* sorted by now: the least first */
}

int main(int argc, char **argv) {
  MUST(argc >= 2);
  if (!strcmp(argv[1], "calls")) calls();
  else if (!strcmp(argv[1], "load")) loads(argv[2], atoi(argv[3]));
  else if (!strcmp(argv[1], "decode")) decode(argv[2], atoi(argv[3]));
  else if (!strcmp(argv[1], "start")) start(argv[0], argv[2], atoi(argv[3]));
  else if (!strcmp(argv[1], "token")) {
    load(argv[2]);
    MUST(generate(prompt, sizeof prompt - 1, 1) == TELEO_OK);
    MUST(write(STDOUT_FILENO, last_result_ptr(), last_result_len()) > 0);
  } else return 2;
  return 0;
}
