using Teleo.Controller.Domain;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Subjects;

namespace Teleo.Experiments.Judging;

/// <summary>One run: a subject under a treatment in a world under a seed.</summary>
/// <param name="Cost">Seconds waited, loaded and refused per 1,000 requests.</param>
/// <param name="CostAfterShift">Seconds waited and loaded after popularity was dealt anew.</param>
/// <param name="Shift">Seconds at which popularity was dealt anew.</param>
internal sealed record JudgedRun(double Cost, double CostAfterShift, double Shift, SubjectMeter Meter)
{
    private const double RolloutShare = 0.2, RolloutSeconds = 120, RecheckShare = 0.01, ProbeShare = 0.05;

    /// <summary>The subject has an account.</summary>
    public bool HasAccount { get; private init; }

    /// <summary>True if the subject has state besides theta and account.</summary>
    public bool HasRest { get; private init; }

    /// <param name="prepared">The world under one seed.</param>
    /// <param name="plays">Plays alternatives of sampled decisions and makes some decisions again.</param>
    public static JudgedRun Play(SubjectSource source, Treatment treatment, JudgeWorld world, PreparedScenario prepared, bool plays,
        CancellationToken cancellation)
    {
        var run = prepared.Run;
        double shiftAt = run.ShiftSeconds;
        var meter = new SubjectMeter(world.EndSeconds, shiftAt) { SamplesTheta = plays, Rolls = world.Rolls };
        var checks = plays && world.ChangesDemand
            ? new RecheckPlan(RecheckShare, world.Miss == MissMode.Refuse ? ProbeShare : 0, JudgeCriteria.LateSeconds, shiftAt)
            : RecheckPlan.None;
        JudgedPolicy? judged = null;
        var rollouts = new Rollouts(run, RolloutShare, RolloutSeconds)
        {
            RefusalSeconds = world.RefusalSeconds,
            Played = meter.NoteRollouts,
            IsOfUse = () => meter.Roles.Any,
        };
        var report = run.Play(
            catalog => judged = new JudgedPolicy(() => source.Make(prepared.ContextFor(catalog)),
                () => source.MakeApart(prepared.ContextFor(catalog)), treatment, meter, run.Seeds, checks),
            new RunHooks { Rollouts = plays && world.Rolls != RolledRoles.None ? rollouts : null },
            cancellation);
        judged!.Close();
        meter.Close();
        double refused = 1000 * world.RefusalSeconds * report.Refused / Math.Max(1, report.Requests);
        var curve = report.CostCurveS;
        int shift = (int)(Math.Min(1, shiftAt / world.EndSeconds) * curve.Count) - 1;
        return new(report.Cost + refused, curve[^1] - curve[shift], shiftAt, meter)
        {
            HasAccount = judged.HasAccount,
            HasRest = judged.HasRest,
        };
    }
}
