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
        return context.Result(readings, list =>
        {
            var table = new Table(Column.Word("reading"), Column.Number("value"), Column.Word("unit"), Column.Number("+-"),
                Column.Number("age"), Column.Word("kind"), Column.Text("source"));
            foreach (var reading in list)
                table.Add(reading.Name, Value(reading), reading.Unit, Number(reading.StandardError),
                    string.Create(CultureInfo.InvariantCulture, $"{reading.AgeSeconds(now):F1} s"),
                    reading.Kind.ToString().ToLowerInvariant(), Source(reading));
            context.Write(table);
        });
    }

    private static string Value(in Reading reading) => reading.Kind == ReadingKind.Unknown ? "unknown" : Number(reading.Value);

    private static string Number(double value) =>
        double.IsNaN(value)
            ? "-"
            : double.IsInfinity(value) ? "no limit" : value.ToString(Math.Abs(value) >= 1e4 ? "F0" : "G4", CultureInfo.InvariantCulture);

    private static string Source(in Reading reading) => reading.Why is { Length: > 0 } why ? $"{reading.Source}: {why}" : reading.Source;
}
