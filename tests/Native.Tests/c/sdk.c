/* The sdk functions: a text and its outputs, buffers that are too small, destroying in every order, errors by thread, a busy pipeline. */
#include <math.h>
#include <pthread.h>
#include <teleo.h>

#include "check.h"

static const char prompt[] = "Once upon a time";
static char config[4200];

static uint64_t new_manager(void) {
  uint64_t manager = 0;
  CHECK_EQUAL(SDK_OK, sdk_model_manager_create(&manager));
  CHECK(manager != 0);
  return manager;
}

static SdkModelSpec model_spec(const char *id, SdkModelKind kind, const char *json) {
  return (SdkModelSpec){.id_ptr = id, .id_len = strlen(id), .kind = kind, .config_json_ptr = json, .config_json_len = strlen(json)};
}

static uint64_t new_model(uint64_t manager, const char *id) {
  uint64_t model = 0;
  SdkModelSpec spec = model_spec(id, SDK_MODEL_LANGUAGE, config);
  CHECK_EQUAL(SDK_OK, sdk_model_manager_load_model(manager, &spec, &model));
  CHECK(model != 0);
  return model;
}

static uint64_t new_pipeline(uint64_t model, const char *json) {
  uint64_t pipeline = 0;
  SdkPipelineSpec spec = {.id_ptr = "p", .id_len = 1, .kind = SDK_PIPELINE_GENERATE, .config_json_ptr = json, .config_json_len = strlen(json)};
  CHECK_EQUAL(SDK_OK, sdk_model_create_pipeline(model, &spec, &pipeline));
  CHECK(pipeline != 0);
  return pipeline;
}

static SdkErr run(uint64_t pipeline, const char *params) {
  return sdk_generate_pipeline_run(pipeline, prompt, sizeof prompt - 1, params, strlen(params));
}

static void check_message(const char *part) {
  const char *message;
  size_t length;
  CHECK_EQUAL(SDK_OK, sdk_last_error_message_utf8(&message, &length));
  CHECK(strlen(message) == length);
  if (strstr(message, part)) return;
  fprintf(stderr, "not in the message: %s\n%s\n", part, message);
  exit(1);
}

static void check_version(void) {
  CHECK_EQUAL(SDK_ABI_VERSION, sdk_abi_version());
  const char *version = sdk_version_string();
  size_t length = 0, written = 0;
  char buffer[256];
  CHECK_EQUAL(SDK_OK, sdk_version_string_len(&length));
  CHECK(strlen(version) == length && length > 0 && length < sizeof buffer);
  CHECK_EQUAL(SDK_ERR_INVALID_ARG, sdk_version_string_write(buffer, length - 1, &written));
  CHECK_EQUAL(length, written);
  CHECK_EQUAL(SDK_OK, sdk_version_string_write(buffer, length, &written));
  CHECK(written == length && memcmp(buffer, version, length) == 0);
}

static size_t output(uint64_t pipeline, size_t index, void *buffer, size_t capacity) {
  size_t bytes = 0, written = 0, rank = 0;
  int64_t shape = 0;
  CHECK_EQUAL(SDK_OK, sdk_pipeline_get_output_bytes(pipeline, index, &bytes));
  CHECK(bytes <= capacity);
  if (bytes > 0) {
    memset(buffer, 0x5A, capacity);
    CHECK_EQUAL(SDK_ERR_INVALID_ARG, sdk_pipeline_read_output(pipeline, index, buffer, bytes - 1, &written));
    CHECK_EQUAL(bytes, written);
    CHECK(((unsigned char *)buffer)[0] == 0x5A); /* nothing was written */
    check_message("needed");
  }
  CHECK_EQUAL(SDK_OK, sdk_pipeline_read_output(pipeline, index, buffer, capacity, &written));
  CHECK_EQUAL(bytes, written);
  CHECK_EQUAL(SDK_OK, sdk_pipeline_get_output_shape_len(pipeline, index, &rank));
  CHECK_EQUAL(1, rank);
  CHECK_EQUAL(SDK_ERR_INVALID_ARG, sdk_pipeline_get_output_shape_write(pipeline, index, &shape, 0, &written));
  CHECK_EQUAL(1, written);
  CHECK_EQUAL(SDK_OK, sdk_pipeline_get_output_shape_write(pipeline, index, &shape, 1, &written));
  size_t element = index == 0 || index == 4 ? 1 : 4;
  CHECK_EQUAL(bytes, (size_t)shape * element);
  return bytes;
}

static void check_outputs(uint64_t pipeline) {
  size_t count = 9;
  CHECK_EQUAL(SDK_OK, sdk_pipeline_get_output_count(pipeline, &count));
  CHECK_EQUAL(0, count);
  CHECK_EQUAL(SDK_OK, run(pipeline, "{\"max_tokens\": 40}"));
  CHECK_EQUAL(SDK_OK, sdk_pipeline_get_output_count(pipeline, &count));
  CHECK_EQUAL(5, count);
  char text[4096] = "", summary[4096] = "";
  int32_t tokens[64];
  float probabilities[64], entropies[64];
  size_t length = output(pipeline, 0, text, sizeof text - 1);
  text[length] = 0;
  CHECK(strstr(text, "there was a little girl named Lily") != NULL);
  CHECK_EQUAL(40 * sizeof(int32_t), output(pipeline, 1, tokens, sizeof tokens));
  CHECK_EQUAL(40 * sizeof(float), output(pipeline, 2, probabilities, sizeof probabilities));
  CHECK_EQUAL(40 * sizeof(float), output(pipeline, 3, entropies, sizeof entropies));
  for (int i = 0; i < 40; i++) CHECK(tokens[i] >= 0 && tokens[i] < 512 && probabilities[i] <= 0 && entropies[i] >= 0 && entropies[i] <= logf(512));
  summary[output(pipeline, 4, summary, sizeof summary - 1)] = 0;
  CHECK(strstr(summary, "\"stop\":\"length\"") && strstr(summary, "\"generated_tokens\":40"));

  /* A run that is refused leaves no outputs, and the next one is as good as the first. */
  CHECK_EQUAL(SDK_ERR_INVALID_ARG, run(pipeline, "{\"max_tokens\": 0}"));
  check_message("at least 1");
  CHECK_EQUAL(SDK_OK, sdk_pipeline_get_output_count(pipeline, &count));
  CHECK_EQUAL(0, count);
  CHECK_EQUAL(SDK_ERR_INVALID_ARG, run(pipeline, "{\"temprature\": 1}"));
  check_message("temprature");
  CHECK_EQUAL(SDK_ERR_INVALID_ARG, run(pipeline, "{\"max_tokens\": 40"));
  check_message("no JSON");
  CHECK_EQUAL(SDK_ERR_INVALID_ARG, sdk_generate_pipeline_run(pipeline, "\xff", 1, NULL, 0));
  check_message("UTF-8");
  CHECK_EQUAL(SDK_OK, run(pipeline, ""));
  check_message("");
  char again[4096];
  CHECK(output(pipeline, 0, again, sizeof again) == length && memcmp(again, text, length) == 0); /* 40 tokens are its default */
  CHECK_EQUAL(SDK_OK, run(pipeline, "{\"max_tokens\": 40, \"stops\": [\" Lily\"], \"seed\": 18446744073709551615}"));
  size_t cut = output(pipeline, 0, again, sizeof again);
  CHECK(cut < length && memcmp(again, text, cut) == 0);
  puts(text);
}

static void check_kinds(uint64_t manager) {
  static const SdkModelKind vision[] = {SDK_MODEL_YOLO, SDK_MODEL_PADDLE_OCR, SDK_MODEL_OPENVINO};
  uint64_t model = 1;
  for (int i = 0; i < 3; i++) {
    SdkModelSpec spec = model_spec("vision", vision[i], "{}");
    CHECK_EQUAL(SDK_ERR_INVALID_ARG, sdk_model_manager_load_model(manager, &spec, &model));
    CHECK_EQUAL(0, model);
    check_message("path is missing");
  }
  SdkModelSpec missing = model_spec("missing", SDK_MODEL_LANGUAGE, "{\"path\": \"/nowhere/at/all.gguf\"}");
  CHECK_EQUAL(SDK_ERR_NOT_FOUND, sdk_model_manager_load_model(manager, &missing, &model));
  SdkModelSpec junk = model_spec("junk", SDK_MODEL_LANGUAGE, "{\"path\": \"README.md\"}");
  CHECK_EQUAL(SDK_ERR_RUNTIME, sdk_model_manager_load_model(manager, &junk, &model));
  check_message("README.md");
}

static void check_ids(uint64_t manager) {
  uint64_t first = new_model(manager, "one"), second = 0;
  SdkModelSpec spec = model_spec("one", SDK_MODEL_LANGUAGE, config);
  CHECK_EQUAL(SDK_ERR_INVALID_ARG, sdk_model_manager_load_model(manager, &spec, &second));
  check_message("loaded already");
  CHECK_EQUAL(SDK_OK, sdk_model_destroy(first));
  CHECK_EQUAL(SDK_ERR_NOT_FOUND, sdk_model_destroy(first));
  CHECK_EQUAL(SDK_OK, sdk_model_manager_load_model(manager, &spec, &second));
  CHECK(second != first);
  CHECK_EQUAL(SDK_OK, sdk_model_destroy(second));
}

/* Manager, model and two pipelines destroyed in all 24 orders: what still stands works, and what was destroyed is not found. */
static void check_destroy_orders(void) {
  for (int order = 0; order < 24; order++) {
    uint64_t manager = new_manager(), model = new_model(manager, "m"), pipelines[2] = {new_pipeline(model, "{\"max_tokens\": 3}"), new_pipeline(model, "")};
    int left[4] = {0, 1, 2, 3}, rest = order;
    for (int count = 4; count > 0; count--) {
      int which = rest % count, what = left[which];
      rest /= count;
      memmove(left + which, left + which + 1, (size_t)(count - which - 1) * sizeof *left);
      if (what == 0) {
        CHECK_EQUAL(SDK_OK, sdk_model_manager_destroy(manager));
        manager = 0;
      }
      if (what == 1) { /* a manager takes its models along */
        CHECK_EQUAL(manager ? SDK_OK : SDK_ERR_NOT_FOUND, sdk_model_destroy(model));
        model = 0;
      }
      if (what >= 2) {
        CHECK_EQUAL(SDK_OK, sdk_pipeline_destroy(pipelines[what - 2]));
        CHECK_EQUAL(SDK_ERR_NOT_FOUND, sdk_pipeline_destroy(pipelines[what - 2]));
        CHECK_EQUAL(SDK_ERR_NOT_FOUND, run(pipelines[what - 2], ""));
        pipelines[what - 2] = 0;
      }
      for (int i = 0; i < 2; i++)
        if (pipelines[i]) CHECK_EQUAL(SDK_OK, run(pipelines[i], "{\"max_tokens\": 2}"));
    }
  }
}

static void *fail_elsewhere(void *manager) {
  uint64_t handle = *(uint64_t *)manager, model;
  check_message(""); /* this thread has failed at nothing yet */
  SdkModelSpec spec = model_spec("elsewhere", SDK_MODEL_YOLO, "{}");
  CHECK_EQUAL(SDK_ERR_INVALID_ARG, sdk_model_manager_load_model(handle, &spec, &model));
  check_message("model elsewhere");
  return NULL;
}

static volatile int busy_seen, stop_running;

static void *run_on(void *pipeline) {
  while (!stop_running) {
    SdkErr code = run(*(uint64_t *)pipeline, "{\"max_tokens\": 200, \"ignores_end\": true}");
    CHECK(code == SDK_OK || code == SDK_ERR_BUSY);
    if (code == SDK_ERR_BUSY) {
      check_message("another thread");
      busy_seen = stop_running = 1;
    }
  }
  return NULL;
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  CHECK(snprintf(config, sizeof config, "{\"path\": \"%s\", \"threads\": 1}", argv[1]) < (int)sizeof config);
  check_version();
  uint64_t manager = new_manager();
  check_kinds(manager);
  check_ids(manager);
  uint64_t model = new_model(manager, "stories"), pipeline = new_pipeline(model, "{\"max_tokens\": 40}");
  check_outputs(pipeline);
  check_destroy_orders();

  pthread_t threads[2];
  CHECK_EQUAL(SDK_ERR_NOT_FOUND, sdk_pipeline_destroy(77));
  CHECK(pthread_create(&threads[0], NULL, fail_elsewhere, &manager) == 0);
  CHECK(pthread_join(threads[0], NULL) == 0);
  check_message("no such pipeline");

  for (int i = 0; i < 2; i++) CHECK(pthread_create(&threads[i], NULL, run_on, &pipeline) == 0);
  for (int i = 0; i < 2; i++) CHECK(pthread_join(threads[i], NULL) == 0);
  CHECK(busy_seen);
  CHECK_EQUAL(SDK_OK, sdk_model_manager_destroy(manager));
  CHECK_EQUAL(SDK_OK, run(pipeline, ""));
  CHECK_EQUAL(SDK_OK, sdk_pipeline_destroy(pipeline));
  return 0;
}
