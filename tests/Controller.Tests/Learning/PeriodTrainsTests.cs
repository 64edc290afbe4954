using Teleo.Controller.Domain;
using Teleo.Controller.Learning;

namespace Teleo.Controller.Tests.Learning;

public class PeriodTrainsTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void A_job_at_equal_intervals_is_foretold_before_each_next_time()
    {
        var run = new Run(3);
        for (int i = 0; i < 20; i++) run.At(600 * i + i % 3, 1, requests: 4);
        Assert.InRange(run.Told.Count, 12, 15);
        foreach (var (told, atSeconds) in run.Told)
        {
            Assert.Equal(1, told.Skill);
            Assert.InRange(told.Chance, 0.8, 1);
            Assert.Equal(4, told.Requests);
            double due = 600 * Math.Round((atSeconds + told.InSeconds + told.WithinSeconds / 2) / 600);
            Assert.InRange(due - atSeconds, 5, 60);
            Assert.InRange(due, atSeconds + told.InSeconds - 2, atSeconds + told.InSeconds + told.WithinSeconds + 2);
            Assert.Empty(told.Problems(3));
        }
    }

    /// <summary>Healthy: others ask for the skill between its jobs, and one of them fails to come. Broken: the train ends there.</summary>
    [Fact]
    public void Requests_between_jobs_and_a_job_that_does_not_come_disturb_nothing()
    {
        var run = new Run(1);
        var chance = new SeedTree(3).Stream("between");
        for (int i = 0; i < 40; i++)
        {
            if (i != 20) run.At(600 * i, 0);
            if (i % 3 == 0) run.At(600 * i + 60 + 400 * chance.NextDouble(), 0);
        }

        Assert.InRange(run.Told.Count(told => told.AtSeconds > 600 * 22), 15, 20);
    }

    /// <summary>Healthy: seldom. Broken: about as often as somebody asks.</summary>
    [Fact]
    public void Requests_at_random_are_seldom_foretold()
    {
        for (uint seed = 0; seed < 10; seed++)
        {
            var run = new Run(1);
            var chance = new SeedTree(5).Stream("random", seed);
            double now = 0;
            for (int i = 0; i < 1000; i++) run.At(now += 600 * chance.NextExponential(), 0);
            Assert.InRange(run.Told.Count, 0, 10);
        }
    }

    [Fact]
    public void A_job_that_stays_away_twice_is_foretold_no_more()
    {
        var run = new Run(1);
        for (int i = 0; i < 10; i++) run.At(600 * i, 0);
        int before = run.Told.Count;
        run.PassTo(600 * 100);
        Assert.InRange(run.Told.Count - before, 1, 2);
    }

    [Fact]
    public void What_is_saved_goes_on_as_if_it_had_never_stopped()
    {
        var (whole, saved) = (new Run(4), new Run(4));
        var chance = new SeedTree(7).Stream("saved");
        double now = 0;
        for (int i = 0; i < 600; i++)
        {
            now += 40 * chance.NextExponential();
            int skill = chance.NextInt(4);
            double at = skill == 0 ? 300 * Math.Ceiling(now / 300) : now;
            now = at;
            whole.At(at, skill);
            saved.At(at, skill);
            if (i % 50 == 0) saved.SaveAndRestore();
        }

        Assert.NotEmpty(whole.Told);
        Assert.Equal(whole.Told, saved.Told);
    }

    /// <summary>Trains with a clock that ticks every five seconds.</summary>
    private sealed class Run(int skills)
    {
        private readonly SkillState[] _states = [.. Enumerable.Range(0, skills).Select(_ => new SkillState { LoadSeconds = 2 })];
        private PeriodTrains _trains = new(skills, jobSeconds: 10);
        private double _now;

        public List<(Foretelling Told, double AtSeconds)> Told { get; } = [];

        public void At(double seconds, int skill, int requests = 1)
        {
            PassTo(seconds);
            _trains.Arrive(skill, requests, (long)(seconds * Second));
        }

        public void PassTo(double seconds)
        {
            for (; _now < seconds; _now += 5) _trains.Pass((long)(_now * Second), _states, _ => 0.001, told => Told.Add((told, _now)));
        }

        public void SaveAndRestore()
        {
            byte[] saved = StateFields.Write(_trains.Visit);
            _trains = new(skills, jobSeconds: 10);
            StateFields.Read(saved, _trains.Visit);
        }
    }
}
