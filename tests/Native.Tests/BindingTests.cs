using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Teleo.Interop;

namespace Teleo.Native.Tests;

/// <summary>The library as a program in C# calls it, through the declarations that ship.</summary>
public sealed unsafe class BindingTests
{
    private static readonly string Model = Repository.Model("stories260K.gguf");

    static BindingTests() =>
        NativeLibrary.SetDllImportResolver(typeof(LibTeleo).Assembly, (name, _, _) => name == "teleo" ? NativeLibrary.Load(Path.Combine(Host.Folder, "libteleo.so")) : 0);

    [Fact]
    public void The_declarations_are_those_of_the_header()
    {
        string path = Repository.PathOf("include", "Teleo.cs"), expected = Bindings.Text();
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1") File.WriteAllText(path, expected);
        Assert.Equal(expected, File.ReadAllText(path));
    }

    [GccFact]
    public void A_context_streams_its_text_and_a_pipeline_leaves_it_as_an_output()
    {
        string expected = Texts.Of(Model, Texts.Prompt, 40);
        void* context;
        Assert.Equal(IRStatus.IR_STATUS_OK, LibTeleo.ir_context_create(IRBackendType.IR_BACKEND_TYPE_CPU, &context));
        fixed (byte* path = Encoding.UTF8.GetBytes(Model + "\0"), prompt = Encoding.UTF8.GetBytes(Texts.Prompt + "\0"))
        {
            Assert.Equal(IRStatus.IR_STATUS_OK, LibTeleo.ir_model_load(context, path));
            var text = new StringBuilder();
            var handle = GCHandle.Alloc(text);
            var parameters = new IRGenerateParams { max_tokens = 40, top_p = 1, repetition_penalty = 1 };
            Assert.Equal(IRStatus.IR_STATUS_OK, LibTeleo.ir_generate_streaming(context, prompt, parameters, &Collect, (void*)GCHandle.ToIntPtr(handle)));
            handle.Free();
            Assert.Equal(expected, text.ToString());
        }

        Assert.Equal(IRStatus.IR_STATUS_OK, LibTeleo.ir_context_destroy(context));
        Assert.Equal(expected, OutputOfPipeline());
    }

    private static string OutputOfPipeline()
    {
        ulong manager, model, pipeline;
        byte[] config = Encoding.UTF8.GetBytes($$"""{"path": "{{Model}}"}"""), options = "{\"max_tokens\": 40}"u8.ToArray(), question = Encoding.UTF8.GetBytes(Texts.Prompt);
        Assert.Equal(SdkErr.SDK_OK, LibTeleo.sdk_model_manager_create(&manager));
        fixed (byte* json = config, name = "m"u8, prompt = question, parameters = options)
        {
            var spec = new SdkModelSpec { id_ptr = name, id_len = 1, kind = SdkModelKind.SDK_MODEL_LANGUAGE, config_json_ptr = json, config_json_len = (nuint)config.Length };
            var plan = new SdkPipelineSpec { id_ptr = name, id_len = 1, kind = SdkPipelineKind.SDK_PIPELINE_GENERATE };
            Assert.Equal(SdkErr.SDK_OK, LibTeleo.sdk_model_manager_load_model(manager, &spec, &model));
            Assert.Equal(SdkErr.SDK_OK, LibTeleo.sdk_model_create_pipeline(model, &plan, &pipeline));
            Assert.Equal(SdkErr.SDK_OK, LibTeleo.sdk_generate_pipeline_run(pipeline, prompt, (nuint)question.Length, parameters, (nuint)options.Length));
        }

        byte[] text = new byte[4096];
        nuint length;
        fixed (byte* start = text) Assert.Equal(SdkErr.SDK_OK, LibTeleo.sdk_pipeline_read_output(pipeline, 0, start, (nuint)text.Length, &length));
        Assert.Equal(SdkErr.SDK_OK, LibTeleo.sdk_pipeline_destroy(pipeline));
        Assert.Equal(SdkErr.SDK_OK, LibTeleo.sdk_model_manager_destroy(manager));
        return Encoding.UTF8.GetString(text, 0, (int)length);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte Collect(byte* token, void* user)
    {
        ((StringBuilder)GCHandle.FromIntPtr((nint)user).Target!).Append(Marshal.PtrToStringUTF8((nint)token));
        return 1;
    }
}
