using System.Globalization;
using System.Text;
using Teleo.Engine.Formats;
using Teleo.Engine.Models;
using Teleo.Engine.Tests.Bytes;
using Xunit.Abstractions;

namespace Teleo.Engine.Tests.Formats;

/// <summary>
/// Spoiled files, without end: every one is refused with a fault and a place or is a sound model. Inputs that reach a fault in a
/// new way are kept as seeds for more. <c>TELEO_FUZZ_SECONDS</c> makes the short run longer, to an hour in the nightly one;
/// <c>TELEO_FUZZ_CORPUS</c> names a folder where the smallest input for each fault is put, beside how often each was met.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output) : IDisposable
{
    private const int LargestInput = 64 << 10;
    private const int SubjectKinds = 32;   // names in files are endless: so many classes of them are told apart

    private readonly GuardedBytes _memory = new(LargestInput);

    public void Dispose() => _memory.Dispose();

    [Fact]
    public void Spoiled_files_are_refused_or_sound()
    {
        int seconds = int.Parse(Environment.GetEnvironmentVariable("TELEO_FUZZ_SECONDS") ?? "0", CultureInfo.InvariantCulture);
        if (seconds > 0) RunFor(TimeSpan.FromSeconds(seconds), seed: 1);
        else Run(seed: 1, keepGoing: count => count < 40_000);
    }

    public static TheoryData<string> Corpus() => [.. Directory.GetFiles(CorpusFolder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Corpus))]
    public void The_kept_inputs_meet_the_fault_in_their_name(string file)
    {
        var fault = Judge.Read(_memory, File.ReadAllBytes(Path.Combine(CorpusFolder, file)));
        Assert.Equal(file.Split('.')[1], fault?.ToString() ?? "Sound");
    }

    private static string CorpusFolder => Repository.PathOf("tests", "data", "corpus");

    private void RunFor(TimeSpan duration, ulong seed)
    {
        var clock = TimeProvider.System;
        long start = clock.GetTimestamp();
        Run(seed, count => count % 256 != 0 || clock.GetElapsedTime(start) < duration);
    }

    private void Run(ulong seed, Func<int, bool> keepGoing)
    {
        var random = new FuzzRandom(seed);
        var seeds = new List<byte[]>
        {
            GgufForge.Tiny().Build(), GgufForge.Tiny(byteLevel: true).Build(),
            BadSlmTests.SlmOf(260, TensorType.F32), BadSlmTests.SlmOf(300, TensorType.SlmQ8), BadSlmTests.SlmOf(262, TensorType.SlmQ4),
        };
        var seen = new Dictionary<string, byte[]>();
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (int count = 0; keepGoing(count); count++)
        {
            byte[] input = random.Below(3) == 0 ? Mutations.Forged(random) : Mutations.Spoiled(random.Pick(seeds), random.Pick(seeds), random);
            if (input.Length > LargestInput) continue;
            string kind = KindOf(input), fault = FaultOf(kind);
            outcomes[fault] = outcomes.GetValueOrDefault(fault) + 1;
            if (seen.TryGetValue(kind, out byte[]? known) && known.Length <= input.Length) continue;
            if (known is null) seeds.Add(input);
            seen[kind] = input;
        }
        string[] summary = [$"{outcomes.Values.Sum()} files", .. outcomes.Select(outcome => $"{outcome.Key} {outcome.Value}")];
        output.WriteLine(string.Join('\n', summary));
        if (Environment.GetEnvironmentVariable("TELEO_FUZZ_CORPUS") is { Length: > 0 } folder) Keep(folder, seen, summary);
        Assert.InRange(outcomes.Count, 25, 100);   // the run went far beyond the first check
    }

    private string KindOf(byte[] input)
    {
        try
        {
            string format = input.Length > 0 && input[0] == 'S' ? "slm" : "gguf";
            var error = Judge.ReadError(_memory, input);
            return error is { } found ? $"{format}.{found.Fault}.{Fnv1a.Hash64(Encoding.UTF8.GetBytes(found.Subject ?? "")) % SubjectKinds}" : $"{format}.Sound";
        }
        catch (Exception problem)
        {
            string path = Path.Combine(Path.GetTempPath(), $"teleo-fuzz-{Fnv1a.Hash64(input):x16}.bin");
            File.WriteAllBytes(path, input);
            throw new InvalidDataException($"an input broke the law; it is kept in {path}", problem);
        }
    }

    private static string FaultOf(string kind) => string.Join('.', kind.Split('.').Take(2));

    private static void Keep(string folder, Dictionary<string, byte[]> inputs, string[] summary)
    {
        File.WriteAllLines(Path.Combine(folder, "outcomes.txt"), summary);
        foreach (var group in inputs.GroupBy(pair => FaultOf(pair.Key)))
            File.WriteAllBytes(Path.Combine(folder, group.Key + ".bin"), group.MinBy(pair => pair.Value.Length).Value);
    }
}
