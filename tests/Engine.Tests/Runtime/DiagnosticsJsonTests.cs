using System.Buffers;
using System.Text.Json;
using Teleo.Engine.Runtime;
using Teleo.Engine.Sampling;
using Teleo.Engine.Sessions;

namespace Teleo.Engine.Tests.Runtime;

public sealed class DiagnosticsJsonTests
{
    private static readonly JsonElement Schema =
        JsonDocument.Parse(File.ReadAllText(Repository.PathOf("docs", "reference", "diagnostics.schema.json"))).RootElement;

    [Fact]
    public void Every_state_of_a_session_is_written_as_the_schema_says()
    {
        using var runtime = new ModelRuntime(new(), TimeProvider.System);
        Assert.True(runtime.TryLoad(Repository.Model("stories260K.gguf"), out _));
        var session = runtime.NewSession(16);
        Assert.Equal("ready", Written(runtime.Diagnose(session)).GetProperty("state").GetString());

        session.Append([1, 403, 407]);
        foreach (var _ in session.Generate(new Sampler(SamplingOptions.Greedy, 512), 4, [])) { }
        var sampling = new SamplingOptions { Temperature = 0.8f, Seed = ulong.MaxValue };
        var told = Written(runtime.Diagnose(session, sampling));
        Assert.Equal("continuation-ready", told.GetProperty("state").GetString());
        Assert.Equal(session.Logits[told.GetProperty("top")[0].GetProperty("token").GetInt32()], told.GetProperty("logits").GetProperty("largest").GetSingle());
        Assert.Equal((0.8f, ulong.MaxValue), (told.GetProperty("sampling").GetProperty("temperature").GetSingle(), told.GetProperty("sampling").GetProperty("seed").GetUInt64()));

        Assert.Throws<EngineException>(() => session.Append(new int[100]));
        var failed = Written(runtime.Diagnose(session));
        Assert.Equal(("recoverable-error", 11, "ContextExceeded"), (failed.GetProperty("state").GetString(), failed.GetProperty("last_error_code").GetInt32(), failed.GetProperty("last_error_name").GetString()));
        Assert.Contains("16 tokens", failed.GetProperty("last_error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_null()
    {
        using var runtime = new ModelRuntime(new(), TimeProvider.System);
        Assert.True(runtime.TryLoad(Repository.Model("stories260K.gguf"), out _));
        using var session = runtime.NewSession(16);
        var odd = runtime.Diagnose(session) with
        {
            Chosen = new TokenChoice(3, float.NaN, float.NaN),
            Logits = new LogitsSummary(float.NegativeInfinity, 1, double.NaN, 0.5),
        };
        var told = Written(odd);
        Assert.Equal(JsonValueKind.Null, told.GetProperty("chosen").GetProperty("entropy").ValueKind);
        Assert.Equal(JsonValueKind.Null, told.GetProperty("logits").GetProperty("smallest").ValueKind);
    }

    private static JsonElement Written(Diagnostics diagnostics)
    {
        var bytes = new ArrayBufferWriter<byte>();
        DiagnosticsJson.Write(bytes, diagnostics);
        var root = JsonDocument.Parse(bytes.WrittenMemory).RootElement;
        Assert.Null(JsonSchema.Fault(Schema, root));
        return root;
    }
}
