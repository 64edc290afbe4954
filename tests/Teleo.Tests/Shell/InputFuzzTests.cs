using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Teleo.Shell;
using Teleo.Tests.Commands;
using Xunit.Abstractions;

namespace Teleo.Tests.Shell;

/// <summary>
/// Spoiled inputs of every kind: each is taken, or refused with a message in the words of its format, and nothing else happens. The quick
/// run has some seconds; the nightly run a million inputs. <c>TELEO_FUZZ_INPUTS</c> sets another number and <c>TELEO_FUZZ_SEED</c> another
/// run. An input that breaks the law is kept and named; those that did stand in <c>tests/data/corpus/inputs</c> and are read first.
/// </summary>
[Collection("notebooks print through the console")]
public sealed partial class InputFuzzTests(ITestOutputHelper output) : IDisposable
{
    private const int OneWholeCommandIn = 20, ParentsKept = 48, MostBroken = 20;
    private const long MostBytes = 1L << 30;
    private static readonly TimeSpan QuickBudget = TimeSpan.FromSeconds(20), Patience = TimeSpan.FromMinutes(1);
    private static readonly string[] ForeignWords = ["System.", "Teleo.", "could not be converted", "nullability", "   at ", "Exception"];
    private readonly List<string> _broken = [];
    private readonly string _work = Folder();

    public void Dispose() => Directory.Delete(_work, recursive: true);

    [Fact]
    public void A_spoiled_input_of_any_kind_is_taken_or_refused() => Run(Setting("TELEO_FUZZ_INPUTS", 10_000), 1, QuickBudget);

    [NightlyFact]
    public void A_million_spoiled_inputs_are_taken_or_refused() =>
        Run(Setting("TELEO_FUZZ_INPUTS", 1_000_000), (ulong)Setting("TELEO_FUZZ_SEED", 2), TimeSpan.FromHours(12));

    /// <summary>A folder in memory where the system has one, as there a flush costs nothing.</summary>
    private static string Folder()
    {
        const string InMemory = "/dev/shm";
        return Directory.Exists(InMemory)
            ? Directory.CreateDirectory(Path.Combine(InMemory, $"teleo-fuzz-{Environment.ProcessId}")).FullName
            : TestFolder.New("teleo-fuzz");
    }

    private static int Setting(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int set) ? set : usual;

    private void Run(int count, ulong seed, TimeSpan budget)
    {
        var kinds = InputKinds.All(_work).Where(IsWanted).Select(kind => new Tried(kind)).ToList();
        var unsound = kinds.Where(tried => !tried.Kind.IsPart).Select(tried => $"{tried.Kind.Name}: {Try(tried.Kind, tried.Kind.Good, false)}");
        Assert.All(unsound, told => Assert.EndsWith(": ", told, StringComparison.Ordinal));
        foreach (var tried in kinds) tried.Parents.AddRange(Kept(tried.Kind).Where(input => Try(tried.Kind, input, true) is not null));
        long began = TimeProvider.System.GetTimestamp();
        for (int i = 0; i < count && TimeProvider.System.GetElapsedTime(began) < budget; i++)
        {
            var chance = new Chance(seed, (uint)i);
            var tried = kinds[i % kinds.Count];
            byte[] input = tried.Kind.Spoil(chance.Below(2) == 0 ? tried.Kind.Good : chance.Pick(tried.Parents), chance);
            bool isWhole = tried.Kind.Command is not null && chance.Below(OneWholeCommandIn) == 0;
            long started = (long)TimeProvider.System.GetElapsedTime(began).TotalMilliseconds;
            if (Try(tried.Kind, input, isWhole) is { } refusal) tried.Note(input, refusal, isWhole, chance);
            tried.Milliseconds += (long)TimeProvider.System.GetElapsedTime(began).TotalMilliseconds - started;
        }

        foreach (var tried in kinds) output.WriteLine(tried.ToString());
        int refused = kinds.Sum(tried => tried.Refused);
        int told = kinds.Sum(tried => tried.Told), named = kinds.Sum(tried => tried.Named), placed = kinds.Sum(tried => tried.Placed), mended = kinds.Sum(tried => tried.Mended);
        output.WriteLine($"of {told} refusals as they are printed {100.0 * named / Math.Max(1, told):F1} % name the file, {100.0 * placed / Math.Max(1, told):F1} % say where, {100.0 * mended / Math.Max(1, told):F1} % how to mend it");
        output.WriteLine($"{kinds.Sum(tried => tried.Inputs)} inputs, {refused} refused, in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:F0} s");
        Assert.True(_broken.Count == 0, string.Join("\n\n", _broken));
        if (kinds.Sum(tried => tried.Inputs) > 100 * kinds.Count) Assert.All(kinds, tried => Assert.True(tried.Refused > 0 || tried.Kind.IsRepaired, $"no {tried.Kind.Name} was refused"));
    }

    private static bool IsWanted(InputKind kind) =>
        Environment.GetEnvironmentVariable("TELEO_FUZZ_KIND") is not { Length: > 0 } wanted || kind.Name.Contains(wanted, StringComparison.Ordinal);

    private static IEnumerable<byte[]> Kept(InputKind kind)
    {
        string folder = Repository.PathOf("tests", "data", "corpus", "inputs");
        return Directory.Exists(folder)
            ? Directory.GetFiles(folder, $"{kind.Name.Replace(' ', '-')}.*").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)
            : [];
    }

    private string? Try(InputKind kind, byte[] input, bool isWhole)
    {
        string folder = Path.Combine(_work, "case", kind.Name.Replace(' ', '-')), path = Path.Combine(folder, kind.File);
        Directory.CreateDirectory(folder);
        if (kind.Beside is { } beside) Copy(beside, folder);
        File.WriteAllBytes(path, input);
        long before = GC.GetAllocatedBytesForCurrentThread();
        long began = TimeProvider.System.GetTimestamp();
        try
        {
            string refusal = kind.Read(path);
            Assert.All(ForeignWords, word => Assert.DoesNotContain(word, refusal, StringComparison.Ordinal));
            if (isWhole && kind.Command is { } command)
            {
                var run = Cli.Run(command(path));
                if (run.Exit != ExitCode.Ok) refusal = run.Error;
                Assert.True((int)run.Exit is >= 0 and <= 4, $"{run.Exit}: {run.Error}");
                Assert.All(ForeignWords, word => Assert.DoesNotContain(word, run.Error, StringComparison.Ordinal));
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
            Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, Patience);
            return refusal;
        }
        catch (Exception broken)
        {
            string hash = Convert.ToHexStringLower(SHA256.HashData(input))[..12];
            string kept = Path.Combine(Path.GetTempPath(), $"teleo-fuzz.{kind.Name.Replace(' ', '-')}.{hash}");
            File.WriteAllBytes(kept, input);
            string[] said = broken.ToString().Split('\n');
            _broken.Add($"a {kind.Name} broke the law; it is kept in {kept}: {string.Join('\n', said.Take(12))}");
            Assert.True(_broken.Count < MostBroken, string.Join("\n\n", _broken));
            return null;
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (!File.Exists(target) || new FileInfo(target).Length != new FileInfo(file).Length) File.Copy(file, target, overwrite: true);
        }
    }

    /// <summary>What one kind has seen: counts, and inputs with a refusal that was new, which are spoiled further.</summary>
    private sealed partial class Tried(InputKind kind)
    {
        private readonly HashSet<string> _refusals = [];
        private readonly Dictionary<string, int> _bare = [];
        private int _whole;

        public InputKind Kind { get; } = kind;

        public List<byte[]> Parents { get; } = [kind.Good];

        public int Inputs { get; private set; }

        public long Milliseconds { get; set; }

        public int Refused { get; private set; }

        /// <summary>Refusals as the program prints them.</summary>
        public int Told { get; private set; }

        /// <summary>Those of them that name the file.</summary>
        public int Named { get; private set; }

        /// <summary>Those of them that say where in the input the fault is.</summary>
        public int Placed { get; private set; }

        /// <summary>Those of them that say what belongs there, or what to do.</summary>
        public int Mended { get; private set; }

        public void Note(byte[] input, string refusal, bool isWhole, Chance chance)
        {
            Inputs++;
            if (isWhole) _whole++;
            string pattern = Varying().Replace(refusal, "#");
            if (refusal.Length > 0) Count(refusal, pattern);
            if (!_refusals.Add(pattern)) return;
            if (Parents.Count < ParentsKept) Parents.Add(input);
            else Parents[1 + chance.Below(ParentsKept - 1)] = input;
        }

        private void Count(string refusal, string pattern)
        {
            Refused++;
            if (!refusal.StartsWith("teleo: ", StringComparison.Ordinal)) return;   // the part that reads, not the program
            Told++;
            if (refusal.Contains(Kind.File, StringComparison.Ordinal) || refusal.Contains("/case/", StringComparison.Ordinal)) Named++;
            if (Place().IsMatch(refusal)) Placed++;
            if (Remedy().IsMatch(refusal)) Mended++;
            if (!Place().IsMatch(refusal) || !Remedy().IsMatch(refusal)) _bare[pattern] = _bare.GetValueOrDefault(pattern) + 1;
        }

        public override string ToString() => $"{Kind.Name}: {Inputs} inputs, {Refused} refused with {_refusals.Count} messages, {_whole} by the whole command, {Milliseconds} ms, {Placed} say where, {Mended} how to mend it"
            + string.Concat(_bare.OrderByDescending(pair => pair.Value).Take(3).Select(pair => $"\n    {pair.Value} x {pair.Key}"));

        [GeneratedRegex(@"'[^']*'|[\d.]+")]
        private static partial Regex Varying();

        [GeneratedRegex(@"\b(line|byte|offset|column|cell|row|event|tensor|block|member|entry) |\w+\[\d+\]|\w\.\w+ is |\d+:\d+: |, \d+\)|the file is|is empty|it holds no|its check|is missing|teleo\.\w+/\d|NotAKey")]
        private static partial Regex Place();

        [GeneratedRegex(@"must be|must have|should be|it takes|takes|may be|such as|\b(add|remove|use|give|get|look for|check|set|write|make|makes|run|install|name|choose|keep|save|ask|convert|mend) |did you mean|; there are |needs? |needed|at most|at least|more than|teleo [a-z]+|--[a-z]|is open|one of|lists what|docs/")]
        private static partial Regex Remedy();
    }
}
