using System.Globalization;
using System.Runtime.Intrinsics;
using Teleo.Training.Runs;
using Buffer = Teleo.Training.Runs.Buffer;

// What share of the processor's peak arithmetic training reaches, in processor time of one thread (the machine is shared), rounds interleaved:
// the peak as independent fused multiply-adds in registers, the matrix product at training's shapes, and whole training steps.
//   dotnet run -c Release --project bench/Teleo.Bench.Training -- [ROUNDS]
int rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 9;
string[] recipes = ["clock-time", "reversal", "generalist"];
var trainers = recipes.Select(id => RecipeCatalog.Find(id)!).Select(recipe => new Trainer(recipe.Options with { Steps = 1_000_000, ValidationEvery = 1_000_000 }, TaskExamples.Of(recipe))).ToArray();
var product = new ProductBench(1024, 192, 64);
var peaks = new List<double>();
var products = new List<double>();
var steps = recipes.Select(_ => new List<double>()).ToArray();
for (int round = -1; round < rounds; round++)   // the first finds everything compiled
{
    double peak = Rate(() => Peak.Run(20_000_000)), matrix = Rate(() => product.Run(400));
    if (round >= 0) peaks.Add(peak);
    if (round >= 0) products.Add(matrix);
    for (int i = 0; i < trainers.Length; i++)
    {
        double rate = Rate(() => StepsOf(trainers[i], round < 0 ? 60 : 30));
        if (round >= 0) steps[i].Add(rate);
    }
}

double best = Median(peaks);
Console.WriteLine("| what | GFLOP/s of one thread | share of peak |");
Console.WriteLine("|---|---:|---:|");
Print("peak, multiply-adds in registers", best);
Print("matrix product 1024 x 192 x 64", Median(products));
for (int i = 0; i < recipes.Length; i++) Print($"training steps, {recipes[i]}", Median(steps[i]));

void Print(string what, double rate) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {rate:F1} | {rate / best:P0} |"));

static double Rate(Func<double> work)
{
    var start = Environment.CpuUsage.TotalTime;
    double operations = work();
    return operations / (Environment.CpuUsage.TotalTime - start).TotalSeconds / 1e9;
}

// Operations of the matrix products that a step cannot do without, forward and back; all else a step does counts as time only.
static double StepsOf(Trainer trainer, int count)
{
    double operations = 0;
    int until = trainer.Step + count;
    using var stop = new CancellationTokenSource();
    try
    {
        trainer.Run(1, t =>
        {
            operations += t.ProductOperations;
            if (t.Step >= until) stop.Cancel();
        }, stop.Token);
    }
    catch (OperationCanceledException)
    {
    }

    return operations;
}

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

internal static class Peak
{
    /// <summary>Read by nobody; without it the loop could be left out.</summary>
    public static float Kept { get; private set; }

    public static double Run(int rounds)
    {
        var (a, b) = (Vector512.Create(0.999f), Vector512.Create(1e-3f));
        var (s0, s1, s2, s3, s4, s5, s6, s7) = (a, a, a, a, a, a, a, a);
        for (int i = 0; i < rounds; i++)
        {
            s0 = Vector512.FusedMultiplyAdd(s0, a, b);
            s1 = Vector512.FusedMultiplyAdd(s1, a, b);
            s2 = Vector512.FusedMultiplyAdd(s2, a, b);
            s3 = Vector512.FusedMultiplyAdd(s3, a, b);
            s4 = Vector512.FusedMultiplyAdd(s4, a, b);
            s5 = Vector512.FusedMultiplyAdd(s5, a, b);
            s6 = Vector512.FusedMultiplyAdd(s6, a, b);
            s7 = Vector512.FusedMultiplyAdd(s7, a, b);
        }

        Kept += Vector512.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7);
        return 2.0 * 16 * 8 * rounds;
    }
}

internal sealed unsafe class ProductBench(int rows, int columns, int depth)
{
    private readonly MatrixProduct _product = new();
    private readonly Buffer _a = new(rows * depth), _b = new(depth * columns), _c = new(rows * columns);

    public double Run(int times)
    {
        for (int i = 0; i < times; i++) _product.Multiply(_c.Pointer, rows, columns, depth, _a.Pointer, depth, 1, _b.Pointer, columns, 1, accumulate: false);
        return 2.0 * rows * columns * depth * times;
    }
}
