using Teleo.Bench;

if (!BenchOptions.TryParse(args, out var options, out string problem))
{
    Console.Error.WriteLine($"{problem}\n\n{BenchOptions.Usage}");
    return 2;
}
Console.WriteLine(Machine.Describe());
Console.WriteLine(Report.Header);
foreach (string model in options.Models)
    foreach (int threads in options.Threads)
        Console.WriteLine(Report.Row(model, threads, Comparison.Run(options, model, threads)));
return 0;
