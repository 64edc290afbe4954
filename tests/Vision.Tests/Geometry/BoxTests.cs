using Teleo.Vision.Geometry;

namespace Teleo.Vision.Tests.Geometry;

public sealed class BoxTests
{
    /// <summary>On whole coordinates the overlap is a count of unit squares.</summary>
    [Theory, MemberData(nameof(Cases.Seeds), MemberType = typeof(Cases))]
    public void Overlap_counts_what_two_boxes_share(uint seed)
    {
        var random = Cases.Stream("boxes", seed);
        for (int i = 0; i < 50; i++)
        {
            var a = Any(ref random);
            var b = Any(ref random);
            int shared = 0, either = 0;
            for (int y = 0; y < 12; y++)
                for (int x = 0; x < 12; x++)
                {
                    bool inA = Contains(a, x, y), inB = Contains(b, x, y);
                    shared += inA && inB ? 1 : 0;
                    either += inA || inB ? 1 : 0;
                }

            Assert.Equal(either == 0 ? 0 : (float)shared / either, a.Overlap(b), 5);
            Assert.Equal(a.Overlap(b), b.Overlap(a));
        }

        static Box Any(ref Controller.Domain.RandomStream random) =>
            new(random.NextInt(8), random.NextInt(8), random.NextInt(12), random.NextInt(12));
        static bool Contains(in Box box, int x, int y) => x >= box.Left && x < box.Right && y >= box.Top && y < box.Bottom;
    }
}
