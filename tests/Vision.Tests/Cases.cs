using Teleo.Controller.Domain;

namespace Teleo.Vision.Tests;

/// <summary>Seeds for properties, and numbers drawn from them.</summary>
internal static class Cases
{
    public static TheoryData<uint> Seeds { get; } = [.. Enumerable.Range(1, 20).Select(seed => (uint)seed)];

    public static RandomStream Stream(string purpose, uint seed) => new SeedTree(seed).Stream(purpose);

    public static float Between(ref RandomStream random, float least, float most) => least + (most - least) * (float)random.NextDouble();
}
