using System.Globalization;
using System.Text;

namespace Teleo.Experiments.Advice;

/// <summary>Settings of one product, to be copied.</summary>
/// <param name="Where">The file or command they belong to.</param>
internal sealed record ProductSettings(string Product, string Where, string Text);

/// <summary>Writes settings in the form that each product reads.</summary>
internal static class SettingsText
{
    public static ProductSettings Of(RuleSettings rule, long memoryBytes) => rule switch
    {
        RuleSettings.Ollama ollama => new("Ollama", "environment of the server; then the calls that pin", Ollama(ollama)),
        RuleSettings.LlamaSwap swap => new("llama-swap", "config.yaml, beside the models section", LlamaSwap(swap)),
        RuleSettings.LlamaCpp router =>
            new("llama.cpp", "command line", $"llama-server --models-dir MODELS --models-max {router.ModelsMax}"),
        RuleSettings.Teleo teleo =>
            new("teleo", "command line", $"teleo serve --models MODELS --policy {teleo.Policy} --memory {Exact(memoryBytes)}"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>A size in the largest unit that needs no fraction.</summary>
    private static string Exact(long bytes)
    {
        (long Size, string Unit)[] units = [(1L << 30, "GiB"), (1_000_000_000, "GB"), (1L << 20, "MiB"), (1_000_000, "MB"), (1, "B")];
        var (size, unit) = units.First(one => bytes % one.Size == 0);
        return $"{bytes / size}{unit}";
    }

    private static string Ollama(RuleSettings.Ollama rule)
    {
        string keep = double.IsPositiveInfinity(rule.KeepAliveSeconds)
            ? "-1" : rule.KeepAliveSeconds.ToString("0", CultureInfo.InvariantCulture) + "s";
        var text = new StringBuilder($"OLLAMA_KEEP_ALIVE={keep}\nOLLAMA_MAX_LOADED_MODELS={rule.MaxLoaded}\n");
        foreach (string pin in rule.Pins)
            text.Append($"curl http://localhost:11434/api/generate -d '{{\"model\": \"{pin}\", \"keep_alive\": -1}}'\n");
        if (rule.Pins.Length > 0) text.Append("# and \"keep_alive\": -1 in every request for these models\n");
        return text.ToString().TrimEnd();
    }

    private static string LlamaSwap(RuleSettings.LlamaSwap rule)
    {
        var text = new StringBuilder("groups:\n");
        if (rule.Pins.Length > 0)
        {
            text.Append("  pinned:\n    swap: false\n    exclusive: false\n    persistent: true\n    members:\n");
            foreach (string pin in rule.Pins) text.Append($"      - \"{pin}\"\n");
        }

        for (int i = 0; i < rule.Groups.Length; i++)
        {
            text.Append($"  swap{i + 1}:\n    swap: true\n    exclusive: false\n    members:\n");
            foreach (string member in rule.Groups[i]) text.Append($"      - \"{member}\"\n");
        }

        return text.Append("# and for each model: ttl: 0, so that it leaves only for another").ToString();
    }
}
