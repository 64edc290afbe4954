using System.Collections.Immutable;
using System.Globalization;
using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Engine.Input;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.ProductRivals;
using Teleo.Experiments.Rivals;

namespace Teleo.Experiments.Advice;

/// <summary>The settings of a product that manages a pool of models, and the rule that the product follows with them.</summary>
internal abstract record RuleSettings
{
    /// <summary>The number of pins in one line; the settings to copy name all.</summary>
    private const int MostPinsNamed = 2;

    private RuleSettings()
    {
    }

    public abstract string Product { get; }

    /// <summary>The settings in one line.</summary>
    public abstract string Text { get; }

    /// <summary>Names of models that are never unloaded.</summary>
    public ImmutableArray<string> Pins { get; init; } = [];

    /// <summary>Makes the rule for one run.</summary>
    public abstract IPolicy Make(PolicyContext context);

    protected bool IsPinned(Catalog catalog, int skill) => Pins.Contains(catalog.Skills[skill].Id.Name);

    private string PinText =>
        Pins.Length == 0 ? "" : Pins.Length <= MostPinsNamed ? $", pin {string.Join(", ", Pins)}" : $", pin {Pins.Length} models";

    private static string Minutes(double seconds) =>
        double.IsPositiveInfinity(seconds) ? "keep for ever"
        : seconds < 60 ? string.Create(CultureInfo.InvariantCulture, $"keep {seconds:0} s")
        : string.Create(CultureInfo.InvariantCulture, $"keep {seconds / 60:0} min");

    /// <summary>
    /// Ollama: a keep-alive for all models, an unlimited one for pinned models, and a limit on the number of loaded models.
    /// </summary>
    internal sealed record Ollama(double KeepAliveSeconds, int MaxLoaded) : RuleSettings
    {
        public const double DefaultKeepAlive = 300;

        /// <summary>The bound of a machine with one graphics card or none.</summary>
        public const int DefaultMaxLoaded = 3;

        public static Ollama Default { get; } = new(DefaultKeepAlive, DefaultMaxLoaded);

        public override string Product => "Ollama";

        public override string Text => $"{Minutes(KeepAliveSeconds)}, most {MaxLoaded}{PinText}";

        public override IPolicy Make(PolicyContext context)
        {
            var catalog = context.Catalog;
            double[] keep =
                [.. Enumerable.Range(0, catalog.Count).Select(i => IsPinned(catalog, i) ? double.PositiveInfinity : KeepAliveSeconds)];
            return new OllamaPolicy("ollama", catalog, keep, isRepaired: false, MaxLoaded);
        }
    }

    /// <summary>llama-swap: a group of models that stay, and groups of which one member each is loaded.</summary>
    internal sealed record LlamaSwap(ImmutableArray<ImmutableArray<string>> Groups) : RuleSettings
    {
        public override string Product => "llama-swap";

        public override string Text =>
            Groups.Length == 1 ? $"one at a time{PinText}" : $"{Groups.Length} groups{PinText}";

        public override IPolicy Make(PolicyContext context)
        {
            var catalog = context.Catalog;
            int[] groupOf =
                [.. Enumerable.Range(0, catalog.Count)
                .Select(i => IsPinned(catalog, i) ? -1 : IndexOf(Groups, catalog.Skills[i].Id.Name))];
            return new SwapGroupsPolicy("llama-swap", catalog, groupOf);
        }

        private static int IndexOf(ImmutableArray<ImmutableArray<string>> groups, string name)
        {
            for (int i = 0; i < groups.Length; i++)
                if (groups[i].Contains(name)) return i;
            return -1;
        }
    }

    /// <summary>The router of llama.cpp's server: the most recently used, by count.</summary>
    internal sealed record LlamaCpp(int ModelsMax) : RuleSettings
    {
        public const int DefaultModelsMax = 4;

        public override string Product => "llama.cpp";

        public override string Text => $"the last {ModelsMax} used";

        public override IPolicy Make(PolicyContext context) =>
            new MostRecentPolicy("llamacpp", context.Catalog, ModelsMax, sparesBusy: true);
    }

    /// <summary>A policy of this project's catalog, as its server runs it.</summary>
    internal sealed record Teleo(string Policy) : RuleSettings
    {
        public override string Product => "teleo";

        public override string Text => Policy;

        public override IPolicy Make(PolicyContext context) =>
            PolicyCatalog.TryCreate(Policy, context, out var policy, out string? problem)
                ? policy : throw InputException.Asked("BadPolicy", problem);
    }
}
