using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Teleo.Controller.Domain;
using Teleo.Engine.Storage;

namespace Teleo.Notebooks;

/// <summary>The state of a running notebook: each cell sees the declarations of the previous cells. One cell at a time.</summary>
internal sealed class NotebookSession
{
    private static readonly ScriptOptions Options = ScriptOptions.Default
        .WithReferences(
            typeof(object).Assembly, typeof(Enumerable).Assembly, typeof(Console).Assembly, typeof(System.Text.Json.JsonElement).Assembly,
            typeof(System.Collections.Immutable.ImmutableArray).Assembly,
            System.Reflection.Assembly.Load("System.Runtime"), System.Reflection.Assembly.Load("System.Collections"),
            typeof(NotebookSession).Assembly, typeof(Experiments.Research.Study).Assembly,
            typeof(Figures.Drawing.Figure).Assembly, typeof(ScottPlot.Plot).Assembly,
            typeof(Training.Runs.Trainer).Assembly, typeof(Pool.Plants.SkillProfile).Assembly,
            typeof(Catalog).Assembly, typeof(AtomicFile).Assembly)
        .WithImports(
            "System", "System.Collections.Generic", "System.Collections.Immutable", "System.IO", "System.Linq",
            "System.Text.Json", "System.Threading.Tasks",
            "Teleo.Figures.Drawing", "Teleo.Figures.Plots", "Teleo.Experiments.Research", "Teleo.Notebooks.Lab")
        .WithLanguageVersion(Microsoft.CodeAnalysis.CSharp.LanguageVersion.CSharp14);

    private ScriptState<object>? _state;

    public int Count { get; private set; }

    /// <summary>Runs one cell; a failure is an output like any other and leaves the state unchanged.</summary>
    public async Task<IReadOnlyList<CellOutput>> Run(string code, CancellationToken cancellation)
    {
        Count++;
        var outputs = new List<CellOutput>();
        var printed = new PrintedText(outputs);
        var console = Console.Out;
        Console.SetOut(printed);
        Lab.ShowThrough(value =>
        {
            printed.Flush();
            lock (outputs) outputs.Add(new CellOutput.Shown(Display.Of(value)));
        });
        try
        {
            string pure = WithoutOwnReference(code);
            var next = _state is null
                ? await CSharpScript.RunAsync<object>(pure, Options, cancellationToken: cancellation)
                : await _state.ContinueWithAsync<object>(pure, Options, cancellation);
            printed.Flush();
            if (next.ReturnValue is { } value) outputs.Add(new CellOutput.Result(Display.Of(value)));
            _state = next;
        }
        catch (CompilationErrorException fault)
        {
            printed.Flush();
            outputs.Add(
                new CellOutput.Failed("CompilationError", fault.Diagnostics[0].GetMessage(), [.. fault.Diagnostics.Select(TextOf)]));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            printed.Flush();
            outputs.Add(Interrupted);
        }
        catch (Exception fault)
        {
            printed.Flush();
            outputs.Add(new CellOutput.Failed(fault.GetType().Name, fault.Message, [$"{fault.GetType().Name}: {fault.Message}"]));
        }
        finally
        {
            Console.SetOut(console);
            Lab.ShowThrough(null);
        }

        return outputs;
    }

    /// <summary>The end of a cell that was interrupted, whether it noticed or had to be left.</summary>
    public static readonly CellOutput.Failed Interrupted =
        new("Interrupted", "the cell was interrupted", ["the cell was interrupted; what it declared is not kept"]);

    /// <summary>A notebook that other kernels can run too names this program's assembly; here it is loaded already.</summary>
    internal static string WithoutOwnReference(string code) => string.Join('\n', code.Split('\n').Select(
        line => line.TrimStart().StartsWith("#r ", StringComparison.Ordinal) && line.Contains("teleo.dll", StringComparison.Ordinal)
            ? ""
            : line));

    private static string TextOf(Diagnostic diagnostic)
    {
        var at = diagnostic.Location.GetLineSpan().StartLinePosition;
        return $"({at.Line + 1},{at.Character + 1}): {diagnostic.Severity.ToString().ToLowerInvariant()} {diagnostic.Id}: "
            + $"{diagnostic.GetMessage()}";
    }

    /// <summary>Collects printed text in the order in which it came among the other outputs.</summary>
    private sealed class PrintedText(List<CellOutput> outputs) : TextWriter
    {
        private readonly StringBuilder _text = new();

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            lock (outputs) _text.Append(value);
        }

        public override void Flush()
        {
            lock (outputs)
            {
                if (_text.Length == 0) return;
                outputs.Add(new CellOutput.Printed(_text.ToString().ReplaceLineEndings("\n")));
                _text.Clear();
            }
        }
    }
}
