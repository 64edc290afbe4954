using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Teleo.Experiments.Workloads;

/// <summary>The parts of a request that a log may state.</summary>
internal enum LogRole : byte
{
    Time,
    Model,
    Session,
    Input,
    Output,
    Id,
}

/// <summary>
/// The names under which servers and proxies write each part of a request, the preferred name first. Names are compared in lower
/// case, with every other character than a letter or digit as an underscore; a nested JSON member is named by its path.
/// </summary>
internal static class LogRoles
{
    public const int Count = 6;

    private static readonly ImmutableArray<string>[] Names =
    [
        [
            "t_s", "arrived_at", "arrival", "arrival_time", "arrival_s", "arrived", "received_at", "request_time", "requested_at",
            "start_time", "starttime", "started_at", "start", "timestamp", "time", "ts", "t", "_timestamp", "created",
            "created_at", "datetime", "date", "epoch", "unix_time", "time_s", "timestamp_s", "ts_s", "epoch_s", "time_ms",
            "timestamp_ms", "ts_ms", "epoch_ms", "time_us", "timestamp_us", "ts_us", "time_ns", "timestamp_ns", "ts_ns",
        ],
        [
            "model", "model_name", "modelname", "model_id", "request_model", "service", "deployment", "skill",
        ],
        [
            "session", "session_id", "conversation", "conversation_id", "chat_id", "thread_id", "user", "user_id", "username",
            "end_user", "tenant", "tenant_id", "client", "client_id", "api_key", "key_alias",
        ],
        [
            "input_tokens", "prompt_tokens", "usage_prompt_tokens", "usage_input_tokens", "prompt_eval_count", "context_length",
            "context_tokens", "contexttokens", "tokens_in", "num_prompt_tokens", "n_prompt_tokens", "prompt_length",
            "input_length", "timings_prompt_n", "prompt_n",
        ],
        [
            "output_tokens", "completion_tokens", "usage_completion_tokens", "usage_output_tokens", "eval_count",
            "generated_tokens", "generatedtokens", "tokens_out", "num_completion_tokens", "response_tokens", "output_length",
            "timings_predicted_n", "predicted_n", "n_decoded",
        ],
        [
            "request_id", "req_id", "call_id", "litellm_call_id", "uuid", "id",
        ],
    ];

    private static readonly FrozenDictionary<string, (LogRole Role, int Rank)> ByName =
        Names.SelectMany((names, role) => names.Select((name, rank) => (name, role: (LogRole)role, rank)))
            .ToFrozenDictionary(e => e.name, e => (e.role, e.rank));

    /// <summary>Returns the known names of a role, for error messages.</summary>
    public static IEnumerable<string> NamesOf(LogRole role) => Names[(int)role];

    /// <summary>Finds the role of a column; a lower rank is preferred where several columns have one role.</summary>
    public static bool TryFind(string normalised, out LogRole role, out int rank)
    {
        bool isKnown = ByName.TryGetValue(normalised, out var found);
        (role, rank) = found;
        return isKnown;
    }

    public static string Normalised(string name) =>
        string.Create(name.Length, name, (into, from) =>
        {
            for (int i = 0; i < from.Length; i++) into[i] = char.IsAsciiLetterOrDigit(from[i]) ? char.ToLowerInvariant(from[i]) : '_';
        });

    /// <summary>The unit that a time column's name states; 0 where it states none.</summary>
    public static long UnitNs(string normalised) =>
        normalised.EndsWith("_ms", StringComparison.Ordinal) ? 1_000_000
        : normalised.EndsWith("_us", StringComparison.Ordinal) ? 1_000
        : normalised.EndsWith("_ns", StringComparison.Ordinal) ? 1
        : normalised.EndsWith("_s", StringComparison.Ordinal) ? Request.NanosecondsPerSecond
        : 0;
}
