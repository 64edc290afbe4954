/*
 * Random calls to contexts against a model of their states: contexts_random MODEL SEED CALLS. Handles that were destroyed are kept and
 * tried again for as long as the program runs.
 */
#include <teleo.h>

#include "random.h"

enum { SLOTS = 6 };

static const char prompt[] = "Lily";
static char expected[256];

struct slot {
  IRContext *context;
  bool loaded;
};

static bool stop_at(const char *token, void *left) {
  (void)token;
  return --*(int *)left > 0;
}

int main(int argc, char **argv) {
  CHECK(argc == 4);
  seed = strtoull(argv[2], NULL, 10);
  long calls = strtol(argv[3], NULL, 10), middle = 0;
  struct slot slots[SLOTS] = {0};
  IRContext *stale = NULL;
  IRGenerateParams params = {.max_tokens = 5, .temperature = 0, .top_k = 0, .top_p = 1, .repetition_penalty = 1.1f, .seed = 0};

  for (long call = 0; call < calls; call++) {
    struct slot *slot = &slots[chance(SLOTS)];
    IRStatus there = slot->context ? IR_STATUS_OK : IR_STATUS_ERROR_INVALID_ARGUMENT;
    IRContext *context = slot->context ? slot->context : stale;
    switch (chance(9)) {
      case 0:
      case 1:
        if (slot->context) {
          CHECK_EQUAL(IR_STATUS_OK, ir_context_destroy(slot->context));
          stale = slot->context;
          slot->context = NULL;
          slot->loaded = false;
        } else {
          CHECK_EQUAL(IR_STATUS_OK, ir_context_create(IR_BACKEND_TYPE_CPU, &slot->context));
          for (int i = 0; i < SLOTS; i++) CHECK(&slots[i] == slot || slots[i].context != slot->context);
          CHECK(slot->context != stale);
        }
        break;
      case 2:
        CHECK_EQUAL(there, ir_model_load(context, argv[1]));
        slot->loaded = there == IR_STATUS_OK;
        break;
      case 3:
        CHECK_EQUAL(there ? there : IR_STATUS_ERROR_MODEL_LOAD, ir_model_load(context, argv[0]));
        break;
      case 4:
      case 5: {
        char *text = NULL;
        CHECK_EQUAL(there ? there : slot->loaded ? IR_STATUS_OK : IR_STATUS_ERROR_GENERATE, ir_generate(context, prompt, params, &text));
        CHECK((text != NULL) == slot->loaded);
        if (!text) break;
        if (!expected[0]) strncpy(expected, text, sizeof expected - 1);
        CHECK(strcmp(expected, text) == 0);
        ir_free_string(text);
        break;
      }
      case 6: {
        int left = 1 + (int)chance(4);
        CHECK_EQUAL(there ? there : slot->loaded ? IR_STATUS_OK : IR_STATUS_ERROR_GENERATE, ir_generate_streaming(context, prompt, params, stop_at, &left));
        CHECK(!slot->loaded || left == 0);
        break;
      }
      case 7:
        CHECK_EQUAL(there, ir_reset(context));
        break;
      default: {
        char *message = ir_last_error();
        ir_free_string(message);
        CHECK(ir_last_error() == NULL);
      }
    }
    if (call == calls / 2) middle = resident_bytes();
  }
  check_flat(calls, middle, 16 << 20);
  return 0;
}
