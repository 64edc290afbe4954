#:project ../src/Experiments/Teleo.Experiments.csproj
#:property PublishAot=false
// Sweep one number of the controller whose resource is earned by service, and draw what it does, with its spread over seeds.
//   dotnet run experiments/sweep.cs -- gain 0.005,0.03,0.2 drift 6 4
using Teleo.Experiments.Research;
using Teleo.Figures.Drawing;
using Teleo.Figures.Plots;

string option = args.ElementAtOrDefault(0) ?? "gain";
double[] values = [.. (args.ElementAtOrDefault(1) ?? "0.003,0.01,0.03,0.1,0.3").Split(',').Select(double.Parse)];
var pool = Pool.Simulated(args.ElementAtOrDefault(2) ?? "drift", args.ElementAtOrDefault(3) ?? "6");
int seeds = int.Parse(args.ElementAtOrDefault(4) ?? "4");

var (mean, low, high) = (new List<double>(), new List<double>(), new List<double>());
foreach (double value in values)
{
    double[] costs = new double[seeds];
    Parallel.For(0, seeds, i => costs[i] = pool.Play($"teleodynamic-service-earned:{option}={value}", seed: (ulong)i + 1).Cost);
    mean.Add(costs.Average());
    low.Add(costs.Min());
    high.Add(costs.Max());
    Console.WriteLine($"{option} {value,8}: cost {costs.Average(),6:0} ({costs.Min():0} to {costs.Max():0}) s per 1,000 requests");
}

var figure = Figure.Of("sweep", new Scale.Logarithmic(option), new Scale.Linear("Cost", "s per 1,000 requests"),
    new Mark.Line([.. values], [.. mean]) { Lower = [.. low], Upper = [.. high], Markers = true, Name = "mean, and the range over seeds" })
    with { Title = $"{pool}" };
foreach (string file in figure.Save(args.ElementAtOrDefault(5) ?? "runs/sweep")) Console.WriteLine($"wrote {file}");
