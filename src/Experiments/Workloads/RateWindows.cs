using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using Teleo.Controller.Domain;

namespace Teleo.Experiments.Workloads;

/// <summary>One window of one client's measured rate, with the fitted distribution of gaps.</summary>
internal readonly record struct RateWindow(int Skill, double StartSeconds, double RatePerSecond, GapLaw Law, double Shape);

/// <summary>
/// Makes requests from measured rates per client and window (<c>model,client,window_start_s,rate_rps,cv,pattern,shape,scale</c>): a renewal
/// process of the fitted shape runs in operational time, and each window stretches it by its rate.
/// </summary>
internal sealed class RateWindows
{
    public const double WindowSeconds = 600;

    private readonly List<RateWindow> _windows = [];
    private readonly Dictionary<string, int> _skills = [];

    public ImmutableArray<string> Skills => [.. _skills.Keys];

    public static RateWindows? TryRead(Stream gzip, out WorkloadError? error)
    {
        var windows = new RateWindows();
        using var text = new GZipStream(gzip, CompressionMode.Decompress);
        var lines = new LineReader(text);
        error = null;
        if (!lines.TryRead(out var header) || !header.SequenceEqual("model,client,window_start_s,rate_rps,cv,pattern,shape,scale"u8))
        {
            error = new WorkloadError(WorkloadFault.MissingColumn, "not the header of a rate-window file", 1, 1);
            return null;
        }

        var fields = new CsvFields();
        while (lines.TryRead(out var line))
        {
            if (fields.TrySplit(line) && fields.Count == 8 && windows.TryAdd(line, fields)) continue;
            error = new WorkloadError(WorkloadFault.NotANumber, "not a window", lines.Line, 1);
            return null;
        }

        windows._windows.Sort((a, b) => (a.StartSeconds, a.Skill).CompareTo((b.StartSeconds, b.Skill)));
        return windows;
    }

    /// <summary>
    /// Requests of the windows that start in the span, times counted from its start, all rates multiplied by <paramref name="scale"/>.
    /// </summary>
    public IEnumerable<Request> Requests(double fromSeconds, double toSeconds, double scale, SeedTree seeds)
    {
        var clients = new (RandomStream Gaps, RandomStream Tokens, double Ahead)[_skills.Count];
        for (int i = 0; i < clients.Length; i++)
        {
            clients[i] = (seeds.Stream("workload.arrivals", 0, (uint)i), seeds.Stream("workload.tokens", 0, (uint)i), -1);
        }

        var inWindow = new List<Request>();
        var spec = new SynthesisSpec();
        foreach (var group in _windows.Where(w => w.StartSeconds >= fromSeconds && w.StartSeconds < toSeconds).GroupBy(w => w.StartSeconds))
        {
            inWindow.Clear();
            foreach (var window in group)
            {
                ref var client = ref clients[window.Skill];
                double rate = window.RatePerSecond * scale, expected = rate * WindowSeconds;
                var renewal = new Renewal(window.Law, window.Shape);
                if (client.Ahead < 0) client.Ahead = renewal.NextGap(ref client.Gaps);
                for (; client.Ahead <= expected; client.Ahead += renewal.NextGap(ref client.Gaps))
                {
                    double seconds = group.Key - fromSeconds + client.Ahead / rate;
                    inWindow.Add(new Request(
                        (long)(seconds * Request.NanosecondsPerSecond), window.Skill, -1,
                        Tokens.Draw(ref client.Tokens, spec.InputTokensMedian, spec.TokenSpread),
                        Tokens.Draw(ref client.Tokens, spec.OutputTokensMedian, spec.TokenSpread)));
                }

                client.Ahead -= expected;
            }

            inWindow.Sort((a, b) => (a.ArrivalNs, a.Skill).CompareTo((b.ArrivalNs, b.Skill)));
            foreach (var request in inWindow) yield return request;
        }
    }

    /// <summary>Returns the times at which a client has no further window: its session has ended.</summary>
    public IEnumerable<TimedForetelling> Silences(double fromSeconds, double toSeconds)
    {
        var has = _windows.Where(window => window.RatePerSecond > 0).Select(window => (window.StartSeconds, window.Skill)).ToHashSet();
        foreach (var (start, skill) in has.Order())
        {
            double end = start + WindowSeconds;
            if (end <= fromSeconds || end >= toSeconds || has.Contains((end, skill))) continue;
            yield return new((long)((end - fromSeconds) * Request.NanosecondsPerSecond), Foretelling.Silence(skill, "client"));
        }
    }

    private bool TryAdd(ReadOnlySpan<byte> line, CsvFields fields)
    {
        if (!TryNumber(fields.Of(line, 2), out double start) || !TryNumber(fields.Of(line, 3), out double rate)
            || !TryNumber(fields.Of(line, 6), out double shape)) return false;
        GapLaw? law = fields.Of(line, 5).SequenceEqual("Gamma"u8)
            ? GapLaw.Gamma
            : fields.Of(line, 5).SequenceEqual("Weibull"u8) ? GapLaw.Weibull : null;
        if (law is null || shape <= 0) return false;
        string name =
            $"{System.Text.Encoding.UTF8.GetString(fields.Of(line, 0))}/c{System.Text.Encoding.UTF8.GetString(fields.Of(line, 1))}";
        if (!_skills.TryGetValue(name, out int skill)) _skills.Add(name, skill = _skills.Count);
        _windows.Add(new RateWindow(skill, start, rate, law.Value, shape));
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<byte> text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value) && value >= 0;
}
