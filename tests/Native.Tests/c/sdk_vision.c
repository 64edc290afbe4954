/*
 * Detection, reading and tensors from C:
 *   sdk_vision detect MODEL_JSON IMAGE   the letterbox, then each detection, one a line
 *   sdk_vision read MODEL_JSON IMAGE     the text of the page, then its lines, then its structure
 *   sdk_vision tensor MODEL_JSON         the shape of the first output, then its elements, for the input 1, 2, 3, 4 of shape [2, 2]
 *   sdk_vision named MODEL_JSON          the elements of the first output for the inputs a = 1.5, 2 and b = 3, 4 (int64)
 *   sdk_vision threads MODEL_JSON IMAGE  the detections of eight threads with a pipeline each, which must be equal
 *   sdk_vision refused MODEL_JSON        the code and the message of a model that cannot be loaded
 */
#include <pthread.h>
#include <teleo.h>

#include "check.h"

enum { THREADS = 8, ROUNDS = 10 };

static uint64_t manager, model;
static unsigned char *image;
static size_t image_length;

static SdkErr load(SdkModelKind kind, const char *json) {
  SdkModelSpec spec = {.id_ptr = "m", .id_len = 1, .kind = kind, .config_json_ptr = json, .config_json_len = strlen(json)};
  CHECK_EQUAL(SDK_OK, sdk_model_manager_create(&manager));
  return sdk_model_manager_load_model(manager, &spec, &model);
}

/* Numbers are shown by their bits, so that they can be compared exactly. */
static unsigned bits(float value) {
  unsigned number;
  memcpy(&number, &value, sizeof number);
  return number;
}

static void show_message(void) {
  const char *message;
  size_t length;
  CHECK_EQUAL(SDK_OK, sdk_last_error_message_utf8(&message, &length));
  printf("%.*s\n", (int)length, message);
}

static void load_or_stop(SdkModelKind kind, const char *json) {
  if (load(kind, json) == SDK_OK) return;
  show_message();
  exit(1);
}

static uint64_t new_pipeline(SdkPipelineKind kind, const char *json) {
  uint64_t pipeline = 0;
  SdkPipelineSpec spec = {.id_ptr = "p", .id_len = 1, .kind = kind, .config_json_ptr = json, .config_json_len = strlen(json)};
  CHECK_EQUAL(SDK_OK, sdk_model_create_pipeline(model, &spec, &pipeline));
  return pipeline;
}

/* Bytes of an output that the caller frees. */
static void *output(uint64_t pipeline, size_t index, size_t *bytes) {
  size_t written = 0;
  CHECK_EQUAL(SDK_OK, sdk_pipeline_get_output_bytes(pipeline, index, bytes));
  void *buffer = malloc(*bytes + 1);
  CHECK(buffer != NULL);
  if (*bytes > 0) CHECK_EQUAL(SDK_ERR_INVALID_ARG, sdk_pipeline_read_output(pipeline, index, buffer, *bytes - 1, &written));
  CHECK_EQUAL(SDK_OK, sdk_pipeline_read_output(pipeline, index, buffer, *bytes, &written));
  CHECK_EQUAL(*bytes, written);
  return buffer;
}

static size_t last_output(uint64_t pipeline) {
  size_t count = 0;
  CHECK_EQUAL(SDK_OK, sdk_pipeline_get_output_count(pipeline, &count));
  CHECK(count > 0);
  return count - 1;
}

/* An image that is none is refused, leaves no outputs, and does not disturb the next run. */
static void check_refused_image(uint64_t pipeline) {
  SdkYoloPreprocessMeta meta;
  size_t count = 9;
  CHECK_EQUAL(SDK_ERR_INVALID_ARG, sdk_yolo_pipeline_run_image(pipeline, (const uint8_t *)"junk", 4, &meta));
  CHECK_EQUAL(SDK_OK, sdk_pipeline_get_output_count(pipeline, &count));
  CHECK_EQUAL(0, count);
}

static int detect(const char *json) {
  load_or_stop(SDK_MODEL_YOLO, json);
  uint64_t pipeline = new_pipeline(SDK_PIPELINE_YOLO_CPU, "");
  check_refused_image(pipeline);
  CHECK_EQUAL(SDK_ERR_UNSUPPORTED, sdk_ocr_pipeline_run_image(pipeline, image, image_length));
  SdkYoloPreprocessMeta meta;
  CHECK_EQUAL(SDK_OK, sdk_yolo_pipeline_run_image(pipeline, image, image_length, &meta));
  printf("%08x %d %d %d %d\n", bits(meta.scale), meta.pad_x, meta.pad_y, meta.original_width, meta.original_height);
  size_t bytes, index = last_output(pipeline), rank;
  int64_t shape[2];
  CHECK_EQUAL(SDK_OK, sdk_pipeline_get_output_shape_write(pipeline, index, shape, 2, &rank));
  float *found = output(pipeline, index, &bytes);
  CHECK(rank == 2 && shape[1] == 6 && bytes == (size_t)shape[0] * 6 * sizeof(float));
  for (int64_t i = 0; i < shape[0] * 6; i++) printf("%08x%c", bits(found[i]), i % 6 == 5 ? '\n' : ' ');
  free(found);
  /* The model and its manager go first; the pipeline works on. */
  CHECK_EQUAL(SDK_OK, sdk_model_destroy(model));
  CHECK_EQUAL(SDK_OK, sdk_model_manager_destroy(manager));
  CHECK_EQUAL(SDK_OK, sdk_yolo_pipeline_run_image(pipeline, image, image_length, &meta));
  CHECK_EQUAL(SDK_OK, sdk_pipeline_destroy(pipeline));
  CHECK_EQUAL(SDK_ERR_NOT_FOUND, sdk_yolo_pipeline_run_image(pipeline, image, image_length, &meta));
  return 0;
}

static int read_page(const char *json) {
  load_or_stop(SDK_MODEL_PADDLE_OCR, json);
  uint64_t pipeline = new_pipeline(SDK_PIPELINE_PADDLE_OCR, "{\"text_det_unclip_ratio\": 0.3}");
  size_t count = 0, bytes = 0, written = 0;
  CHECK_EQUAL(SDK_ERR_BAD_STATE, sdk_ocr_pipeline_get_line_count(pipeline, &count));
  CHECK_EQUAL(SDK_OK, sdk_ocr_pipeline_run_image(pipeline, image, image_length));
  CHECK_EQUAL(SDK_OK, sdk_ocr_pipeline_get_text_bytes(pipeline, &bytes));
  char *text = malloc(bytes + 1);
  CHECK_EQUAL(SDK_ERR_INVALID_ARG, sdk_ocr_pipeline_write_text(pipeline, text, bytes - 1, &written));
  CHECK_EQUAL(bytes, written);
  CHECK_EQUAL(SDK_OK, sdk_ocr_pipeline_write_text(pipeline, text, bytes, &written));
  printf("%.*s", (int)bytes, text);
  CHECK_EQUAL(SDK_OK, sdk_ocr_pipeline_get_line_count(pipeline, &count));
  SdkOcrLine *lines = malloc(count * sizeof *lines + 1);
  CHECK_EQUAL(SDK_ERR_INVALID_ARG, sdk_ocr_pipeline_write_lines(pipeline, lines, count - 1, &written));
  CHECK_EQUAL(count, written);
  CHECK_EQUAL(SDK_OK, sdk_ocr_pipeline_write_lines(pipeline, lines, count, &written));
  for (size_t i = 0; i < count; i++) {
    CHECK(lines[i].text_offset + lines[i].text_len <= bytes);
    const char *own = text + lines[i].text_offset;
    printf("%.*s|%08x|%d|%08x|", (int)lines[i].text_len, own, bits(lines[i].score), lines[i].cls_label, bits(lines[i].cls_score));
    for (int k = 0; k < 8; k++) printf("%08x%c", bits(lines[i].points[k]), k == 7 ? '\n' : ' ');
  }
  CHECK_EQUAL(SDK_OK, sdk_ocr_pipeline_get_struct_json_bytes(pipeline, &bytes));
  char *structure = malloc(bytes + 1);
  CHECK_EQUAL(SDK_OK, sdk_ocr_pipeline_write_struct_json(pipeline, structure, bytes, &written));
  printf("%.*s\n", (int)written, structure);
  /* A page that cannot be read leaves none. */
  CHECK_EQUAL(SDK_ERR_INVALID_ARG, sdk_ocr_pipeline_run_image(pipeline, (const uint8_t *)"junk", 4));
  CHECK_EQUAL(SDK_ERR_BAD_STATE, sdk_ocr_pipeline_get_text_bytes(pipeline, &bytes));
  free(text), free(lines), free(structure);
  CHECK_EQUAL(SDK_OK, sdk_model_manager_destroy(manager));
  CHECK_EQUAL(SDK_OK, sdk_pipeline_destroy(pipeline));
  return 0;
}

static int run_tensor(const char *json) {
  static const float input[] = {1, 2, 3, 4};
  static const int64_t wanted[] = {2, 2}, wrong[] = {2, 3};
  load_or_stop(SDK_MODEL_OPENVINO, json);
  uint64_t pipeline = new_pipeline(SDK_PIPELINE_OPENVINO_TENSOR, "");
  CHECK_EQUAL(SDK_ERR_INVALID_ARG, sdk_tensor_pipeline_run(pipeline, input, 4, wrong, 2));
  CHECK_EQUAL(SDK_OK, sdk_tensor_pipeline_run(pipeline, input, 4, wanted, 2));
  size_t bytes, rank;
  int64_t shape[8];
  CHECK_EQUAL(SDK_OK, sdk_pipeline_get_output_shape_write(pipeline, 0, shape, 8, &rank));
  for (size_t i = 0; i < rank; i++) printf("%lld%c", (long long)shape[i], i + 1 == rank ? '\n' : ' ');
  float *values = output(pipeline, 0, &bytes);
  for (size_t i = 0; i < bytes / sizeof *values; i++) printf("%08x\n", bits(values[i]));
  free(values);
  CHECK_EQUAL(SDK_OK, sdk_pipeline_destroy(pipeline));
  CHECK_EQUAL(SDK_OK, sdk_model_manager_destroy(manager));
  return 0;
}

static int run_named(const char *json) {
  static const float a[] = {1.5f, 2};
  static const int64_t b[] = {3, 4}, two[] = {2}, three[] = {3};
  const SdkTensor first = {"a", 1, SDK_ELEMENT_FLOAT32, two, 1, (const uint8_t *)a, sizeof a};
  const SdkTensor second = {"b", 1, SDK_ELEMENT_INT64, two, 1, (const uint8_t *)b, sizeof b};
  SdkTensor spoiled = second;
  load_or_stop(SDK_MODEL_OPENVINO, json);
  uint64_t pipeline = new_pipeline(SDK_PIPELINE_OPENVINO_TENSOR, "");
  CHECK_EQUAL(SDK_ERR_INVALID_ARG, sdk_tensor_pipeline_run(pipeline, a, 2, two, 1)); /* it takes two inputs */
  CHECK_EQUAL(SDK_ERR_INVALID_ARG, sdk_tensor_pipeline_run_named(pipeline, &first, 1));
  spoiled.element = SDK_ELEMENT_FLOAT64;
  CHECK_EQUAL(SDK_ERR_INVALID_ARG, sdk_tensor_pipeline_run_named(pipeline, (SdkTensor[]){first, spoiled}, 2));
  spoiled.element = (SdkElement)8;
  CHECK_EQUAL(SDK_ERR_INVALID_ARG, sdk_tensor_pipeline_run_named(pipeline, (SdkTensor[]){first, spoiled}, 2));
  spoiled = second, spoiled.shape_ptr = three;
  CHECK_EQUAL(SDK_ERR_INVALID_ARG, sdk_tensor_pipeline_run_named(pipeline, (SdkTensor[]){first, spoiled}, 2));
  spoiled = second, spoiled.name_ptr = "c";
  CHECK_EQUAL(SDK_ERR_INVALID_ARG, sdk_tensor_pipeline_run_named(pipeline, (SdkTensor[]){first, spoiled}, 2));
  spoiled = second, spoiled.name_ptr = "\xff";
  CHECK_EQUAL(SDK_ERR_INVALID_ARG, sdk_tensor_pipeline_run_named(pipeline, (SdkTensor[]){first, spoiled}, 2));
  CHECK_EQUAL(SDK_OK, sdk_tensor_pipeline_run_named(pipeline, (SdkTensor[]){second, first}, 2));
  size_t bytes;
  SdkElement element = SDK_ELEMENT_BOOL;
  CHECK_EQUAL(SDK_OK, sdk_pipeline_get_output_element(pipeline, 0, &element));
  CHECK_EQUAL(SDK_ELEMENT_FLOAT32, element);
  float *values = output(pipeline, 0, &bytes);
  for (size_t i = 0; i < bytes / sizeof *values; i++) printf("%08x\n", bits(values[i]));
  free(values);
  CHECK_EQUAL(SDK_OK, sdk_pipeline_destroy(pipeline));
  CHECK_EQUAL(SDK_OK, sdk_model_manager_destroy(manager));
  return 0;
}

static void *detect_again(void *unused) {
  (void)unused;
  uint64_t pipeline = new_pipeline(SDK_PIPELINE_YOLO_CPU, "");
  size_t first_bytes = 0, bytes;
  float *first = NULL;
  for (int round = 0; round < ROUNDS; round++) {
    SdkYoloPreprocessMeta meta;
    CHECK_EQUAL(SDK_OK, sdk_yolo_pipeline_run_image(pipeline, image, image_length, &meta));
    float *found = output(pipeline, last_output(pipeline), &bytes);
    if (!first) {
      first = found, first_bytes = bytes;
      continue;
    }
    CHECK(bytes == first_bytes && memcmp(first, found, bytes) == 0);
    free(found);
  }
  CHECK_EQUAL(SDK_OK, sdk_pipeline_destroy(pipeline));
  return first;
}

static int run_threads(const char *json) {
  pthread_t threads[THREADS];
  float *found[THREADS];
  load_or_stop(SDK_MODEL_YOLO, json);
  for (int i = 0; i < THREADS; i++) CHECK_EQUAL(0, pthread_create(&threads[i], NULL, detect_again, NULL));
  for (int i = 0; i < THREADS; i++) {
    CHECK_EQUAL(0, pthread_join(threads[i], (void **)&found[i]));
    CHECK(memcmp(found[0], found[i], 6 * sizeof(float)) == 0);
  }
  for (int k = 0; k < 6; k++) printf("%08x%c", bits(found[0][k]), k == 5 ? '\n' : ' ');
  for (int i = 0; i < THREADS; i++) free(found[i]);
  CHECK_EQUAL(SDK_OK, sdk_model_manager_destroy(manager));
  return 0;
}

int main(int argc, char **argv) {
  CHECK(argc == 3 || argc == 4);
  if (argc == 4) image = read_file(argv[3], &image_length);
  if (!strcmp(argv[1], "detect")) return detect(argv[2]);
  if (!strcmp(argv[1], "read")) return read_page(argv[2]);
  if (!strcmp(argv[1], "tensor")) return run_tensor(argv[2]);
  if (!strcmp(argv[1], "named")) return run_named(argv[2]);
  if (!strcmp(argv[1], "threads")) return run_threads(argv[2]);
  CHECK(!strcmp(argv[1], "refused"));
  printf("%d ", load(SDK_MODEL_YOLO, argv[2]));
  CHECK_EQUAL(0, model);
  show_message();
  return 0;
}
