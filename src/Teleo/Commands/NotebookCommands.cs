using System.CommandLine;
using Teleo.Notebooks;
using Teleo.Shell;

namespace Teleo.Commands;

/// <summary>The group <c>teleo notebook</c>: run notebooks without a browser or any other tool.</summary>
internal static class NotebookCommands
{
    private static readonly Argument<string> File = new("file") { Description = "A notebook, .ipynb" };
    private static readonly Option<string?> Out = new("--out", "-o") { Description = "Where the notebook with its outputs goes; over itself where not given", HelpName = "FILE" };

    public static Verb Build() => new("notebook", "Run notebooks in this program")
    {
        new Verb("run", "Run all cells in order; a cell that fails ends the run with exit 1", Run, ["teleo notebook run notebooks/first-look.ipynb"]) { File, Out },
    };

    private static async Task<ExitCode> Run(CommandContext context)
    {
        string path = context.GetFile(File);
        Notebook notebook;
        try
        {
            notebook = Notebook.Load(path);
        }
        catch (InvalidDataException fault)
        {
            throw CommandFailure.BadInput("BadNotebook", fault.Message, path);
        }

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

        string written = context.Get(Out) ?? path;
        notebook.Save(written);
        if (failed is not null) context.Note($"cell {session.Count} failed: {string.Join('\n', failed.Lines)}");
        context.Result(new { Notebook = written, Cells = session.Count, Failed = failed is not null }, r => context.Line($"ran {r.Cells} of {cells.Count} cells; outputs are in {r.Notebook}"));
        return failed is null ? ExitCode.Ok : ExitCode.Failed;
    }
}
