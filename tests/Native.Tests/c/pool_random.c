/*
 * Random calls to pools of skills against a model of what lives: pool_random SKILLS SEED CALLS. Handles and numbers of requests are kept
 * when they are done with, and tried again at random.
 */
#include <teleo.h>

#include "random.h"

enum { SKILLS = 2, OPEN = 48, DEAD = 32 };

struct request {
  uint64_t number;
  int asks;
  bool may_end; /* it was given up, or its pool was stopped */
};

struct pool {
  uint64_t handle, last;
  bool runs;
  int count;
  struct request open[OPEN];
};

/* Skills stay in their place until they and their pool are gone: a pool outlives the skills that it runs. */
struct skills {
  uint64_t handle;
  struct pool pool;
};

static struct skills all[SKILLS];
static uint64_t dead[DEAD];
static int ended;

static const struct {
  const char *json, *text;
} known[4] = {
    {"{\"task\": \"addition\", \"input\": \"add 12+34\"}", "\"status\":\"answered\",\"text\":\"46\""},
    {"{\"task\": \"reversal\", \"input\": \"reverse abc\"}", "\"status\":\"answered\",\"text\":\"cba\""},
    {"{\"task\": \"sorting\", \"input\": \"sort 312\"}", "\"status\":\"answered\",\"text\":\"123\""},
    {"{\"task\": \"flying\", \"input\": \"a\"}", "\"status\":\"refused\""},
};

static void end(uint64_t *handle) {
  dead[ended++ % DEAD] = *handle;
  *handle = 0;
}

/* An answer is the known one, or the request was given up before it came. */
static void take(struct pool *pool, int which, uint32_t timeout) {
  char text[1 << 12];
  size_t written = 0, needed = 0;
  struct request request = pool->open[which];
  SdkErr code = sdk_pool_pipeline_wait_answer(pool->handle, request.number, timeout, text, 4, &needed);
  if (timeout == 0 && code == SDK_ERR_TIMEOUT) return;
  CHECK_EQUAL(SDK_ERR_INVALID_ARG, code);
  CHECK_EQUAL(SDK_OK, sdk_pool_pipeline_wait_answer(pool->handle, request.number, timeout, text, sizeof text - 1, &written));
  CHECK_EQUAL(needed, written);
  text[written] = 0;
  bool is_known = strstr(text, known[request.asks].text) != NULL;
  if (!is_known && !(request.may_end && strstr(text, "\"cancelled\""))) fprintf(stderr, "%s: %s\n", known[request.asks].json, text);
  CHECK(is_known || (request.may_end && strstr(text, "\"cancelled\"")));
  pool->open[which] = pool->open[--pool->count];
  CHECK_EQUAL(SDK_ERR_NOT_FOUND, sdk_pool_pipeline_wait_answer(pool->handle, request.number, 0, text, sizeof text, &written));
}

static void stop(struct pool *pool) {
  pool->runs = false;
  for (int i = 0; i < pool->count; i++) pool->open[i].may_end = true;
}

static void read_decision(uint64_t handle, bool pipes) {
  static char line[1 << 18];
  size_t needed = 9, written = 9;
  SdkErr code = sdk_pool_pipeline_next_decision(handle, line, 1, &needed);
  if (pipes && code == SDK_OK) CHECK_EQUAL(0, needed); /* none yet */
  if (!pipes) CHECK_EQUAL(SDK_ERR_NOT_FOUND, code);
  if (!pipes || code == SDK_OK) return;
  CHECK_EQUAL(SDK_ERR_INVALID_ARG, code);
  CHECK_EQUAL(SDK_OK, sdk_pool_pipeline_next_decision(handle, line, sizeof line, &written));
  CHECK(written > 1 && line[0] == '{' && line[written - 1] == '\n');
}

static void read_state(uint64_t handle, const struct pool *pool) {
  static char text[1 << 16];
  size_t written;
  SdkErr code = sdk_pool_pipeline_write_state(handle, text, sizeof text - 1, &written);
  CHECK_EQUAL(pool ? SDK_OK : SDK_ERR_NOT_FOUND, code);
  if (!pool) return;
  text[written] = 0;
  CHECK(strstr(text, pool->runs ? "\"running\":true" : "\"running\":false") != NULL);
}

int main(int argc, char **argv) {
  CHECK(argc == 4);
  seed = strtoull(argv[2], NULL, 10);
  long calls = strtol(argv[3], NULL, 10), middle = 0, answers = 0, pools = 0;
  char config[4200], id[32];
  CHECK(snprintf(config, sizeof config, "{\"path\": \"%s\", \"variants\": [\"q8_0\"]}", argv[1]) < (int)sizeof config);
  const char *settings = "{\"memory\": \"160KiB\", \"limit_s\": 0.05, \"decision_bytes\": 65536}";
  uint64_t manager;
  CHECK_EQUAL(SDK_OK, sdk_model_manager_create(&manager));

  for (long call = 0; call < calls; call++) {
    struct skills *skills = &all[chance(SKILLS)];
    struct pool *pool = chance(8) && skills->pool.handle ? &skills->pool : NULL;
    uint64_t none = dead[chance(DEAD)], handle = pool ? pool->handle : none, created = 0;
    switch (chance(40)) {
      case 0: {
        if (skills->handle || skills->pool.handle) break;
        snprintf(id, sizeof id, "skills %ld", call);
        SdkModelSpec spec = {.id_ptr = id, .id_len = strlen(id), .kind = SDK_MODEL_SKILL_POOL, .config_json_ptr = config, .config_json_len = strlen(config)};
        CHECK_EQUAL(SDK_OK, sdk_model_manager_load_model(manager, &spec, &skills->handle));
        break;
      }
      case 1:
      case 2: {
        bool lives = skills->handle != 0, is_free = skills->pool.handle == 0;
        SdkPipelineSpec spec = {.id_ptr = "p", .id_len = 1, .kind = SDK_PIPELINE_SKILL_POOL, .config_json_ptr = settings, .config_json_len = strlen(settings)};
        SdkErr code = sdk_model_create_pipeline(lives ? skills->handle : none, &spec, &created);
        CHECK_EQUAL(!lives ? SDK_ERR_NOT_FOUND : is_free ? SDK_OK : SDK_ERR_BUSY, code);
        CHECK((created != 0) == (lives && is_free));
        if (created) skills->pool = (struct pool){.handle = created, .runs = true};
        pools += created != 0;
        break;
      }
      case 3:
        if (chance(4)) break; /* or nothing would live for long */
        CHECK_EQUAL(skills->handle ? SDK_OK : SDK_ERR_NOT_FOUND, sdk_model_destroy(skills->handle ? skills->handle : none));
        if (skills->handle) end(&skills->handle);
        break;
      case 4:
        if (chance(2)) break;
        CHECK_EQUAL(pool ? SDK_OK : SDK_ERR_NOT_FOUND, sdk_pipeline_destroy(handle)); /* with requests open */
        if (pool) end(&pool->handle);
        break;
      case 5:
        if (chance(3)) break;
        CHECK_EQUAL(pool ? SDK_OK : SDK_ERR_NOT_FOUND, sdk_pool_pipeline_stop(handle));
        if (pool) stop(pool);
        break;
      case 6:
      case 7:
        read_state(handle, pool);
        break;
      case 8:
        CHECK_EQUAL(pool ? SDK_ERR_UNSUPPORTED : SDK_ERR_NOT_FOUND, sdk_generate_pipeline_run(handle, "a", 1, NULL, 0));
        break;
      case 9:
      case 10:
      case 11: {
        bool is_open = pool && pool->count > 0 && chance(4);
        int which = is_open ? (int)chance((uint32_t)pool->count) : 0;
        uint64_t number = is_open ? pool->open[which].number : pool ? pool->last + 1 + chance(5) : 1;
        CHECK_EQUAL(is_open ? SDK_OK : SDK_ERR_NOT_FOUND, sdk_pool_pipeline_cancel(handle, number));
        if (is_open) pool->open[which].may_end = true;
        break;
      }
      case 12:
      case 13:
      case 14:
      case 15:
      case 16:
      case 17:
        read_decision(handle, pool != NULL);
        break;
      default: {
        if (pool && pool->count > 0 && (chance(2) || pool->count == OPEN)) {
          take(pool, (int)chance((uint32_t)pool->count), chance(4) ? UINT32_MAX : 0);
          answers++;
          break;
        }
        if (pool && pool->count == OPEN) break;
        int asks = (int)chance(4);
        SdkErr code = sdk_pool_pipeline_submit(handle, known[asks].json, strlen(known[asks].json), NULL, 0, &created);
        CHECK_EQUAL(!pool ? SDK_ERR_NOT_FOUND : pool->runs ? SDK_OK : SDK_ERR_BAD_STATE, code);
        CHECK_EQUAL(code == SDK_OK ? pool->last + 1 : 0, created);
        if (code != SDK_OK) break;
        pool->last = created;
        pool->open[pool->count++] = (struct request){.number = created, .asks = asks};
      }
    }
    if (call == calls / 2) middle = resident_bytes();
  }
  printf("%ld pools, %ld answers\n", pools, answers);
  CHECK(answers > calls / 20 && pools > calls / 1000);
  check_flat(calls, middle, 32 << 20);
  return 0;
}
