/* The runtime's recovery list: every refusal in turn, and after each the model goes on as if nothing had happened. */
#include <teleo.h>

#include "check.h"

static const char prompt[] = "Once upon a time";
static char expected[4096];

static uint32_t ask(const char *text, uint32_t tokens) {
  size_t length = strlen(text);
  uint8_t *block = alloc(length);
  CHECK(block != NULL);
  memcpy(block, text, length);
  uint32_t code = generate(block, length, tokens);
  dealloc(block, length);
  return code;
}

static void check_diagnostics(const char *part) {
  const char *json = (const char *)get_diagnostics_ptr();
  CHECK(json != NULL && strlen(json) == get_diagnostics_len());
  if (strstr(json, part)) return;
  fprintf(stderr, "not in the diagnostics: %s\n%s\n", part, json);
  exit(1);
}

/* The model answers as it did at first. */
static void check_recovery(void) {
  CHECK_EQUAL(TELEO_OK, ask(prompt, 40));
  CHECK_EQUAL(strlen(expected), last_result_len());
  CHECK(memcmp(last_result_ptr(), expected, strlen(expected)) == 0);
}

static uint32_t load(const unsigned char *model, size_t length) {
  uint8_t *block = alloc(length);
  CHECK(block != NULL);
  memcpy(block, model, length);
  uint32_t code = load_model(block, length);
  dealloc(block, length);
  return code;
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  size_t length;
  unsigned char *model = read_file(argv[1], &length);

  CHECK_EQUAL(TELEO_ABI_VERSION, teleo_abi_version());
  CHECK((teleo_abi_capabilities() & (TELEO_CAPABILITY_SLM | TELEO_CAPABILITY_GGUF)) == (TELEO_CAPABILITY_SLM | TELEO_CAPABILITY_GGUF));
  CHECK(strcmp(teleo_code_name(TELEO_CONTEXT_EXCEEDED), "ContextExceeded") == 0);

  /* Before init_runtime. */
  CHECK_EQUAL(TELEO_MODEL_NOT_LOADED, load(model, length));
  CHECK_EQUAL(TELEO_MODEL_NOT_LOADED, ask(prompt, 4));
  CHECK_EQUAL(TELEO_MODEL_NOT_LOADED, generate_next_token());
  CHECK_EQUAL(TELEO_MODEL_NOT_LOADED, reset_context());
  CHECK_EQUAL(TELEO_MODEL_NOT_LOADED, free_model());
  CHECK_EQUAL(TELEO_MODEL_NOT_LOADED, set_sampling_config(0, 0, 1, 0));
  check_diagnostics("\"state\":\"uninitialised\"");
  CHECK_EQUAL(0, last_result_len());
  CHECK(last_result_ptr() != NULL);

  CHECK_EQUAL(TELEO_OK, init_runtime());
  check_diagnostics("\"state\":\"initialised\"");
  CHECK_EQUAL(TELEO_OK, load(model, length));
  check_diagnostics("\"state\":\"ready\"");
  CHECK_EQUAL(TELEO_OK, ask(prompt, 40));
  CHECK(last_result_len() > 0 && last_result_len() < sizeof expected);
  memcpy(expected, last_result_ptr(), last_result_len());
  check_diagnostics("\"state\":\"continuation-ready\"");

  /* Refused arguments: the model stays. */
  CHECK_EQUAL(TELEO_NULL_POINTER, generate(NULL, 5, 4));
  check_diagnostics("\"state\":\"recoverable-error\"");
  check_recovery();
  CHECK_EQUAL(TELEO_INVALID_LENGTH, generate((const uint8_t *)prompt, 0, 4));
  check_recovery();
  CHECK_EQUAL(TELEO_INVALID_LENGTH, generate((const uint8_t *)prompt, TELEO_TRANSFER_CEILING + (size_t)1, 4));
  check_recovery();
  CHECK_EQUAL(TELEO_INVALID_LENGTH, ask(prompt, 0));
  check_recovery();
  CHECK_EQUAL(TELEO_INVALID_UTF8, ask("a\xff" "b", 4));
  CHECK_EQUAL(0, last_result_len());
  check_recovery();
  CHECK_EQUAL(TELEO_INVALID_UTF8, ask("half \xe2\x82", 4));
  check_recovery();
  CHECK_EQUAL(TELEO_NULL_POINTER, load_model(NULL, 100));
  check_recovery();
  CHECK_EQUAL(TELEO_INVALID_LENGTH, load_model(model, 0));
  check_recovery();
  CHECK_EQUAL(TELEO_INVALID_LENGTH, load_model(model, (size_t)-1));
  check_recovery();
  CHECK(alloc(0) == NULL);
  check_diagnostics("\"last_error_code\":2");
  CHECK(alloc(TELEO_TRANSFER_CEILING + (size_t)1) == NULL);
  CHECK(alloc((size_t)-1) == NULL);
  check_recovery();

  /* A prompt beyond the context. */
  char *lengthy = malloc(20001);
  CHECK(lengthy != NULL);
  memset(lengthy, 'x', 20000);
  lengthy[20000] = 0;
  CHECK_EQUAL(TELEO_CONTEXT_EXCEEDED, ask(lengthy, 4));
  free(lengthy);
  check_recovery();

  /* Sampling: what is refused leaves what was set. */
  CHECK_EQUAL(TELEO_GENERATION_FAILED, set_sampling_config(-1, 0, 1, 0));
  CHECK_EQUAL(TELEO_GENERATION_FAILED, set_sampling_config(0.0f / 0.0f, 0, 1, 0));
  CHECK_EQUAL(TELEO_GENERATION_FAILED, set_sampling_config(1, 0, 0, 0));
  CHECK_EQUAL(TELEO_GENERATION_FAILED, set_sampling_config(1, 0, 1.5f, 0));
  CHECK_EQUAL(TELEO_GENERATION_FAILED, set_sampling_config(1, 0, 0.0f / 0.0f, 0));
  check_recovery();
  char drawn[4096];
  size_t drawn_length = 0;
  for (int again = 0; again < 2; again++) {
    CHECK_EQUAL(TELEO_OK, set_sampling_config(0.9f, 40, 0.95f, 7));
    CHECK_EQUAL(TELEO_OK, ask(prompt, 40));
    if (again) CHECK(drawn_length == last_result_len() && memcmp(drawn, last_result_ptr(), drawn_length) == 0);
    drawn_length = last_result_len();
    memcpy(drawn, last_result_ptr(), drawn_length);
  }
  CHECK_EQUAL(TELEO_OK, set_sampling_config(0, 0, 1, 0));
  check_recovery();

  /* A second init_runtime changes nothing; a wrong dealloc is told and ignored. */
  CHECK_EQUAL(TELEO_OK, init_runtime());
  check_recovery();
  uint8_t *block = alloc(10);
  dealloc(block, 11);
  check_diagnostics("\"refused_frees\":1");
  dealloc(block, 10);
  dealloc(block, 10);
  check_diagnostics("\"refused_frees\":2");
  dealloc(NULL, 10);
  check_diagnostics("\"refused_frees\":2");
  check_diagnostics("\"blocks\":0");
  check_recovery();

  /* Step by step: the same text, and only after generate. */
  CHECK_EQUAL(TELEO_OK, reset_context());
  CHECK_EQUAL(0, last_result_len());
  CHECK_EQUAL(TELEO_GENERATION_FAILED, generate_next_token());
  CHECK_EQUAL(TELEO_OK, ask(prompt, 1));
  char stepped[4096];
  size_t at = 0;
  for (int token = 0; token < 40; token++) {
    if (token > 0) CHECK_EQUAL(TELEO_OK, generate_next_token());
    memcpy(stepped + at, last_result_ptr(), last_result_len());
    at += last_result_len();
  }
  CHECK(at == strlen(expected) && memcmp(stepped, expected, at) == 0);
  CHECK_EQUAL(TELEO_INVALID_UTF8, ask("\xc0", 4));
  CHECK_EQUAL(TELEO_GENERATION_FAILED, generate_next_token());
  check_recovery();

  /* On to the end of the context. */
  uint32_t code = TELEO_OK;
  CHECK_EQUAL(TELEO_OK, ask(prompt, 4000));
  for (int token = 0; token < 3000 && code == TELEO_OK; token++) code = generate_next_token();
  CHECK(code == TELEO_CONTEXT_EXCEEDED || code == TELEO_GENERATION_FAILED);
  check_diagnostics(code == TELEO_CONTEXT_EXCEEDED ? "\"stop\":\"length\"" : "\"stop\":\"eos\"");
  check_recovery();

  /* A refused model leaves none loaded. */
  for (size_t part = 1; part < length; part = part * 3 / 2 + 1) {
    uint32_t refused = load(model, part);
    CHECK(refused != TELEO_OK && refused <= TELEO_OUTPUT_BUFFER_EXCEEDED);
    CHECK_EQUAL(TELEO_MODEL_NOT_LOADED, ask(prompt, 4));
    CHECK_EQUAL(TELEO_MODEL_NOT_LOADED, generate_next_token());
    CHECK_EQUAL(TELEO_OK, load(model, length));
    check_recovery();
  }
  CHECK_EQUAL(TELEO_INVALID_MODEL_MAGIC, load((const unsigned char *)"sixteen bytes...", 16));
  CHECK_EQUAL(TELEO_MODEL_NOT_LOADED, ask(prompt, 4));
  check_diagnostics("\"session\":null");
  CHECK_EQUAL(TELEO_OK, load(model, length));
  check_recovery();

  /* Freed: once, and nothing is left to generate from. */
  CHECK_EQUAL(TELEO_OK, free_model());
  check_diagnostics("\"state\":\"freed\"");
  CHECK_EQUAL(TELEO_MODEL_NOT_LOADED, ask(prompt, 4));
  CHECK_EQUAL(TELEO_MODEL_NOT_LOADED, generate_next_token());
  CHECK_EQUAL(TELEO_MODEL_NOT_LOADED, reset_context());
  CHECK_EQUAL(TELEO_MODEL_NOT_LOADED, free_model());
  CHECK_EQUAL(TELEO_OK, load(model, length));
  check_recovery();
  CHECK_EQUAL(TELEO_OK, free_model());
  free(model);
  puts(expected);
  return 0;
}
