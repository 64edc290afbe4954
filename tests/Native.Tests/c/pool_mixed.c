/*
 * Models of images and tensors beside language models in one pool: pool_mixed CONFIG SQUARES PAGE TRACE. Prints the answers of a
 * detector, a reader, a tensor model and a language model; asks all of them in turns; then prints the state and writes the decisions.
 */
#include <teleo.h>

#include "check.h"

static uint64_t pool;
static char answer[1 << 20];

static const char *ask(const char *json, const void *data, size_t length) {
  uint64_t request = 0;
  size_t written = 0;
  CHECK_EQUAL(SDK_OK, sdk_pool_pipeline_submit(pool, json, strlen(json), data, length, &request));
  CHECK_EQUAL(SDK_OK, sdk_pool_pipeline_wait_answer(pool, request, UINT32_MAX, answer, sizeof answer - 1, &written));
  answer[written] = 0;
  return answer;
}

static const char *answered(const char *json, const void *data, size_t length) {
  const char *text = ask(json, data, length);
  if (strstr(text, "\"status\":\"answered\"")) return text;
  fprintf(stderr, "%s: %s\n", json, text);
  exit(1);
}

int main(int argc, char **argv) {
  CHECK(argc == 5);
  const char plan[] = "{\"memory\": \"24MiB\", \"limit_s\": 0.05}";
  uint64_t manager = 0, model = 0;
  SdkModelSpec skills = {.id_ptr = "m", .id_len = 1, .kind = SDK_MODEL_SKILL_POOL, .config_json_ptr = argv[1], .config_json_len = strlen(argv[1])};
  SdkPipelineSpec spec = {.id_ptr = "p", .id_len = 1, .kind = SDK_PIPELINE_SKILL_POOL, .config_json_ptr = plan, .config_json_len = sizeof plan - 1};
  CHECK_EQUAL(SDK_OK, sdk_model_manager_create(&manager));
  CHECK_EQUAL(SDK_OK, sdk_model_manager_load_model(manager, &skills, &model));
  CHECK_EQUAL(SDK_OK, sdk_model_create_pipeline(model, &spec, &pool));

  size_t squares_length, page_length;
  unsigned char *squares = read_file(argv[2], &squares_length), *page = read_file(argv[3], &page_length);
  const float numbers[4] = {1, 2, 3, 4};
  puts(answered("{\"task\": \"squares\"}", squares, squares_length));
  puts(answered("{\"task\": \"page\"}", page, page_length));
  puts(answered("{\"model\": \"doubler\", \"input\": \"[2, 2]\"}", numbers, sizeof numbers));
  puts(answered("{\"task\": \"addition\", \"input\": \"add 12+34\"}", NULL, 0));

  /* What a model does not take is refused, and the model goes on. */
  CHECK(strstr(ask("{\"task\": \"squares\", \"input\": \"a\"}", NULL, 0), "takes an image or a tensor; the request has none") != NULL);
  CHECK(strstr(ask("{\"task\": \"squares\"}", "junk", 4), "\"status\":\"refused\"") != NULL);
  CHECK(strstr(ask("{\"model\": \"doubler\", \"input\": \"[3, 2]\"}", numbers, sizeof numbers), "needs 24 bytes") != NULL);
  CHECK(strstr(ask("{\"model\": \"doubler\", \"input\": \"two\"}", numbers, sizeof numbers), "is its shape") != NULL);

  static const char *const texts[] = {"addition\", \"input\": \"add 12+34", "subtraction\", \"input\": \"sub 34-12", "sorting\", \"input\": \"sort 312"};
  for (int turn = 0; turn < 30; turn++) {
    char question[100];
    snprintf(question, sizeof question, "{\"task\": \"%s\"}", texts[turn % 3]);
    answered(question, NULL, 0);
    if (turn % 3 == 0) answered("{\"task\": \"squares\"}", squares, squares_length);
    if (turn % 3 == 1) answered("{\"task\": \"page\"}", page, page_length);
    if (turn % 3 == 2) answered("{\"model\": \"doubler\"}", numbers, sizeof numbers);
  }

  size_t written = 0;
  CHECK_EQUAL(SDK_OK, sdk_pool_pipeline_write_state(pool, answer, sizeof answer - 1, &written));
  answer[written] = 0;
  puts(answer);
  CHECK_EQUAL(SDK_OK, sdk_pool_pipeline_stop(pool));
  FILE *file = fopen(argv[4], "wb");
  CHECK(file != NULL);
  do {
    CHECK_EQUAL(SDK_OK, sdk_pool_pipeline_next_decision(pool, answer, sizeof answer, &written));
    CHECK(fwrite(answer, 1, written, file) == written);
  } while (written > 0);
  CHECK(fclose(file) == 0);
  CHECK_EQUAL(SDK_OK, sdk_model_manager_destroy(manager));
  CHECK_EQUAL(SDK_OK, sdk_pipeline_destroy(pool));
  free(squares);
  free(page);
  return 0;
}
