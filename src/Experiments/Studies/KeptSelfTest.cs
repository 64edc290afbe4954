using System.Text.Json;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;

namespace Teleo.Experiments.Studies;

/// <summary>
/// A stored self-test of a study. It depends only on the code, so it runs once for each state of the code; one by other code, or an
/// unreadable one, is repeated.
/// </summary>
internal sealed record KeptSelfTest(string Code, SelfTest Result)
{
    private const string FileName = "selftest.json";
    private static readonly JsonLimits Limits = new(1 << 22);

    public static SelfTest Of(string folder, int repetitions, Action<int, int> progress, CancellationToken cancellation)
    {
        string path = Path.Combine(folder, FileName);
        if (Read(path) is { Result: { } kept } file && file.Code == Fingerprint.Code && kept.Repetitions == repetitions
            && !kept.Findings.IsDefaultOrEmpty) return kept;
        var found = SelfTest.Run(repetitions, progress, cancellation);
        AtomicFile.WriteText(path, JsonSerializer.Serialize(new KeptSelfTest(Fingerprint.Code, found)) + "\n");
        return found;
    }

    private static KeptSelfTest? Read(string path) => File.Exists(path)
        && JsonInput.TryRead<KeptSelfTest>(InputFile.ReadAll(path, Limits.Bytes), JsonSerializerOptions.Default, Limits, out var kept,
            out _)
            ? kept
            : null;
}
