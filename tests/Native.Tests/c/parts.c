/* A build without all parts: parts MODEL SKILLS, SKILLS is empty where the build has no pools. What was left out is unsupported. */
#include <teleo.h>

#include "check.h"

static SdkErr load(uint64_t manager, const char *id, SdkModelKind kind, const char *format, const char *path, uint64_t *model) {
  static char config[4200];
  CHECK(snprintf(config, sizeof config, format, path) < (int)sizeof config);
  SdkModelSpec spec = {.id_ptr = id, .id_len = strlen(id), .kind = kind, .config_json_ptr = config, .config_json_len = strlen(config)};
  return sdk_model_manager_load_model(manager, &spec, model);
}

int main(int argc, char **argv) {
  CHECK(argc == 3);
  uint64_t manager, model, pipeline, request;
  CHECK_EQUAL(SDK_OK, sdk_model_manager_create(&manager));
  CHECK_EQUAL(SDK_ERR_UNSUPPORTED, load(manager, "eyes", SDK_MODEL_YOLO, "{\"model_path\": \"%s\"}", argv[1], &model));
  CHECK_EQUAL(SDK_OK, load(manager, "stories", SDK_MODEL_LANGUAGE, "{\"path\": \"%s\"}", argv[1], &model));
  if (!argv[2][0]) {
    CHECK_EQUAL(SDK_ERR_UNSUPPORTED, load(manager, "skills", SDK_MODEL_SKILL_POOL, "{\"path\": \"%s\"}", "skills", &model));
    return 0;
  }

  const char *member = "{\"members\": [{\"id\": \"eyes\", \"kind\": \"yolo\", \"model\": {\"model_path\": \"%s\"}}]}";
  CHECK_EQUAL(SDK_ERR_UNSUPPORTED, load(manager, "mixed", SDK_MODEL_SKILL_POOL, member, argv[1], &model));
  CHECK_EQUAL(SDK_OK, load(manager, "skills", SDK_MODEL_SKILL_POOL, "{\"path\": \"%s\", \"variants\": [\"q8_0\"]}", argv[2], &model));
  SdkPipelineSpec spec = {.id_ptr = "p", .id_len = 1, .kind = SDK_PIPELINE_SKILL_POOL, .config_json_ptr = NULL, .config_json_len = 0};
  CHECK_EQUAL(SDK_OK, sdk_model_create_pipeline(model, &spec, &pipeline));
  const char *json = "{\"task\": \"addition\", \"input\": \"add 12+34\"}";
  char answer[1 << 12];
  size_t written;
  CHECK_EQUAL(SDK_OK, sdk_pool_pipeline_submit(pipeline, json, strlen(json), NULL, 0, &request));
  CHECK_EQUAL(SDK_OK, sdk_pool_pipeline_wait_answer(pipeline, request, UINT32_MAX, answer, sizeof answer - 1, &written));
  answer[written] = 0;
  CHECK(strstr(answer, "\"text\":\"46\"") != NULL);
  return 0;
}
