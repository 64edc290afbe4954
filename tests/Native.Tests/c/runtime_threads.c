/* Eight threads at the one model: each call is whole, so that no code is anything but OK and the model is the same afterwards. */
#include <pthread.h>
#include <teleo.h>

#include "check.h"

static const uint8_t prompt[] = "Once upon a time";

static void *ask(void *unused) {
  (void)unused;
  for (int i = 0; i < 20; i++) {
    CHECK_EQUAL(TELEO_OK, generate(prompt, sizeof prompt - 1, 5));
    CHECK(generate_next_token() == TELEO_OK);
    uint8_t *block = alloc(1000);
    CHECK(block != NULL);
    memset(block, i, 1000);
    dealloc(block, 1000);
    CHECK(get_diagnostics_len() > 0);
  }
  return NULL;
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  size_t length;
  unsigned char *model = read_file(argv[1], &length);
  CHECK_EQUAL(TELEO_OK, init_runtime());
  CHECK_EQUAL(TELEO_OK, load_model(model, length));
  free(model);
  CHECK_EQUAL(TELEO_OK, generate(prompt, sizeof prompt - 1, 30));
  char expected[1024];
  size_t expected_length = last_result_len();
  CHECK(expected_length < sizeof expected);
  memcpy(expected, last_result_ptr(), expected_length);

  pthread_t threads[8];
  for (int i = 0; i < 8; i++) CHECK(pthread_create(&threads[i], NULL, ask, NULL) == 0);
  for (int i = 0; i < 8; i++) CHECK(pthread_join(threads[i], NULL) == 0);
  CHECK_EQUAL(TELEO_OK, generate(prompt, sizeof prompt - 1, 30));
  CHECK(last_result_len() == expected_length && memcmp(expected, last_result_ptr(), expected_length) == 0);
  CHECK_EQUAL(TELEO_OK, free_model());
  return 0;
}
