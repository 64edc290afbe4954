/*
 * A pool of skills: pool SKILLS TRACE. Requests by task and by model, short buffers, requests that are refused, cancelled and not in
 * time, threads that share one pool, destroying in every order. Writes all lines of one pool's decisions to TRACE.
 */
#include <pthread.h>
#include <teleo.h>

#include "check.h"

static char config[4200], answer[1 << 16];

static uint64_t new_manager(void) {
  uint64_t manager = 0;
  CHECK_EQUAL(SDK_OK, sdk_model_manager_create(&manager));
  return manager;
}

static uint64_t new_skills(uint64_t manager, const char *id) {
  uint64_t model = 0;
  SdkModelSpec spec = {.id_ptr = id, .id_len = strlen(id), .kind = SDK_MODEL_SKILL_POOL, .config_json_ptr = config, .config_json_len = strlen(config)};
  SdkErr code = sdk_model_manager_load_model(manager, &spec, &model);
  if (code != SDK_OK) {
    const char *message;
    size_t length;
    sdk_last_error_message_utf8(&message, &length);
    fprintf(stderr, "%s\n", message);
  }
  CHECK_EQUAL(SDK_OK, code);
  return model;
}

static SdkErr make_pool(uint64_t model, const char *json, uint64_t *pool) {
  SdkPipelineSpec spec = {.id_ptr = "p", .id_len = 1, .kind = SDK_PIPELINE_SKILL_POOL, .config_json_ptr = json, .config_json_len = strlen(json)};
  return sdk_model_create_pipeline(model, &spec, pool);
}

static uint64_t new_pool(uint64_t model, const char *json) {
  uint64_t pool = 0;
  CHECK_EQUAL(SDK_OK, make_pool(model, json, &pool));
  CHECK(pool != 0);
  return pool;
}

static void check_message(const char *part) {
  const char *message;
  size_t length;
  CHECK_EQUAL(SDK_OK, sdk_last_error_message_utf8(&message, &length));
  if (strstr(message, part)) return;
  fprintf(stderr, "not in the message: %s\n%s\n", part, message);
  exit(1);
}

static SdkErr submit(uint64_t pool, const char *json, uint64_t *request) {
  return sdk_pool_pipeline_submit(pool, json, strlen(json), NULL, 0, request);
}

static uint64_t ask(uint64_t pool, const char *json) {
  uint64_t request = 0;
  CHECK_EQUAL(SDK_OK, submit(pool, json, &request));
  CHECK(request != 0);
  return request;
}

static void check_refused(uint64_t pool, const char *json, SdkErr code, const char *message) {
  uint64_t request = 1;
  CHECK_EQUAL(code, submit(pool, json, &request));
  CHECK_EQUAL(0, request);
  check_message(message);
}

/* Waits for an answer, by a buffer that is too small first. */
static const char *wait_for(uint64_t pool, uint64_t request) {
  size_t needed = 0, written = 0;
  char small[8] = "untouch";
  CHECK_EQUAL(SDK_ERR_INVALID_ARG, sdk_pool_pipeline_wait_answer(pool, request, UINT32_MAX, small, sizeof small, &needed));
  CHECK(strcmp(small, "untouch") == 0 && needed > sizeof small && needed < sizeof answer);
  check_message("needed");
  CHECK_EQUAL(SDK_OK, sdk_pool_pipeline_wait_answer(pool, request, 0, answer, sizeof answer - 1, &written));
  CHECK_EQUAL(needed, written);
  answer[written] = 0;
  CHECK_EQUAL(SDK_ERR_NOT_FOUND, sdk_pool_pipeline_wait_answer(pool, request, 0, answer, sizeof answer, &needed));
  check_message("was taken");
  return answer;
}

static void check_answer(uint64_t pool, const char *json, const char *part, const char *other) {
  const char *text = wait_for(pool, ask(pool, json));
  if (strstr(text, part) && strstr(text, other)) return;
  fprintf(stderr, "%s: no %s or no %s in %s\n", json, part, other, text);
  exit(1);
}

static const char *state(uint64_t pool) {
  static char text[1 << 16];
  size_t needed = 0, written = 0;
  CHECK_EQUAL(SDK_ERR_INVALID_ARG, sdk_pool_pipeline_write_state(pool, text, 1, &needed));
  CHECK_EQUAL(SDK_OK, sdk_pool_pipeline_write_state(pool, text, sizeof text - 1, &written));
  CHECK(written > 100 && needed > 100);
  text[written] = 0;
  return text;
}

static void check_requests(uint64_t pool) {
  check_answer(pool, "{\"task\": \"addition\", \"input\": \"add 12+34\"}", "\"status\":\"answered\",\"text\":\"46\"", "@1.0.0#q8_0");
  check_answer(pool, "{\"model\": \"addition\", \"input\": \"add 20+31\"}", "\"text\":\"51\"", "\"why\":\"\"");
  check_answer(pool, "{\"model\": \"addition@1.0.0#q8_0\", \"prompt\": \"1\", \"max_tokens\": 2}", "\"answered\"", "\"answer_tokens\":2");
  check_answer(pool, "{\"task\": \"addition\", \"input\": \"\"}", "\"refused\"", "the input is empty");
  check_answer(pool, "{\"task\": \"flying\", \"input\": \"a\"}", "\"refused\"", "no skill here does 'flying'");
  check_refused(pool, "{}", SDK_ERR_INVALID_ARG, "either a 'task' or a 'model'");
  check_refused(pool, "{\"task\": \"addition\", \"inptu\": \"1\"}", SDK_ERR_INVALID_ARG, "inptu");
  check_refused(pool, "{\"model\": \"additoin\", \"input\": \"1\"}", SDK_ERR_NOT_FOUND, "addition");
  check_refused(pool, "{\"task\": \"addition\", \"prompt\": \"1\"}", SDK_ERR_INVALID_ARG, "needs the 'model'");
  check_refused(pool, "[]", SDK_ERR_INVALID_ARG, "no JSON object");

  uint64_t request = 0;
  static const uint8_t image[3] = {1, 2, 3};
  const char text[] = "{\"task\": \"addition\", \"input\": \"add 1+1\"}";
  CHECK_EQUAL(SDK_OK, sdk_pool_pipeline_submit(pool, text, sizeof text - 1, image, sizeof image, &request));
  CHECK(strstr(wait_for(pool, request), "takes text, no images") != NULL);
}

/* One worker and many requests: the last one waits for sure. */
static void check_cancel(uint64_t skills) {
  enum { MANY = 40 };
  uint64_t pool = new_pool(skills, "{\"workers\": 1}"), requests[MANY];
  size_t written;
  for (int i = 0; i < MANY; i++) requests[i] = ask(pool, "{\"model\": \"text\", \"prompt\": \"a\", \"max_tokens\": 100000, \"ignores_end\": true}");
  for (int i = MANY - 1; i >= 0; i--) CHECK_EQUAL(SDK_OK, sdk_pool_pipeline_cancel(pool, requests[i]));
  CHECK_EQUAL(SDK_OK, sdk_pool_pipeline_cancel(pool, requests[0])); /* once more changes nothing */
  CHECK(strstr(wait_for(pool, requests[MANY - 1]), "\"status\":\"cancelled\",\"text\":\"\"") != NULL);
  CHECK_EQUAL(SDK_ERR_NOT_FOUND, sdk_pool_pipeline_cancel(pool, requests[MANY - 1]));
  CHECK_EQUAL(SDK_ERR_NOT_FOUND, sdk_pool_pipeline_wait_answer(pool, 12345678, 0, answer, sizeof answer, &written));
  CHECK_EQUAL(SDK_OK, sdk_pipeline_destroy(pool)); /* with requests open */
}

/* Two kinds of work, each refused by the functions of the other. */
static void check_kinds(uint64_t manager, uint64_t skills, uint64_t pool) {
  size_t count = 9, written = 9;
  CHECK_EQUAL(SDK_ERR_UNSUPPORTED, sdk_generate_pipeline_run(pool, "a", 1, NULL, 0));
  CHECK_EQUAL(SDK_OK, sdk_pipeline_get_output_count(pool, &count));
  CHECK_EQUAL(0, count);
  uint64_t other = 0, model = 0;
  CHECK_EQUAL(SDK_ERR_BUSY, make_pool(skills, "{}", &other));
  check_message("run as a pool already");
  CHECK_EQUAL(0, other);
  CHECK_EQUAL(SDK_ERR_INVALID_ARG, make_pool(skills, "{\"memroy\": \"50%\"}", &other));
  CHECK_EQUAL(SDK_ERR_INVALID_ARG, make_pool(skills, "{\"workers\": 0}", &other));
  SdkModelSpec spec = {.id_ptr = "none", .id_len = 4, .kind = SDK_MODEL_SKILL_POOL, .config_json_ptr = "{\"path\": \"/nowhere\"}", .config_json_len = 20};
  CHECK_EQUAL(SDK_ERR_NOT_FOUND, sdk_model_manager_load_model(manager, &spec, &model));
  SdkPipelineSpec plan = {.id_ptr = "p", .id_len = 1, .kind = SDK_PIPELINE_GENERATE, .config_json_ptr = NULL, .config_json_len = 0};
  CHECK_EQUAL(SDK_ERR_UNSUPPORTED, sdk_model_create_pipeline(skills, &plan, &other));
  CHECK_EQUAL(SDK_ERR_NOT_FOUND, sdk_pool_pipeline_next_decision(skills, answer, sizeof answer, &written));
}

static uint64_t shared;

static const struct {
  const char *task, *input, *text;
} known[4] = {{"addition", "add 12+34", "46"}, {"reversal", "reverse abc", "cba"}, {"sorting", "sort 312", "123"}, {"roman-reading", "unroman XIV", "14"}};

/* Each thread begins with another task, so that the skills take each other's place. */
static void *ask_often(void *first) {
  char text[1 << 12];
  for (int i = 0; i < 20; i++) {
    int which = (*(int *)first + i) % 4;
    char question[100], expected[40];
    size_t written;
    uint64_t request;
    snprintf(question, sizeof question, "{\"task\": \"%s\", \"input\": \"%s\"}", known[which].task, known[which].input);
    snprintf(expected, sizeof expected, "\"text\":\"%s\"", known[which].text);
    CHECK_EQUAL(SDK_OK, submit(shared, question, &request));
    CHECK_EQUAL(SDK_OK, sdk_pool_pipeline_wait_answer(shared, request, UINT32_MAX, text, sizeof text - 1, &written));
    text[written] = 0;
    if (!strstr(text, expected)) fprintf(stderr, "%s: %s\n", question, text);
    CHECK(strstr(text, expected) != NULL);
  }
  return NULL;
}

static void write_decisions(uint64_t pool, const char *path) {
  static char line[1 << 20];
  FILE *file = fopen(path, "wb");
  CHECK(file != NULL);
  size_t written = 0, needed = 0;
  CHECK_EQUAL(SDK_ERR_INVALID_ARG, sdk_pool_pipeline_next_decision(pool, line, 1, &needed));
  CHECK(needed > 1);
  for (;;) {
    CHECK_EQUAL(SDK_OK, sdk_pool_pipeline_next_decision(pool, line, sizeof line, &written));
    if (written == 0) break;
    CHECK(needed == 0 || written == needed); /* the first line waited for a buffer that holds it */
    needed = 0;
    CHECK(line[0] == '{' && line[written - 1] == '\n');
    CHECK(fwrite(line, 1, written, file) == written);
  }
  CHECK(fclose(file) == 0);
}

/* Manager, skills and pool destroyed in all six orders, with a request open: what was destroyed is not found. */
static void check_destroy_orders(void) {
  static const int orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
  for (int order = 0; order < 6; order++) {
    uint64_t manager = new_manager(), skills = new_skills(manager, "m"), pool = new_pool(skills, "{\"memory\": \"30%\"}"), request;
    ask(pool, "{\"model\": \"text\", \"prompt\": \"a\", \"max_tokens\": 100000, \"ignores_end\": true}");
    bool has_manager = true;
    for (int i = 0; i < 3; i++) {
      switch (orders[order][i]) {
        case 0:
          CHECK_EQUAL(SDK_OK, sdk_model_manager_destroy(manager));
          has_manager = false;
          break;
        case 1: /* a manager takes its models along */
          CHECK_EQUAL(has_manager ? SDK_OK : SDK_ERR_NOT_FOUND, sdk_model_destroy(skills));
          break;
        default:
          CHECK_EQUAL(SDK_OK, sdk_pipeline_destroy(pool));
          CHECK_EQUAL(SDK_ERR_NOT_FOUND, submit(pool, "{\"task\": \"addition\", \"input\": \"add 1+1\"}", &request));
          CHECK_EQUAL(SDK_ERR_NOT_FOUND, sdk_pipeline_destroy(pool));
          pool = 0;
      }
      if (pool) check_answer(pool, "{\"task\": \"addition\", \"input\": \"add 12+34\"}", "46", "answered");
    }
  }
}

int main(int argc, char **argv) {
  CHECK(argc == 3);
  CHECK(snprintf(config, sizeof config, "{\"path\": \"%s\", \"variants\": [\"q8_0\"]}", argv[1]) < (int)sizeof config);
  uint64_t manager = new_manager(), skills = new_skills(manager, "skills");
  check_cancel(skills);
  uint64_t pool = new_pool(skills, "{\"memory\": \"160KiB\", \"limit_s\": 0.05}");
  check_requests(pool);
  check_kinds(manager, skills, pool);
  CHECK(strstr(state(pool), "\"running\":true") && strstr(state(pool), "\"footprint\":\"measured\""));
  pthread_t threads[4];
  shared = pool;
  int firsts[4] = {0, 1, 2, 3};
  for (int i = 0; i < 4; i++) CHECK(pthread_create(&threads[i], NULL, ask_often, &firsts[i]) == 0);
  check_answer(pool, "{\"task\": \"sorting\", \"input\": \"sort 312\"}", "answered", "\"text\":\"123\"");
  for (int i = 0; i < 4; i++) CHECK(pthread_join(threads[i], NULL) == 0);

  uint64_t late = ask(pool, "{\"model\": \"text\", \"prompt\": \"a\", \"max_tokens\": 100000, \"ignores_end\": true}"), none = 1;
  size_t written = 9;
  SdkErr code = sdk_pool_pipeline_wait_answer(pool, late, 1, answer, sizeof answer, &written);
  CHECK(code == SDK_ERR_TIMEOUT || code == SDK_OK);
  CHECK_EQUAL(SDK_OK, sdk_pool_pipeline_stop(pool));
  CHECK_EQUAL(SDK_OK, sdk_pool_pipeline_stop(pool));
  CHECK_EQUAL(SDK_ERR_BAD_STATE, submit(pool, "{\"task\": \"addition\", \"input\": \"add 1+1\"}", &none));
  CHECK(strstr(state(pool), "\"running\":false") != NULL);
  write_decisions(pool, argv[2]);
  CHECK_EQUAL(SDK_OK, sdk_pipeline_destroy(pool));
  uint64_t again = new_pool(skills, "{}"); /* the skills are free again */
  check_answer(again, "{\"task\": \"addition\", \"input\": \"add 12+34\"}", "46", "answered");
  CHECK_EQUAL(SDK_OK, sdk_pipeline_destroy(again));
  CHECK_EQUAL(SDK_OK, sdk_model_manager_destroy(manager));
  check_destroy_orders();
  puts("all hold");
  return 0;
}
