using System.Text.Json;
using Teleo.Experiments.Bounds;

namespace Teleo.Experiments.Tests.Bounds;

/// <summary>The bounds beside what GLPK found for the same problems.</summary>
public class SolverAgreementTests
{
    private static readonly JsonElement Data = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("tests", "data", "bounds", "glpk.json"))).RootElement;

    [Fact]
    public void The_interval_relaxation_is_glpks()
    {
        foreach (var row in Data.GetProperty("interval").EnumerateArray())
            Assert.Equal(Number(row, "relaxed_cost"), IntervalProgramme.Of(Demand(row)).Lower, 1e-6);
    }

    [Fact]
    public void The_demand_optimum_is_glpks_integer_optimum()
    {
        foreach (var row in Data.GetProperty("interval").EnumerateArray())
            Assert.Equal(Number(row, "integer_cost"), DemandOptimum.Cost(Demand(row)), 1e-9);
    }

    [Fact]
    public void A_programme_without_solution_or_without_end_says_so()
    {
        var impossible = new LinearProgramme(1);
        impossible.AtMost([(0, 1)], 1);
        impossible.AtMost([(0, -1)], -2);
        Assert.Equal(double.PositiveInfinity, impossible.Minimum());

        var endless = new LinearProgramme(1) { Costs = { [0] = -1 } };
        endless.AtMost([(0, -1)], -2);
        Assert.Equal(double.NegativeInfinity, endless.Minimum());

        var pinned = new LinearProgramme(2) { Costs = { [0] = 3, [1] = 1 } };
        pinned.AtMost([(0, 1), (1, 1)], 4);
        pinned.AtMost([(0, -1), (1, -1)], -4);
        pinned.AtMost([(1, 1)], 1);
        Assert.Equal(10, pinned.Minimum(), 1e-9);
    }

    private static DemandInstance Demand(JsonElement row) => new(
        Integers(row.GetProperty("requests")),
        [.. row.GetProperty("sizes").EnumerateArray().Select(Numbers)],
        Numbers(row.GetProperty("capacity")),
        Numbers(row.GetProperty("load_costs")));

    private static double Number(JsonElement row, string name) => row.GetProperty(name).GetDouble();

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetDouble())];

    private static int[] Integers(JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetInt32())];
}
