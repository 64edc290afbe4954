/* What a call with good arguments is made of, for the table of bad ones that a test writes from the header. */
#ifndef BAD_ARGUMENTS_H
#define BAD_ARGUMENTS_H

#include <math.h>
#include <teleo.h>

#include "check.h"

static int cells, faults;

#define CELL(name, expected, call)                                                                      \
  do {                                                                                                  \
    long long got_ = (long long)(call);                                                                 \
    cells++;                                                                                            \
    if (got_ != (long long)(expected)) {                                                                \
      faults++;                                                                                         \
      fprintf(stderr, "%s: %lld, expected %lld\n", name, got_, (long long)(expected));                  \
    }                                                                                                   \
  } while (0)

static const char *model_path;
static unsigned char *model_bytes;
static size_t model_length;
static const char prompt_text[] = "Once upon a time";
static const char bad_text[] = "\xff\xfe";
static char model_config[4200];
static char long_id[2000];

static IRContext *context, *stale_context, *context_out;
static const IRGenerateParams good_params = {.max_tokens = 3, .temperature = 0, .top_k = 0, .top_p = 1, .repetition_penalty = 1, .seed = 0};
static char *text_out;
static uint64_t manager, model, pipeline, read_pipeline, stale_manager, stale_model, stale_pipeline, handle_out;
static size_t size_out;
static const char *message_out;
static char char_buffer[4096];
static uint8_t byte_buffer[4096];
static int64_t shape_buffer[8];
static SdkOcrLine line_buffer[4];
static SdkYoloPreprocessMeta meta_out;
static const float tensor_values[4];
static const int64_t tensor_shape[1] = {4};
static const SdkTensor tensor_inputs[1] = {{"x", 1, SDK_ELEMENT_FLOAT32, tensor_shape, 1, (const uint8_t *)tensor_values, sizeof tensor_values}};
static SdkElement element_out;
static uint64_t pool;
static const char pool_request[] = "{\"task\": \"sorting\", \"input\": \"sort 312\"}";
static char pool_buffer[1 << 16];

static inline IRGenerateParams with_tokens(uint32_t n) { IRGenerateParams p = good_params; p.max_tokens = n; return p; }
static inline IRGenerateParams with_temperature(float t) { IRGenerateParams p = good_params; p.temperature = t; return p; }
static inline IRGenerateParams with_top_p(float t) { IRGenerateParams p = good_params; p.top_p = t; return p; }
static inline IRGenerateParams with_penalty(float t) { IRGenerateParams p = good_params; p.repetition_penalty = t; return p; }

static inline bool show_all(const char *token, void *user_data) { return token != NULL && user_data == NULL; }

static inline IRContext *new_context(void) {
  IRContext *made = NULL;
  CHECK_EQUAL(IR_STATUS_OK, ir_context_create(IR_BACKEND_TYPE_CPU, &made));
  CHECK_EQUAL(IR_STATUS_OK, ir_model_load(made, model_path));
  return made;
}

static inline uint64_t new_manager(void) {
  uint64_t made = 0;
  CHECK_EQUAL(SDK_OK, sdk_model_manager_create(&made));
  return made;
}

/* Specs in turn, so that several can be written into one call. */
static inline const SdkModelSpec *model_spec(const char *id, size_t id_len, int kind, const char *config, size_t config_len) {
  static SdkModelSpec specs[4];
  static unsigned next;
  SdkModelSpec *spec = &specs[next++ % 4];
  *spec = (SdkModelSpec){.id_ptr = id, .id_len = id_len, .kind = (SdkModelKind)kind, .config_json_ptr = config, .config_json_len = config_len};
  return spec;
}

static inline const SdkPipelineSpec *pipeline_spec(const char *id, size_t id_len, int kind, const char *config, size_t config_len) {
  static SdkPipelineSpec specs[4];
  static unsigned next;
  SdkPipelineSpec *spec = &specs[next++ % 4];
  *spec = (SdkPipelineSpec){.id_ptr = id, .id_len = id_len, .kind = (SdkPipelineKind)kind, .config_json_ptr = config, .config_json_len = config_len};
  return spec;
}

static inline const SdkModelSpec *good_model_spec(void) {
  static char ids[1000][16];
  static int next;
  CHECK(next < 1000);
  int length = snprintf(ids[next], sizeof ids[next], "model %d", next);
  return model_spec(ids[next++], (size_t)length, SDK_MODEL_LANGUAGE, model_config, strlen(model_config));
}

static inline const SdkPipelineSpec *good_pipeline_spec(void) { return pipeline_spec("p", 1, SDK_PIPELINE_GENERATE, NULL, 0); }

static inline uint64_t new_model(void) {
  uint64_t made = 0;
  CHECK_EQUAL(SDK_OK, sdk_model_manager_load_model(manager, good_model_spec(), &made));
  return made;
}

static inline uint64_t new_pipeline(void) {
  uint64_t made = 0;
  CHECK_EQUAL(SDK_OK, sdk_model_create_pipeline(model, good_pipeline_spec(), &made));
  CHECK_EQUAL(SDK_OK, sdk_generate_pipeline_run(made, prompt_text, sizeof prompt_text - 1, "{\"max_tokens\": 3}", 17));
  return made;
}

/* A pool of one skill. */
static inline uint64_t new_pool(void) {
  static const char config[] = "{\"path\": \"skills/sorting\", \"variants\": [\"q8_0\"]}";
  static int next;
  char id[16];
  uint64_t skills = 0, made = 0;
  int length = snprintf(id, sizeof id, "pool %d", next++);
  CHECK_EQUAL(SDK_OK, sdk_model_manager_load_model(manager, model_spec(id, (size_t)length, SDK_MODEL_SKILL_POOL, config, sizeof config - 1), &skills));
  CHECK_EQUAL(SDK_OK, sdk_model_create_pipeline(skills, pipeline_spec("p", 1, SDK_PIPELINE_SKILL_POOL, "{\"memory\": \"100%\"}", 18), &made));
  return made;
}

static inline uint64_t open_request(void) {
  uint64_t number = 0;
  CHECK_EQUAL(SDK_OK, sdk_pool_pipeline_submit(pool, pool_request, sizeof pool_request - 1, NULL, 0, &number));
  return number;
}

static inline void begin(const char *path) {
  model_path = path;
  model_bytes = read_file(path, &model_length);
  CHECK(snprintf(model_config, sizeof model_config, "{\"path\": \"%s\", \"threads\": 1}", path) < (int)sizeof model_config);
  memset(long_id, 'x', sizeof long_id);
  CHECK_EQUAL(TELEO_OK, init_runtime());
  CHECK_EQUAL(TELEO_OK, load_model(model_bytes, model_length));
  CHECK_EQUAL(TELEO_OK, generate((const uint8_t *)prompt_text, sizeof prompt_text - 1, 3));
  context = new_context();
  stale_context = new_context();
  CHECK_EQUAL(IR_STATUS_OK, ir_context_destroy(stale_context));
  manager = new_manager();
  stale_manager = new_manager();
  CHECK_EQUAL(SDK_OK, sdk_model_manager_destroy(stale_manager));
  model = new_model();
  stale_model = new_model();
  CHECK_EQUAL(SDK_OK, sdk_model_destroy(stale_model));
  pipeline = new_pipeline();
  read_pipeline = new_pipeline(); /* its outputs stay */
  pool = new_pool();
  stale_pipeline = new_pipeline();
  CHECK_EQUAL(SDK_OK, sdk_pipeline_destroy(stale_pipeline));
}

static inline int finish(void) {
  printf("%d cells\n", cells);
  return faults != 0;
}

#endif
