using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Teleo.Engine.Storage;
using Teleo.Notebooks;
using Teleo.Shell;

namespace Teleo.Commands;

/// <summary>The group <c>teleo notebook</c>: run notebooks without a browser, and serve them to Jupyter.</summary>
internal static class NotebookCommands
{
    private static readonly Argument<string> File = new("file") { Description = "A notebook, .ipynb" };
    private static readonly Option<string?> Out = new("--out", "-o") { Description = "Where the notebook with its outputs goes; over itself where not given", HelpName = "FILE" };

    private static readonly Option<string?> Prefix = new("--prefix") { Description = "Install below this folder instead of the user's own", HelpName = "FOLDER" };
    private static readonly Argument<string> Connection = new("connection") { Description = "The connection file that Jupyter wrote" };

    public static Verb Build() => new("notebook", "Run notebooks in this program")
    {
        new Verb("run", "Run all cells in order; a cell that fails ends the run with exit 1", Run, ["teleo notebook run notebooks/first-look.ipynb"]) { File, Out },
        new Verb("kernel", "The kernel that runs notebooks in Jupyter")
        {
            new Verb("install", "Register the kernel with Jupyter for this user", Install, ["teleo notebook kernel install"]) { Prefix },
            new Verb("serve", "Serve one notebook; Jupyter starts this itself", Serve, ["teleo notebook kernel serve connection.json"]) { Connection },
        },
    };

    private static ExitCode Install(CommandContext context)
    {
        string data = context.Get(Prefix) is { } prefix
            ? Path.Combine(prefix, "share", "jupyter")
            : Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share", "jupyter");
        string file = Path.Combine(data, "kernels", "teleo", "kernel.json");
        var spec = new JsonObject
        {
            ["argv"] = new JsonArray(Environment.ProcessPath!, typeof(NotebookCommands).Assembly.Location, "notebook", "kernel", "serve", "{connection_file}"),
            ["display_name"] = "C# (teleo)",
            ["language"] = "C#",
            ["interrupt_mode"] = "message",
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) != "dotnet") spec["argv"]!.AsArray().RemoveAt(1);   // the program's own launcher needs no assembly
        WholeFile.WriteText(file, spec.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
        return context.Result(new { Kernel = "teleo", File = file }, r => context.Line($"registered the kernel '{r.Kernel}' in {r.File}"));
    }

    private static async Task<ExitCode> Serve(CommandContext context)
    {
        string file = context.GetFile(Connection);
        try
        {
            using var kernel = new JupyterKernel(KernelConnection.Load(file), context.Clock);
            await kernel.Run(context.Cancellation);
            return ExitCode.Ok;
        }
        catch (InvalidDataException fault)
        {
            throw CommandFailure.BadInput("BadConnection", fault.Message, file);
        }
    }

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
