/*
 * Random calls against a model of the runtime's states: runtime_random MODEL SEED CALLS. After every call the code is the one that
 * the model says, a generation from one prompt gives one text, and at the end the process is no larger than after a while.
 */
#include <teleo.h>

#include "random.h"

enum { FRESH, EMPTY, LOADED, GOING };

static const char *const prompts[] = {"Once upon a time", "Lily", "The dog was \xc3\xa9"};
static char texts[3][512];

static uint32_t generate_and_compare(uint32_t which) {
  uint32_t code = generate((const uint8_t *)prompts[which], strlen(prompts[which]), 6);
  if (code != TELEO_OK) return code;
  size_t length = last_result_len();
  CHECK(length < sizeof texts[0]);
  if (!texts[which][0]) memcpy(texts[which], last_result_ptr(), length);
  CHECK(strlen(texts[which]) == length && memcmp(texts[which], last_result_ptr(), length) == 0);
  return code;
}

int main(int argc, char **argv) {
  CHECK(argc == 4);
  size_t length;
  unsigned char *model = read_file(argv[1], &length);
  seed = strtoull(argv[2], NULL, 10);
  long calls = strtol(argv[3], NULL, 10), middle = 0;
  int state = FRESH;
  uint8_t *blocks[8] = {0};
  size_t lengths[8] = {0};

  for (long call = 0; call < calls; call++) {
    int loaded = state >= LOADED;
    switch (chance(14)) {
      case 0:
        CHECK_EQUAL(TELEO_OK, init_runtime());
        if (state == FRESH) state = EMPTY;
        break;
      case 1:
        CHECK_EQUAL(state == FRESH ? TELEO_MODEL_NOT_LOADED : TELEO_OK, load_model(model, length));
        if (state != FRESH) state = LOADED;
        break;
      case 2: { /* a spoiled or short model */
        size_t part = 1 + chance((uint32_t)length - 1);
        unsigned char first = model[0];
        if (chance(2)) model[0] ^= 1;
        uint32_t code = load_model(model, part);
        model[0] = first;
        CHECK(state == FRESH ? code == TELEO_MODEL_NOT_LOADED : code != TELEO_OK && code <= TELEO_OUTPUT_BUFFER_EXCEEDED);
        if (state != FRESH) state = EMPTY;
        break;
      }
      case 3:
        CHECK_EQUAL(state == FRESH ? TELEO_MODEL_NOT_LOADED : TELEO_NULL_POINTER, load_model(NULL, length));
        break;
      case 4:
      case 5:
      case 6:
        CHECK_EQUAL(loaded ? TELEO_OK : TELEO_MODEL_NOT_LOADED, generate_and_compare(chance(3)));
        if (loaded) state = GOING;
        break;
      case 7:
        CHECK_EQUAL(loaded ? TELEO_INVALID_UTF8 : TELEO_MODEL_NOT_LOADED, generate((const uint8_t *)"\xff", 1, 3));
        if (loaded) state = LOADED;
        break;
      case 8:
      case 9: {
        uint32_t code = generate_next_token();
        if (state == GOING) CHECK(code == TELEO_OK || code == TELEO_GENERATION_FAILED);
        else CHECK_EQUAL(loaded ? TELEO_GENERATION_FAILED : TELEO_MODEL_NOT_LOADED, code);
        break;
      }
      case 10:
        CHECK_EQUAL(loaded ? TELEO_OK : TELEO_MODEL_NOT_LOADED, reset_context());
        if (loaded) state = LOADED;
        break;
      case 11:
        if (chance(4)) break;
        CHECK_EQUAL(loaded ? TELEO_OK : TELEO_MODEL_NOT_LOADED, free_model());
        if (loaded) state = EMPTY;
        break;
      case 12: {
        uint32_t which = chance(8);
        if (blocks[which]) dealloc(blocks[which], lengths[which]);
        lengths[which] = 1 + chance(100000);
        blocks[which] = alloc(lengths[which]);
        CHECK(blocks[which] != NULL);
        memset(blocks[which], 0xAB, lengths[which]);
        break;
      }
      default:
        CHECK(get_diagnostics_len() == strlen((const char *)get_diagnostics_ptr()));
        CHECK_EQUAL(state == FRESH ? TELEO_MODEL_NOT_LOADED : TELEO_GENERATION_FAILED, set_sampling_config(-1, 0, 1, 0));
    }
    if (call == calls / 2) middle = resident_bytes();
  }

  check_flat(calls, middle, 4 << 20);
  free(model);
  return 0;
}
