using System.Diagnostics;
using System.Globalization;
using Teleo.Engine.Storage;

namespace Teleo.Figures.Drawing;

/// <summary>Pixels through <c>rsvg-convert</c>, where the machine has it. Without it figures stay SVG, and nothing fails.</summary>
internal static class PngConverter
{
    private const string Program = "rsvg-convert";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static string? Installed { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? Program + ".exe" : Program))
        .FirstOrDefault(File.Exists);

    /// <summary>False where there is no converter or it refused; then no file is left behind.</summary>
    public static bool TryConvert(string svg, string png, double zoom = 2)
    {
        if (Installed is null) return false;
        string unfinished = png + ".tmp";
        var start = new ProcessStartInfo(Installed, ["--zoom", zoom.ToString(CultureInfo.InvariantCulture), "--output", unfinished, svg]) { RedirectStandardError = true };
        using var process = Process.Start(start);
        if (process is null) return false;
        process.StandardError.ReadToEndAsync();   // drained, so that a talkative converter cannot block
        if (!process.WaitForExit(Patience)) process.Kill(entireProcessTree: true);
        if (process is { HasExited: true, ExitCode: 0 } && File.Exists(unfinished))
        {
            LocalDisk.Instance.Rename(unfinished, png);
            return true;
        }

        LocalDisk.Instance.Delete(unfinished);
        return false;
    }
}
