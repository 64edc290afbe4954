using System.Globalization;

namespace Teleo.Shell;

/// <summary>The limit on open files of this program.</summary>
internal static class HandleLimit
{
    /// <summary>The program itself holds about 60, a pool of twenty skills another 60.</summary>
    private const int Least = 128;

    private const string Limits = "/proc/self/limits", Row = "Max open files";

    /// <summary>Returns the reason not to start; null if the limit is high enough, or if the system does not say.</summary>
    public static CommandFailure? Problem() => File.Exists(Limits) ? Problem(File.ReadLines(Limits)) : null;

    internal static CommandFailure? Problem(IEnumerable<string> limits)
    {
        string? row = limits.FirstOrDefault(line => line.StartsWith(Row, StringComparison.Ordinal));
        bool isFew = row?[Row.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var now, ..]
            && int.TryParse(now, CultureInfo.InvariantCulture, out int most) && most < Least;
        return isFew
            ? new(ExitCode.Failed, "TooFewHandles",
                $"the system lets this program hold fewer than {Least} files open; raise the limit: ulimit -n 1024")
            : null;
    }
}
