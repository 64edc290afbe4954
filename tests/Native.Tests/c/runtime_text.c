/* Prints what a model adds to a prompt, through the runtime functions: runtime_text MODEL PROMPT TOKENS */
#include <teleo.h>

#include "check.h"

int main(int argc, char **argv) {
  CHECK(argc == 4);
  size_t length;
  unsigned char *model = read_file(argv[1], &length);
  CHECK_EQUAL(TELEO_OK, init_runtime());
  CHECK_EQUAL(TELEO_OK, load_model(model, length));
  free(model);
  CHECK_EQUAL(TELEO_OK, generate((const uint8_t *)argv[2], strlen(argv[2]), (uint32_t)atoi(argv[3])));
  CHECK(fwrite(last_result_ptr(), 1, last_result_len(), stdout) == last_result_len());
  return 0;
}
