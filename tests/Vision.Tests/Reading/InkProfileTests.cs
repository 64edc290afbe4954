using Teleo.Vision.Reading;

namespace Teleo.Vision.Tests.Reading;

public sealed class InkProfileTests
{
    private const int Width = 40;
    private const int Stride = 48;
    private const int Height = 20;

    /// <summary>Ink of any colour on paper of any colour is found, in the columns where it stands and in no others.</summary>
    [Theory, MemberData(nameof(Cases.Seeds), MemberType = typeof(Cases))]
    public void Columns_with_ink_are_those_that_differ_from_the_paper(uint seed)
    {
        var random = Cases.Stream("ink", seed);
        float[] planes = new float[3 * Stride * Height];
        bool[] expected = new bool[Width];
        int colored = random.NextInt(3);   // the one plane in which ink and paper differ
        for (int x = 0; x < Width; x++)
        {
            expected[x] = x == 5 || random.NextInt(3) == 0;
            int row = 2 + random.NextInt(Height - 4);
            for (int plane = 0; plane < 3; plane++)
                for (int y = 0; y < Height; y++)
                {
                    bool isInk = expected[x] && Math.Abs(y - row) <= 1;
                    float noise = Cases.Between(ref random, -0.1f, 0.1f);
                    planes[(plane * Height + y) * Stride + x] = noise + (plane == colored && isInk ? -0.6f : 0.8f);
                }
        }

        Assert.Equal(expected, InkProfile.Of(planes, Width, Stride, Height));
    }

    /// <summary>A neighbouring line that reaches into the outermost rows is no ink of this one.</summary>
    [Fact]
    public void The_outermost_rows_do_not_count()
    {
        float[] planes = new float[3 * Stride * Height];
        planes[3] = planes[(Height - 1) * Stride + 4] = 1;
        planes[10 * Stride + 7] = 1;
        Assert.Equal([7], Enumerable.Range(0, Width).Where(x => InkProfile.Of(planes, Width, Stride, Height)[x]));
    }
}
