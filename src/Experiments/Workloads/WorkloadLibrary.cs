using System.Collections.Immutable;
using System.Reflection;
using Teleo.Controller.Domain;

namespace Teleo.Experiments.Workloads;

/// <summary>
/// The shipped workloads by name. Recordings and rate windows are part of the program, so that a name means the same everywhere.
/// </summary>
internal static class WorkloadLibrary
{
    private const string Windows = "servegen-windows.csv.gz";
    private static readonly Dictionary<string, Lazy<MemoryWorkload>> Recordings = new(StringComparer.Ordinal)
    {
        ["azure-2023"] = new(() => Recorded("azure-2023.csv.gz")),
        ["servegen-12h"] = new(() => Recorded("servegen-12h.csv.gz")),
    };

    public static IReadOnlyList<NamedWorkload> All { get; } =
    [
        Recording("azure-2023", "two services of Azure, 28,185 requests in one hour of November 2023"),
        Recording("servegen-12h", "112 clients, 31,815 requests in 12 hours, generated from measured rates"),
        new("servegen-windows", "four hours of measured rates, converted to requests by each seed", false,
            seeds => FromWindows(64, 68, 5e-4, seeds)),
        Synthetic("zipf", "16 skills by Zipf's law, Poisson arrivals, for four hours", new()),
        Synthetic("zipf-uniform", "16 skills all alike: nothing to learn, a negative control", new() { Zipf = 0 }),
        Synthetic("zipf-steep", "32 skills, a few of which take most requests", new() { Skills = 32, Zipf = 1.4 }),
        Synthetic("gamma", "bursty gamma gaps of shape 0.3", new() { Gaps = GapLaw.Gamma, GapShape = 0.3 }),
        Synthetic("weibull", "bursty Weibull gaps of shape 0.5", new() { Gaps = GapLaw.Weibull, GapShape = 0.5 }),
        Synthetic("bursts", "a minute on, four minutes off, on average", new() { Rate = RateShape.OnOff }),
        Synthetic("diurnal", "a daily swing of four fifths, for a day", new()
        {
            Rate = RateShape.Diurnal,
            RatePerSecond = 0.5,
            DurationSeconds = 86400
        }),
        Synthetic("drift", "popularity moves on by one skill every ten minutes", new() { DriftSeconds = 600 }),
        Synthetic("drift-fast", "popularity moves on by one skill every minute, for twenty minutes", new()
        {
            DriftSeconds = 60,
            DurationSeconds = 1200
        }),
        Synthetic("regime", "popularity is drawn again after two of four hours", new() { RegimeChangeSeconds = 7200 }) with
        {
            Events = [("shift", 7200)],
        },
        Synthetic("workflow", "seven of ten requests are followed by one for the next skill, 10 s later",
            new() { RatePerSecond = 0.3, FollowProbability = 0.7 }),
        Synthetic("workflow-fast", "the same with 1 s of thought, too short for a load", new()
        {
            RatePerSecond = 0.3,
            FollowProbability = 0.7,
            ThinkSeconds = 1
        }),
        Synthetic("rare", "five skills of which one takes 1 in 100 requests", new() { Skills = 5, Zipf = 2.5 }),
        Foresight("foresight-good", "four clients foretell clumps of requests, and all are right", ForesightWorkload.Truth.Good),
        Foresight("foresight-bad", "the same, and all are wrong", ForesightWorkload.Truth.Bad),
        Foresight("foresight-split", "the same, and two are right", ForesightWorkload.Truth.Split),
        Foresight("foresight-switch", "the same, and each turns from right to wrong and back now and then", ForesightWorkload.Truth.Switch),
        Foresight("foresight-break", "the same, right but in the middle third of the time", ForesightWorkload.Truth.Break) with
        {
            Events = [("break", ForesightWorkload.Seconds / 3), ("return", 2 * ForesightWorkload.Seconds / 3)],
        },
        new("jobs", "32 jobs, each at equal intervals of 2 to 20 minutes, among people's requests, four hours", false,
            seeds => JobsWorkload.Make(isRegular: true, seeds)),
        new("jobs-at-random", "the same, as often but at random", false, seeds => JobsWorkload.Make(isRegular: false, seeds)),
        new("servegen-windows-told", "servegen-windows, where each client says when it goes", false,
            seeds => FromWindows(64, 68, 5e-4, seeds, tells: true)),
        Clients("clients-laptop", "two people and a few programs with six models, three days", new()
        {
            Models = ["qwen2.5-coder:14b", "qwen2.5-coder:7b", "llama3.1:8b", "gemma2:9b", "mistral:7b", "phi3:mini"],
            Clients = 6, Days = 3, SessionsPerDay = 10, RequestsPerSession = 12, PauseSeconds = 45,
        }),
        Clients("clients-team", "forty clients with fourteen models, two days",
            new() { Models = ModelNames("model", 14), Clients = 40, Days = 2, SessionsPerDay = 10 }),
        Clients("clients-household", "four clients with twelve models, three days", new()
        {
            Models = ModelNames("model", 12), Clients = 4, Days = 3, SessionsPerDay = 12, PauseSeconds = 60, OutputTokensMedian = 60,
        }),
        Clients("clients-adapters", "60 clients with 64 adapters, one day", new()
        {
            Models = ModelNames("adapter", 64), Clients = 60, SessionsPerDay = 40, RequestsPerSession = 8, PauseSeconds = 15, Zipf = 0.6,
                Loyalty = 0.6,
        }),
        Clients("clients-node", "200 clients with 24 large models, two days", new()
        {
            Models = ModelNames("large", 24), Clients = 200, Days = 2, SessionsPerDay = 8, PauseSeconds = 40, OutputTokensMedian = 400,
        }),
        Clients("clients-saturated", "80 clients with long answers from 16 models, a working day", new()
        {
            Models = ModelNames("model", 16), Clients = 80, Days = 0.5, SessionsPerDay = 24, PauseSeconds = 20, PeakHour = 6,
                OutputTokensMedian = 900,
        }),
        .. ((string[])["tuning", "validation", "judging"]).Select((set, third) => new NamedWorkload(
            $"servegen-{set}", "four hours of the measured rates of a third of the clients, on days of their own", false,
            seeds => FromWindows(24 * (1 + 4 * third) + 10, 24 * (1 + 4 * third) + 14, 1.5e-3, seeds, third))),
        new("adversary", "each request is for the skill that was unloaded last", false, seeds => new Adversary(8, 4000, 4, seeds)),
    ];

    /// <summary>The workloads of standings without named worlds: those with drawn models.</summary>
    public static IEnumerable<string> Standard =>
        Names.Where(name => !name.StartsWith("clients-", StringComparison.Ordinal)
            && !name.StartsWith("foresight-", StringComparison.Ordinal)
            && !name.StartsWith("jobs", StringComparison.Ordinal)
            && name is not ("servegen-tuning" or "servegen-validation" or "servegen-judging"));

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(workload => workload.Name)];

    public static NamedWorkload? Find(string name) => All.FirstOrDefault(workload => workload.Name == name);

    /// <summary>Names with a number each, all of one length.</summary>
    public static ImmutableArray<string> ModelNames(string name, int count) =>
        [.. Enumerable.Range(1, count).Select(i => $"{name}-{i:00}")];

    /// <param name="third">The third of the clients that is used; -1 for all.</param>
    public static IWorkload FromWindows(
        double fromHour, double toHour, double scale, SeedTree seeds, int third = -1, bool tells = false)
    {
        using var file = Open(Windows);
        var windows = RateWindows.TryRead(file, out var error) ?? throw new InvalidDataException($"{Windows}: {error}");
        Request[] rows = [.. windows.Requests(fromHour * 3600, toHour * 3600, scale, seeds)];
        if (third >= 0) rows = [.. rows.Where(row => row.Skill % 3 == third)];
        return Compact(windows.Skills, rows, tells ? [.. windows.Silences(fromHour * 3600, toHour * 3600)] : []);
    }

    private static NamedWorkload Recording(string name, string description) => new(name, description, true, _ => Recordings[name].Value);

    private static NamedWorkload Synthetic(string name, string description, SynthesisSpec spec) =>
        new(name, description, false, seeds => Synthesizer.Trace(spec, seeds));

    private static NamedWorkload Foresight(string name, string description, ForesightWorkload.Truth truth) =>
        new(name, description, false, seeds => ForesightWorkload.Make(truth, seeds));

    private static NamedWorkload Clients(string name, string description, ClientTraffic traffic) =>
        new(name, description, false, traffic.Trace);

    private static MemoryWorkload Recorded(string file)
    {
        using var stream = Open(file);
        var rows = new List<Request>();
        var log = LogFile.Import(stream, rows.Add, out var error) ?? throw new InvalidDataException($"{file}: {error}");
        return new MemoryWorkload(log.Models, [.. rows]);
    }

    /// <summary>Drops the names that no request asks for.</summary>
    private static IWorkload Compact(IReadOnlyList<string> skills, Request[] rows, TimedForetelling[] told)
    {
        int[] used = [.. rows.Select(row => row.Skill).Distinct().Order()];
        var renamed = new int[skills.Count];
        for (int i = 0; i < used.Length; i++) renamed[used[i]] = i;
        for (int i = 0; i < rows.Length; i++) rows[i] = rows[i] with { Skill = renamed[rows[i].Skill] };
        ImmutableArray<string> names = [.. used.Select(skill => skills[skill])];
        if (told.Length == 0) return new MemoryWorkload(names, rows);
        var heard = told.Where(one => used.Contains(one.Foretelling.Skill))
            .Select(one => one with { Foretelling = one.Foretelling with { Skill = renamed[one.Foretelling.Skill] } });
        return new ForetoldWorkload(names, rows, [.. heard], "");
    }

    private static Stream Open(string file) =>
        Assembly.GetExecutingAssembly().GetManifestResourceStream(file) ?? throw new InvalidDataException($"{file} is not in the program");
}
