/*
 * libteleo.so: picks, when it is loaded, the image that was compiled for what this processor can do, and forwards every function
 * of teleo.h to it. exports.inc, made by build.sh from the header, holds one X(name) for each function.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Each function is a jump through its slot: arguments and stack are the image's own. */
#define X(name)                                                              \
  __attribute__((used, visibility("hidden"))) void *teleo_slot_##name;       \
  __asm__(".text\n.globl " #name "\n.type " #name ", @function\n" #name ":\n"  \
          "endbr64\njmp *teleo_slot_" #name "(%rip)\n.size " #name ", .-" #name "\n");
#include "exports.inc"
#undef X

static const struct {
  const char *name;
  void **slot;
} exports[] = {
#define X(name) {#name, &teleo_slot_##name},
#include "exports.inc"
#undef X
};

static int supports(const char *level) {
  __builtin_cpu_init();
  if (!strcmp(level, "v4")) return __builtin_cpu_supports("x86-64-v4");
  if (!strcmp(level, "v3")) return __builtin_cpu_supports("x86-64-v3");
  return 1;
}

static void *open_image(const char *folder, int length) {
  static const char *const levels[] = {"v4", "v3", "v2"};
  for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
    char path[PATH_MAX];
    if (!supports(levels[i])) continue;
    if (snprintf(path, sizeof path, "%.*slibteleo-x86-64-%s.so", length, folder, levels[i]) >= (int)sizeof path) continue;
    void *image = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (image) return image;
  }
  return NULL;
}

/* Like a library that the dynamic linker cannot find, a missing image ends the process before it begins. */
static void stop(const char *what, const char *name) {
  fprintf(stderr, "libteleo: %s %s: install the libteleo-x86-64-*.so files of the same build beside libteleo.so\n", what, name);
  _exit(127);
}

__attribute__((constructor)) static void choose(void) {
  Dl_info self;
  if (!dladdr((void *)choose, &self)) stop("cannot find", "its own folder");
  const char *slash = strrchr(self.dli_fname, '/');
  void *image = open_image(self.dli_fname, slash ? (int)(slash - self.dli_fname) + 1 : 0);
  if (!image) stop("no image for this processor in", self.dli_fname);
  for (size_t i = 0; i < sizeof exports / sizeof *exports; i++)
    if (!(*exports[i].slot = dlsym(image, exports[i].name))) stop("the image lacks", exports[i].name);
}
