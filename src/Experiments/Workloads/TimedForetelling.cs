using Teleo.Controller.Domain;

namespace Teleo.Experiments.Workloads;

/// <summary>A foretelling with the moment at which it is told. Skills are indexes into the names of the trace.</summary>
internal readonly record struct TimedForetelling(long TimeNs, Foretelling Foretelling);

/// <summary>A trace in which things are foretold.</summary>
internal interface IForetoldWorkload : IWorkload
{
    /// <summary>All foretellings in order of their time.</summary>
    ReadOnlyMemory<TimedForetelling> Foretellings { get; }

    /// <summary>The names of the sources that are to have an account of their own, with commas between.</summary>
    string Clients { get; }
}
