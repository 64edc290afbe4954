using System.Diagnostics;
using System.Globalization;
using Teleo.Commands;
using Teleo.Tests.Commands;
using Xunit.Abstractions;

namespace Teleo.Tests.Pools;

/// <summary>
/// Laws of a program that runs for long: memory, handles and threads settle. The nightly run takes an hour of a real pool and five minutes
/// of simulations; <c>TELEO_SOAK_SECONDS</c> sets another time.
/// </summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    private const double MostMegabytesPerMinute = 0.5, MostMegabytesApart = 24;
    private const int MostHandlesMore = 8, MostThreads = 48;

    [NightlyFact]
    public async Task A_pool_that_runs_for_an_hour_settles()
    {
        int seconds = Seconds(3600);
        string folder = TestFolder.New("teleo-soak");
        string[] words = ["exec", typeof(TeleoCommands).Assembly.Location, "pool", "run", "--skills", Repository.PathOf("skills"), "--speed", "real",
            "--duration", seconds.ToString(CultureInfo.InvariantCulture), "--trace", Path.Combine(folder, "run.jsonl.gz"), "--json"];
        using var pool = Process.Start(new ProcessStartInfo("dotnet", words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (told, errors) = (pool.StandardOutput.ReadToEndAsync(), pool.StandardError.ReadToEndAsync());
        var samples = new List<Sample>();
        long began = TimeProvider.System.GetTimestamp();
        while (!pool.HasExited)
        {
            await Task.WhenAny(pool.WaitForExitAsync(), Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System));
            pool.Refresh();
            if (!pool.HasExited && TimeProvider.System.GetElapsedTime(began).TotalSeconds > seconds / 3.0)
                samples.Add(new(TimeProvider.System.GetElapsedTime(began).TotalMinutes, pool.WorkingSet64 / 1e6, pool.Threads.Count, Directory.GetFiles($"/proc/{pool.Id}/fd").Length));
        }

        await told;
        Assert.True(pool.ExitCode == 0, await errors);
        Assert.Equal(Teleo.Shell.ExitCode.Ok, Cli.Run("trace", "verify", Path.Combine(folder, "run.jsonl.gz")).Exit);
        Directory.Delete(folder, recursive: true);
        double slope = Slope(samples), apart = samples.Max(sample => sample.Megabytes) - samples.Min(sample => sample.Megabytes);
        output.WriteLine($"{samples.Count} samples: {slope:F3} MB a minute, {apart:F1} MB apart, at most {samples.Max(s => s.Threads)} threads and {samples.Max(s => s.Handles)} handles");
        Assert.True(seconds < 600 || slope <= MostMegabytesPerMinute, $"{slope} MB a minute");
        Assert.InRange(apart, 0, MostMegabytesApart);
        Assert.InRange(samples.Max(sample => sample.Threads), 1, MostThreads);
        int half = samples.Count / 2;
        Assert.InRange(samples[half..].Max(sample => sample.Handles), 1, samples[..half].Max(sample => sample.Handles) + MostHandlesMore);
    }

    [NightlyFact]
    public void Simulations_one_after_another_leave_no_memory_behind()
    {
        int seconds = Seconds(300);
        long began = TimeProvider.System.GetTimestamp();
        var held = new List<double>();
        for (int run = 0; TimeProvider.System.GetElapsedTime(began).TotalSeconds < seconds || held.Count < 8; run++)
        {
            Assert.Equal(Teleo.Shell.ExitCode.Ok, Cli.Run("sim", "run", "--workload", "drift", "--capacity", "6", "--seed", run.ToString(CultureInfo.InvariantCulture), "--json").Exit);
            held.Add(GC.GetTotalMemory(forceFullCollection: true) / 1e6);
        }

        double early = held[(held.Count / 4)..(held.Count / 2)].Average(), late = held[(held.Count * 3 / 4)..].Average();
        output.WriteLine($"{held.Count} runs: {early:F2} MB held in the second quarter, {late:F2} MB in the last");
        Assert.InRange(late - early, double.NegativeInfinity, 2);
    }

    private static int Seconds(int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable("TELEO_SOAK_SECONDS"), CultureInfo.InvariantCulture, out int set) ? set : usual;

    private static double Slope(List<Sample> samples)
    {
        double time = samples.Average(sample => sample.Minutes), memory = samples.Average(sample => sample.Megabytes);
        return samples.Sum(sample => (sample.Minutes - time) * (sample.Megabytes - memory)) / samples.Sum(sample => Math.Pow(sample.Minutes - time, 2));
    }

    private readonly record struct Sample(double Minutes, double Megabytes, int Threads, int Handles);
}
