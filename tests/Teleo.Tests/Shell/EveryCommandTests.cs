using System.CommandLine;
using System.Text.Json;
using Teleo.Commands;
using Teleo.Shell;
using Teleo.Tests.Commands;

namespace Teleo.Tests.Shell;

/// <summary>What every command owes its user: a help that can be read, and a result that a program can read.</summary>
public sealed class EveryCommandTests : IDisposable
{
    /// <summary>Too long for a quick test, or in need of more than a file; their own tests ask them for JSON.</summary>
    private static readonly string[] Dear =
    [
        "demo", "model chat", "skill make", "skill evaluate", "skill route", "skill fetch", "pool run", "pool calibrate", "pool fidelity", "pool cold", "train", "sim frontier", "sim foresight", "sim standings", "sim tune", "sim traps", "sim play", "advise", "world measure",
        "sim selftest", "sim swarm", "phase sweep", "phase loop", "phase recover", "phase scale", "study register", "study run", "study runs", "study diff", "study rerun", "study gc", "study merge", "study export",
        "study report", "study verdict", "study sensitivity", "study selftest", "ablate", "falsify", "serve",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("teleo-every").FullName;

    public static TheoryData<string> Paths => [.. Leaves(TeleoCommands.Tree.Root, "").Select(leaf => leaf.Path)];

    [Theory, MemberData(nameof(Paths))]
    public void Its_help_fits_the_terminal_and_leaves_nothing_out(string path)
    {
        var verb = Leaves(TeleoCommands.Tree.Root, "").Single(leaf => leaf.Path == path).Verb;
        Assert.NotEmpty(verb.Examples);
        Assert.All(verb.Examples, example => Assert.Contains(path, example, StringComparison.Ordinal));
        foreach (var option in verb.Options.Where(option => !option.Hidden))
        {
            Assert.True(option.Description is [var first, ..] && !char.IsAsciiLetterLower(first) || IsWord(option.Description), $"{option.Name}: {option.Description}");
            Assert.True(option.HelpName is not null || option.ValueType == typeof(bool), $"{option.Name} does not say what it takes");
        }

        foreach (int width in (int[])[80, 100])
        {
            var terminal = new Terminal(new StringWriter(), new StringWriter(), Stream.Null, TimeProvider.System) { Width = width };
            var run = Cli.Run(TeleoCommands.Tree, terminal, [.. path.Split(' '), "--help"]);
            Assert.Equal((ExitCode.Ok, ""), (run.Exit, run.Error));
            string told = run.Out[..run.Out.IndexOf("\nExamples", StringComparison.Ordinal)];   // an example is one line, to be copied
            Assert.All(told.Split('\n'), line => Assert.True(line.Length <= width, line));
            Assert.DoesNotContain("Infinity", told, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_can_run_cheaply_answers_in_json_and_nothing_else()
    {
        string model = Repository.PathOf("skills", "stories260K", "stories260K.gguf"), study = Repository.PathOf("experiments", "commitments.json");
        string trace = At("run.jsonl"), again = At("again.jsonl"), registry = At("registry"), csv = At("in.csv");
        Experiments.Research.Pool.Simulated("rare", "2").Play("teleodynamic", trace: trace);
        File.Copy(trace, again);
        File.WriteAllText(csv, "t_s,model,session,input_tokens,output_tokens\n0,a,1,10,10\n1,b,2,10,10\n");
        File.WriteAllText(At("models.csv"), "name,gigabytes,load_s\na,2,1\n");
        File.WriteAllText(At("list.txt"), "NAME ID SIZE MODIFIED\na:latest 46e0 4.7 GB now\n");
        File.WriteAllText(At("book.ipynb"), "{\"nbformat\":4,\"nbformat_minor\":5,\"metadata\":{},\"cells\":[]}");
        string skill = Repository.PathOf("skills", "sorting"), name = "sorting@1.0.0#q8_0", list = At("list.json");
        string key = Cli.Run("key", "make", At("root.pem"), "--json").Json().GetProperty("public_key").GetString()!;
        foreach (string copy in (string[])["older.json", "newer.json"]) Cli.Run("trust", "make", At(copy), "--id", "lab", "--publisher", "teleo", "--key", key, "--root", key, "--until", "2999-01-01");

        string[][] commands =
        [
            ["model", "info", model], ["model", "validate", model], ["model", "manifest", model], ["model", "gate", model],
            ["model", "generate", model, "-p", "Once", "-n", "3"], ["model", "tokenize", model, "--text", "Hello"], ["model", "logits", model, "--tokens", "1,403"],
            ["model", "diagnose", model], ["model", "perplexity", model, "--text-file", csv], ["model", "bench", model, "--threads", "1", "--repeat", "1"],
            ["model", "fixture", At("tiny.gguf"), "--shape", "tiny"], ["model", "quantize", At("tiny.gguf"), At("q.gguf"), "--dtype", "q8_0"], ["model", "convert", At("tiny.gguf"), At("c.gguf")],
            ["key", "make", At("key.pem")], ["key", "show", At("key.pem")], ["skill", "pack", Copied(skill)], ["skill", "sign", At("sorting"), At("key.pem")], ["skill", "install", skill, "--variant", "q8_0", "--registry", registry],
            ["skill", "list", "--registry", registry], ["skill", "show", name, "--registry", registry], ["skill", "verify", name, "--registry", registry],
            ["skill", "retire", name, "--registry", registry], ["skill", "restore", name, "--registry", registry], ["skill", "quarantine", name, "--registry", registry],
            ["skill", "remove", name, "--registry", registry], ["skill", "gc", "--registry", registry], ["skill", "registry", "repair", "--registry", registry],
            ["trust", "show", "--registry", registry], ["trust", "make", list, "--id", "lab", "--publisher", "lab", "--key", key, "--root", key, "--until", "2999-01-01"],
            ["trust", "packages", At("newer.json"), skill, "--publisher", "teleo"], ["trust", "revoke", At("newer.json"), "--key-id", "b0295de0f89ec717", "--reason", "stolen"],
            ["trust", "sign", At("newer.json"), At("root.pem")], ["trust", "update", At("newer.json"), "--registry", At("registry2"), "--trust", At("older.json")],
            ["pool", "probe"],
            ["world", "list"], ["world", "machines"], ["world", "show", At("models.csv")], ["world", "scan", Path.GetDirectoryName(model)!], ["world", "from-ollama", At("list.txt")],
            ["workload", "list"], ["workload", "info", "rare"], ["workload", "import", csv, "-o", At("out.trace")], ["workload", "synth", "--duration", "60", "-o", At("synth.trace")],
            ["sim", "run", "-w", "rare", "-c", "2"], ["sim", "compare", "-w", "rare", "-c", "2", "--policies", "lru", "--seeds", "2"], ["sim", "policies"],
            ["phase", "diagnose", trace, "--out", At("phase"), "--surrogates", "99"],
            ["study", "validate", study], ["study", "plan", study, "--out", At("runs")], ["study", "status", study, "--out", At("runs")],
            ["trace", "verify", trace], ["trace", "replay", trace], ["trace", "explain", trace, "--limit", "2"], ["trace", "diff", trace, again], ["trace", "view", trace], ["trace", "figure", trace, "--out", At("figures")],
            ["trace", "export", trace, "--out", At("tables")], ["trace", "recover", trace, At("recovered.jsonl")],
            ["de11", "run", "--trace", At("iris.jsonl")], ["de11", "verify", At("iris.jsonl")],
            ["de11", "distribution", "--data", "iris", "--splits", "3", "--variant-splits", "0", "--settings", "0"],
            ["notebook", "run", At("book.ipynb")],
            ["docs", "--from", Repository.Root, "--out", At("site")],
            ["completion", "bash"],
        ];
        foreach (string[] command in commands)
        {
            var run = Cli.Run([.. command, "--json"]);
            Assert.True(run.Exit == ExitCode.Ok, $"{string.Join(' ', command)}: {run.Error}");
            Assert.Null(Record.Exception(() => JsonDocument.Parse(run.Out).Dispose()));
        }

        string[] all = [.. Leaves(TeleoCommands.Tree.Root, "").Select(leaf => leaf.Path)];
        var asked = commands.Select(command => all.Single(path => $"{string.Join(' ', command)} ".StartsWith($"{path} ", StringComparison.Ordinal)));
        Assert.Equal(all.Order(), asked.Concat(Dear).Order());   // a new command has to stand in one of the two lists
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    private string Copied(string folder)
    {
        string copy = At(Path.GetFileName(folder));
        Directory.CreateDirectory(copy);
        foreach (string file in Directory.GetFiles(folder)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return copy;
    }

    /// <summary>A description may begin with a word that is typed so: <c>queue, or count: ...</c></summary>
    private static bool IsWord(string? description) => description is not null && description.Split(' ')[0] is [.., ',' or ':'];

    private static IEnumerable<(string Path, Subcommand Verb)> Leaves(Command command, string path) => command.Subcommands.OfType<Subcommand>().Where(verb => !verb.Hidden)
        .SelectMany(verb => verb.Subcommands.Count == 0 ? [($"{path} {verb.Name}".Trim(), verb)] : Leaves(verb, $"{path} {verb.Name}".Trim()));
}
