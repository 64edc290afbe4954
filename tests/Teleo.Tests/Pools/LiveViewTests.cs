using Teleo.Controller.Domain;
using Teleo.Pool.Live;
using Teleo.Pools;

namespace Teleo.Tests.Pools;

public sealed class LiveViewTests
{
    private const int Width = 80, Height = 21;

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    public void A_page_fits_a_small_terminal_with_its_columns_and_its_signs(int skills)
    {
        var lines = LiveView.Page(Snapshot(skills), Height);
        Assert.InRange(lines.Count, 1, Height);
        Assert.All(lines.Where(line => !line.Contains("activate", StringComparison.Ordinal)), line => Assert.True(line.Length < Width, line));
        Assert.Contains(lines, line => line.EndsWith("waiting  running  answered", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("~ loading or unloading", StringComparison.Ordinal));
        Assert.Equal(skills > 7, lines.Any(line => line.Trim() == $"and {skills - 7} more"));
    }

    [Fact]
    public void Requests_that_ended_without_an_answer_are_lost() =>
        Assert.Equal("requests 12: 9 answered, 8 right, 3 waiting, 0 running, 2 lost", LiveView.Page(Snapshot(3), Height)[1]);

    private static LiveSnapshot Snapshot(int skills) => new(12.5, 1_640_000, 2_100_000, 18.1, 12, 11, 8,
        [.. Enumerable.Range(0, skills).Select(i => new LiveSkillSnapshot($"a-skill-with-a-name-that-is-rather-long-{i}@1.0.0#q8_0",
            Lifecycle.Active, i == 0 ? Transition.Loading : Transition.None, false, 1, 0, 3, false))],
        [.. Enumerable.Range(0, 6).Select(i => $"    {i}.00 s  activate something")], []);
}
