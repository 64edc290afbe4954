using System.Diagnostics.CodeAnalysis;

namespace Teleo.Native.Interop;

/// <summary>The parts of the library that a build may leave out; the compiler then removes their code.</summary>
internal static class BuildParts
{
    /// <summary>True where this build has pools of skills.</summary>
    [FeatureSwitchDefinition("Teleo.Native.Pools")]
    public static bool Pools => !AppContext.TryGetSwitch("Teleo.Native.Pools", out bool isIn) || isIn;

    /// <summary>True where this build has detectors, readers of text and tensor models.</summary>
    [FeatureSwitchDefinition("Teleo.Native.Vision")]
    public static bool Vision => !AppContext.TryGetSwitch("Teleo.Native.Vision", out bool isIn) || isIn;
}
