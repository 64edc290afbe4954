using System.Text;
using System.Text.Json;
using Teleo.Engine;
using Teleo.Native.Runtime;

namespace Teleo.Native.Tests.Runtime;

public sealed unsafe class GlobalRuntimeTests
{
    private static readonly byte[] Model = File.ReadAllBytes(Repository.Model("stories260K.gguf"));
    private static readonly JsonElement Schema = Read("runtime.schema.json"), SessionSchema = Read("diagnostics.schema.json");

    [Fact]
    public void Diagnostics_satisfy_their_schema_in_every_state()
    {
        var runtime = new GlobalRuntime(TimeProvider.System);
        AssertState(runtime, "uninitialised");
        runtime.Initialise();
        AssertState(runtime, "initialised");
        Assert.Equal(EngineErrorCode.Ok, Load(runtime, Model));
        AssertState(runtime, "ready");
        Assert.Equal(EngineErrorCode.Ok, Ask(runtime, "Once", 3));
        AssertState(runtime, "continuation-ready");
        Assert.Equal(EngineErrorCode.InvalidUtf8, Ask(runtime, "\udc00", 3));
        AssertState(runtime, "recoverable-error");
        Assert.Equal(EngineErrorCode.Ok, runtime.FreeModel());
        AssertState(runtime, "freed");
    }

    [Fact]
    public void A_result_beyond_its_ceiling_is_refused_and_the_model_goes_on()
    {
        var runtime = new GlobalRuntime(TimeProvider.System, resultCeiling: 20);
        runtime.Initialise();
        Assert.Equal(EngineErrorCode.Ok, Load(runtime, Model));
        Assert.Equal(EngineErrorCode.OutputBufferExceeded, Ask(runtime, Texts.Prompt, 40));
        Assert.Equal((nuint)0, runtime.ResultLength());
        Assert.Equal(EngineErrorCode.GenerationFailed, runtime.GenerateNextToken());
        Assert.Equal(EngineErrorCode.Ok, Ask(runtime, Texts.Prompt, 3));
    }

    [Fact]
    public void Text_is_valid_utf8_at_every_step_and_the_steps_add_up()
    {
        var runtime = new GlobalRuntime(TimeProvider.System);
        runtime.Initialise();
        Assert.Equal(EngineErrorCode.Ok, Load(runtime, Model));
        runtime.SetSampling(3, 0, 1, 5);   // hot enough for bytes that are no whole characters
        Assert.Equal(EngineErrorCode.Ok, Ask(runtime, Texts.Prompt, 200));
        string whole = Result(runtime);
        Assert.Equal(EngineErrorCode.Ok, Ask(runtime, Texts.Prompt, 1));
        var text = new StringBuilder(Result(runtime));
        for (int token = 1; token < 200 && runtime.GenerateNextToken() == EngineErrorCode.Ok; token++) text.Append(Result(runtime));
        Assert.Equal(whole, text.ToString());
        Assert.Contains(whole, character => character > 127);
    }

    [Fact]
    public void More_bytes_than_a_block_has_are_not_read_from_it()
    {
        var runtime = new GlobalRuntime(TimeProvider.System);
        runtime.Initialise();
        byte* block = runtime.Alloc(100);
        Assert.Equal(EngineErrorCode.InvalidLength, runtime.LoadModel(block, 101));
        runtime.Dealloc(block, 100);
    }

    [Fact]
    public void The_exports_are_the_runtime()
    {
        delegate* unmanaged[Cdecl]<nuint, byte*> alloc = &RuntimeExports.Alloc;
        delegate* unmanaged[Cdecl]<byte*, nuint, void> dealloc = &RuntimeExports.Dealloc;
        delegate* unmanaged[Cdecl]<uint> init = &RuntimeExports.InitRuntime, step = &RuntimeExports.GenerateNextToken;
        delegate* unmanaged[Cdecl]<uint> reset = &RuntimeExports.ResetContext, free = &RuntimeExports.FreeModel, version = &RuntimeExports.GetAbiVersion;
        delegate* unmanaged[Cdecl]<byte*, nuint, uint> load = &RuntimeExports.LoadModel;
        delegate* unmanaged[Cdecl]<float, uint, float, ulong, uint> sample = &RuntimeExports.SetSamplingConfig;
        delegate* unmanaged[Cdecl]<byte*, nuint, uint, uint> generate = &RuntimeExports.Generate;
        delegate* unmanaged[Cdecl]<byte*> result = &RuntimeExports.LastResultPtr, diagnostics = &RuntimeExports.GetDiagnosticsPtr;
        delegate* unmanaged[Cdecl]<nuint> resultLength = &RuntimeExports.LastResultLen, diagnosticsLength = &RuntimeExports.GetDiagnosticsLen;
        delegate* unmanaged[Cdecl]<uint, byte*> name = &RuntimeExports.GetCodeName;
        delegate* unmanaged[Cdecl]<ulong> capabilities = &RuntimeExports.GetAbiCapabilities;

        Assert.Equal((1u, 3ul), (version(), capabilities() & 3));
        foreach (var code in Enum.GetValues<EngineErrorCode>()) Assert.Equal(code.ToString(), Text(name((uint)code)));
        Assert.Equal("Unknown", Text(name(15)));
        Assert.Equal(0u, init());
        byte* block = alloc((nuint)Model.Length);
        Model.CopyTo(new Span<byte>(block, Model.Length));
        Assert.Equal(0u, load(block, (nuint)Model.Length));
        dealloc(block, (nuint)Model.Length);
        Assert.Equal(0u, sample(0, 0, 1, 0));
        byte[] prompt = Encoding.UTF8.GetBytes(Texts.Prompt);
        fixed (byte* start = prompt) Assert.Equal(0u, generate(start, (nuint)prompt.Length, 60));
        Assert.Equal(Texts.Of(Repository.Model("stories260K.gguf"), Texts.Prompt, 60), Encoding.UTF8.GetString(result(), (int)resultLength()));
        Assert.Equal(0u, step());
        Assert.Equal((nuint)Text(diagnostics()).Length, diagnosticsLength());
        Assert.Equal(0u, reset());
        Assert.Equal(0u, free());
        Assert.Equal(12u, free());
    }

    private static EngineErrorCode Load(GlobalRuntime runtime, byte[] model)
    {
        fixed (byte* start = model) return runtime.LoadModel(start, (nuint)model.Length);
    }

    private static EngineErrorCode Ask(GlobalRuntime runtime, string prompt, uint tokens)
    {
        // A lone surrogate becomes three bytes that are no UTF-8.
        byte[] bytes = prompt == "\udc00" ? [0xED, 0xB0, 0x80] : Encoding.UTF8.GetBytes(prompt);
        fixed (byte* start = bytes) return runtime.Generate(start, (nuint)bytes.Length, tokens);
    }

    private static string Result(GlobalRuntime runtime) => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(runtime.ResultPointer(), (int)runtime.ResultLength());

    private static string Text(byte* text) => System.Runtime.InteropServices.Marshal.PtrToStringUTF8((nint)text)!;

    private static void AssertState(GlobalRuntime runtime, string state)
    {
        var root = JsonDocument.Parse(new ReadOnlySpan<byte>(runtime.DiagnosticsPointer(), (int)runtime.DiagnosticsLength()).ToArray()).RootElement;
        Assert.Null(JsonSchema.Fault(Schema, root));
        Assert.Equal(state, root.GetProperty("state").GetString());
        var session = root.GetProperty("session");
        if (session.ValueKind != JsonValueKind.Null) Assert.Null(JsonSchema.Fault(SessionSchema, session));
    }

    private static JsonElement Read(string schema) => JsonDocument.Parse(File.ReadAllText(Repository.PathOf("docs", "reference", schema))).RootElement;
}
