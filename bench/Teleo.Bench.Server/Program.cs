using System.Globalization;
using Teleo.Bench.Server;

// What `teleo serve` adds to its engine, and what it bears. Servers are processes of their own, made and ended here. Usage:
//   dotnet exec bench/Teleo.Bench.Server/bin/Release/net10.0/Teleo.Bench.Server.dll [FIGURE ...] [--teleo PATH/teleo.dll] [--seconds S]
//   dotnet exec bench/Teleo.Bench.Server/bin/Release/net10.0/Teleo.Bench.Server.dll peers ADDRESS=MODEL ADDRESS=MODEL ... [--seconds S]
// Figures: first-byte connections short stream decisions switch; all where none is named. Peers are servers of OpenAI's protocol
// started by hand over the same file; they take turns.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string teleo = "src/Teleo/bin/Release/net10.0/teleo.dll";
double seconds = 5;
var named = new List<string>();
for (int i = 0; i < args.Length; i++)
{
    if (args[i] == "--teleo" && i + 1 < args.Length) teleo = args[++i];
    else if (args[i] == "--seconds" && i + 1 < args.Length) seconds = double.Parse(args[++i]);
    else named.Add(args[i]);
}

var figures = new (string Name, Action Measure)[]
{
    ("first-byte", () => FirstByte.Measure(teleo, seconds)),
    ("stream", () => FirstByte.MeasureStreams(teleo, seconds)),
    ("connections", () => FirstByte.MeasureConnections(teleo, seconds)),
    ("short", () => ShortRequests.Measure(teleo, seconds)),
    ("decisions", () => DecisionsBeside.Measure(teleo, seconds)),
    ("switch", () => SwitchUnderLoad.Measure(teleo, seconds)),
};
if (named is ["peers", .. var peers])
{
    Figures.Head();
    FirstByte.MeasurePeers([.. peers.Select(peer => peer.Split('=', 2))], seconds);
    return 0;
}

if (named.FirstOrDefault(name => figures.All(figure => figure.Name != name)) is { } unknown)
{
    Console.Error.WriteLine($"no figure '{unknown}': {string.Join(' ', figures.Select(figure => figure.Name))}, or peers");
    return 2;
}

Figures.Head();
foreach (var (name, measure) in figures)
    if (named.Count == 0 || named.Contains(name)) measure();
return 0;
