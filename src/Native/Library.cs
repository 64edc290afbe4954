using Teleo.Native.Contexts;
using Teleo.Native.Interop;
using Teleo.Native.Runtime;
using Teleo.Native.Sdk;

namespace Teleo.Native;

/// <summary>The state of the library, which lasts as long as the process, and the edge at which the real clock enters.</summary>
internal static class Library
{
    private static readonly TimeProvider Clock = TimeProvider.System;

    /// <summary>Contexts, managers, models and pipelines that a host has made and not yet destroyed.</summary>
    private static readonly HandleTable Handles = new();

    /// <summary>The one model of the plain functions.</summary>
    public static readonly GlobalRuntime Runtime = new(Clock);

    /// <summary>The <c>ir_</c> functions over the handles.</summary>
    public static readonly ContextCalls Contexts = new(Handles, Clock);

    /// <summary>The <c>sdk_</c> functions over the handles.</summary>
    public static readonly SdkCalls Sdk = new(Handles, Backends());

    private static ISdkBackend[] Backends()
    {
        var backends = new List<ISdkBackend> { new LanguageBackend(Clock) };
        if (BuildParts.Vision) backends.Add(new VisionBackend());
        if (BuildParts.Pools) backends.Add(new PoolBackend(Clock));
        return [.. backends];
    }
}
