using Teleo.Shell;

namespace Teleo.Tests.Shell;

public class ProgressLineTests
{
    private sealed class HandClock : TimeProvider
    {
        public double Seconds { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => (long)(Seconds * 1000);
    }

    private static (string Shown, HandClock Clock) Report(bool person, params double[] atSeconds)
    {
        var clock = new HandClock();
        var terminal = new Terminal(new StringWriter(), new StringWriter(), Stream.Null, clock) { ShowsProgress = person, Width = 60 };
        using (var progress = new ProgressLine(terminal, "sweeping"))
        {
            foreach (double seconds in atSeconds)
            {
                clock.Seconds = seconds;
                progress.Report(1, 4);
            }
        }

        return (terminal.Error.ToString()!, clock);
    }

    [Fact]
    public void Quick_work_and_redirected_output_show_nothing()
    {
        Assert.Equal("", Report(person: true, 0.1, 1.9).Shown);
        Assert.Equal("", Report(person: false, 5, 6).Shown);
    }

    [Fact]
    public void Long_work_is_shown_in_one_line_that_is_wiped_at_the_end()
    {
        string shown = Report(person: true, 2.0, 2.01, 2.02, 2.2).Shown;
        Assert.Equal(3, shown.Split("\r\e[K").Length - 1);
        Assert.Contains("(1/4, 6 s left)", shown, StringComparison.Ordinal);
        Assert.EndsWith("\r\e[K", shown, StringComparison.Ordinal);
    }
}
