using Teleo.Controller.Tracing;

namespace Teleo.Traces;

/// <summary>The way to mend a trace that is refused.</summary>
internal static class TraceRemedy
{
    public static string Of(TraceFault fault) => fault switch
    {
        TraceFault.Malformed => "get the trace again from where it was made",
        TraceFault.UnknownFormat => "use the version of the program that wrote it",
        TraceFault.BrokenChain or TraceFault.Unfinished => "teleo trace recover makes a trace of the lines before it",
        TraceFault.TooLarge => "give a trace of a smaller pool or a shorter run",
        _ => "do not rely on this trace: make it again by running what its header names",
    };
}
