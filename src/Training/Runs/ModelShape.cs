namespace Teleo.Training.Runs;

/// <summary>The dimensions of a model to be trained: Llama architecture, adjacent rotary pairs, tied or untied output.</summary>
public sealed record ModelShape
{
    public int Vocabulary { get; init; } = 260;

    public int Hidden { get; init; } = 64;

    public int Layers { get; init; } = 4;

    public int FeedForward { get; init; } = 192;

    public int Heads { get; init; } = 4;

    public int KvHeads { get; init; } = 2;

    public int Context { get; init; } = 128;

    public bool TiedOutput { get; init; } = true;

    public float RopeTheta { get; init; } = 10000;

    public float RmsEpsilon { get; init; } = 1e-5f;

    public int HeadSize => Hidden / Heads;

    public int KvSize => KvHeads * HeadSize;

    /// <summary>Every fault of the shape, or none.</summary>
    public IEnumerable<string> Problems()
    {
        foreach (var (name, value) in new[]
        {
            (nameof(Vocabulary), Vocabulary), (nameof(Hidden), Hidden), (nameof(Layers), Layers), (nameof(FeedForward), FeedForward),
            (nameof(Heads), Heads), (nameof(KvHeads), KvHeads), (nameof(Context), Context),
        })
        {
            if (value < 1) yield return $"{name} is {value}, it must be at least 1";
            if (value > 1 << 20) yield return $"{name} is {value}, more than this trainer is made for";
        }

        if (Heads > 0 && Hidden % Heads != 0) yield return $"Hidden ({Hidden}) is not a multiple of Heads ({Heads})";
        if (KvHeads > 0 && Heads % KvHeads != 0) yield return $"Heads ({Heads}) is not a multiple of KvHeads ({KvHeads})";
        if (Heads > 0 && Hidden % Heads == 0 && HeadSize % 2 != 0)
            yield return $"the head size ({HeadSize}) is odd, so its elements cannot turn in pairs";
        if (!(float.IsFinite(RopeTheta) && RopeTheta > 0)) yield return "RopeTheta must be finite and positive";
        if (!(float.IsFinite(RmsEpsilon) && RmsEpsilon > 0)) yield return "RmsEpsilon must be finite and positive";
    }
}
