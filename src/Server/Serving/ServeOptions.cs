using System.Collections.Immutable;
using System.Net;
using Teleo.Engine.Input;
using Teleo.Engine.Trust;
using Teleo.Experiments.Worlds;
using Teleo.Pool.Live;
using Teleo.Pool.Telemetry;
using Teleo.Server.Upstream;
using static Teleo.Controller.Domain.OptionRules;

namespace Teleo.Server.Serving;

/// <summary>The options of a server.</summary>
internal sealed record ServeOptions
{
    /// <summary>A folder of skill packages, model files, or both; not read where <see cref="Upstream"/> is given.</summary>
    public string Models { get; init; } = "";

    /// <summary>Another server, whose models are observed or controlled.</summary>
    public Uri? Upstream { get; init; }

    /// <summary>The protocol of the upstream server; <c>auto</c> asks it.</summary>
    public string UpstreamProtocol { get; init; } = ForeignProtocol.Asked;

    /// <summary>Sends commands to the upstream server. Without it only requests are sent, and decisions are only recorded.</summary>
    public bool Controls { get; init; }

    /// <summary>
    /// The machine of <c>teleo world machines</c> whose load times are assumed for the upstream server until loads are measured.
    /// </summary>
    public string Machine { get; init; } = "nvme";

    /// <summary>The program and arguments that start a worker; where it is empty models run in this process.</summary>
    public ImmutableArray<string> Worker { get; init; } = [];

    /// <summary>Only these precisions of packages; all where none is named.</summary>
    public ImmutableArray<string> Variants { get; init; } = [];

    public TrustStore Trust { get; init; } = TrustStore.Default;

    /// <summary>Room for weights: bytes such as <c>2MiB</c>, or a share of all models such as <c>50%</c>.</summary>
    public string Memory { get; init; } = "50%";

    public string Policy { get; init; } = "teleodynamic";

    public ulong Seed { get; init; } = 1;

    /// <summary>The port; 0 for any free one.</summary>
    public int Port { get; init; } = 8642;

    /// <summary>Another address than loopback; it needs <see cref="Token"/>.</summary>
    public IPAddress? Listen { get; init; }

    /// <summary>Further names under which clients may call the server.</summary>
    public ImmutableArray<string> HostNames { get; init; } = [];

    /// <summary>Needed of every client, where given.</summary>
    public string? Token { get; init; }

    /// <summary>Needed for calls of the operator, always.</summary>
    public required string OperatorToken { get; init; }

    /// <summary>Creates spans and metrics of decisions; null for none.</summary>
    public StepTelemetry? Telemetry { get; init; }

    /// <summary>A file that receives every decision record.</summary>
    public string? Trace { get; init; }

    /// <summary>The size in bytes after which the next file of the trace starts.</summary>
    public long TracePartBytes { get; init; } = 256L << 20;

    /// <summary>A file that keeps what the controller has learned and earned, from one start to the next.</summary>
    public string? State { get; init; }

    public int Workers { get; init; } = 2;

    public int QueueLimit { get; init; } = 1024;

    /// <summary>Seconds after which a waiting request times out.</summary>
    public double TimeoutSeconds { get; init; } = 120;

    /// <summary>Seconds of waiting that are priced as one answer.</summary>
    public double LimitSeconds { get; init; } = LiveSettings.UsualLimitSeconds;

    public long MostBodyBytes { get; init; } = 1 << 20;

    public int MostConnections { get; init; } = 512;

    public int MostPerClient { get; init; } = 256;

    /// <summary>Seconds that requests under way have at the end.</summary>
    public double DrainSeconds { get; init; } = 30;

    /// <summary>Seconds within which an upstream server must carry out a command.</summary>
    public double PatienceSeconds { get; init; } = 15;

    /// <summary>Seconds between two polls of an upstream server.</summary>
    public double PollSeconds { get; init; } = 1;

    public IEnumerable<string> Problems() => Broken(
        Unless(Upstream is null or { Scheme: "http" }, $"an upstream server is reached by http, not {Upstream?.Scheme}"),
        Unless((Upstream is null) != (Models.Length == 0), "either --models or --upstream is needed, and not both"),
        Unless(!Controls || Upstream is not null, "--control says what is done with an --upstream; there is none"),
        Unless(ForeignProtocol.Names.Contains(UpstreamProtocol),
            $"an upstream server speaks {string.Join(" or ", ForeignProtocol.Names.Skip(1))}, or is asked ({ForeignProtocol.Asked}), "
            + $"not '{UpstreamProtocol}'{Suggestions.Sentence(UpstreamProtocol, [.. ForeignProtocol.Names])}"),
        Unless(Machines.Find(Machine) is not null,
            $"no machine '{Machine}'{Suggestions.Sentence(Machine, [.. Machines.All.Select(one => one.Name)])}"),
        Between(0, 65535, Port, "the port"),
        Unless(Listen is null || IPAddress.IsLoopback(Listen) || Token is not null,
            "--listen needs a token, as others could call the server then"),
        Between(1, 256, Workers, "workers"),
        AtLeast(1, QueueLimit, "the queue limit"),
        Positive(TimeoutSeconds, "the timeout in seconds"),
        Positive(LimitSeconds, "the time limit in seconds"),
        Unless(OperatorToken.Length >= 8 && Token is null or { Length: >= 8 }, "a token needs at least 8 characters"));
}
