namespace Teleo.Engine.Tests.Storage;

/// <summary>The wrong things that a call of a simulated disk can do.</summary>
internal enum DiskFault
{
    None,
    InputOutput,
    NoSpace,
    NoHandles,

    /// <summary>One bit of what is read is another; no effect on other calls.</summary>
    FlippedBit,
    PowerBefore,
    PowerAfter,
}

internal static class DiskFaults
{
    public static readonly DiskFault[] All = [.. Enum.GetValues<DiskFault>().Where(fault => fault != DiskFault.None)];
}

/// <summary>The fate of what was not flushed when the power failed.</summary>
internal enum PowerLoss
{
    EverythingLost,
    EverythingKept,

    /// <summary>Each change is kept, lost or torn by itself.</summary>
    Chance,
}

/// <summary>The end of the process by a power failure. No handler of the program takes it for a fault of the disk.</summary>
internal sealed class PowerFailure : Exception;
