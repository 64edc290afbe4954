/* Prints what a model adds to a prompt, through a context: contexts_text MODEL PROMPT TOKENS */
#include <teleo.h>

#include "check.h"

int main(int argc, char **argv) {
  CHECK(argc == 4);
  IRContext *context;
  IRGenerateParams params = {.max_tokens = (uint32_t)atoi(argv[3]), .temperature = 0, .top_k = 0, .top_p = 1, .repetition_penalty = 1, .seed = 0};
  char *text;
  CHECK_EQUAL(IR_STATUS_OK, ir_context_create(IR_BACKEND_TYPE_CPU, &context));
  CHECK_EQUAL(IR_STATUS_OK, ir_model_load(context, argv[1]));
  CHECK_EQUAL(IR_STATUS_OK, ir_generate(context, argv[2], params, &text));
  fputs(text, stdout);
  ir_free_string(text);
  CHECK_EQUAL(IR_STATUS_OK, ir_context_destroy(context));
  return 0;
}
