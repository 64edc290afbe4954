using Teleo.Native.Interop;
using Teleo.Native.Runtime;
using Teleo.Native.Sdk;

namespace Teleo.Native;

/// <summary>Everything in the library that lives as long as the process, and the edge at which the real clock enters.</summary>
internal static class Library
{
    public const string Version = "0.1.0";

    public static readonly TimeProvider Clock = TimeProvider.System;

    /// <summary>The one model of the plain functions.</summary>
    public static readonly GlobalRuntime Runtime = new(Clock);

    /// <summary>Everything else that a host has made and not yet destroyed.</summary>
    public static readonly HandleTable Handles = new();

    /// <summary>The loaders of the models of the <c>sdk_</c> functions, by kind.</summary>
    public static readonly ISdkBackend[] Backends = [new LanguageBackend(Clock), new AbsentVision()];
}
