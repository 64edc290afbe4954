/*
 * libteleo: small language models in any program that can call C.
 *
 * Three contracts over one engine, each a section that a macro leaves out:
 *   TELEO_NO_RUNTIME   one model per process, plain names (alloc, generate, ...)
 *
 * Text is UTF-8. Docs: docs/NATIVE.md. Link with -lteleo.
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
/* The state as JSON (docs/runtime.schema.json). */
TELEO_API const uint8_t *get_diagnostics_ptr(void);
TELEO_API size_t get_diagnostics_len(void);
/* Forgets what was read and generated; the model stays. */
TELEO_API uint32_t reset_context(void);
TELEO_API uint32_t free_model(void);

#endif /* TELEO_NO_RUNTIME */

#ifdef __cplusplus
}
#endif

#endif /* TELEO_H */
