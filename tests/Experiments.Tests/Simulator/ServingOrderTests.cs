using Teleo.Experiments.Workloads;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Tests.Simulator;

public sealed class ServingOrderTests
{
    /// <summary>One worker is busy until second 10; skill 1 has one request from second 1, skill 2 has three from seconds 2 to 4.</summary>
    private static readonly Request[] Waiting = [TestPools.At(0, 0, 10), TestPools.At(1, 1), TestPools.At(2, 2), TestPools.At(3, 2), TestPools.At(4, 2)];

    [Theory]
    [InlineData(QueueDiscipline.Fifo, 60, 1)]
    [InlineData(QueueDiscipline.MostQueued, 60, 2)]
    [InlineData(QueueDiscipline.MostQueued, 5, 1)]
    [InlineData(QueueDiscipline.MostQueued, 8.5, 1)]
    [InlineData(QueueDiscipline.Priority, 60, 2)]
    [InlineData(QueueDiscipline.WaitCredit, 60, 2)]
    public void A_free_worker_goes_to_the_skill_that_the_discipline_names(QueueDiscipline discipline, double staleness, int served)
    {
        var profiles = TestPools.Skills(3).SetItem(2, TestPools.Skills(3)[2] with { Priority = 5 });
        var settings = TestPools.Settings(3) with { Initial = [0, 1, 2], Discipline = discipline, StalenessSeconds = staleness };
        var plant = new PoolPlant(settings, profiles, new(1));
        for (int i = 0; i < Waiting.Length; i++) plant.Arrive(Waiting[i], i);
        TestPools.Until(plant, 10);
        Assert.Equal(1, plant.Sense().Skills[served].Running);
    }

    [Theory]
    [InlineData(QueueDiscipline.Fifo)]
    [InlineData(QueueDiscipline.MostQueued)]
    public void Nobody_starves_under_steady_overload_of_another(QueueDiscipline discipline)
    {
        var rows = new List<Request> { TestPools.At(0, 0, 2) };
        for (int i = 1; i <= 400; i++) rows.Add(TestPools.At(0.5 * i, i == 10 ? 1 : 0));
        var settings = TestPools.Settings(2) with { Initial = [0, 1], Discipline = discipline, TimeoutSeconds = 1e6 };
        var plant = new PoolPlant(settings, TestPools.Skills(2), new(1));
        double servedAt = double.NaN;
        for (int i = 0; i < rows.Count; i++)
        {
            TestPools.Until(plant, rows[i].ArrivalNs * 1e-9);
            plant.Arrive(rows[i], i);
            if (double.IsNaN(servedAt) && plant.Sense().Skills[1].Completions > 0) servedAt = rows[i].ArrivalNs * 1e-9;
        }

        Assert.InRange(servedAt, 5, 130);
    }
}
