using System.Numerics;
using Teleo.Vision.Geometry;
using Teleo.Vision.Images;
using Teleo.Vision.Tensors;

namespace Teleo.Vision.Reading;

/// <summary>
/// Finds lines of text in an image: the detector's probabilities, areas of them, the smallest box around each, grown back.
/// </summary>
internal sealed class TextFinder(OnnxModel detector, ReaderOptions options)
{
    /// <summary>The detector halves its input five times.</summary>
    private const int Multiple = 32;

    /// <summary>A region thinner than this many pixels of the detector's input is no text.</summary>
    private const float LeastHeight = 3;

    /// <summary>The mean and the deviation of the images the detector was trained on.</summary>
    private static readonly PixelScaling Scaling =
        PixelScaling.Standard(new(0.485f, 0.456f, 0.406f), new(0.229f, 0.224f, 0.225f), blueFirst: true);

    /// <summary>Returns the lines in no particular order, in pixels of the image, each with its mean probability.</summary>
    public List<(RotatedBox Box, float Score)> Find(RgbImage image, ImageLevels levels, CancellationToken cancellation)
    {
        float scale = Math.Min(1, (float)options.TextDetLimitSideLen / Math.Max(image.Width, image.Height));
        int width = Padded(image.Width * scale), height = Padded(image.Height * scale);
        var input = Tensor.Zeros(detector.Inputs[0].Name, 1, 3, height, width);
        levels.Fill(Matrix3x2.CreateScale(1 / scale), new(0, 0, width, height), input.Floats, width, height, Scaling);

        var map = detector.Run([input], null, cancellation)[0];
        if (map.Shape is not [1, 1, var rows, var columns] || rows != height || columns != width)
            throw new VisionException(VisionFault.Unsupported,
                $"{detector.Name} gives {Tensor.Text(map.Shape)} for an input of {width} x {height} pixels");
        return [.. Regions(map.Floats, width, height, options).Select(found => (Scaled(found.Box, 1 / scale), found.Score))];
    }

    /// <summary>Returns the lines in a map of probabilities, largest areas first where there are too many.</summary>
    public static List<(RotatedBox Box, float Score)> Regions(ReadOnlySpan<float> map, int width, int height, ReaderOptions options)
    {
        bool[] marked = new bool[map.Length];
        for (int i = 0; i < marked.Length; i++) marked[i] = map[i] > options.TextDetThresh;
        var areas = ConnectedAreas.Of(marked, width, height);
        if (areas.Count > options.MaxLines)
            areas = [.. areas.OrderByDescending(area => area.Sum(run => run.End - run.Start)).Take(options.MaxLines)];

        List<(RotatedBox, float)> found = [];
        foreach (var area in areas)
        {
            var box = SmallestBox.Around(Corners(area)).Upright();
            if (Math.Min(box.Width, box.Height) < LeastHeight) continue;
            float score = Mean(map, width, height, box);
            if (score >= options.TextDetBoxThresh) found.Add((box.Unclip(options.TextDetUnclipRatio), score));
        }

        return found;
    }

    /// <summary>The corners of the pixels at the ends of runs, which contain the corners of the area's hull.</summary>
    private static Vector2[] Corners(List<PixelRun> area)
    {
        var corners = new Vector2[4 * area.Count];
        for (int i = 0; i < area.Count; i++)
        {
            var run = area[i];
            (corners[4 * i], corners[4 * i + 1]) = (new(run.Start, run.Y), new(run.End, run.Y));
            (corners[4 * i + 2], corners[4 * i + 3]) = (new(run.Start, run.Y + 1), new(run.End, run.Y + 1));
        }

        return corners;
    }

    /// <summary>Returns the mean of the map over the pixels whose centres are in the box.</summary>
    private static float Mean(ReadOnlySpan<float> map, int width, int height, in RotatedBox box)
    {
        float halfWidth = (MathF.Abs(box.Across.X) * box.Width + MathF.Abs(box.Down.X) * box.Height) / 2;
        float halfHeight = (MathF.Abs(box.Across.Y) * box.Width + MathF.Abs(box.Down.Y) * box.Height) / 2;
        int left = Math.Max(0, (int)(box.Center.X - halfWidth)), right = Math.Min(width - 1, (int)(box.Center.X + halfWidth));
        int top = Math.Max(0, (int)(box.Center.Y - halfHeight)), bottom = Math.Min(height - 1, (int)(box.Center.Y + halfHeight));
        double sum = 0;
        int count = 0;
        for (int y = top; y <= bottom; y++)
            for (int x = left; x <= right; x++)
            {
                if (!box.Contains(new(x + 0.5f, y + 0.5f))) continue;
                sum += map[y * width + x];
                count++;
            }

        return count == 0 ? 0 : (float)(sum / count);
    }

    private static RotatedBox Scaled(in RotatedBox box, float factor) =>
        box with { Center = box.Center * factor, Width = box.Width * factor, Height = box.Height * factor };

    private static int Padded(float size) => Math.Max(1, (int)MathF.Ceiling(size / Multiple)) * Multiple;
}
