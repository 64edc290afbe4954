using System.Runtime.InteropServices;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Reports;

/// <summary>The program, commit and machine of a study, and the command line that runs it again.</summary>
internal sealed record StudyEnvironment(string Program, string Code, string Commit, string Machine, string Command)
{
    public static StudyEnvironment Here(string command) => new(
        $"teleo {typeof(StudyEnvironment).Assembly.GetName().Version!.ToString(3)}",
        Fingerprint.Short(Fingerprint.Code),
        Tracing.TraceFile.SourceRevision,
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} cores, "
            + $"{RuntimeInformation.FrameworkDescription}",
        command);
}
