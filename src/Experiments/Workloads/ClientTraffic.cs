using System.Collections.Immutable;
using Teleo.Controller.Domain;

namespace Teleo.Experiments.Workloads;

/// <summary>People and programs that use a pool: each works in sessions, mostly with its own model, by day more than by night.</summary>
/// <remarks>
/// Sessions of a client start as a Poisson process whose rate follows the hour of the day as 1 + depth cos(hour - peak). A session has a
/// geometric number of requests with log-normal pauses, under one session number. Most requests are for the client's own model, the others
/// for one drawn by Zipf's law. Every client has its own streams, so that clients can be divided into sets without a change of any.
/// </remarks>
internal sealed record ClientTraffic
{
    public required ImmutableArray<string> Models { get; init; }

    public int Clients { get; init; } = 20;

    public double Days { get; init; } = 1;

    /// <summary>Sessions of one client on a mean day.</summary>
    public double SessionsPerDay { get; init; } = 6;

    public double RequestsPerSession { get; init; } = 10;

    /// <summary>Median pause between requests of a session.</summary>
    public double PauseSeconds { get; init; } = 30;

    /// <summary>Share of a client's requests that are for its own model.</summary>
    public double Loyalty { get; init; } = 0.8;

    /// <summary>Exponents of the popularity of models: as a client's own, and as the others.</summary>
    public double Zipf { get; init; } = 0.9;

    /// <summary>The depth of the daily swing, from 0 (all hours equal) to below 1.</summary>
    public double DailyDepth { get; init; } = 0.8;

    public double PeakHour { get; init; } = 15;

    public double InputTokensMedian { get; init; } = 500;

    public double OutputTokensMedian { get; init; } = 150;

    public MemoryWorkload Trace(SeedTree seeds)
    {
        var popularity = new Popularity(new SynthesisSpec { Skills = Models.Length, Zipf = Zipf }, seeds.Stream("clients.ranks"));
        var rows = new List<(Request Request, int Client)>();
        for (int client = 0; client < Clients; client++) AddClient(client, popularity, seeds, rows);
        rows.Sort((a, b) => (a.Request.ArrivalNs, a.Client).CompareTo((b.Request.ArrivalNs, b.Client)));
        return new(Models, [.. rows.Select(row => row.Request)]);
    }

    private void AddClient(int client, Popularity popularity, SeedTree seeds, List<(Request, int)> rows)
    {
        var chance = seeds.Stream("clients.sessions", 0, (uint)client);
        int own = popularity.Skill(chance.NextDouble(), 0);
        double end = Days * 86_400, most = SessionsPerDay / 86_400 * (1 + DailyDepth);
        int session = client << 16;
        for (double start = chance.NextExponential() / most; start < end; start += chance.NextExponential() / most)
        {
            // Thinning: a session of the highest rate is kept with the share that its hour has of that rate.
            double hour = start / 3600 % 24;
            double share = (1 + DailyDepth * Math.Cos((hour - PeakHour) / 12 * Math.PI)) / (1 + DailyDepth);
            if (chance.NextDouble() < share) AddSession(client, own, session++, start, end, popularity, ref chance, rows);
        }
    }

    private void AddSession(
        int client, int own, int session, double start, double end, Popularity popularity, ref RandomStream chance,
            List<(Request, int)> rows)
    {
        double at = start;
        do
        {
            int model = chance.NextDouble() < Loyalty ? own : popularity.Skill(chance.NextDouble(), at);
            int input = Tokens.Draw(ref chance, InputTokensMedian, 1), output = Tokens.Draw(ref chance, OutputTokensMedian, 0.8);
            rows.Add((new Request((long)(at * Request.NanosecondsPerSecond), model, session, input, output), client));
            at += PauseSeconds * Math.Exp(chance.NextNormal());
        }
        while (at < end && chance.NextDouble() >= 1 / RequestsPerSession);
    }
}
