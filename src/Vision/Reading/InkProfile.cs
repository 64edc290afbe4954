namespace Teleo.Vision.Reading;

/// <summary>Finds the columns of a line that hold ink: pixels that differ from the background.</summary>
internal static class InkProfile
{
    /// <summary>A pixel is ink from this share of the line's greatest contrast on.</summary>
    private const float InkShare = 0.35f;

    /// <summary>The share of rows at the top and at the bottom that is ignored, because neighbouring lines extend into it.</summary>
    private const float Margin = 0.1f;

    /// <param name="planes">Three planes of <paramref name="stride"/> columns and <paramref name="height"/> rows, of which <paramref
    /// name="width"/> columns hold the line.</param>
    public static bool[] Of(ReadOnlySpan<float> planes, int width, int stride, int height)
    {
        int top = (int)(Margin * height), bottom = height - top;
        float[] contrast = new float[width];
        float[] values = new float[width * (bottom - top)];
        for (int plane = 0; plane < 3; plane++)
        {
            var rows = planes.Slice(plane * stride * height, stride * height);
            for (int y = top; y < bottom; y++) rows.Slice(y * stride, width).CopyTo(values.AsSpan((y - top) * width));
            float background = Median(values);
            for (int y = top; y < bottom; y++)
                for (int x = 0; x < width; x++) contrast[x] = Math.Max(contrast[x], MathF.Abs(rows[y * stride + x] - background));
        }

        float limit = InkShare * contrast.Max();
        return [.. contrast.Select(value => value > limit)];
    }

    private static float Median(float[] values)
    {
        float[] sorted = [.. values];
        Array.Sort(sorted);
        return sorted[sorted.Length / 2];
    }
}
