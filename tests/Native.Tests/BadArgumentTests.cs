using System.Text;

namespace Teleo.Native.Tests;

/// <summary>
/// Every function of the header with every argument bad in turn: the table (function, argument, bad value, expected code) is made from the
/// header by the argument's type and name, written as a C program, and every cell is tried. After each, the call with good arguments
/// gives what it gave before.
/// </summary>
public sealed class BadArgumentTests
{
    private const int NullPointer = 1, Refused = 1, InvalidLength = 2, ModelLoad = 2, Unsupported = 4, NotFound = 5, GenerationFailed = 13;

    /// <summary>Functions that return nothing; what they refuse is told elsewhere, and tried by the hosts.</summary>
    private static readonly string[] Silent = ["dealloc", "ir_free_string"];

    private static readonly string[] Vision = ["sdk_yolo_", "sdk_tensor_", "sdk_ocr_"];

    [GccFact]
    public void Every_bad_argument_is_refused_with_its_code_and_good_ones_are_served_afterwards()
    {
        var cells = Header.Functions.Where(function => !Silent.Contains(function.Name)).SelectMany(CellsOf).ToList();
        Assert.All(
            Header.Functions.Where(function => function.Parameters.Count > 0 && !Silent.Contains(function.Name) && function.Name != "teleo_code_name"),
            function => Assert.Contains(cells, cell => cell.Function == function));
        string path = Path.Combine(AppContext.BaseDirectory, "bad_arguments.c");
        File.WriteAllText(path, Program(cells));
        string program = Host.Compile(path, Host.Checked);
        string told = Host.Run(program, [Repository.Model("stories260K.gguf")], Host.CheckedEnvironment);
        Assert.Equal($"{2 * cells.Count} cells\n", told);
        Assert.InRange(cells.Count, 200, 1000);
    }

    private static string Program(IEnumerable<Cell> cells)
    {
        var text = new StringBuilder("#include \"bad_arguments.h\"\n\nint main(int argc, char **argv) {\n  CHECK(argc == 2);\n  begin(argv[1]);\n");
        foreach (var cell in cells)
        {
            text.Append($"  CELL({Quoted(cell.ToString())}, {cell.Expected}, {Call(cell.Function, cell.Parameter, cell.Bad)});\n");
            text.Append($"  CELL({Quoted($"{cell.Function.Name} after {cell}")}, {GoodCode(cell.Function)}, {Call(cell.Function, null, "")});\n");
        }

        return text.Append("  return finish();\n}\n").ToString();
    }

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string Call(Header.Function function, Header.Parameter? spoiled, string bad)
    {
        string arguments = string.Join(", ", function.Parameters.Select(parameter => parameter == spoiled ? bad : Good(function, parameter)));
        string call = $"{function.Name}({arguments})";
        return function.Name == "alloc" ? $"({call} == NULL)" : call;
    }

    private static int GoodCode(Header.Function function) => IsVision(function) ? Unsupported : 0;

    private static bool IsVision(Header.Function function) => Vision.Any(prefix => function.Name.StartsWith(prefix, StringComparison.Ordinal));

    private static bool IsPool(Header.Function function) => function.Name.StartsWith("sdk_pool_", StringComparison.Ordinal);

    private static string Good(Header.Function function, Header.Parameter parameter) =>
        IsPool(function) ? GoodOfPool(function, parameter) : GoodOfOthers(function, parameter);

    private static string GoodOfPool(Header.Function function, Header.Parameter parameter) => parameter.Name switch
    {
        // A pool of its own: one that may be stopped, or whose first line has not been read.
        "pipeline" => function.Name is "sdk_pool_pipeline_stop" or "sdk_pool_pipeline_next_decision" ? "new_pool()" : "pool",
        "request_json" => "pool_request",
        "request_len" => "sizeof pool_request - 1",
        "data" => "NULL",
        "data_len" => "0",
        "out_request" => "&handle_out",
        "request" => "open_request()",
        "timeout_ms" => "UINT32_MAX",
        "dst" => "pool_buffer",
        "cap" => "sizeof pool_buffer",
        "out_written" => "&size_out",
        _ => throw new InvalidOperationException($"no good value is known for {parameter.Name} of {function.Name}"),
    };

    private static string GoodOfOthers(Header.Function function, Header.Parameter parameter) => (function.Name, parameter.Name, parameter.Type) switch
    {
        ("alloc", "length", _) => "100",
        ("load_model", "pointer", _) => "model_bytes",
        ("load_model", "length", _) => "model_length",
        ("generate", "pointer", _) => "(const uint8_t *)prompt_text",
        ("generate", "length", _) => "sizeof prompt_text - 1",
        (_, "max_new_tokens", _) => "3",
        (_, "temperature", _) => "0.5f",
        (_, "top_k", _) => "10",
        (_, "top_p", _) => "0.9f",
        (_, "seed", _) => "7",
        ("ir_context_destroy", "ctx", _) => "new_context()",
        (_, "ctx", _) => "context",
        (_, "ctx_out", _) => "&context_out",
        (_, "backend", _) => "IR_BACKEND_TYPE_CPU",
        (_, "model_path", _) => "model_path",
        (_, "prompt", _) => "prompt_text",
        (_, "params", _) => "good_params",
        (_, "output", _) => "&text_out",
        (_, "callback", _) => "show_all",
        (_, "user_data", _) => "NULL",
        ("sdk_model_manager_destroy", "handle", _) => "new_manager()",
        (_, "manager", _) => "manager",
        ("sdk_model_destroy", "model", _) => "new_model()",
        (_, "model", _) => "model",
        ("sdk_pipeline_destroy", "pipeline", _) => "new_pipeline()",
        (_, "pipeline", _) => function.Name.StartsWith("sdk_pipeline_", StringComparison.Ordinal) ? "read_pipeline" : "pipeline",
        ("sdk_model_manager_load_model", "spec", _) => "good_model_spec()",
        (_, "spec", _) => "good_pipeline_spec()",
        ("sdk_generate_pipeline_run", "len", _) => "sizeof prompt_text - 1",
        (_, "params_json", _) => "\"{\\\"max_tokens\\\": 3}\"",
        (_, "params_len", _) => "17",
        (_, "data", _) => "byte_buffer",
        (_, "len", _) => "100",
        (_, "input", _) => "tensor_values",
        (_, "input_len", _) => "4",
        (_, "shape", _) => "tensor_shape",
        (_, "shape_len", _) => "1",
        (_, "inputs", _) => "tensor_inputs",
        (_, "count", _) => "1",
        (_, _, "SdkElement *") => "&element_out",
        (_, "index", _) => "0",
        (_, "cap", _) => function.Name.Contains("shape", StringComparison.Ordinal) ? "8" : function.Name.Contains("lines", StringComparison.Ordinal) ? "4" : "4096",
        (_, "buf" or "dst", "char *") => "char_buffer",
        (_, "dst", "uint8_t *") => "byte_buffer",
        (_, "dst", "int64_t *") => "shape_buffer",
        (_, "dst", "SdkOcrLine *") => "line_buffer",
        (_, _, "SdkYoloPreprocessMeta *") => "&meta_out",
        (_, _, "uint64_t *") => "&handle_out",
        (_, _, "size_t *") => "&size_out",
        (_, _, "const char **") => "&message_out",
        _ => throw new InvalidOperationException($"no good value is known for {parameter.Type} {parameter.Name} of {function.Name}"),
    };

    private static IEnumerable<Cell> CellsOf(Header.Function function)
    {
        foreach (var parameter in function.Parameters)
            foreach (var (bad, expected) in BadValues(function, parameter))
                yield return new(function, parameter, bad, expected);
    }

    private static IEnumerable<(string Bad, int Expected)> BadValues(Header.Function function, Header.Parameter parameter)
    {
        // A page that was never read can be written into no buffer, whatever its size.
        int buffer = IsVision(function) ? Unsupported : Refused;
        return (function.Section, parameter.Name, parameter.Type) switch
        {
            ('T', "length", _) when function.Name == "alloc" => [("0", 1), ("TELEO_TRANSFER_CEILING + (size_t)1", 1), ("(size_t)-1", 1)],
            ('T', "length", _) => [("0", InvalidLength), ("TELEO_TRANSFER_CEILING + (size_t)1", InvalidLength), ("(size_t)-1", InvalidLength)],
            ('T', "max_new_tokens", _) => [("0", InvalidLength)],
            ('T', "temperature", _) => [("-1", GenerationFailed), ("NAN", GenerationFailed), ("INFINITY", GenerationFailed), ("-INFINITY", GenerationFailed)],
            ('T', "top_p", _) => [("0", GenerationFailed), ("-0.5f", GenerationFailed), ("1.5f", GenerationFailed), ("NAN", GenerationFailed)],
            ('T', "code" or "top_k" or "seed", _) => [],   // every number is good
            ('T', _, _) => [("NULL", NullPointer)],

            ('I', "ctx", _) => [("NULL", Refused), ("stale_context", Refused), ("(IRContext *)~(uintptr_t)0", Refused), ("(IRContext *)(uintptr_t)manager", Refused)],
            ('I', "backend", _) => [("IR_BACKEND_TYPE_METAL", Refused), ("(IRBackendType)2", Refused), ("(IRBackendType)-1", Refused)],
            ('I', "model_path", _) => [("NULL", Refused), ("bad_text", Refused), ("\"/nowhere/at/all\"", ModelLoad), ("\"/\"", ModelLoad), ("\"README.md\"", ModelLoad)],
            ('I', "prompt", _) => [("NULL", Refused), ("bad_text", Refused)],
            ('I', "params", _) =>
            [
                ("with_tokens(0)", Refused), ("with_temperature(-1)", Refused), ("with_temperature(NAN)", Refused), ("with_top_p(0)", Refused),
                ("with_top_p(1.5f)", Refused), ("with_top_p(NAN)", Refused), ("with_penalty(0)", Refused), ("with_penalty(-1)", Refused), ("with_penalty(NAN)", Refused),
            ],
            ('I', "user_data", _) => [],
            ('I', _, _) => [("NULL", Refused)],

            ('S', "pipeline", _) when IsPool(function) => [.. Handles("stale_pipeline", "manager"), ("pipeline", Unsupported)],
            ('S', "request", _) => [("0", NotFound), ("~(uint64_t)0", NotFound)],
            ('S', "request_len", _) => [("0", Refused), ("5", Refused), ("(size_t)-1", Refused)],
            ('S', "data", _) when IsPool(function) => [],   // null is good, since the length is 0
            ('S', "data_len", _) => [("5", Refused), ("(size_t)-1", Refused)],
            ('S', "timeout_ms", _) => [],   // every number is good
            ('S', "handle" or "manager", "uint64_t") => Handles("stale_manager", "model"),
            ('S', "model", _) => Handles("stale_model", "pipeline"),
            ('S', "pipeline", _) => Handles("stale_pipeline", "manager"),
            ('S', "len" or "input_len" or "shape_len" or "count", _) => [("0", Refused), ("(size_t)-1", Refused)],
            ('S', "params_len", _) => [("16", Refused), ("(size_t)-1", Refused)],
            ('S', "cap", _) => [("0", buffer)],
            ('S', "dst" or "buf", _) => [("NULL", buffer)],
            ('S', "index", _) => [("5", Refused), ("(size_t)-1", Refused)],
            ('S', "spec", "const SdkModelSpec *") => [("NULL", Refused), .. Specs("model_spec", "SDK_MODEL_LANGUAGE", "model_config, strlen(model_config)"), .. ModelSpecs()],
            ('S', "spec", _) => [("NULL", Refused), .. Specs("pipeline_spec", "SDK_PIPELINE_GENERATE", "NULL, 0"), ("pipeline_spec(\"p\", 1, SDK_PIPELINE_YOLO_CPU, NULL, 0)", Unsupported)],
            ('S', "prompt" or "request_json", _) => [("NULL", Refused), ("bad_text", Refused)],
            _ => [("NULL", Refused)],
        };
    }

    private static IEnumerable<(string, int)> Handles(string stale, string otherKind) =>
        [("0", NotFound), (stale, NotFound), (otherKind, NotFound), ("~(uint64_t)0", NotFound), ("(uint64_t)(uintptr_t)context", NotFound)];

    private static IEnumerable<(string, int)> Specs(string spec, string kind, string config) =>
    [
        ($"{spec}(NULL, 1, {kind}, {config})", Refused),
        ($"{spec}(\"x\", 0, {kind}, {config})", Refused),
        ($"{spec}(\"x\", (size_t)-1, {kind}, {config})", Refused),
        ($"{spec}(long_id, sizeof long_id, {kind}, {config})", Refused),
        ($"{spec}(bad_text, 2, {kind}, {config})", Refused),
        ($"{spec}(\"x\", 1, 0, {config})", Unsupported),
        ($"{spec}(\"x\", 1, 99, {config})", Unsupported),
        ($"{spec}(\"x\", 1, -1, {config})", Unsupported),
        ($"{spec}(\"x\", 1, {kind}, NULL, 2)", Refused),
        ($"{spec}(\"x\", 1, {kind}, \"{{\", 1)", Refused),
        ($"{spec}(\"x\", 1, {kind}, \"[]\", 2)", Refused),
        ($"{spec}(\"x\", 1, {kind}, \"{{\\\"a\\\":\\\"\\xff\\\"}}\", 9)", Refused),
        ($"{spec}(\"x\", 1, {kind}, \"{{\\\"none\\\":1}}\", 10)", Refused),
        ($"{spec}(\"x\", 1, {kind}, \"{{}}\", (size_t)-1)", Refused),
    ];

    private static IEnumerable<(string, int)> ModelSpecs() =>
    [
        ("model_spec(\"x\", 1, SDK_MODEL_SKILL_POOL, \"{}\", 2)", Refused),
        ("model_spec(\"x\", 1, SDK_MODEL_SKILL_POOL, \"{\\\"path\\\":\\\"/nowhere\\\"}\", 19)", NotFound),
        ("model_spec(\"x\", 1, SDK_MODEL_SKILL_POOL, \"{\\\"members\\\":[{}]}\", 16)", Refused),
        ("model_spec(\"x\", 1, SDK_MODEL_YOLO, \"{}\", 2)", Refused),
        ("model_spec(\"x\", 1, SDK_MODEL_PADDLE_OCR, \"{}\", 2)", Refused),
        ("model_spec(\"x\", 1, SDK_MODEL_OPENVINO, \"{}\", 2)", Refused),
        ("model_spec(\"x\", 1, SDK_MODEL_LANGUAGE, \"{}\", 2)", Refused),
        ("model_spec(\"x\", 1, SDK_MODEL_LANGUAGE, \"{\\\"path\\\":1}\", 10)", Refused),
        ("model_spec(\"x\", 1, SDK_MODEL_LANGUAGE, \"{\\\"path\\\":\\\"/nowhere\\\"}\", 19)", NotFound),
    ];

    private sealed record Cell(Header.Function Function, Header.Parameter Parameter, string Bad, int Expected)
    {
        public override string ToString() => $"{Function.Name}, {Parameter.Name} = {Bad}";
    }
}
