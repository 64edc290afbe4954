using System.Globalization;
using Teleo.Bench.Server;

// What a server of OpenAI's protocol adds to its engine, and what it bears; several servers take turns, round by round. Usage:
//   dotnet run -c Release --project bench/Teleo.Bench.Server -- ADDRESS=MODEL [ADDRESS=MODEL ...] [--rounds N] [--tokens N] [--prompt TEXT]
// The servers are started by hand, with the model in memory; each is asked once before anything is measured.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var targets = new List<Target>();
var (rounds, tokens, prompt) = (200, 64, "Once upon a time");
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--rounds" when i + 1 < args.Length:
            rounds = int.Parse(args[++i]);
            break;
        case "--tokens" when i + 1 < args.Length:
            tokens = int.Parse(args[++i]);
            break;
        case "--prompt" when i + 1 < args.Length:
            prompt = args[++i];
            break;
        case var named when named.Split('=', 2) is [var address, var model]:
            targets.Add(new Target(new Uri(address), model, prompt, tokens));
            break;
        default:
            Console.Error.WriteLine("ADDRESS=MODEL [ADDRESS=MODEL ...] [--rounds N] [--tokens N] [--prompt TEXT]");
            return 2;
    }
}

Console.WriteLine($"{rounds} rounds, {tokens} tokens, {Environment.ProcessorCount} processors, load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}");
foreach (var target in targets) await target.StreamAsync();
for (int round = 0; round < rounds; round++)
    foreach (var target in targets) await target.MeasureAsync();
foreach (var target in targets)
{
    await target.BurstAsync(connections: 200, each: 5);
    await target.ShortAsync(connections: 64, each: 50);
    target.Write();
    target.Dispose();
}

return 0;
