namespace Teleo.Shell;

/// <summary>
/// One line with the progress of a long task. It appears after two seconds, only on a terminal, and disappears at the end.
/// </summary>
internal sealed class ProgressLine(Terminal terminal, string what) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Rhythm = TimeSpan.FromMilliseconds(100);
    private readonly Lock _lock = new();
    private readonly long _start = terminal.Clock.GetTimestamp();
    private TimeSpan _next = Patience;
    private bool _shown;

    /// <summary>May be called from any thread and as often as one likes.</summary>
    public void Report(long done, long total, string? detail = null)
    {
        if (!terminal.ShowsProgress) return;
        lock (_lock)
        {
            var elapsed = terminal.Clock.GetElapsedTime(_start);
            if (elapsed < _next) return;
            _next = elapsed + Rhythm;
            double share = total > 0 ? Math.Clamp((double)done / total, 0, 1) : 0;
            string left = share > 0.01 ? $", {Seconds(elapsed * ((1 - share) / share))} left" : "";
            string line = $"{what} {Bar(share)} {share,4:P0} ({done}/{total}{left}) {detail}";
            terminal.Error.Write($"\r\e[K{(line.Length < terminal.Width ? line : line[..(terminal.Width - 1)])}");
            _shown = true;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_shown) terminal.Error.Write("\r\e[K");
            _next = TimeSpan.MaxValue;
        }
    }

    private static string Bar(double share)
    {
        int full = (int)(share * 20);
        return new string('█', full) + new string('░', 20 - full);
    }

    private static string Seconds(TimeSpan time) =>
        time.TotalSeconds < 90 ? $"{time.TotalSeconds:F0} s" : $"{Math.Floor(time.TotalMinutes):F0} min {time.Seconds} s";
}
