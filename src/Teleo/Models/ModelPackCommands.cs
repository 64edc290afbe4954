using System.CommandLine;
using Teleo.Engine.Formats;
using Teleo.Engine.Models;
using Teleo.Engine.Packing;
using Teleo.Shell;

namespace Teleo.Models;

/// <summary>Commands that make model files: <c>convert</c>, <c>quantize</c>, <c>fixture</c>. The ending of OUT is its format.</summary>
internal static class ModelPackCommands
{
    private const string Story = "skills/stories260K/stories260K.gguf";

    private static readonly Argument<string> In = new("IN") { Description = "The model to read" };
    private static readonly Argument<string> Out = new("OUT") { Description = "The file to write: .gguf, .slm or .bin" };
    private static readonly Option<string?> Wider = new("--dtype")
    {
        Description = "Type of all tensors, such as f16 [as in the input]",
        HelpName = "D",
    };
    private static readonly Option<string> Narrower = new("--dtype")
    {
        Description = "The type to quantize to: " + Names(ModelFormat.Gguf),
        HelpName = "D",
        Required = true,
    };
    private static readonly Option<ulong> Seed =
        new("--seed") { Description = "Seed of the weights; the same seed gives the same model", HelpName = "S" };
    private static readonly Option<string> Invented = new("--dtype")
    {
        Description = "Type of every matrix",
        HelpName = "D",
        DefaultValueFactory = _ => "f32",
    };
    private static readonly Option<string?> Tokenizer = new("--tokenizer")
    {
        Description = "The tokenizer of a llama2.c model [tokenizer.bin beside the model]",
        HelpName = "FILE",
    };
    private static readonly Option<string> Shape = new("--shape")
    {
        Description =
            "Vocabulary, hidden, layers, feed-forward, heads, key-value heads, context; or " + string.Join(", ", FixtureShape.Named.Keys),
        HelpName = "V,H,L,F,heads,kv,ctx",
        Required = true,
    };

    public static Subcommand Convert() => new(
        "convert",
        "Convert a model to another format without loss",
        RunConvert,
        ["teleo model convert model-f16.gguf model-f32.gguf --dtype f32"])
    {
        In, Out, Wider, Tokenizer,
    };

    public static Subcommand Quantize() => new(
        "quantize",
        "Quantize a model to fewer bits per weight",
        RunQuantize,
        [$"teleo model quantize {Story} story-q8.gguf --dtype q8_0"])
    {
        In, Out, Narrower, Tokenizer,
    };

    public static Subcommand Fixture() => new(
        "fixture",
        "Make a model with random weights in a given shape, for tests and measurements",
        RunFixture,
        ["teleo model fixture tiny.gguf --shape 512,128,4,352,4,4,512 --dtype q8_0"])
    {
        Out, Shape, Invented, Seed,
    };

    private static ExitCode RunConvert(CommandContext context)
    {
        var (input, output) = (context.GetFile(In), context.Get(Out));
        var format = FormatOf(output);
        TensorType? type = context.Get(Wider) is { } name ? TypeOf(name, format) : null;
        return Packer.TryConvert(input, output, type, out var error, context.Get(Tokenizer))
            ? Written(context, output)
            : throw ModelArguments.Failure(error, input);
    }

    private static ExitCode RunQuantize(CommandContext context)
    {
        var (input, output) = (context.GetFile(In), context.Get(Out));
        var type = TypeOf(context.Get(Narrower), FormatOf(output));
        return Packer.TryQuantize(input, output, type, out var error, context.Get(Tokenizer))
            ? Written(context, output)
            : throw ModelArguments.Failure(error, input);
    }

    private static ExitCode RunFixture(CommandContext context)
    {
        string output = context.Get(Out), text = context.Get(Shape);
        if (!FixtureShape.TryParse(text, out var shape))
        {
            string problem = shape?.Problem() ?? "it takes seven whole numbers separated by commas";
            throw CommandFailure.Usage($"--shape cannot be '{text}': {problem}");
        }

        var type = TypeOf(context.Get(Invented), FormatOf(output));
        return Packer.TryWriteFixture(output, shape, type, context.Get(Seed), out var error)
            ? Written(context, output)
            : throw ModelArguments.Failure(error, output);
    }

    private static ModelFormat FormatOf(string output) =>
        Packer.FormatOf(output)
        ?? throw CommandFailure.Usage($"the name '{output}' must end in .gguf, .slm or .bin, which selects the format");

    private static TensorType TypeOf(string name, ModelFormat format) =>
        TensorTypeNames.TryParse(name, format, out var type)
            ? type
            : throw CommandFailure.UnknownName("type", name, [.. TensorTypeNames.Of(format).Select(t => t.Name())]);

    private static string Names(ModelFormat format) => string.Join(", ", TensorTypeNames.Of(format).Select(t => t.Name()));

    private static ExitCode Written(CommandContext context, string output)
    {
        if (!ModelManifest.TryRead(output, out var manifest, out var error)) throw ModelArguments.Failure(error, output);
        return context.Result(manifest, m => context.Line(
            $"wrote {output}: {m.Format}, {m.Parameters} parameters, mostly {m.Quantization}, {m.SizeBytes} bytes"));
    }
}
