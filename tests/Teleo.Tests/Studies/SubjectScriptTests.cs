using Teleo.Engine.Input;
using Teleo.Experiments.Judging;
using Teleo.Experiments.Subjects;
using Teleo.Experiments.Tests.Studies;
using Teleo.Shell;
using Teleo.Studies;
using Teleo.Tests.Commands;

namespace Teleo.Tests.Studies;

public sealed class SubjectScriptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_example_is_judged_without_a_project()
    {
        string example = Repository.PathOf("experiments", "subjects", "most_wanted.cs");
        var run = Played(example, plays: true);
        Assert.True(run.Meter.Actions > 3);
        Assert.True(run.Meter.Rechecked > 5);
        Assert.Equal(0, run.Meter.RecheckDifferences);
        Assert.Equal(run.Meter.Decisions, run.Meter.Itemised);
    }

    /// <summary>An impostor that counts in a static field: another object of the same code would see the same.</summary>
    [Fact]
    public void State_in_static_fields_is_found_since_the_code_is_loaded_anew()
    {
        string honest = File.ReadAllText(Repository.PathOf("experiments", "subjects", "most_wanted.cs"));
        string counts = "private readonly double[] _counts = new double[context.Catalog.Count];";
        string hidden = "private static readonly double[] s_hidden = new double[64];";
        string impostor = honest.Replace(counts, counts + hidden, StringComparison.Ordinal)
            .Replace("_counts[happened.Skill]++;", "_counts[happened.Skill]++; s_hidden[happened.Skill]++;", StringComparison.Ordinal)
            .Replace("_counts[skill] / MemorySeconds", "s_hidden[skill] / MemorySeconds", StringComparison.Ordinal);
        Assert.NotEqual(honest, impostor);
        string file = _folder["impostor.cs"];
        File.WriteAllText(file, impostor);
        Assert.True(Played(file, plays: true).Meter.RecheckDifferences > 0);
    }

    [Fact]
    public void A_script_that_does_not_compile_is_told_with_the_line()
    {
        string file = _folder["broken.cs"];
        File.WriteAllText(file, "public static class Mine\n{\n    public static string Name => nothing;\n}\n");
        var failure = Assert.Throws<InputException>(() => SubjectScript.Open(file));
        Assert.Contains("(3,34)", failure.Message, StringComparison.Ordinal);
        Cli.Run("falsify", "--subject", file, "--quick").AssertFails(ExitCode.BadInput, "ScriptFaults");
    }

    [Fact]
    public void A_script_without_a_subject_is_told()
    {
        string file = _folder["empty.cs"];
        File.WriteAllText(file, "public static class Nothing { }\n");
        Assert.Equal("NoOneSubject", Assert.Throws<InputException>(() => SubjectScript.Open(file)).Code);
    }

    private static JudgedRun Played(string file, bool plays) => JudgedRun.Play(
        SubjectScript.Open(file), Treatment.None, JudgeWorld.Choice, JudgeWorld.Choice.Prepare(5), plays, default);
}
