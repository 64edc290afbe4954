using Teleo.Controller.Domain;
using Teleo.Engine.Input;
using Teleo.Experiments.Impostors;
using Teleo.Experiments.Judging;
using Teleo.Experiments.Subjects;

namespace Teleo.Experiments.Tests.Subjects;

public class SubjectTests
{
    [Fact]
    public void Without_a_treatment_the_harness_changes_nothing()
    {
        var prepared = JudgeWorld.Shift.Prepare(5);
        var plain = prepared.Play("teleodynamic");
        var judged = JudgedRun.Play(SubjectSource.Named("teleodynamic"), Treatment.None, JudgeWorld.Shift,
            JudgeWorld.Shift.Prepare(5), plays: false, default);
        Assert.Equal(plain.Cost, judged.Cost);
    }

    [Fact]
    public void Making_decisions_again_and_playing_alternatives_changes_nothing()
    {
        var source = SubjectSource.Named("teleodynamic");
        var watched = JudgedRun.Play(source, Treatment.None, JudgeWorld.Shift, JudgeWorld.Shift.Prepare(5), plays: true, default);
        Assert.Equal(
            JudgedRun.Play(source, Treatment.None, JudgeWorld.Shift, JudgeWorld.Shift.Prepare(5), plays: false, default).Meter.Actions,
            watched.Meter.Actions);
        Assert.True(watched.Meter.Rechecked > 5);
        Assert.Equal(0, watched.Meter.RecheckDifferences);
    }

    [Fact]
    public void A_restart_from_the_three_parts_of_the_state_goes_on_as_before()
    {
        var source = SubjectSource.Named("teleodynamic");
        var whole = JudgedRun.Play(source, Treatment.None, JudgeWorld.Stationary, JudgeWorld.Stationary.Prepare(2), plays: false, default);
        var restarted = JudgedRun.Play(source, new("restart") { RestartAtSeconds = 900 }, JudgeWorld.Stationary,
            JudgeWorld.Stationary.Prepare(2), plays: false, default);
        Assert.InRange(restarted.Cost, 0.9 * whole.Cost, 1.1 * whole.Cost);
    }

    [Theory]
    [InlineData(nameof(AccountRule.Empty), true)]
    [InlineData(nameof(AccountRule.Open), false)]
    public void An_account_that_is_shown_as_empty_forbids_and_a_full_one_does_not(string name, bool binds)
    {
        var rule = Enum.Parse<AccountRule>(name);
        var run = JudgedRun.Play(SubjectSource.Named("teleodynamic-service-earned"), new("shown") { Account = rule },
            JudgeWorld.Choice, JudgeWorld.Choice.Prepare(5), plays: false, default);
        Assert.Equal(binds, run.Meter.Bound > 0);
    }

    /// <summary>The judge plays such a treatment only once; this is why it may.</summary>
    [Fact]
    public void What_a_subject_does_not_have_cannot_be_changed()
    {
        var source = KnownSubjects.Find("constructed-halting").Source;
        var world = JudgeWorld.Choice.Prepare(5);
        var plain = JudgedRun.Play(source, Treatment.None, JudgeWorld.Choice, world, plays: false, default);
        foreach (var (_, treatment) in Treatments.Changed.Where(one => one.World == JudgeWorld.Choice))
        {
            Assert.False(treatment.Changes(plain.HasAccount, plain.HasRest));
            var changed = JudgedRun.Play(source, treatment, JudgeWorld.Choice, world, plays: false, default);
            Assert.Equal((plain.Cost, plain.Meter.Actions), (changed.Cost, changed.Meter.Actions));
        }
    }

    [Fact]
    public void Clamped_structure_takes_no_action() =>
        Assert.Equal(0,
            JudgedRun.Play(SubjectSource.Named("teleodynamic"), new("clamped") { ClampsStructure = true }, JudgeWorld.Stationary,
                JudgeWorld.Stationary.Prepare(5), plays: false, default).Meter.Actions);

    [Fact]
    public void A_mistyped_name_is_told_with_the_nearest() =>
        Assert.Contains("lru", Assert.Throws<InputException>(() => SubjectSource.Named("lrv")).Message, StringComparison.Ordinal);

    [Fact]
    public void An_assembly_without_a_subject_is_told() =>
        Assert.Equal("NoOneSubject",
            Assert.Throws<InputException>(() => SubjectSource.Named(typeof(FactAttribute).Assembly.Location)).Code);

    [Fact]
    public void The_python_example_plays_by_the_protocol()
    {
        var source = SubjectSource.OfCommand($"python3 {Repository.PathOf("experiments", "subjects", "most_wanted.py")}");
        var run = JudgedRun.Play(source, Treatment.None, JudgeWorld.Choice, JudgeWorld.Choice.Prepare(5), plays: true, default);
        Assert.True(run.Meter.Actions > 3);
        Assert.True(run.Meter.Rechecked > 0);
        Assert.Equal(0, run.Meter.RecheckDifferences);
        Assert.Equal(run.Meter.Decisions, run.Meter.Itemised);
    }

    [Theory]
    [InlineData("echo nonsense", "not JSON")]
    [InlineData("echo {}", "the text 'name'")]
    [InlineData("true", "ended")]
    [InlineData("no-such-program-anywhere", "cannot be started")]
    public void A_program_that_breaks_the_protocol_is_told(string command, string message)
    {
        var prepared = JudgeWorld.Choice.Prepare(1);
        var catalog = new Catalog([], []);
        var failure = Assert.Throws<InputException>(() => new LineSubject(command, prepared.ContextFor(catalog)));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }
}
