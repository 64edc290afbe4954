using System.Globalization;
using System.Runtime.CompilerServices;
using Teleo.Bench.Controller;
using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Learning;
using Teleo.Controller.Policies;

// What the controller costs, in processor time (the machine is shared): one whole decision, one event, and their bytes.
//   dotnet run -c Release --project bench/Teleo.Bench.Controller -- [BATCHES [SKILLS]]
int batches = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 41;
(int Skills, int Resident)[] sizes = [(8, 3), (16, 6), (32, 12), (64, 24), (128, 48), (256, 96)];
if (args.Length > 1) sizes = [.. sizes.Where(size => size.Skills == int.Parse(args[1], CultureInfo.InvariantCulture))];
foreach (var (skills, resident) in sizes) Measure(skills, resident, 5, TextWriter.Null);   // so that the first row finds everything compiled for good
Console.WriteLine("| skills | resident | candidates | decision, us (quartiles) | bytes allocated | record, KiB | event, ns | bytes |");
Console.WriteLine("|---:|---:|---:|---:|---:|---:|---:|---:|");
foreach (var (skills, resident) in sizes) Measure(skills, resident, batches, Console.Out);

static void Measure(int skills, int resident, int batches, TextWriter output)
{
    var pool = new StillPool(skills, resident);
    var policy = new TeleodynamicPolicy(pool.Catalog, new(), 1);
    var chosen = new List<ControlAction>();
    for (int i = 0; i < 20 * skills; i++) Ask(pool, policy, i * 7 % skills);

    var (decision, decisionBytes) = Timed(batches, 32_000 / skills, () =>
    {
        chosen.Clear();
        policy.Decide(pool.View(), new(PolicyEvents.Tick, -1, pool.NowNs), chosen);
    });
    var (happening, eventBytes) = Timed(batches, 20_000, () => Ask(pool, policy, 1));
    var record = policy.Record;
    output.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"| {skills} | {resident} | {record.Candidates.Count} | {decision[1] * 1e6:F1} ({decision[0] * 1e6:F1}-{decision[2] * 1e6:F1}) | {decisionBytes:F0} | {SizeOf(record) / 1024.0:F1} | {happening[1] * 1e9:F0} | {eventBytes:F0} |"));
}

static void Ask(StillPool pool, TeleodynamicPolicy policy, int skill)
{
    pool.NowNs += 10_000_000;
    pool.Ask(skill);
    policy.Observe(new(PolicyEvents.Arrival, skill, pool.NowNs), pool.View());
}

// Quartiles over batches of the mean seconds of one call.
static (double[] Quartiles, double Bytes) Timed(int batches, int calls, Action call)
{
    for (int i = 0; i < calls; i++) call();
    var means = new double[batches];
    long bytes = GC.GetAllocatedBytesForCurrentThread();
    for (int batch = 0; batch < batches; batch++)
    {
        var start = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < calls; i++) call();
        means[batch] = (Environment.CpuUsage.TotalTime - start).TotalSeconds / calls;
    }

    bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
    Array.Sort(means);
    return ([means[batches / 4], means[batches / 2], means[3 * batches / 4]], (double)bytes / batches / calls);
}

static long SizeOf(DecisionRecord record)
{
    int skills = record.Inputs.Skills.Length;
    long leaving = 0;
    foreach (ref readonly var candidate in record.Candidates.AsSpan()) leaving += candidate.LeavingCount;
    return skills * (long)(Unsafe.SizeOf<SkillState>() + Unsafe.SizeOf<SkillEstimate>() + Unsafe.SizeOf<SkillMoves>())
        + record.Candidates.Count * (long)Unsafe.SizeOf<Candidate>() + leaving * sizeof(short);
}
