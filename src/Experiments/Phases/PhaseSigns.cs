using Teleo.Controller.Domain;

namespace Teleo.Experiments.Phases;

/// <summary>
/// Four signs of phases in a run that begins empty and whose demand changes once. The judge reads C5 by them, and aligned runs print them.
/// </summary>
/// <param name="FallAtStart">Under-structuring: fall of the miss share from the first tenth to the third.</param>
/// <param name="GrowthBeyondChance">Growth: fall of the miss share from bins with an action to the next, beyond that of surrogates.</param>
/// <param name="IdleLate">Over-structuring: rise of the share of bins without an action from early to late.</param>
/// <param name="RiseAtChange">Return of under-structuring: rise of the miss share in the minute after the change.</param>
internal readonly record struct PhaseSigns(double FallAtStart, double GrowthBeyondChance, double IdleLate, double RiseAtChange)
{
    /// <summary>From then until demand changes counts as late.</summary>
    public const double LateSeconds = 800;

    private const double EarlySeconds = 240, ThirdFrom = 480, ThirdUntil = 720, RiseSeconds = 60;
    private const int Surrogates = 200;

    /// <param name="changeSeconds">The second at which demand changes, later than <see cref="LateSeconds"/>.</param>
    public static PhaseSigns Of(RunCourse course, double changeSeconds) => new(
        course.MissShare(0, EarlySeconds) - course.MissShare(ThirdFrom, ThirdUntil),
        GrowthBeyondSurrogates(course, changeSeconds),
        course.IdleShare(LateSeconds, changeSeconds) - course.IdleShare(0, EarlySeconds),
        course.MissShare(changeSeconds, changeSeconds + RiseSeconds) - course.MissShare(LateSeconds, changeSeconds));

    /// <summary>
    /// The mean fall of the miss share from each bin with an action to the next, beyond that of surrogates in which the bins with actions
    /// are dealt anew; not a number where there is none.
    /// </summary>
    private static double GrowthBeyondSurrogates(RunCourse course, double changeSeconds)
    {
        var (_, end) = course.Actions.Within(0, changeSeconds);
        double[] falls = [.. Enumerable.Range(0, end - 1).Select(i => course.MissShare(i) - course.MissShare(i + 1))];
        bool[] acts = [.. Enumerable.Range(0, end - 1).Select(i => course.Actions[i] > 0)];
        if (acts.All(act => !act)) return double.NaN;
        double seen = FallWhere(falls, acts), sum = 0;
        var chance = new SeedTree(0).Stream("judge.phase-surrogates");
        for (int i = 0; i < Surrogates; i++)
        {
            chance.Shuffle(acts.AsSpan());
            sum += FallWhere(falls, acts);
        }

        return seen - sum / Surrogates;
    }

    private static double FallWhere(double[] falls, bool[] acts) => falls.Where((_, i) => acts[i]).Average();
}
