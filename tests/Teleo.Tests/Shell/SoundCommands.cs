using Teleo.Tests.Commands;

namespace Teleo.Tests.Shell;

/// <summary>One command line that works for every command of the program, and the files that they read.</summary>
internal sealed class SoundCommands
{
    private readonly string _folder;

    public SoundCommands(string folder)
    {
        _folder = folder;
        string model = Repository.PathOf("skills", "stories260K", "stories260K.gguf"), study = Repository.PathOf("experiments", "commitments.json");
        string trace = At("run.jsonl"), again = At("again.jsonl"), registry = At("registry"), csv = At("in.csv");
        Experiments.Research.Pool.Simulated("rare", "2").Play("teleodynamic", trace: trace);
        File.Copy(trace, again);
        File.WriteAllText(csv, "t_s,model,session,input_tokens,output_tokens\n0,a,1,10,10\n1,b,2,10,10\n");
        File.WriteAllText(At("models.csv"), "name,gigabytes,load_s\na,2,1\n");
        File.WriteAllText(At("two.csv"), "name,gigabytes,load_s\na,2,1\nb,2,1\n");
        File.WriteAllText(At("list.txt"), "NAME ID SIZE MODIFIED\na:latest 46e0 4.7 GB now\n");
        File.WriteAllText(At("book.ipynb"), "{\"nbformat\":4,\"nbformat_minor\":5,\"metadata\":{},\"cells\":[]}");
        string skill = Repository.PathOf("skills", "sorting"), name = "sorting@1.0.0#q8_0", list = At("list.json");
        string key = Cli.Run("key", "make", At("root.pem"), "--json").Json().GetProperty("public_key").GetString()!;
        foreach (string copy in (string[])["older.json", "newer.json"]) Cli.Run("trust", "make", At(copy), "--id", "lab", "--publisher", "teleo", "--key", key, "--root", key, "--until", "2999-01-01");

        Cheap =
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
            ["trust", "keep", At("older.json"), "--registry", At("registry3")],
            ["pool", "probe"],
            ["world", "list"], ["world", "machines"], ["world", "show", At("models.csv")], ["world", "scan", Path.GetDirectoryName(model)!], ["world", "from-ollama", At("list.txt")],
            ["workload", "list"], ["workload", "info", "rare"], ["workload", "import", csv, "-o", At("out.trace")], ["workload", "synth", "--duration", "60", "-o", At("synth.trace")],
            ["sim", "run", "-w", "rare", "-c", "2"], ["sim", "compare", "-w", "rare", "-c", "2", "--policies", "lru", "--seeds", "2"], ["sim", "policies"],
            ["phase", "diagnose", trace, "--out", At("phase"), "--surrogates", "99"],
            ["phase", "events", "-w", "rare", "-c", "2", "--seeds", "2", "--policies", "lru", "--out", At("events")],
            ["study", "validate", study], ["study", "plan", study, "--out", At("runs")], ["study", "status", study, "--out", At("runs")],
            ["study", "tune", "start", At("ttl.jsonl"), "--policy", "ttl", "--number", "seconds=5..3600", "-w", "rare", "-c", "2", "--trials", "4", "--seeds", "1", "--held-out", "2", "--requests", "50"],
            ["study", "tune", "ask", At("ttl.jsonl")], ["study", "tune", "play", At("ttl.jsonl"), "ttl:seconds=40"], ["study", "tune", "tell", At("ttl.jsonl"), "ttl:seconds=40", "12.5"],
            ["study", "tune", "status", At("ttl.jsonl")], ["study", "tune", "run", At("ttl.jsonl")], ["study", "tune", "judge", At("ttl.jsonl")],
            ["trace", "verify", trace], ["trace", "replay", trace], ["trace", "explain", trace, "--limit", "2"], ["trace", "diff", trace, again], ["trace", "view", trace], ["trace", "figure", trace, "--out", At("figures")],
            ["trace", "export", trace, "--out", At("tables")], ["trace", "recover", trace, At("recovered.jsonl")],
            ["de11", "run", "--trace", At("iris.jsonl")], ["de11", "verify", At("iris.jsonl")],
            ["de11", "distribution", "--data", "iris", "--splits", "3", "--variant-splits", "0", "--settings", "0"],
            ["notebook", "run", At("book.ipynb")],
            ["docs", "--from", Repository.Root, "--out", At("site")],
            ["completion", "bash"],
        ];
        string skills = Repository.PathOf("skills");
        Dear =
        [
            ["demo", "--out", At("demo")], ["model", "chat", model], ["skill", "make", Repository.PathOf("skills", "addition"), At("made")],
            ["skill", "evaluate", skill, "--items", "10"], ["skill", "fetch", "http://127.0.0.1:9/addition"], ["skill", "route", "--text", "reverse abc"],
            ["pool", "run", "-s", skills, "--duration", "5"], ["pool", "calibrate", "-s", skills, "--out", At("profile.json")],
            ["pool", "fidelity", "-s", skills, "--duration", "5"], ["pool", "cold", "--files", At("cold"), "--out", At("cards")],
            ["train", "--task", "addition", "--steps", "2", "--out", At("trained")],
            ["sim", "frontier", "-w", "rare", "-c", "2"], ["sim", "foresight", "-w", "rare", "-c", "2"],
            ["sim", "standings", "--workloads", "rare", "--capacities", "2", "--policies", "lru"],
            ["sim", "tune", "--machines", "nvme", "--policies", "lru", "--trials", "1", "--requests", "100", "--output", At("tuned.json")],
            ["check", "traps"], ["sim", "play", "-w", "rare", "-c", "2"], ["check", "theory"], ["check", "faults", "--count", "1"],
            ["advise", csv, "--models", At("two.csv"), "--memory", "3GB", "--quick", "--page", At("advice.html")],
            ["world", "measure", "-s", skills, "--output", At("measured.json")],
            ["phase", "sweep", "-w", "rare", "-c", "2", "-x", "load=1:2:2", "-y", "gain=0.1:1:2", "--out", At("sweep")], ["phase", "regions", "-w", "rare", "-c", "2", "--out", At("regions")], ["phase", "loop", "-w", "rare", "-c", "2", "--out", At("loop")],
            ["phase", "recover", "-w", "rare", "-c", "2", "--out", At("recover")], ["phase", "scale", "--out", At("scale")], ["phase", "warn", "-w", "rare", "-c", "2", "--out", At("warn")],
            ["study", "register", study, "--out", At("runs")], ["study", "witness", study, At("key.pem"), "--out", At("runs")],
            ["study", "run", study, "--out", At("runs")], ["study", "runs", study, "--out", At("runs")],
            ["study", "diff", study, "3f21", "77a0", "--out", At("runs")], ["study", "rerun", study, "3f21", "--out", At("runs")],
            ["study", "gc", study, "--out", At("runs")], ["study", "merge", study, "--out", At("runs")],
            ["study", "export", study, "--out", At("runs"), "--tables", At("study")], ["study", "report", study, "--out", At("runs")],
            ["study", "verdict", study, "--out", At("runs")], ["study", "sensitivity", "-w", "rare", "--requests", "10", "--csv", At("moved.csv")],
            ["check", "analysis"], ["ablate", "-w", "rare", "--seeds", "6", "--requests", "10", "--out", At("ablated")],
            ["falsify", "--subject", "lru", "--quick", "--seeds", "3"], ["serve", "--models", Repository.PathOf("skills", "stories260K"), "--port", "0"],
        ];
    }

    /// <summary>Command lines that end soon and answer in JSON, in an order in which each finds what it needs.</summary>
    public IReadOnlyList<string[]> Cheap { get; }

    /// <summary>Too long for a quick test, or in need of more than a file; their own tests ask them for JSON.</summary>
    public IReadOnlyList<string[]> Dear { get; }

    private string At(string name) => Path.Combine(_folder, name);

    private string Copied(string folder)
    {
        string copy = At(Path.GetFileName(folder));
        Directory.CreateDirectory(copy);
        foreach (string file in Directory.GetFiles(folder)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return copy;
    }
}
