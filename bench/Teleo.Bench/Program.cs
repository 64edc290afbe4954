using Teleo.Bench;

if (!BenchOptions.TryParse(args, out var options, out string problem))
{
    Console.Error.WriteLine($"{problem}\n\n{BenchOptions.Usage}");
    return 2;
}
Console.WriteLine(Machine.Describe());
if (options.FirstToken > 0)
{
    Console.WriteLine(Report.FirstTokenHeader(options));
    foreach (string model in options.Models) Console.WriteLine(Report.Row(ModelLabel.Of(model), FirstToken.Run(options, model)));
    return 0;
}
Console.WriteLine(Report.Header(options));
foreach (string model in options.Models)
    foreach (int threads in options.Threads)
        Console.WriteLine(Report.Row(ModelLabel.Of(model), threads, Comparison.Run(options, model, threads)));
return 0;
