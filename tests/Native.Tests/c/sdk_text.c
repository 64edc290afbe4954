/* Prints what a model adds to a prompt, through a pipeline: sdk_text MODEL PROMPT TOKENS */
#include <teleo.h>

#include "check.h"

int main(int argc, char **argv) {
  CHECK(argc == 4);
  char config[4200], params[64];
  snprintf(config, sizeof config, "{\"path\": \"%s\"}", argv[1]);
  snprintf(params, sizeof params, "{\"max_tokens\": %s}", argv[3]);
  uint64_t manager, model, pipeline;
  SdkModelSpec spec = {.id_ptr = "m", .id_len = 1, .kind = SDK_MODEL_LANGUAGE, .config_json_ptr = config, .config_json_len = strlen(config)};
  SdkPipelineSpec plan = {.id_ptr = "p", .id_len = 1, .kind = SDK_PIPELINE_GENERATE, .config_json_ptr = NULL, .config_json_len = 0};
  size_t bytes;
  CHECK_EQUAL(SDK_OK, sdk_model_manager_create(&manager));
  CHECK_EQUAL(SDK_OK, sdk_model_manager_load_model(manager, &spec, &model));
  CHECK_EQUAL(SDK_OK, sdk_model_create_pipeline(model, &plan, &pipeline));
  CHECK_EQUAL(SDK_OK, sdk_generate_pipeline_run(pipeline, argv[2], strlen(argv[2]), params, strlen(params)));
  CHECK_EQUAL(SDK_OK, sdk_pipeline_get_output_bytes(pipeline, 0, &bytes));
  uint8_t *text = malloc(bytes + 1);
  CHECK(text != NULL);
  CHECK_EQUAL(SDK_OK, sdk_pipeline_read_output(pipeline, 0, text, bytes, &bytes));
  fwrite(text, 1, bytes, stdout);
  free(text);
  CHECK_EQUAL(SDK_OK, sdk_pipeline_destroy(pipeline));
  CHECK_EQUAL(SDK_OK, sdk_model_manager_destroy(manager));
  return 0;
}
