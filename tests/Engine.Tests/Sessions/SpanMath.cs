namespace Teleo.Engine.Tests.Sessions;

internal static class SpanMath
{
    public static int IndexOfMax(this ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
            if (values[i] > values[best]) best = i;
        return best;
    }
}
