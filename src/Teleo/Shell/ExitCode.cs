namespace Teleo.Shell;

/// <summary>The exit code of the program.</summary>
internal enum ExitCode
{
    Ok = 0,

    /// <summary>The request was understood and could not be done.</summary>
    Failed = 1,

    /// <summary>The command line makes no sense.</summary>
    Usage = 2,

    /// <summary>A file or text from outside is not what it must be.</summary>
    BadInput = 3,

    /// <summary>A hash, a chain or a check does not hold: the data was changed, or does not reproduce.</summary>
    IntegrityFailure = 4,

    /// <summary>A defect of the program; a file in the temporary folder has a report.</summary>
    Defect = 70,

    /// <summary>Ctrl-C.</summary>
    Cancelled = 130,

    /// <summary>The system asked it to end (SIGTERM).</summary>
    Terminated = 143,
}
