using System.Globalization;
using Teleo.Tests.Commands;
using Xunit.Abstractions;

namespace Teleo.Tests.Shell;

/// <summary>
/// Spoiled inputs of every kind: each is taken, or refused with a message in the words of its format, and nothing else happens. Quick: some seconds. In the nightly
/// run a million; <c>TELEO_FUZZ_INPUTS</c> sets the number. An input that breaks the law is kept and named; the seed makes the run again.
/// </summary>
[Collection("notebooks print through the console")]
public sealed class InputFuzzTests(ITestOutputHelper output) : IDisposable
{
    private const int OneWholeCommandIn = 400;
    private static readonly string[] ForeignWords = ["System.", "Teleo.", "could not be converted", "nullability", "   at "];
    private readonly string _work = Directory.CreateTempSubdirectory("teleo-fuzz").FullName;

    public void Dispose() => Directory.Delete(_work, recursive: true);

    [Fact]
    public void A_spoiled_input_of_any_kind_is_taken_or_refused() => Run(Count(3_600), seed: 1);

    [NightlyFact]
    public void A_million_spoiled_inputs_are_taken_or_refused() => Run(Count(1_000_000), seed: 2);

    private static int Count(int usual) => int.Parse(Environment.GetEnvironmentVariable("TELEO_FUZZ_INPUTS") ?? usual.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private void Run(int count, ulong seed)
    {
        var kinds = InputKind.All(_work);
        foreach (var kind in kinds.Where(kind => kind.Name != "adapter")) Assert.Equal((kind.Name, ""), (kind.Name, Try(kind, kind.Good, isWhole: false)));
        var outcomes = kinds.ToDictionary(kind => kind.Name, _ => (Taken: 0, Refused: 0, Whole: 0));
        for (int i = 0; i < count; i++)
        {
            var chance = new Chance(seed ^ ((ulong)i << 8));
            var kind = kinds[i % kinds.Count];
            byte[] input = kind.Spoil(kind.Good, chance);
            bool isWhole = kind.Command is not null && chance.Below(OneWholeCommandIn) == 0;
            string refusal = Try(kind, input, isWhole);
            var (taken, refused, whole) = outcomes[kind.Name];
            outcomes[kind.Name] = (taken + (refusal.Length == 0 ? 1 : 0), refused + (refusal.Length == 0 ? 0 : 1), whole + (isWhole ? 1 : 0));
        }

        foreach (var (name, (taken, refused, whole)) in outcomes) output.WriteLine($"{name}: {taken + refused} inputs, {taken} taken, {refused} refused, {whole} by the whole command");
        Assert.All(outcomes, outcome => Assert.True(outcome.Value.Refused > 0, $"no {outcome.Key} was refused"));
    }

    private string Try(InputKind kind, byte[] input, bool isWhole)
    {
        string folder = Path.Combine(_work, "case", kind.Name.Replace(' ', '-')), path = Path.Combine(folder, kind.File);
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(path, input);
        try
        {
            string refusal = kind.Read(path);
            Assert.All(ForeignWords, word => Assert.DoesNotContain(word, refusal, StringComparison.Ordinal));
            if (!isWhole) return refusal;
            var run = Cli.Run(kind.Command!(path));
            Assert.True((int)run.Exit is 0 or 1 or 2 or 3 or 4, $"{run.Exit}: {run.Error}");
            Assert.All(ForeignWords, word => Assert.DoesNotContain(word, run.Error, StringComparison.Ordinal));
            return refusal;
        }
        catch (Exception broken)
        {
            string kept = Path.Combine(Path.GetTempPath(), $"teleo-fuzz-{kind.Name.Replace(' ', '-')}-{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(input))[..12]}");
            File.WriteAllBytes(kept, input);
            throw new InvalidDataException($"a {kind.Name} broke the law; it is kept in {kept}", broken);
        }
    }
}
