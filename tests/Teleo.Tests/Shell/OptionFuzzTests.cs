using System.Globalization;
using Teleo.Commands;
using Teleo.Controller.Domain;
using Teleo.Shell;
using Teleo.Tests.Commands;
using Xunit.Abstractions;

namespace Teleo.Tests.Shell;

/// <summary>
/// Odd words for every option and argument of every command, as the command tree lists them: each is taken, or refused in words that can
/// be shown, and the command ends soon after it is asked to. The quick run tries the first of a fixed order, the nightly run all.
/// <c>TELEO_FUZZ_INPUTS</c> bounds the number of lines, and <c>TELEO_FUZZ_KIND</c> names the commands.
/// </summary>
[Collection("notebooks print through the console")]
public sealed class OptionFuzzTests(ITestOutputHelper output) : IDisposable
{
    private const int QuickLines = 300, MostBroken = 40, LongestMessage = 4_000;
    private const long MostBytes = 1L << 31;
    private static readonly TimeSpan Begin = TimeSpan.FromMilliseconds(20), Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] ForeignWords = ["System.", "Teleo.", "Exception", "   at ", "(Parameter"];
    private readonly string _folder = TestFolder.New("teleo-options");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_odd_word_is_taken_or_refused() => Run(QuickLines, TimeSpan.FromMinutes(5));

    [NightlyFact]
    public void Every_odd_word_is_taken_or_refused() => Run(int.MaxValue, TimeSpan.FromHours(2));

    /// <summary>The runs that <c>study diff</c> and <c>study rerun</c> name are there only after a study.</summary>
    [NightlyFact]
    public void A_line_is_taken_before_a_word_of_it_is_odd() =>
        Assert.All(new SoundCommands(_folder).Dear.Where(line => line is not ["study", "diff" or "rerun", ..]), line => Assert.NotEqual(ExitCode.Usage, Try(line).Exit));

    private void Run(int usual, TimeSpan longest)
    {
        var stream = new SeedTree(1).Stream("odd words");
        string wanted = Environment.GetEnvironmentVariable("TELEO_FUZZ_KIND") ?? "";
        var lines = SpoiledLine.All(new SoundCommands(_folder), _folder).Where(line => line.Path.StartsWith(wanted, StringComparison.Ordinal)).ToArray();
        for (int i = lines.Length - 1; i > 0; i--)
        {
            int other = stream.NextInt(i + 1);
            (lines[i], lines[other]) = (lines[other], lines[i]);
        }

        int most = Math.Min(lines.Length, int.TryParse(Environment.GetEnvironmentVariable("TELEO_FUZZ_INPUTS"), CultureInfo.InvariantCulture, out int set) ? set : usual);
        var exits = new SortedDictionary<ExitCode, int>();
        var (broken, late) = (new List<string>(), new SortedSet<string>());
        long began = TimeProvider.System.GetTimestamp();
        int tried = 0;
        for (; tried < most && TimeProvider.System.GetElapsedTime(began) < longest; tried++)
        {
            var (exit, fault) = Try(lines[tried].Words);
            exits[exit] = exits.GetValueOrDefault(exit) + 1;
            if (exit == ExitCode.BadInput && lines[tried].IsNumber) late.Add($"{lines[tried].Path} {lines[tried].Symbol.Name}");
            if (fault is not null) broken.Add($"{lines[tried]}\n  {fault}");
            if (broken.Count >= MostBroken) break;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{tried} of {lines.Length} lines: {string.Join(", ", exits.Select(pair => $"{pair.Value} {pair.Key}"))}, in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:F0} s"));
        if (late.Count > 0) output.WriteLine($"a number ended with 3, as where a file bounds it: {string.Join(", ", late)}");
        Assert.True(broken.Count == 0, string.Join("\n", broken));
        Assert.True(wanted.Length > 0 || tried < 100 || (exits.ContainsKey(ExitCode.Usage) && exits.Count > 2), "nothing was refused");
    }

    /// <summary>Runs a line, asks it to stop once it has begun, and returns what is wrong with how it ended.</summary>
    private static (ExitCode Exit, string? Fault) Try(string[] words)
    {
        using var interrupt = new Interrupt();
        long bytes = 0;
        var running = Task.Run(() =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            var run = Cli.Run(TeleoCommands.Tree, CapturedTerminal.Of(TimeProvider.System), interrupt, words);
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            return run;
        });
        if (!running.Wait(Begin)) interrupt.Terminate();
        if (!running.Wait(Patience)) return (ExitCode.Defect, $"it did not end within {Patience.TotalSeconds} s");
        var (exit, _, said) = running.Result;
        string error = said.Replace(Environment.CurrentDirectory, "", StringComparison.Ordinal);   // a path there may hold any word
        string? fault = exit is > ExitCode.IntegrityFailure and not ExitCode.Terminated ? $"exit {exit}: {error}"
            : exit is ExitCode.Ok or ExitCode.Terminated ? null
            : !error.Split('\n').Any(told => told.StartsWith("teleo: error ", StringComparison.Ordinal)) ? $"says nothing: {error}"
            : error.Length > LongestMessage ? $"a message of {error.Length} characters"
            : ForeignWords.FirstOrDefault(word => error.Contains(word, StringComparison.Ordinal)) is { } foreign ? $"says '{foreign}': {error}"
            : null;
        fault ??= error.Any(IsUnseen) ? $"prints a control character: {new string([.. error.Select(c => IsUnseen(c) ? '?' : c)])}" : null;
        return (exit, fault ?? (bytes > MostBytes ? $"took {bytes} bytes" : null));
    }

    private static bool IsUnseen(char c) => c is not '\n' && (char.IsControl(c) || c == '\u202e');
}
