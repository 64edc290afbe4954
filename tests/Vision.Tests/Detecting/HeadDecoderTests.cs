using Teleo.Vision.Detecting;
using Teleo.Vision.Geometry;

namespace Teleo.Vision.Tests.Detecting;

/// <summary>Three layouts of one thing: detections written into a head are read out of it.</summary>
public sealed class HeadDecoderTests
{
    private const int Classes = 4;

    private static List<Detection> Any(uint seed)
    {
        var random = Cases.Stream("head", seed);
        List<Detection> all = [];
        for (int i = 0; i < 30; i++)
        {
            var box = Box.Centered(random.NextInt(100), random.NextInt(100), 2 * random.NextInt(20), 2 * random.NextInt(20));
            all.Add(new(box, random.NextInt(100) / 100f, random.NextInt(Classes)));
        }

        return all;
    }

    /// <summary>Values of one row: box, and for v5 the certainty 0.5, so that written class scores are doubled.</summary>
    private static float[] Row(DetectionHead head, Detection detection)
    {
        var box = detection.Box;
        if (head == DetectionHead.V10) return [box.Left, box.Top, box.Right, box.Bottom, detection.Score, detection.Class];
        float[] scores = new float[Classes];
        scores[detection.Class] = detection.Score * (head == DetectionHead.V5 ? 2 : 1);
        float[] place = [(box.Left + box.Right) / 2, (box.Top + box.Bottom) / 2, box.Width, box.Height];
        return head == DetectionHead.V5 ? [.. place, 0.5f, .. scores] : [.. place, .. scores];
    }

    private static (float[] Values, long[] Shape) Written(DetectionHead head, List<Detection> all)
    {
        float[][] rows = [.. all.Select(detection => Row(head, detection))];
        int count = rows.Length, width = rows[0].Length;
        return head == DetectionHead.V8
            ? ([.. Enumerable.Range(0, width).SelectMany(column => rows.Select(row => row[column]))], [1, width, count])
            : ([.. rows.SelectMany(row => row)], [1, count, width]);
    }

    [Theory]
    [InlineData(DetectionHead.V5)]
    [InlineData(DetectionHead.V8)]
    [InlineData(DetectionHead.V10)]
    public void What_is_written_is_read(DetectionHead head)
    {
        for (uint seed = 1; seed <= 20; seed++)
        {
            var all = Any(seed);
            var (values, shape) = Written(head, all);
            Assert.Null(HeadDecoder.Fault(head, shape));
            Assert.Equal(all.Where(detection => detection.Score >= 0.3f), HeadDecoder.Decode(head, values, shape, 0.3f));
        }
    }

    [Theory]
    [InlineData(DetectionHead.V5)]
    [InlineData(DetectionHead.V8)]
    [InlineData(DetectionHead.V10)]
    public void A_number_that_is_none_makes_no_detection(DetectionHead head)
    {
        List<Detection> one = [new(new(10, 10, 20, 20), 0.4f, 0)];
        var (values, shape) = Written(head, one);
        Assert.Single(HeadDecoder.Decode(head, values, shape, 0));
        for (int i = 0; i < 5; i++)
        {
            float[] spoiled = [.. values];
            spoiled[i] = float.NaN;
            Assert.Empty(HeadDecoder.Decode(head, spoiled, shape, 0.1f));
        }
    }

    [Theory]
    [InlineData(DetectionHead.V5, new long[] { 1, 100, 5 })]
    [InlineData(DetectionHead.V5, new long[] { 2, 100, 9 })]
    [InlineData(DetectionHead.V8, new long[] { 1, 4, 100 })]
    [InlineData(DetectionHead.V8, new long[] { 1, 84 })]
    [InlineData(DetectionHead.V10, new long[] { 1, 300, 7 })]
    public void A_shape_of_another_head_is_refused(DetectionHead head, long[] shape) => Assert.NotNull(HeadDecoder.Fault(head, shape));
}
