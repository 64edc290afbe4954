using System.Buffers;
using Teleo.Vision.Geometry;
using Teleo.Vision.Tensors;

namespace Teleo.Vision.Detecting;

/// <summary>Reads boxes from a detector's output.</summary>
internal static class HeadDecoder
{
    /// <summary>Returns the fault of a shape; null where the head can be decoded.</summary>
    public static string? Fault(DetectionHead head, ReadOnlySpan<long> shape)
    {
        bool fits = shape.Length == 3 && shape[0] == 1 && head switch
        {
            DetectionHead.V8 => shape[1] > 4,
            DetectionHead.V5 => shape[2] > 5,
            _ => shape[2] == 6,
        };
        string wanted = head switch
        {
            DetectionHead.V8 => "[1, 4 + classes, boxes]",
            DetectionHead.V5 => "[1, boxes, 5 + classes]",
            _ => "[1, boxes, 6]",
        };
        string name = head.ToString().ToLowerInvariant();
        return fits ? null : $"its first output has the shape {Tensor.Text(shape.ToArray())}, but a head {name} has {wanted}";
    }

    /// <summary>
    /// Returns the boxes whose score is at least <paramref name="threshold"/>, in the model's order. A box that is not finite is left out.
    /// </summary>
    public static List<Detection> Decode(DetectionHead head, ReadOnlySpan<float> values, ReadOnlySpan<long> shape, float threshold)
    {
        int rows = (int)shape[1], columns = (int)shape[2];
        var found = head switch
        {
            DetectionHead.V8 => ByClass(values, rows - 4, columns, threshold),
            DetectionHead.V5 => ByBox(values, rows, columns - 5, threshold),
            _ => Finished(values, rows, threshold),
        };
        found.RemoveAll(detection => !float.IsFinite(detection.Box.Left + detection.Box.Top + detection.Box.Right + detection.Box.Bottom));
        return found;
    }

    /// <summary>
    /// Returns boxes by class; values of one kind are contiguous, so classes are outside and boxes inside, and memory is read in order.
    /// </summary>
    private static List<Detection> ByClass(ReadOnlySpan<float> values, int classes, int boxes, float threshold)
    {
        float[] best = ArrayPool<float>.Shared.Rent(boxes);
        int[] bestClass = ArrayPool<int>.Shared.Rent(boxes);
        best.AsSpan(0, boxes).Fill(float.NegativeInfinity);
        for (int c = 0; c < classes; c++)
        {
            var scores = values.Slice((4 + c) * boxes, boxes);
            for (int i = 0; i < boxes; i++)
                if (scores[i] > best[i]) (best[i], bestClass[i]) = (scores[i], c);
        }

        List<Detection> found = [];
        for (int i = 0; i < boxes; i++)
            if (best[i] >= threshold)
            {
                var box = Box.Centered(values[i], values[boxes + i], values[2 * boxes + i], values[3 * boxes + i]);
                found.Add(new(box, best[i], bestClass[i]));
            }

        ArrayPool<float>.Shared.Return(best);
        ArrayPool<int>.Shared.Return(bestClass);
        return found;
    }

    private static List<Detection> ByBox(ReadOnlySpan<float> values, int boxes, int classes, float threshold)
    {
        List<Detection> found = [];
        for (int i = 0; i < boxes; i++)
        {
            var row = values.Slice(i * (5 + classes), 5 + classes);
            if (!(row[4] >= threshold)) continue;   // a score is at most this
            int best = 0;
            for (int c = 1; c < classes; c++)
                if (row[5 + c] > row[5 + best]) best = c;
            float score = row[4] * row[5 + best];
            if (score >= threshold) found.Add(new(Box.Centered(row[0], row[1], row[2], row[3]), score, best));
        }

        return found;
    }

    private static List<Detection> Finished(ReadOnlySpan<float> values, int boxes, float threshold)
    {
        List<Detection> found = [];
        for (int i = 0; i < boxes; i++)
        {
            var row = values.Slice(i * 6, 6);
            if (row[4] >= threshold && row[5] is >= 0 and < int.MaxValue)
                found.Add(new(new(row[0], row[1], row[2], row[3]), row[4], (int)row[5]));
        }

        return found;
    }
}
