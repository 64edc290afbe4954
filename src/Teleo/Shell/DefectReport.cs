using System.Globalization;
using System.Runtime.InteropServices;
using Teleo.Engine.Storage;

namespace Teleo.Shell;

/// <summary>The report file of a defect of the program: data for the developers, without the content of any file.</summary>
internal static class DefectReport
{
    /// <summary>Writes the report and returns the failure that names it.</summary>
    public static CommandFailure Of(Exception defect, IReadOnlyList<string> args, DateTimeOffset now, string folder)
    {
        string place = "and could not be written down";
        try
        {
            string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture,
                $"teleo-defect-{now:yyyyMMdd-HHmmss}-{Environment.ProcessId}.txt"));
            AtomicFile.WritePrivateText(path, Text(defect, args, now));
            place = $"and is described in {path}; look through it and send it to the maintainers (SECURITY.md)";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The folder takes no file; the message says so.
        }

        return new CommandFailure(ExitCode.Defect, "Defect", $"this is a defect of the program, {place}");
    }

    private static string Text(Exception defect, IReadOnlyList<string> args, DateTimeOffset now) => string.Join('\n',
        $"teleo {typeof(DefectReport).Assembly.GetName().Version}",
        $"time     {now:u}",
        $"command  {string.Join(' ', args)}",
        $"system   {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {RuntimeInformation.FrameworkDescription}",
        $"memory   {Environment.WorkingSet / (1 << 20)} MiB",
        "",
        defect.ToString(),
        "");
}
