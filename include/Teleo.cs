// The functions of teleo.h for C#. Written from the header: UPDATE_GOLDEN=1 dotnet test tests/Native.Tests --filter BindingTests
#nullable disable
using System.Runtime.InteropServices;

namespace Teleo.Interop;

internal enum TeleoCode : uint
{
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
    TELEO_OUTPUT_BUFFER_EXCEEDED = 14,
}

internal enum IRStatus
{
    IR_STATUS_OK = 0,
    IR_STATUS_ERROR_INVALID_ARGUMENT = 1,
    IR_STATUS_ERROR_MODEL_LOAD = 2,
    IR_STATUS_ERROR_GENERATE = 3,
    IR_STATUS_ERROR_OUT_OF_MEMORY = 4,
    IR_STATUS_ERROR_INTERNAL = 5,
}

internal enum IRBackendType
{
    IR_BACKEND_TYPE_CPU = 0,
    IR_BACKEND_TYPE_METAL = 1,
}

internal enum SdkErr
{
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
    SDK_ERR_BACKEND = 13,
}

internal enum SdkModelKind
{
    SDK_MODEL_UNKNOWN = 0,
    SDK_MODEL_YOLO = 1,
    SDK_MODEL_PADDLE_OCR = 2,
    SDK_MODEL_OPENVINO = 3,
    SDK_MODEL_LANGUAGE = 100,
    SDK_MODEL_SKILL_POOL = 101,
}

internal enum SdkPipelineKind
{
    SDK_PIPELINE_UNKNOWN = 0,
    SDK_PIPELINE_YOLO_CPU = 1,
    SDK_PIPELINE_YOLO_GPU_THROUGHPUT = 2,
    SDK_PIPELINE_PADDLE_OCR = 3,
    SDK_PIPELINE_YOLO_OPENVINO = 4,
    SDK_PIPELINE_OPENVINO_TENSOR = 5,
    SDK_PIPELINE_GENERATE = 100,
    SDK_PIPELINE_SKILL_POOL = 101,
}

internal enum SdkElement
{
    SDK_ELEMENT_FLOAT32 = 0,
    SDK_ELEMENT_FLOAT64 = 1,
    SDK_ELEMENT_FLOAT16 = 2,
    SDK_ELEMENT_INT8 = 3,
    SDK_ELEMENT_UINT8 = 4,
    SDK_ELEMENT_INT32 = 5,
    SDK_ELEMENT_INT64 = 6,
    SDK_ELEMENT_BOOL = 7,
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IRGenerateParams
{
    public uint max_tokens;
    public float temperature;
    public uint top_k;
    public float top_p;
    public float repetition_penalty;
    public ulong seed;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SdkModelSpec
{
    public byte* id_ptr;
    public nuint id_len;
    public SdkModelKind kind;
    public byte* config_json_ptr;
    public nuint config_json_len;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SdkPipelineSpec
{
    public byte* id_ptr;
    public nuint id_len;
    public SdkPipelineKind kind;
    public byte* config_json_ptr;
    public nuint config_json_len;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SdkYoloPreprocessMeta
{
    public float scale;
    public int pad_x;
    public int pad_y;
    public int original_width;
    public int original_height;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SdkOcrLine
{
    public fixed float points[8];
    public float score;
    public int cls_label;
    public float cls_score;
    public uint text_offset;
    public uint text_len;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SdkTensor
{
    public byte* name_ptr;
    public nuint name_len;
    public SdkElement element;
    public long* shape_ptr;
    public nuint shape_len;
    public byte* data_ptr;
    public nuint data_len;
}

internal static unsafe class LibTeleo
{
    private const string Library = "teleo";

    [DllImport(Library, ExactSpelling = true)]
    public static extern byte* alloc(nuint length);

    [DllImport(Library, ExactSpelling = true)]
    public static extern void dealloc(byte* pointer, nuint length);

    [DllImport(Library, ExactSpelling = true)]
    public static extern uint free_model();

    [DllImport(Library, ExactSpelling = true)]
    public static extern uint generate(byte* pointer, nuint length, uint max_new_tokens);

    [DllImport(Library, ExactSpelling = true)]
    public static extern uint generate_next_token();

    [DllImport(Library, ExactSpelling = true)]
    public static extern nuint get_diagnostics_len();

    [DllImport(Library, ExactSpelling = true)]
    public static extern byte* get_diagnostics_ptr();

    [DllImport(Library, ExactSpelling = true)]
    public static extern uint init_runtime();

    [DllImport(Library, ExactSpelling = true)]
    public static extern IRStatus ir_context_create(IRBackendType backend, void** ctx_out);

    [DllImport(Library, ExactSpelling = true)]
    public static extern IRStatus ir_context_destroy(void* ctx);

    [DllImport(Library, ExactSpelling = true)]
    public static extern void ir_free_string(byte* text);

    [DllImport(Library, ExactSpelling = true)]
    public static extern IRStatus ir_generate(void* ctx, byte* prompt, IRGenerateParams @params, byte** output);

    [DllImport(Library, ExactSpelling = true)]
    public static extern IRStatus ir_generate_streaming(void* ctx, byte* prompt, IRGenerateParams @params, delegate* unmanaged[Cdecl]<byte*, void*, byte> callback, void* user_data);

    [DllImport(Library, ExactSpelling = true)]
    public static extern byte* ir_last_error();

    [DllImport(Library, ExactSpelling = true)]
    public static extern IRStatus ir_model_load(void* ctx, byte* model_path);

    [DllImport(Library, ExactSpelling = true)]
    public static extern IRStatus ir_reset(void* ctx);

    [DllImport(Library, ExactSpelling = true)]
    public static extern nuint last_result_len();

    [DllImport(Library, ExactSpelling = true)]
    public static extern byte* last_result_ptr();

    [DllImport(Library, ExactSpelling = true)]
    public static extern uint load_model(byte* pointer, nuint length);

    [DllImport(Library, ExactSpelling = true)]
    public static extern uint reset_context();

    [DllImport(Library, ExactSpelling = true)]
    public static extern uint sdk_abi_version();

    [DllImport(Library, ExactSpelling = true)]
    public static extern SdkErr sdk_generate_pipeline_run(ulong pipeline, byte* prompt, nuint len, byte* params_json, nuint params_len);

    [DllImport(Library, ExactSpelling = true)]
    public static extern SdkErr sdk_last_error_message_utf8(byte** out_ptr, nuint* out_len);

    [DllImport(Library, ExactSpelling = true)]
    public static extern SdkErr sdk_model_create_pipeline(ulong model, SdkPipelineSpec* spec, ulong* out_pipeline);

    [DllImport(Library, ExactSpelling = true)]
    public static extern SdkErr sdk_model_destroy(ulong model);

    [DllImport(Library, ExactSpelling = true)]
    public static extern SdkErr sdk_model_manager_create(ulong* out_handle);

    [DllImport(Library, ExactSpelling = true)]
    public static extern SdkErr sdk_model_manager_destroy(ulong handle);

    [DllImport(Library, ExactSpelling = true)]
    public static extern SdkErr sdk_model_manager_load_model(ulong manager, SdkModelSpec* spec, ulong* out_model);

    [DllImport(Library, ExactSpelling = true)]
    public static extern SdkErr sdk_ocr_pipeline_get_line_count(ulong pipeline, nuint* out_count);

    [DllImport(Library, ExactSpelling = true)]
    public static extern SdkErr sdk_ocr_pipeline_get_struct_json_bytes(ulong pipeline, nuint* out_bytes);

    [DllImport(Library, ExactSpelling = true)]
    public static extern SdkErr sdk_ocr_pipeline_get_text_bytes(ulong pipeline, nuint* out_bytes);

    [DllImport(Library, ExactSpelling = true)]
    public static extern SdkErr sdk_ocr_pipeline_run_image(ulong pipeline, byte* data, nuint len);

    [DllImport(Library, ExactSpelling = true)]
    public static extern SdkErr sdk_ocr_pipeline_write_lines(ulong pipeline, SdkOcrLine* dst, nuint cap, nuint* out_written);

    [DllImport(Library, ExactSpelling = true)]
    public static extern SdkErr sdk_ocr_pipeline_write_struct_json(ulong pipeline, byte* dst, nuint cap, nuint* out_written);

    [DllImport(Library, ExactSpelling = true)]
    public static extern SdkErr sdk_ocr_pipeline_write_text(ulong pipeline, byte* dst, nuint cap, nuint* out_written);

    [DllImport(Library, ExactSpelling = true)]
    public static extern SdkErr sdk_pipeline_destroy(ulong pipeline);

    [DllImport(Library, ExactSpelling = true)]
    public static extern SdkErr sdk_pipeline_get_output_bytes(ulong pipeline, nuint index, nuint* out_bytes);

    [DllImport(Library, ExactSpelling = true)]
    public static extern SdkErr sdk_pipeline_get_output_count(ulong pipeline, nuint* out_count);

    [DllImport(Library, ExactSpelling = true)]
    public static extern SdkErr sdk_pipeline_get_output_element(ulong pipeline, nuint index, SdkElement* out_element);

    [DllImport(Library, ExactSpelling = true)]
    public static extern SdkErr sdk_pipeline_get_output_shape_len(ulong pipeline, nuint index, nuint* out_len);

    [DllImport(Library, ExactSpelling = true)]
    public static extern SdkErr sdk_pipeline_get_output_shape_write(ulong pipeline, nuint index, long* dst, nuint cap, nuint* out_written);

    [DllImport(Library, ExactSpelling = true)]
    public static extern SdkErr sdk_pipeline_read_output(ulong pipeline, nuint index, byte* dst, nuint cap, nuint* out_written);

    [DllImport(Library, ExactSpelling = true)]
    public static extern SdkErr sdk_pool_pipeline_cancel(ulong pipeline, ulong request);

    [DllImport(Library, ExactSpelling = true)]
    public static extern SdkErr sdk_pool_pipeline_next_decision(ulong pipeline, byte* dst, nuint cap, nuint* out_written);

    [DllImport(Library, ExactSpelling = true)]
    public static extern SdkErr sdk_pool_pipeline_stop(ulong pipeline);

    [DllImport(Library, ExactSpelling = true)]
    public static extern SdkErr sdk_pool_pipeline_submit(ulong pipeline, byte* request_json, nuint request_len, byte* data, nuint data_len, ulong* out_request);

    [DllImport(Library, ExactSpelling = true)]
    public static extern SdkErr sdk_pool_pipeline_wait_answer(ulong pipeline, ulong request, uint timeout_ms, byte* dst, nuint cap, nuint* out_written);

    [DllImport(Library, ExactSpelling = true)]
    public static extern SdkErr sdk_pool_pipeline_write_state(ulong pipeline, byte* dst, nuint cap, nuint* out_written);

    [DllImport(Library, ExactSpelling = true)]
    public static extern SdkErr sdk_tensor_pipeline_run(ulong pipeline, float* input, nuint input_len, long* shape, nuint shape_len);

    [DllImport(Library, ExactSpelling = true)]
    public static extern SdkErr sdk_tensor_pipeline_run_named(ulong pipeline, SdkTensor* inputs, nuint count);

    [DllImport(Library, ExactSpelling = true)]
    public static extern byte* sdk_version_string();

    [DllImport(Library, ExactSpelling = true)]
    public static extern SdkErr sdk_version_string_len(nuint* out_len);

    [DllImport(Library, ExactSpelling = true)]
    public static extern SdkErr sdk_version_string_write(byte* buf, nuint cap, nuint* out_written);

    [DllImport(Library, ExactSpelling = true)]
    public static extern SdkErr sdk_yolo_pipeline_run_image(ulong pipeline, byte* data, nuint len, SdkYoloPreprocessMeta* out_meta);

    [DllImport(Library, ExactSpelling = true)]
    public static extern uint set_sampling_config(float temperature, uint top_k, float top_p, ulong seed);

    [DllImport(Library, ExactSpelling = true)]
    public static extern ulong teleo_abi_capabilities();

    [DllImport(Library, ExactSpelling = true)]
    public static extern uint teleo_abi_version();

    [DllImport(Library, ExactSpelling = true)]
    public static extern byte* teleo_code_name(uint code);
}
