/* Prints where the fields of the header's structs lie. */
#include <teleo.h>

#include "check.h"

#define SIZE(type) printf(#type " %zu", sizeof(type))
#define FIELD(type, field) printf(" %zu", offsetof(type, field))

int main(void) {
  SIZE(IRGenerateParams);
  FIELD(IRGenerateParams, max_tokens), FIELD(IRGenerateParams, temperature), FIELD(IRGenerateParams, top_k), FIELD(IRGenerateParams, top_p);
  FIELD(IRGenerateParams, repetition_penalty), FIELD(IRGenerateParams, seed);
  puts("");
  SIZE(SdkModelSpec);
  FIELD(SdkModelSpec, id_ptr), FIELD(SdkModelSpec, id_len), FIELD(SdkModelSpec, kind), FIELD(SdkModelSpec, config_json_ptr), FIELD(SdkModelSpec, config_json_len);
  puts("");
  SIZE(SdkPipelineSpec);
  FIELD(SdkPipelineSpec, id_ptr), FIELD(SdkPipelineSpec, id_len), FIELD(SdkPipelineSpec, kind), FIELD(SdkPipelineSpec, config_json_ptr);
  FIELD(SdkPipelineSpec, config_json_len);
  puts("");
  SIZE(SdkYoloPreprocessMeta);
  FIELD(SdkYoloPreprocessMeta, scale), FIELD(SdkYoloPreprocessMeta, pad_x), FIELD(SdkYoloPreprocessMeta, pad_y);
  FIELD(SdkYoloPreprocessMeta, original_width), FIELD(SdkYoloPreprocessMeta, original_height);
  puts("");
  SIZE(SdkTensor);
  FIELD(SdkTensor, name_ptr), FIELD(SdkTensor, name_len), FIELD(SdkTensor, element), FIELD(SdkTensor, shape_ptr), FIELD(SdkTensor, shape_len);
  FIELD(SdkTensor, data_ptr), FIELD(SdkTensor, data_len);
  puts("");
  SIZE(SdkOcrLine);
  FIELD(SdkOcrLine, points), FIELD(SdkOcrLine, score), FIELD(SdkOcrLine, cls_label), FIELD(SdkOcrLine, cls_score), FIELD(SdkOcrLine, text_offset);
  FIELD(SdkOcrLine, text_len);
  puts("");
  return 0;
}
