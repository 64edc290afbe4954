using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Teleo.Experiments.Phases;

/// <summary>
/// The numbers that define the phases, fixed beforehand. The sources are qualitative, so the numbers are ours: a change of any number is a
/// new version, and a label has the version and hash of its criteria.
/// </summary>
public sealed record PhaseCriteria
{
    /// <summary>The criteria of all registered versions, oldest first. Published ones are never edited.</summary>
    public static readonly IReadOnlyList<PhaseCriteria> Registered =
    [
        new() { Version = "1.0" },
        new() { Version = "2.0", Complexity = ComplexityMeasure.DemandCovered, LowComplexity = 0.50, Trend = 0.20 },
    ];

    public static PhaseCriteria Latest => Registered[^1];

    public required string Version { get; init; }

    /// <summary>The raw series that is read as complexity.</summary>
    public ComplexityMeasure Complexity { get; init; } = ComplexityMeasure.MemoryInUse;

    /// <summary>Ticks that are judged together.</summary>
    public int Window { get; init; } = 50;

    /// <summary>Mean loss from which demand counts as unmet.</summary>
    public double HighLoss { get; init; } = 0.30;

    /// <summary>Mean complexity up to which structure counts as missing.</summary>
    public double LowComplexity { get; init; } = 0.40;

    /// <summary>Growth actions per tick that count as frequent.</summary>
    public double FrequentGrowth { get; init; } = 0.15;

    /// <summary>Actions per tick from which a kind of action counts as firing at all.</summary>
    public double Firing { get; init; } = 0.02;

    /// <summary>Change of loss or complexity over the window that counts as a trend.</summary>
    public double Trend { get; init; } = 0.05;

    /// <summary>Fall of E over the window, relative to its mean, that counts as fast.</summary>
    public double FastSpending { get; init; } = 0.10;

    /// <summary>Change of E over the window, relative to its mean, within which it counts as settled.</summary>
    public double Settled { get; init; } = 0.25;

    /// <summary>Share of no-ops that counts as dominating.</summary>
    public double DominantNoOp { get; init; } = 0.90;

    /// <summary>The registered criteria of a version, or null.</summary>
    public static PhaseCriteria? Find(string version) => Registered.FirstOrDefault(criteria => criteria.Version == version);

    public double[] ComplexityOf(PhaseSeries series) =>
        Complexity == ComplexityMeasure.MemoryInUse ? series.MemoryInUse : series.DemandCovered;

    /// <summary>
    /// SHA-256 over the version and all numbers, in a fixed order; the complexity measure was added with 2.0 and comes after them.
    /// </summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical)));

    private string Canonical => string.Create(
        CultureInfo.InvariantCulture,
        $"{Version};{Window};{HighLoss:R};{LowComplexity:R};{FrequentGrowth:R};{Firing:R};{Trend:R};{FastSpending:R};"
            + $"{Settled:R};{DominantNoOp:R}{(Complexity == ComplexityMeasure.MemoryInUse ? "" : $";{Complexity}")}");
}
