namespace Teleo.Experiments.Research;

/// <summary>The real clock of the facades: a script or a notebook has no other place where it enters.</summary>
internal static class RealClock
{
    public static TimeProvider Instance => TimeProvider.System;
}
