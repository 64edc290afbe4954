using System.CommandLine;
using Teleo.Notebooks;
using Teleo.Shell;

namespace Teleo.Commands;

/// <summary>The group <c>teleo notebook</c>: run notebooks without a browser or any other tool.</summary>
internal static class NotebookCommands
{
    private static readonly Argument<string> File = new("file") { Description = "A notebook (.ipynb)" };
    private static readonly Option<string?> Out =
        new("--out", "-o") { Description = "The notebook to write, with its outputs [the notebook itself]", HelpName = "FILE" };

    private static readonly Option<int> Timeout =
        CheckedOption.Of("--timeout", "S", "Seconds before the run of the notebook is stopped", 3600, 1, 1_000_000);

    private static readonly Option<int> Memory =
        CheckedOption.Of("--memory", "MIB", "The most managed memory of the notebook, in MiB", 4096, 64, 1 << 20);

    public static Subcommand Build() => new("notebook", "Run notebooks without a browser")
    {
        new Subcommand("run", "Run all cells in order; stop with exit code 1 at the first cell that fails", Run,
            ["teleo notebook run notebooks/first-look.ipynb"]) { File, Out, Timeout, Memory },
        Here(),
    };

    private static Subcommand Here()
    {
        var here =
            new Subcommand("run-here", "Run all cells inside this process (notebook run starts a process for them)", RunHere) { File, Out };
        here.Hidden = true;
        return here;
    }

    private static async Task<ExitCode> Run(CommandContext context)
    {
        string path = context.GetFile(File);
        Loaded(path);   // a faulty file is told before a process is started
        var limits = new NotebookProcess(TimeSpan.FromSeconds(context.Get(Timeout)), (long)context.Get(Memory) << 20);
        string[] words =
            ["notebook", "run-here", path, "--json", .. context.Get(Out) is { } written ? ["--out", written] : Array.Empty<string>()];
        var report = await limits.RunAsync(words, context.Terminal, context.Cancellation);
        return Told(context, report);
    }

    private static async Task<ExitCode> RunHere(CommandContext context)
    {
        string path = context.GetFile(File);
        var notebook = Loaded(path);
        var session = new NotebookSession();
        CellOutput.Failed? failed = null;
        var cells = notebook.CodeCells.ToList();
        using (var progress = context.Progress("running"))
        {
            foreach (var cell in cells)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                var outputs = await session.Run(Notebook.SourceOf(cell), context.Cancellation);
                Notebook.SetOutputs(cell, session.Count, outputs);
                progress.Report(session.Count, cells.Count);
                failed = outputs.OfType<CellOutput.Failed>().FirstOrDefault();
                if (failed is not null) break;
            }
        }

        var report = new NotebookProcess.Report(context.Get(Out) ?? path, session.Count, cells.Count, failed is not null);
        notebook.Save(report.Notebook);
        if (failed is not null) context.Note($"cell {session.Count} failed: {string.Join('\n', failed.Lines)}");
        return Told(context, report);
    }

    private static ExitCode Told(CommandContext context, NotebookProcess.Report report) => context.Result(report,
        r => context.Line($"ran {r.Cells} of {r.Of} cells; outputs are in {r.Notebook}"), report.Failed ? ExitCode.Failed : ExitCode.Ok);

    private static Notebook Loaded(string path)
    {
        try
        {
            return Notebook.Load(path);
        }
        catch (InvalidDataException fault)
        {
            throw CommandFailure.BadInput("BadNotebook", fault.Message, path);
        }
    }
}
