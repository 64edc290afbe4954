using System.Globalization;
using Teleo.Controller.Domain;
using Teleo.Experiments.Tables;
using Teleo.Pool.Probes;
using Teleo.Shell;

namespace Teleo.Pools;

/// <summary>The command <c>teleo pool probe</c>: shows the present readings of this machine.</summary>
internal static class PoolProbeCommand
{
    public static Subcommand Build() =>
        new("probe", "Show which figures of this machine can be measured", Run, ["teleo pool probe", "teleo pool probe --json"]);

    private static ExitCode Run(CommandContext context)
    {
        var readings = new MachineProbes("/", Path.GetTempPath(), context.Clock).Read();
        long now = context.Clock.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000;
        return context.Result(readings, list => context.Write(Table.Of(list,
            (Column.Word("reading"), reading => reading.Name),
            (Column.Number("value"), reading => Value(reading)),
            (Column.Word("unit"), reading => reading.Unit),
            (Column.Number("+-"), reading => Number(reading.StandardError)),
            (Column.Number("age"), reading => string.Create(CultureInfo.InvariantCulture, $"{reading.AgeSeconds(now):F1} s")),
            (Column.Word("kind"), reading => reading.Kind.ToString().ToLowerInvariant()),
            (Column.Text("source"), reading => Source(reading)))));
    }

    private static string Value(in Reading reading) => reading.Kind == ReadingKind.Unknown ? "unknown" : Number(reading.Value);

    private static string Number(double value) =>
        double.IsNaN(value)
            ? "-"
            : double.IsInfinity(value) ? "no limit" : value.ToString(Math.Abs(value) >= 1e4 ? "F0" : "G4", CultureInfo.InvariantCulture);

    private static string Source(in Reading reading) => reading.Why is { Length: > 0 } why ? $"{reading.Source}: {why}" : reading.Source;
}
