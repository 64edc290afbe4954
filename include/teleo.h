/*
 * libteleo: small language models in any program that can call C.
 *
 * Three contracts over one engine, each a section that a macro leaves out:
 *   TELEO_NO_RUNTIME    one model per process, plain names (alloc, generate, ...)
 *   TELEO_NO_CONTEXTS   any number of contexts with a model each, and streaming (ir_...)
 *   TELEO_NO_SDK        models and pipelines of several kinds behind handles (sdk_...)
 *
 * Text is UTF-8. Docs: docs/reference/NATIVE.md. Link with -lteleo.
 */
#ifndef TELEO_H
#define TELEO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define TELEO_API __declspec(dllimport)
#else
#define TELEO_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

#ifndef TELEO_NO_RUNTIME

/*
 * Runtime: one model and one context per process, one operation at a time. Every function waits for its turn, so any thread may call.
 * The result and the diagnostics belong to the library and are valid until the next call that changes them.
 */

#define TELEO_ABI_VERSION 1

/* Codes that the functions of this section return. */
enum {
  TELEO_OK = 0,
  TELEO_NULL_POINTER = 1,
  TELEO_INVALID_LENGTH = 2,
  TELEO_INVALID_UTF8 = 3,
  TELEO_INVALID_MODEL_MAGIC = 4,
  TELEO_UNSUPPORTED_MODEL_VERSION = 5,
  TELEO_INVALID_HEADER = 6,
  TELEO_INVALID_TENSOR_DIRECTORY = 7,
  TELEO_MISSING_TENSOR = 8,
  TELEO_SHAPE_MISMATCH = 9,
  TELEO_UNSUPPORTED_DTYPE = 10,
  TELEO_CONTEXT_EXCEEDED = 11,
  TELEO_MODEL_NOT_LOADED = 12,
  TELEO_GENERATION_FAILED = 13,
  TELEO_OUTPUT_BUFFER_EXCEEDED = 14
};

/* The longest transfer in either direction, in bytes. */
#define TELEO_TRANSFER_CEILING (128u * 1024u * 1024u)

/* Bits of teleo_abi_capabilities. */
#define TELEO_CAPABILITY_SLM 1u       /* load_model takes .slm */
#define TELEO_CAPABILITY_GGUF 2u      /* load_model takes GGUF */
#define TELEO_CAPABILITY_CONTEXTS 4u  /* the ir_ functions are there */
#define TELEO_CAPABILITY_SDK 8u       /* the sdk_ functions are there */

/* The version of this section that the library speaks: a host goes on only where it equals TELEO_ABI_VERSION. */
TELEO_API uint32_t teleo_abi_version(void);
TELEO_API uint64_t teleo_abi_capabilities(void);
/* The name of a code, as a string that lasts as long as the process; "Unknown" for other numbers. */
TELEO_API const char *teleo_code_name(uint32_t code);

/* A block for a transfer, at a cache line; null for length 0, above the ceiling, or without memory. Works before init_runtime. */
TELEO_API uint8_t *alloc(size_t length);
/* Frees a block by its own address and length; anything else is ignored and told in the diagnostics. */
TELEO_API void dealloc(uint8_t *pointer, size_t length);

/* To be called first; again, it changes nothing. */
TELEO_API uint32_t init_runtime(void);
/* Loads a model from a copy of its bytes (.slm or GGUF). A refused model leaves none loaded; refused arguments leave the one before. */
TELEO_API uint32_t load_model(const uint8_t *pointer, size_t length);
/* How tokens are drawn from the next generate on: temperature 0 takes the likeliest; top_k 0 and top_p 1 leave out nothing. */
TELEO_API uint32_t set_sampling_config(float temperature, uint32_t top_k, float top_p, uint64_t seed);
/* Reads a prompt into an empty context and adds at most max_new_tokens tokens; the result is the added text. */
TELEO_API uint32_t generate(const uint8_t *pointer, size_t length, uint32_t max_new_tokens);
/* Goes on by one token; the result is the text that is complete with it, which may be empty. After the end of a text: 13, of the context: 11. */
TELEO_API uint32_t generate_next_token(void);
TELEO_API const uint8_t *last_result_ptr(void);
TELEO_API size_t last_result_len(void);
/* The state as JSON (docs/reference/runtime.schema.json). */
TELEO_API const uint8_t *get_diagnostics_ptr(void);
TELEO_API size_t get_diagnostics_len(void);
/* Forgets what was read and generated; the model stays. */
TELEO_API uint32_t reset_context(void);
TELEO_API uint32_t free_model(void);

#endif /* TELEO_NO_RUNTIME */

#ifndef TELEO_NO_CONTEXTS

/*
 * Contexts: each holds a model and a conversation of its own, so that any number may work at once on as many threads. Calls to one
 * context wait for each other; a call from within one of its own callbacks is refused.
 */

/* A handle in the shape of a pointer. It is no address: one that was destroyed, or never given, is refused. */
typedef struct IRContext IRContext;

typedef enum {
  IR_STATUS_OK = 0,
  IR_STATUS_ERROR_INVALID_ARGUMENT = 1,
  IR_STATUS_ERROR_MODEL_LOAD = 2,
  IR_STATUS_ERROR_GENERATE = 3,
  IR_STATUS_ERROR_OUT_OF_MEMORY = 4,
  IR_STATUS_ERROR_INTERNAL = 5
} IRStatus;

typedef enum {
  IR_BACKEND_TYPE_CPU = 0,
  IR_BACKEND_TYPE_METAL = 1 /* refused: not supported */
} IRBackendType;

typedef struct {
  uint32_t max_tokens;      /* at least 1 */
  float temperature;        /* 0 takes the likeliest token */
  uint32_t top_k;           /* 0 for all */
  float top_p;              /* 1 for all */
  float repetition_penalty; /* of the last 64 tokens; 1 for none */
  uint64_t seed;            /* one seed, one text */
} IRGenerateParams;

/* Is shown the text that is complete with a token, which may be empty; false ends the generation within one token. */
typedef bool (*IRStreamCallback)(const char *token, void *user_data);

TELEO_API IRStatus ir_context_create(IRBackendType backend, IRContext **ctx_out);
TELEO_API IRStatus ir_context_destroy(IRContext *ctx);
/* Loads GGUF, .slm, or llama2.c's .bin with its tokenizer beside it. Where it fails, the model before stays. */
TELEO_API IRStatus ir_model_load(IRContext *ctx, const char *model_path);
/* Reads a prompt into an empty context and goes on from it. The text is freed with ir_free_string. */
TELEO_API IRStatus ir_generate(IRContext *ctx, const char *prompt, IRGenerateParams params, char **output);
TELEO_API IRStatus ir_generate_streaming(IRContext *ctx, const char *prompt, IRGenerateParams params, IRStreamCallback callback, void *user_data);
/* Forgets the conversation. */
TELEO_API IRStatus ir_reset(IRContext *ctx);
/* What the last refused call of this thread was refused for, once; null where there is nothing. Freed with ir_free_string. */
TELEO_API char *ir_last_error(void);
TELEO_API void ir_free_string(char *text);

#endif /* TELEO_NO_CONTEXTS */

#ifndef TELEO_NO_SDK

/*
 * Models and pipelines behind handles: a manager loads models, a model makes pipelines, a pipeline leaves outputs that the caller reads
 * into buffers of its own. A handle that was destroyed, or never given, is SDK_ERR_NOT_FOUND. A model lives until its manager and all its
 * pipelines have let it go, so that they may be destroyed in any order. A pipeline that another thread uses is SDK_ERR_BUSY.
 */

#define SDK_ABI_VERSION 1

typedef enum {
  SDK_OK = 0,
  SDK_ERR_INVALID_ARG = 1,
  SDK_ERR_OUT_OF_MEMORY = 2,
  SDK_ERR_RUNTIME = 3,
  SDK_ERR_UNSUPPORTED = 4,
  SDK_ERR_NOT_FOUND = 5,
  SDK_ERR_TIMEOUT = 6,
  SDK_ERR_BUSY = 7,
  SDK_ERR_IO = 8,
  SDK_ERR_PERMISSION = 9,
  SDK_ERR_CANCELED = 10,
  SDK_ERR_BAD_STATE = 11,
  SDK_ERR_VERSION_MISMATCH = 12,
  SDK_ERR_BACKEND = 13
} SdkErr;

typedef enum {
  SDK_MODEL_UNKNOWN = 0,
  SDK_MODEL_YOLO = 1,       /* {"model_path": "detector.onnx", "threads": 1} */
  SDK_MODEL_PADDLE_OCR = 2, /* {"det_model_path": ..., "rec_model_path": ..., "keys_path": ..., "cls_model_path": "", "threads": 1} */
  SDK_MODEL_OPENVINO = 3,   /* {"model_path": "any.onnx", "threads": 1}: runs on ONNX Runtime */
  SDK_MODEL_LANGUAGE = 100, /* {"path": "model.gguf", "threads": 0, "context": 0, "kv": "f32"} */
  SDK_MODEL_SKILL_POOL = 101 /* {"path": "skills", "variants": [], "members": [{"id", "kind", "tasks", "model", "pipeline"}]} */
} SdkModelKind;

typedef enum {
  SDK_PIPELINE_UNKNOWN = 0,
  SDK_PIPELINE_YOLO_CPU = 1,
  SDK_PIPELINE_YOLO_GPU_THROUGHPUT = 2, /* refused: only the processor is used */
  SDK_PIPELINE_PADDLE_OCR = 3,
  SDK_PIPELINE_YOLO_OPENVINO = 4,
  SDK_PIPELINE_OPENVINO_TENSOR = 5,
  SDK_PIPELINE_GENERATE = 100, /* {"max_tokens": 256, "temperature": 0, ...}: defaults of its runs */
  SDK_PIPELINE_SKILL_POOL = 101 /* {"memory": "50%", "policy": "teleodynamic", "workers": 2, "limit_s": 1, ...} */
} SdkPipelineKind;

/* What to load: an id of 1 to 1024 bytes, a kind, and options as a JSON object (none for all defaults). */
typedef struct {
  const char *id_ptr;
  size_t id_len;
  SdkModelKind kind;
  const char *config_json_ptr;
  size_t config_json_len;
} SdkModelSpec;

typedef struct {
  const char *id_ptr;
  size_t id_len;
  SdkPipelineKind kind;
  const char *config_json_ptr;
  size_t config_json_len;
} SdkPipelineSpec;

typedef struct {
  float scale;
  int32_t pad_x;
  int32_t pad_y;
  int32_t original_width;
  int32_t original_height;
} SdkYoloPreprocessMeta;

typedef struct {
  float points[8]; /* four corners, clockwise: x, y */
  float score;
  int32_t cls_label;
  float cls_score;
  uint32_t text_offset; /* in bytes, in the text of the page */
  uint32_t text_len;
} SdkOcrLine;

typedef enum {
  SDK_ELEMENT_FLOAT32 = 0,
  SDK_ELEMENT_FLOAT64 = 1,
  SDK_ELEMENT_FLOAT16 = 2,
  SDK_ELEMENT_INT8 = 3,
  SDK_ELEMENT_UINT8 = 4,
  SDK_ELEMENT_INT32 = 5,
  SDK_ELEMENT_INT64 = 6,
  SDK_ELEMENT_BOOL = 7
} SdkElement;

/* An input by its name: elements in row order, little-endian, without gaps. A number alone has a shape of length 0. */
typedef struct {
  const char *name_ptr;
  size_t name_len;
  SdkElement element;
  const int64_t *shape_ptr;
  size_t shape_len;
  const uint8_t *data_ptr;
  size_t data_len;
} SdkTensor;

/* What the last call of this thread was refused for; empty after one that succeeded. Valid until the thread's next call. */
TELEO_API SdkErr sdk_last_error_message_utf8(const char **out_ptr, size_t *out_len);

TELEO_API uint32_t sdk_abi_version(void);
TELEO_API const char *sdk_version_string(void);
TELEO_API SdkErr sdk_version_string_len(size_t *out_len);
TELEO_API SdkErr sdk_version_string_write(char *buf, size_t cap, size_t *out_written);

TELEO_API SdkErr sdk_model_manager_create(uint64_t *out_handle);
TELEO_API SdkErr sdk_model_manager_destroy(uint64_t handle);
TELEO_API SdkErr sdk_model_manager_load_model(uint64_t manager, const SdkModelSpec *spec, uint64_t *out_model);
TELEO_API SdkErr sdk_model_destroy(uint64_t model);
TELEO_API SdkErr sdk_model_create_pipeline(uint64_t model, const SdkPipelineSpec *spec, uint64_t *out_pipeline);
TELEO_API SdkErr sdk_pipeline_destroy(uint64_t pipeline);

/*
 * Goes on from a prompt. Outputs: 0 the text, 1 its tokens (int32), 2 their log-probabilities and 3 the entropies before them (float32,
 * in nats), 4 a summary as JSON. Options: max_tokens, temperature, top_k, top_p, min_p, repeat_penalty, repeat_window, seed, stops,
 * ignores_end; those that are not given are the pipeline's.
 */
TELEO_API SdkErr sdk_generate_pipeline_run(uint64_t pipeline, const char *prompt, size_t len, const char *params_json, size_t params_len);

/*
 * Finds objects in an image file (PNG, JPEG, WebP, GIF, BMP). Outputs: those of the model, in pixels of its input, and last the detections
 * [count, 6] (float32): left, top, right, bottom, score, class, in pixels of the image. This and what follows need libonnxruntime.so and
 * libSkiaSharp.so beside the library, and are SDK_ERR_UNSUPPORTED without them.
 */
TELEO_API SdkErr sdk_yolo_pipeline_run_image(uint64_t pipeline, const uint8_t *data, size_t len, SdkYoloPreprocessMeta *out_meta);
/* Runs a model of one input. Outputs: those of the model. */
TELEO_API SdkErr sdk_tensor_pipeline_run(uint64_t pipeline, const float *input, size_t input_len, const int64_t *shape, size_t shape_len);

/* Runs a model of any inputs, each given once by its name, in any order. */
TELEO_API SdkErr sdk_tensor_pipeline_run_named(uint64_t pipeline, const SdkTensor *inputs, size_t count);

/* Reads the text of an image file. Outputs: 0 the text, 1 the structure; the functions below give the same, and the lines. */
TELEO_API SdkErr sdk_ocr_pipeline_run_image(uint64_t pipeline, const uint8_t *data, size_t len);
TELEO_API SdkErr sdk_ocr_pipeline_get_line_count(uint64_t pipeline, size_t *out_count);
TELEO_API SdkErr sdk_ocr_pipeline_write_lines(uint64_t pipeline, SdkOcrLine *dst, size_t cap, size_t *out_written);
TELEO_API SdkErr sdk_ocr_pipeline_get_text_bytes(uint64_t pipeline, size_t *out_bytes);
TELEO_API SdkErr sdk_ocr_pipeline_write_text(uint64_t pipeline, char *dst, size_t cap, size_t *out_written);
TELEO_API SdkErr sdk_ocr_pipeline_get_struct_json_bytes(uint64_t pipeline, size_t *out_bytes);
TELEO_API SdkErr sdk_ocr_pipeline_write_struct_json(uint64_t pipeline, char *dst, size_t cap, size_t *out_written);

/*
 * A pool that runs by itself: a controller decides which of its skills are in memory, and requests wait for a skill that is not. Any
 * number of threads may use one pool at once. A request is {"task", "input"}, or {"model", "input"}, or {"model", "prompt"} with options
 * of generation; data is an image file or the elements of a tensor for members that take those, and null for text. Its number is good
 * until its answer was taken.
 */
TELEO_API SdkErr sdk_pool_pipeline_submit(uint64_t pipeline, const char *request_json, size_t request_len, const uint8_t *data, size_t data_len, uint64_t *out_request);
/* The answer as JSON. SDK_ERR_TIMEOUT where there is none within timeout_ms (0 does not wait, UINT32_MAX waits as long as it takes). */
TELEO_API SdkErr sdk_pool_pipeline_wait_answer(uint64_t pipeline, uint64_t request, uint32_t timeout_ms, char *dst, size_t cap, size_t *out_written);
/* Gives a request up; it ends within one token, and its answer says so. */
TELEO_API SdkErr sdk_pool_pipeline_cancel(uint64_t pipeline, uint64_t request);
/* The oldest line not read yet of the pool's trace, a JSON object and a line feed; out_written is 0 where there is none yet. All lines
   of a stopped pool together are a file that teleo trace verify and replay take. */
TELEO_API SdkErr sdk_pool_pipeline_next_decision(uint64_t pipeline, char *dst, size_t cap, size_t *out_written);
/* The models in memory and out of it, the controller's balance, and what waits, as JSON. */
TELEO_API SdkErr sdk_pool_pipeline_write_state(uint64_t pipeline, char *dst, size_t cap, size_t *out_written);
/* Ends the pool: open requests end as cancelled. Answers, decisions and state can be read until the pipeline is destroyed. */
TELEO_API SdkErr sdk_pool_pipeline_stop(uint64_t pipeline);

/* A buffer that is too small is SDK_ERR_INVALID_ARG with nothing written into it, and out_written is the size that is needed. */
TELEO_API SdkErr sdk_pipeline_get_output_count(uint64_t pipeline, size_t *out_count);
TELEO_API SdkErr sdk_pipeline_get_output_shape_len(uint64_t pipeline, size_t index, size_t *out_len);
TELEO_API SdkErr sdk_pipeline_get_output_shape_write(uint64_t pipeline, size_t index, int64_t *dst, size_t cap, size_t *out_written);
TELEO_API SdkErr sdk_pipeline_get_output_element(uint64_t pipeline, size_t index, SdkElement *out_element);
TELEO_API SdkErr sdk_pipeline_get_output_bytes(uint64_t pipeline, size_t index, size_t *out_bytes);
TELEO_API SdkErr sdk_pipeline_read_output(uint64_t pipeline, size_t index, uint8_t *dst, size_t cap, size_t *out_written);

#endif /* TELEO_NO_SDK */

#ifdef __cplusplus
}
#endif

#endif /* TELEO_H */
