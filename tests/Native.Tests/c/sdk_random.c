/*
 * Random calls to managers, models and pipelines against a model of who lives: sdk_random MODEL SEED CALLS. Handles are kept when they
 * are destroyed and tried again at random.
 */
#include <teleo.h>

#include "random.h"

enum { MANAGER, MODEL, PIPELINE, MOST = 8, DEAD = 64 };

struct thing {
  int kind;
  uint64_t handle, manager; /* of a model */
};

static struct thing things[3 * MOST], dead[DEAD];
static int count, ended;

static int living(int kind) {
  int of_kind = 0;
  for (int i = 0; i < count; i++) of_kind += things[i].kind == kind;
  return of_kind;
}

static void add(int kind, uint64_t handle, uint64_t manager) {
  CHECK(handle != 0 && count < 3 * MOST);
  for (int i = 0; i < count; i++) CHECK(things[i].handle != handle);
  for (int i = 0; i < DEAD; i++) CHECK(dead[i].handle != handle);
  things[count++] = (struct thing){kind, handle, manager};
}

static void end(uint64_t handle) {
  for (int i = 0; i < count; i++) {
    if (things[i].handle != handle) continue;
    dead[ended++ % DEAD] = things[i];
    things[i] = things[--count];
    return;
  }
}

int main(int argc, char **argv) {
  CHECK(argc == 4);
  seed = strtoull(argv[2], NULL, 10);
  long calls = strtol(argv[3], NULL, 10), middle = 0;
  char config[4200], id[32];
  CHECK(snprintf(config, sizeof config, "{\"path\": \"%s\", \"threads\": 1}", argv[1]) < (int)sizeof config);
  char expected[64] = "";
  long runs = 0;

  for (long call = 0; call < calls; call++) {
    bool lives = count > 0 && chance(4) > 0;
    struct thing thing = lives ? things[chance((uint32_t)count)] : dead[chance(DEAD)];
    uint64_t created = 0, handle = thing.handle;
    bool manages = lives && thing.kind == MANAGER, models = lives && thing.kind == MODEL, pipes = lives && thing.kind == PIPELINE;
    switch (chance(12)) {
      case 0:
        if (living(MANAGER) >= MOST) break;
        CHECK_EQUAL(SDK_OK, sdk_model_manager_create(&created));
        add(MANAGER, created, 0);
        break;
      case 1: {
        if (living(MODEL) >= MOST) break;
        snprintf(id, sizeof id, "model %ld", call);
        SdkModelSpec spec = {.id_ptr = id, .id_len = strlen(id), .kind = SDK_MODEL_LANGUAGE, .config_json_ptr = config, .config_json_len = strlen(config)};
        CHECK_EQUAL(manages ? SDK_OK : SDK_ERR_NOT_FOUND, sdk_model_manager_load_model(handle, &spec, &created));
        if (manages) add(MODEL, created, handle);
        break;
      }
      case 2: {
        if (living(PIPELINE) >= MOST) break;
        SdkPipelineSpec spec = {.id_ptr = "p", .id_len = 1, .kind = SDK_PIPELINE_GENERATE, .config_json_ptr = NULL, .config_json_len = 0};
        CHECK_EQUAL(models ? SDK_OK : SDK_ERR_NOT_FOUND, sdk_model_create_pipeline(handle, &spec, &created));
        if (models) add(PIPELINE, created, 0);
        break;
      }
      case 3:
        if (manages && chance(4)) break; /* or nothing would live for long */
        CHECK_EQUAL(manages ? SDK_OK : SDK_ERR_NOT_FOUND, sdk_model_manager_destroy(handle));
        if (!manages) break;
        end(handle);
        for (int i = count - 1; i >= 0; i--)
          if (things[i].kind == MODEL && things[i].manager == handle) end(things[i].handle);
        break;
      case 4:
        CHECK_EQUAL(models ? SDK_OK : SDK_ERR_NOT_FOUND, sdk_model_destroy(handle));
        if (models) end(handle);
        break;
      case 5:
        CHECK_EQUAL(pipes ? SDK_OK : SDK_ERR_NOT_FOUND, sdk_pipeline_destroy(handle));
        if (pipes) end(handle);
        break;
      default: {
        size_t written;
        uint8_t text[64] = {0};
        CHECK_EQUAL(pipes ? SDK_OK : SDK_ERR_NOT_FOUND, sdk_generate_pipeline_run(handle, "Lily", 4, "{\"max_tokens\": 4}", 17));
        if (!pipes) break;
        CHECK_EQUAL(SDK_OK, sdk_pipeline_read_output(handle, 0, text, sizeof text - 1, &written));
        if (!expected[0]) memcpy(expected, text, written);
        CHECK(strcmp(expected, (char *)text) == 0);
        runs++;
      }
    }
    if (call == calls / 2) middle = resident_bytes();
  }
  CHECK(runs > calls / 100);
  check_flat(calls, middle, 32 << 20);
  return 0;
}
