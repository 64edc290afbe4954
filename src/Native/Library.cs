using Teleo.Native.Runtime;

namespace Teleo.Native;

/// <summary>Everything in the library that lives as long as the process, and the edge at which the real clock enters.</summary>
internal static class Library
{
    public const string Version = "0.1.0";

    public static readonly TimeProvider Clock = TimeProvider.System;

    /// <summary>The one model of the plain functions.</summary>
    public static readonly GlobalRuntime Runtime = new(Clock);
}
