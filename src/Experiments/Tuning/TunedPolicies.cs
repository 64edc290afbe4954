using System.Collections.Immutable;
using System.Text.Json;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;

namespace Teleo.Experiments.Tuning;

/// <summary>Policies tuned for each machine with the same number of trials, and how the search was made.</summary>
internal sealed record TunedPolicies
{
    public const string CurrentFormat = "teleo.tuned/1";

    private static readonly JsonLimits Limits = new(1 << 22);

    private static readonly JsonSerializerOptions Layout = new(Json.Options)
    {
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public string Format { get; init; } = CurrentFormat;

    /// <summary>The requests that were tuned on; they are used for nothing else.</summary>
    public required string Workload { get; init; }

    public required ImmutableArray<string> Capacities { get; init; }
    public required long Requests { get; init; }
    public required ulong Seed { get; init; }

    /// <summary>Settings tried of each policy at most.</summary>
    public required int Trials { get; init; }

    public required ImmutableArray<TunedPolicy> Policies { get; init; }

    /// <summary>The tuned setting of a policy on a machine; its defaults where it was not tuned there.</summary>
    public string SpecOf(string machine, string policy) =>
        Policies.FirstOrDefault(tuned => tuned.Machine == machine && tuned.Policy == policy)?.Spec ?? policy;

    public static TunedPolicies Read(string path)
    {
        if (!JsonInput.TryRead<TunedPolicies>(InputFile.ReadAll(path, Limits.Bytes), Layout, Limits, out var read, out string problem))
            throw new InputException("BadTuned", problem, path);
        return read.Format == CurrentFormat ? read : throw new InputException("BadTuned", $"another format than {CurrentFormat}", path);
    }
}
