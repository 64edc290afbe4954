using System.Text.Json;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;

namespace Teleo.Experiments.Studies;

/// <summary>
/// A self-test beside the study that asked for it. It depends on the code and on nothing of the study, so it is made once
/// for each state of the code; one that was made by other code, or cannot be read, is made again.
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
