using Teleo.Controller.Domain;
using Teleo.Experiments.Workloads;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Tests.Workloads;

public sealed class SynthesisTests
{
    public static TheoryData<SynthesisSpec> Specs => new()
    {
        new SynthesisSpec(),
        new SynthesisSpec { Gaps = GapLaw.Gamma, GapShape = 0.3 },
        new SynthesisSpec { Gaps = GapLaw.Weibull, GapShape = 0.5 },
        new SynthesisSpec { Rate = RateShape.OnOff },
        new SynthesisSpec { Rate = RateShape.Diurnal, DiurnalPeriodSeconds = 3600 },
    };

    [Theory, MemberData(nameof(Specs))]
    public void Every_law_keeps_its_mean_rate_and_the_order_of_time(SynthesisSpec spec)
    {
        spec = spec with { RatePerSecond = 5, DurationSeconds = 36_000 };
        var rows = Synthesizer.Trace(spec, new SeedTree(1)).Rows;
        Assert.InRange(rows.Length, 0.9 * 180_000, 1.1 * 180_000);
        for (int i = 1; i < rows.Length; i++) Assert.True(rows[i].ArrivalNs >= rows[i - 1].ArrivalNs);
    }

    [Theory]
    [InlineData(GapLaw.Poisson, 1, 1)]
    [InlineData(GapLaw.Gamma, 0.25, 2)]
    [InlineData(GapLaw.Weibull, 0.5, 2.2360679775)]
    public void Gaps_vary_as_their_law_says(GapLaw law, double shape, double coefficientOfVariation)
    {
        var renewal = new Renewal(law, shape);
        var stream = new SeedTree(2).Stream("gaps");
        double sum = 0, squares = 0;
        const int count = 400_000;
        for (int i = 0; i < count; i++)
        {
            double gap = renewal.NextGap(ref stream);
            sum += gap;
            squares += gap * gap;
        }

        double mean = sum / count;
        Assert.Equal(1, mean, 0.03);
        Assert.Equal(coefficientOfVariation, Math.Sqrt(squares / count - mean * mean), 0.06);
    }

    [Fact]
    public void One_seed_gives_the_same_bytes_and_two_seeds_do_not()
    {
        var spec = new SynthesisSpec { FollowProbability = 0.5, Rate = RateShape.OnOff };
        Assert.Equal(Synthesizer.Trace(spec, new SeedTree(7)).ContentHash, Synthesizer.Trace(spec, new SeedTree(7)).ContentHash);
        Assert.NotEqual(Synthesizer.Trace(spec, new SeedTree(7)).ContentHash, Synthesizer.Trace(spec, new SeedTree(8)).ContentHash);
    }

    [Fact]
    public void Other_tokens_leave_arrivals_and_skills_as_they_were()
    {
        var spec = new SynthesisSpec { FollowProbability = 0.5 };
        var a = Synthesizer.Trace(spec, new SeedTree(7));
        var b = Synthesizer.Trace(spec with { OutputTokensMedian = 4000, TokenSpread = 0.1 }, new SeedTree(7));
        Assert.Equal(a.Rows.ToArray().Select(row => (row.ArrivalNs, row.Skill)), b.Rows.ToArray().Select(row => (row.ArrivalNs, row.Skill)));
    }

    [Fact]
    public void Zipf_shares_are_those_of_the_law()
    {
        var counts = Counts(Synthesizer.Trace(new SynthesisSpec { Skills = 4, Zipf = 1, RatePerSecond = 10 }, new SeedTree(3)).Rows);
        double total = counts.Values.Sum(), harmonic = 1 + 1 / 2.0 + 1 / 3.0 + 1 / 4.0;
        double[] shares = [.. counts.Values.OrderDescending().Select(count => count / total)];
        for (int rank = 0; rank < 4; rank++) Assert.Equal(1 / (rank + 1.0) / harmonic, shares[rank], 0.01);
    }

    [Fact]
    public void The_regime_changes_at_its_moment_and_drift_moves_on()
    {
        var spec = new SynthesisSpec { Skills = 10, Zipf = 2, RatePerSecond = 20, DurationSeconds = 2000 };
        int Top(SynthesisSpec changed, double from, double to) => Counts([.. Synthesizer.Trace(changed, new SeedTree(4)).Rows.ToArray()
            .Where(row => row.ArrivalNs * 1e-9 >= from && row.ArrivalNs * 1e-9 < to)]).MaxBy(entry => entry.Value).Key;

        var changing = spec with { RegimeChangeSeconds = 1000 };
        Assert.Equal(Top(changing, 0, 500), Top(changing, 500, 1000));
        Assert.NotEqual(Top(changing, 500, 1000), Top(changing, 1000, 1500));
        Assert.Equal(Top(spec, 0, 500), Top(changing, 0, 500));

        var drifting = spec with { DriftSeconds = 500 };
        Assert.Equal(4, Enumerable.Range(0, 4).Select(i => Top(drifting, 500 * i, 500 * (i + 1))).Distinct().Count());
    }

    [Fact]
    public void A_workflow_follows_up_in_the_same_session_and_with_one_certain_skill()
    {
        var rows = Synthesizer.Trace(new SynthesisSpec { FollowProbability = 0.6, ThinkSeconds = 5 }, new SeedTree(5)).Rows.ToArray();
        var next = new Dictionary<int, int>();
        double think = 0;
        int follows = 0;
        foreach (var session in rows.GroupBy(row => row.Session))
        {
            foreach (var (first, second) in session.Zip(session.Skip(1)))
            {
                Assert.Equal(next.GetValueOrDefault(first.Skill, second.Skill), second.Skill);
                next[first.Skill] = second.Skill;
                think += (second.ArrivalNs - first.ArrivalNs) * 1e-9;
                follows++;
            }
        }

        Assert.Equal(5, think / follows, 0.3);
        Assert.Equal(0.6, (double)follows / rows.Length, 0.02);
    }

    [Fact]
    public void Rate_windows_keep_each_clients_rate()
    {
        var trace = WorkloadLibrary.FromWindows(64, 66, 0.002, new SeedTree(1));
        var other = WorkloadLibrary.FromWindows(64, 66, 0.004, new SeedTree(1));
        Assert.InRange((double)other.Count / trace.Count, 1.8, 2.2);
        Assert.True(trace.EndNs <= 7200_000_000_000);
    }

    [Fact]
    public void The_adversary_asks_for_what_was_unloaded_last()
    {
        using var reader = new Adversary(8, 100, 1, new SeedTree(1)).Open();
        var one = new Request[4];
        Assert.Equal(1, reader.Read(one));
        ((IUnloadListener)reader).Unloading(3);
        ((IUnloadListener)reader).Unloading(5);
        reader.Read(one);
        Assert.Equal(5, one[0].Skill);
    }

    [Theory]
    [InlineData("azure-2023", 28_185, 2)]
    [InlineData("servegen-12h", 31_815, 112)]
    public void Recordings_ship_whole(string name, long requests, int skills)
    {
        var trace = WorkloadLibrary.Find(name)!.Make(new SeedTree(1));
        Assert.Equal((requests, skills), (trace.Count, trace.Skills.Length));
    }

    [Fact]
    public void Every_shipped_workload_opens_and_is_named_once()
    {
        Assert.Distinct(WorkloadLibrary.Names);
        foreach (var workload in WorkloadLibrary.All) Assert.InRange(workload.Make(new SeedTree(1)).Count, 1000, 1_000_000);
    }

    private static Dictionary<int, int> Counts(ReadOnlySpan<Request> rows)
    {
        var counts = new Dictionary<int, int>();
        foreach (ref readonly var row in rows) counts[row.Skill] = counts.GetValueOrDefault(row.Skill) + 1;
        return counts;
    }
}
