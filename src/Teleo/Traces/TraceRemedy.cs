using Teleo.Controller.Tracing;

namespace Teleo.Traces;

/// <summary>The remedy for each fault of a refused trace.</summary>
internal static class TraceRemedy
{
    public static string Of(TraceFault fault) => fault switch
    {
        TraceFault.Malformed => "copy the trace again from its source",
        TraceFault.UnknownFormat => "use the version of the program that wrote it",
        TraceFault.BrokenChain or TraceFault.Unfinished => "teleo trace recover makes a trace of the lines before this one",
        TraceFault.TooLarge => "give a trace of a smaller pool or a shorter run",
        _ => "do not use this trace: repeat the run that its header names",
    };
}
