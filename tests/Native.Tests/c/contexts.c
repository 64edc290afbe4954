/* The context functions: what they refuse, streaming and its end, callbacks that call back, eight contexts on eight threads. */
#include <pthread.h>
#include <teleo.h>

#include "check.h"

static const char prompt[] = "Once upon a time";
static const char *model;

static const IRGenerateParams greedy = {.max_tokens = 40, .temperature = 0, .top_k = 0, .top_p = 1, .repetition_penalty = 1, .seed = 0};
static const IRGenerateParams drawn = {.max_tokens = 40, .temperature = 0.9f, .top_k = 40, .top_p = 0.95f, .repetition_penalty = 1.3f, .seed = 11};

static IRContext *new_context(void) {
  IRContext *context = NULL;
  CHECK_EQUAL(IR_STATUS_OK, ir_context_create(IR_BACKEND_TYPE_CPU, &context));
  CHECK(context != NULL);
  CHECK_EQUAL(IR_STATUS_OK, ir_model_load(context, model));
  return context;
}

static void check_error(const char *part) {
  char *message = ir_last_error();
  CHECK(message != NULL);
  if (!strstr(message, part)) {
    fprintf(stderr, "not in the error: %s\n%s\n", part, message);
    exit(1);
  }
  ir_free_string(message);
  CHECK(ir_last_error() == NULL);
}

static char *text_of(IRContext *context, IRGenerateParams params) {
  char *text = NULL;
  CHECK_EQUAL(IR_STATUS_OK, ir_generate(context, prompt, params, &text));
  CHECK(text != NULL);
  return text;
}

struct stream {
  IRContext *context;
  char text[4096];
  int calls, most;
};

static bool collect(const char *token, void *user_data) {
  struct stream *stream = user_data;
  CHECK(strlen(stream->text) + strlen(token) < sizeof stream->text);
  strcat(stream->text, token);
  return ++stream->calls != stream->most;
}

static bool call_back(const char *token, void *user_data) {
  struct stream *stream = user_data;
  char *text = NULL;
  CHECK_EQUAL(IR_STATUS_ERROR_INVALID_ARGUMENT, ir_generate(stream->context, prompt, greedy, &text));
  check_error("callbacks");
  CHECK(text == NULL);
  CHECK_EQUAL(IR_STATUS_ERROR_INVALID_ARGUMENT, ir_generate_streaming(stream->context, prompt, greedy, collect, user_data));
  CHECK_EQUAL(IR_STATUS_ERROR_INVALID_ARGUMENT, ir_model_load(stream->context, model));
  CHECK_EQUAL(IR_STATUS_ERROR_INVALID_ARGUMENT, ir_reset(stream->context));
  CHECK_EQUAL(IR_STATUS_ERROR_INVALID_ARGUMENT, ir_context_destroy(stream->context));
  check_error("callbacks");
  /* Another context is free to be used from here. */
  IRContext *other = new_context();
  ir_free_string(text_of(other, greedy));
  CHECK_EQUAL(IR_STATUS_OK, ir_context_destroy(other));
  return collect(token, user_data);
}

static void check_streaming(IRContext *context, IRGenerateParams params) {
  char *whole = text_of(context, params);
  struct stream stream = {.context = context, .most = -1};
  CHECK_EQUAL(IR_STATUS_OK, ir_generate_streaming(context, prompt, params, collect, &stream));
  CHECK(strcmp(whole, stream.text) == 0);
  CHECK_EQUAL(40, stream.calls);
  ir_free_string(whole);
  for (int most = 1; most <= 5; most++) {
    struct stream cut = {.context = context, .most = most};
    CHECK_EQUAL(IR_STATUS_OK, ir_generate_streaming(context, prompt, params, collect, &cut));
    CHECK_EQUAL(most, cut.calls);
    CHECK(strncmp(stream.text, cut.text, strlen(cut.text)) == 0);
  }
}

static void check_refusals(void) {
  IRContext *context = (IRContext *)1;
  CHECK_EQUAL(IR_STATUS_ERROR_INVALID_ARGUMENT, ir_context_create(IR_BACKEND_TYPE_METAL, &context));
  CHECK(context == NULL);
  check_error("Metal");
  CHECK_EQUAL(IR_STATUS_OK, ir_context_create(IR_BACKEND_TYPE_CPU, &context));
  CHECK_EQUAL(IR_STATUS_OK, ir_reset(context));
  char *text = NULL;
  CHECK_EQUAL(IR_STATUS_ERROR_GENERATE, ir_generate(context, prompt, greedy, &text));
  check_error("no model is loaded");
  CHECK_EQUAL(IR_STATUS_ERROR_MODEL_LOAD, ir_model_load(context, "/nowhere/at/all.gguf"));
  check_error("/nowhere/at/all.gguf");
  CHECK_EQUAL(IR_STATUS_ERROR_MODEL_LOAD, ir_model_load(context, "README.md"));
  CHECK_EQUAL(IR_STATUS_OK, ir_model_load(context, model));
  char *before = text_of(context, greedy);
  CHECK_EQUAL(IR_STATUS_ERROR_MODEL_LOAD, ir_model_load(context, "README.md"));
  CHECK_EQUAL(IR_STATUS_ERROR_INVALID_ARGUMENT, ir_generate(context, "a\xff", greedy, &text));
  check_error("UTF-8");
  char *lengthy = malloc(20001);
  CHECK(lengthy != NULL);
  memset(lengthy, 'x', 20000);
  lengthy[20000] = 0;
  CHECK_EQUAL(IR_STATUS_ERROR_GENERATE, ir_generate(context, lengthy, greedy, &text));
  free(lengthy);
  check_error("2048 tokens");
  char *after = text_of(context, greedy);
  CHECK(strcmp(before, after) == 0);
  ir_free_string(before);
  ir_free_string(after);
  ir_free_string(after); /* freed before: left alone, and told */
  check_error("freed before");
  ir_free_string((char *)prompt);
  check_error("did not give");
  ir_free_string(NULL);
  CHECK(ir_last_error() == NULL);

  CHECK_EQUAL(IR_STATUS_OK, ir_context_destroy(context));
  CHECK_EQUAL(IR_STATUS_ERROR_INVALID_ARGUMENT, ir_context_destroy(context));
  CHECK_EQUAL(IR_STATUS_ERROR_INVALID_ARGUMENT, ir_reset(context));
  IRContext *next = new_context(); /* takes the place, and the old handle does not find it */
  CHECK(next != context);
  CHECK_EQUAL(IR_STATUS_ERROR_INVALID_ARGUMENT, ir_generate(context, prompt, greedy, &text));
  check_error("no such context");
  CHECK_EQUAL(IR_STATUS_OK, ir_context_destroy(next));
}

static const char *expected_greedy, *expected_drawn;

static void *work(void *unused) {
  (void)unused;
  CHECK(ir_last_error() == NULL); /* the errors of other threads are theirs */
  IRContext *context = new_context();
  for (int i = 0; i < 4; i++) {
    char *text = text_of(context, i % 2 ? drawn : greedy);
    CHECK(strcmp(text, i % 2 ? expected_drawn : expected_greedy) == 0);
    ir_free_string(text);
  }
  CHECK_EQUAL(IR_STATUS_OK, ir_context_destroy(context));
  return NULL;
}

static void *work_shared(void *context) {
  for (int i = 0; i < 4; i++) {
    char *text = text_of(context, greedy);
    CHECK(strcmp(text, expected_greedy) == 0);
    ir_free_string(text);
  }
  return NULL;
}

static void check_threads(void *(*body)(void *), void *argument) {
  pthread_t threads[8];
  for (int i = 0; i < 8; i++) CHECK(pthread_create(&threads[i], NULL, body, argument) == 0);
  for (int i = 0; i < 8; i++) CHECK(pthread_join(threads[i], NULL) == 0);
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  model = argv[1];
  check_refusals();
  IRContext *context = new_context();
  check_streaming(context, greedy);
  check_streaming(context, drawn); /* the penalty for repetition is on both paths */
  struct stream stream = {.context = context, .most = 2};
  CHECK_EQUAL(IR_STATUS_OK, ir_generate_streaming(context, prompt, greedy, call_back, &stream));
  CHECK_EQUAL(2, stream.calls);

  char *one = text_of(context, greedy), *two = text_of(context, drawn);
  expected_greedy = one;
  expected_drawn = two;
  CHECK(strcmp(one, two) != 0);
  CHECK_EQUAL(IR_STATUS_ERROR_MODEL_LOAD, ir_model_load(context, "README.md"));
  check_threads(work, NULL);
  check_threads(work_shared, context);
  check_error("README.md"); /* this thread's, after all that the others did */
  CHECK_EQUAL(IR_STATUS_OK, ir_context_destroy(context));
  ir_free_string(two);
  puts(one);
  ir_free_string(one);
  return 0;
}
