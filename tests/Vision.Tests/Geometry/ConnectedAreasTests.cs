using Teleo.Vision.Geometry;

namespace Teleo.Vision.Tests.Geometry;

/// <summary>Areas against their definition, which fills from pixel to touching pixel.</summary>
public sealed class ConnectedAreasTests
{
    [Theory, MemberData(nameof(Cases.Seeds), MemberType = typeof(Cases))]
    public void Areas_are_what_filling_reaches(uint seed)
    {
        var random = Cases.Stream("bitmap", seed);
        for (int i = 0; i < 30; i++)
        {
            int width = 1 + random.NextInt(20), height = 1 + random.NextInt(20), share = 10 + random.NextInt(80);
            bool[] marked = new bool[width * height];
            for (int k = 0; k < marked.Length; k++) marked[k] = random.NextInt(100) < share;
            Assert.Equal(Filled(marked, width, height), ConnectedAreas.Of(marked, width, height).Select(Pixels).ToList());

            List<int> Pixels(List<PixelRun> area) =>
                [.. area.SelectMany(run => Enumerable.Range(run.Y * width + run.Start, run.End - run.Start))];
        }
    }

    private static List<List<int>> Filled(bool[] marked, int width, int height)
    {
        bool[] seen = new bool[marked.Length];
        List<List<int>> areas = [];
        for (int start = 0; start < marked.Length; start++)
        {
            if (!marked[start] || seen[start]) continue;
            List<int> area = [];
            Stack<int> open = new([start]);
            seen[start] = true;
            while (open.TryPop(out int pixel))
            {
                area.Add(pixel);
                for (int y = Math.Max(0, pixel / width - 1); y <= Math.Min(height - 1, pixel / width + 1); y++)
                    for (int x = Math.Max(0, pixel % width - 1); x <= Math.Min(width - 1, pixel % width + 1); x++)
                        if (marked[y * width + x] && !seen[y * width + x])
                        {
                            seen[y * width + x] = true;
                            open.Push(y * width + x);
                        }
            }

            area.Sort();
            areas.Add(area);
        }

        return areas;
    }
}
