using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Teleo.Native.Interop;
using Teleo.Native.Sdk;
using Teleo.Vision.Tensors;

namespace Teleo.Native;

/// <summary>The functions of <c>teleo.h</c> with the prefix <c>sdk_</c>.</summary>
internal static unsafe class SdkExports
{
    public const uint AbiVersion = 1;

    [UnmanagedCallersOnly(EntryPoint = "sdk_last_error_message_utf8", CallConvs = [typeof(CallConvCdecl)])]
    public static SdkErr LastErrorMessage(byte** text, nuint* length) => SdkCalls.LastErrorMessage(text, length);

    [UnmanagedCallersOnly(EntryPoint = "sdk_abi_version", CallConvs = [typeof(CallConvCdecl)])]
    public static uint GetAbiVersion() => AbiVersion;

    [UnmanagedCallersOnly(EntryPoint = "sdk_version_string", CallConvs = [typeof(CallConvCdecl)])]
    public static byte* VersionString() => Literals.Address(SdkCalls.Version);

    [UnmanagedCallersOnly(EntryPoint = "sdk_version_string_len", CallConvs = [typeof(CallConvCdecl)])]
    public static SdkErr VersionStringLen(nuint* length) => SdkCalls.VersionLength(length);

    [UnmanagedCallersOnly(EntryPoint = "sdk_version_string_write", CallConvs = [typeof(CallConvCdecl)])]
    public static SdkErr VersionStringWrite(byte* buffer, nuint capacity, nuint* written) =>
        SdkCalls.WriteVersion(buffer, capacity, written);

    [UnmanagedCallersOnly(EntryPoint = "sdk_model_manager_create", CallConvs = [typeof(CallConvCdecl)])]
    public static SdkErr ModelManagerCreate(ulong* handle) => Library.Sdk.CreateManager(handle);

    [UnmanagedCallersOnly(EntryPoint = "sdk_model_manager_destroy", CallConvs = [typeof(CallConvCdecl)])]
    public static SdkErr ModelManagerDestroy(ulong handle) => Library.Sdk.DestroyManager(handle);

    [UnmanagedCallersOnly(EntryPoint = "sdk_model_manager_load_model", CallConvs = [typeof(CallConvCdecl)])]
    public static SdkErr ModelManagerLoadModel(ulong manager, SdkSpec* spec, ulong* model) => Library.Sdk.LoadModel(manager, spec, model);

    [UnmanagedCallersOnly(EntryPoint = "sdk_model_destroy", CallConvs = [typeof(CallConvCdecl)])]
    public static SdkErr ModelDestroy(ulong model) => Library.Sdk.DestroyModel(model);

    [UnmanagedCallersOnly(EntryPoint = "sdk_model_create_pipeline", CallConvs = [typeof(CallConvCdecl)])]
    public static SdkErr ModelCreatePipeline(ulong model, SdkSpec* spec, ulong* pipeline) =>
        Library.Sdk.CreatePipeline(model, spec, pipeline);

    [UnmanagedCallersOnly(EntryPoint = "sdk_pipeline_destroy", CallConvs = [typeof(CallConvCdecl)])]
    public static SdkErr PipelineDestroy(ulong pipeline) => Library.Sdk.DestroyPipeline(pipeline);

    [UnmanagedCallersOnly(EntryPoint = "sdk_generate_pipeline_run", CallConvs = [typeof(CallConvCdecl)])]
    public static SdkErr GeneratePipelineRun(ulong pipeline, byte* prompt, nuint length, byte* parameters, nuint parametersLength) =>
        Library.Sdk.Generate(pipeline, prompt, length, parameters, parametersLength);

    [UnmanagedCallersOnly(EntryPoint = "sdk_yolo_pipeline_run_image", CallConvs = [typeof(CallConvCdecl)])]
    public static SdkErr YoloPipelineRunImage(ulong pipeline, byte* data, nuint length, SdkYoloPreprocessMeta* meta) =>
        Library.Sdk.Detect(pipeline, data, length, meta);

    [UnmanagedCallersOnly(EntryPoint = "sdk_tensor_pipeline_run", CallConvs = [typeof(CallConvCdecl)])]
    public static SdkErr TensorPipelineRun(ulong pipeline, float* input, nuint inputLength, long* shape, nuint shapeLength) =>
        Library.Sdk.RunTensor(pipeline, input, inputLength, shape, shapeLength);

    [UnmanagedCallersOnly(EntryPoint = "sdk_tensor_pipeline_run_named", CallConvs = [typeof(CallConvCdecl)])]
    public static SdkErr TensorPipelineRunNamed(ulong pipeline, SdkTensor* inputs, nuint count) =>
        Library.Sdk.RunTensors(pipeline, inputs, count);

    [UnmanagedCallersOnly(EntryPoint = "sdk_ocr_pipeline_run_image", CallConvs = [typeof(CallConvCdecl)])]
    public static SdkErr OcrPipelineRunImage(ulong pipeline, byte* data, nuint length) => Library.Sdk.ReadPage(pipeline, data, length);

    [UnmanagedCallersOnly(EntryPoint = "sdk_ocr_pipeline_get_line_count", CallConvs = [typeof(CallConvCdecl)])]
    public static SdkErr OcrPipelineGetLineCount(ulong pipeline, nuint* count) => Library.Sdk.LineCount(pipeline, count);

    [UnmanagedCallersOnly(EntryPoint = "sdk_ocr_pipeline_write_lines", CallConvs = [typeof(CallConvCdecl)])]
    public static SdkErr OcrPipelineWriteLines(ulong pipeline, SdkOcrLine* lines, nuint capacity, nuint* written) =>
        Library.Sdk.WriteLines(pipeline, lines, capacity, written);

    [UnmanagedCallersOnly(EntryPoint = "sdk_ocr_pipeline_get_text_bytes", CallConvs = [typeof(CallConvCdecl)])]
    public static SdkErr OcrPipelineGetTextBytes(ulong pipeline, nuint* length) => Library.Sdk.TextLength(pipeline, length);

    [UnmanagedCallersOnly(EntryPoint = "sdk_ocr_pipeline_write_text", CallConvs = [typeof(CallConvCdecl)])]
    public static SdkErr OcrPipelineWriteText(ulong pipeline, byte* text, nuint capacity, nuint* written) =>
        Library.Sdk.WriteText(pipeline, text, capacity, written);

    [UnmanagedCallersOnly(EntryPoint = "sdk_ocr_pipeline_get_struct_json_bytes", CallConvs = [typeof(CallConvCdecl)])]
    public static SdkErr OcrPipelineGetStructJsonBytes(ulong pipeline, nuint* length) => Library.Sdk.StructureLength(pipeline, length);

    [UnmanagedCallersOnly(EntryPoint = "sdk_ocr_pipeline_write_struct_json", CallConvs = [typeof(CallConvCdecl)])]
    public static SdkErr OcrPipelineWriteStructJson(ulong pipeline, byte* json, nuint capacity, nuint* written) =>
        Library.Sdk.WriteStructure(pipeline, json, capacity, written);

    [UnmanagedCallersOnly(EntryPoint = "sdk_pool_pipeline_submit", CallConvs = [typeof(CallConvCdecl)])]
    public static SdkErr PoolPipelineSubmit(ulong pipeline, byte* request, nuint length, byte* data, nuint dataLength, ulong* number) =>
        Library.Sdk.Submit(pipeline, request, length, data, dataLength, number);

    [UnmanagedCallersOnly(EntryPoint = "sdk_pool_pipeline_wait_answer", CallConvs = [typeof(CallConvCdecl)])]
    public static SdkErr PoolPipelineWaitAnswer(
        ulong pipeline, ulong request, uint milliseconds, byte* json, nuint capacity, nuint* written) =>
        Library.Sdk.WaitAnswer(pipeline, request, milliseconds, json, capacity, written);

    [UnmanagedCallersOnly(EntryPoint = "sdk_pool_pipeline_cancel", CallConvs = [typeof(CallConvCdecl)])]
    public static SdkErr PoolPipelineCancel(ulong pipeline, ulong request) => Library.Sdk.CancelRequest(pipeline, request);

    [UnmanagedCallersOnly(EntryPoint = "sdk_pool_pipeline_next_decision", CallConvs = [typeof(CallConvCdecl)])]
    public static SdkErr PoolPipelineNextDecision(ulong pipeline, byte* line, nuint capacity, nuint* written) =>
        Library.Sdk.NextDecision(pipeline, line, capacity, written);

    [UnmanagedCallersOnly(EntryPoint = "sdk_pool_pipeline_write_state", CallConvs = [typeof(CallConvCdecl)])]
    public static SdkErr PoolPipelineWriteState(ulong pipeline, byte* json, nuint capacity, nuint* written) =>
        Library.Sdk.WriteState(pipeline, json, capacity, written);

    [UnmanagedCallersOnly(EntryPoint = "sdk_pool_pipeline_stop", CallConvs = [typeof(CallConvCdecl)])]
    public static SdkErr PoolPipelineStop(ulong pipeline) => Library.Sdk.StopPool(pipeline);

    [UnmanagedCallersOnly(EntryPoint = "sdk_pipeline_get_output_count", CallConvs = [typeof(CallConvCdecl)])]
    public static SdkErr PipelineGetOutputCount(ulong pipeline, nuint* count) => Library.Sdk.OutputCount(pipeline, count);

    [UnmanagedCallersOnly(EntryPoint = "sdk_pipeline_get_output_shape_len", CallConvs = [typeof(CallConvCdecl)])]
    public static SdkErr PipelineGetOutputShapeLen(ulong pipeline, nuint index, nuint* length) =>
        Library.Sdk.OutputShapeLength(pipeline, index, length);

    [UnmanagedCallersOnly(EntryPoint = "sdk_pipeline_get_output_shape_write", CallConvs = [typeof(CallConvCdecl)])]
    public static SdkErr PipelineGetOutputShapeWrite(ulong pipeline, nuint index, long* shape, nuint capacity, nuint* written) =>
        Library.Sdk.WriteOutputShape(pipeline, index, shape, capacity, written);

    [UnmanagedCallersOnly(EntryPoint = "sdk_pipeline_get_output_element", CallConvs = [typeof(CallConvCdecl)])]
    public static SdkErr PipelineGetOutputElement(ulong pipeline, nuint index, ElementKind* element) =>
        Library.Sdk.OutputElement(pipeline, index, element);

    [UnmanagedCallersOnly(EntryPoint = "sdk_pipeline_get_output_bytes", CallConvs = [typeof(CallConvCdecl)])]
    public static SdkErr PipelineGetOutputBytes(ulong pipeline, nuint index, nuint* length) =>
        Library.Sdk.OutputLength(pipeline, index, length);

    [UnmanagedCallersOnly(EntryPoint = "sdk_pipeline_read_output", CallConvs = [typeof(CallConvCdecl)])]
    public static SdkErr PipelineReadOutput(ulong pipeline, nuint index, byte* bytes, nuint capacity, nuint* written) =>
        Library.Sdk.ReadOutput(pipeline, index, bytes, capacity, written);
}
