namespace Teleo.Training.Runs;

/// <summary>
/// Several examples one after another, without padding: every matrix product runs over all their tokens together, and only attention
/// separates them. The loss covers positions where <see cref="Targets"/> is not negative: the answers.
/// </summary>
internal sealed class Sequences(int maxTokens)
{
    public const int NoTarget = -1;

    public int[] Tokens { get; } = new int[maxTokens];

    /// <summary>The token that should follow, or <see cref="NoTarget"/>.</summary>
    public int[] Targets { get; } = new int[maxTokens];

    public List<(int Start, int Length)> Spans { get; } = [];

    public int TokenCount { get; private set; }

    public int TargetCount { get; private set; }

    public void Clear()
    {
        Spans.Clear();
        TokenCount = TargetCount = 0;
    }

    public bool HasRoomFor(int length) => TokenCount + length <= Tokens.Length;

    /// <summary>Adds one example: the model reads all but the last token and is judged from <paramref name="promptLength"/> on.</summary>
    public void Add(ReadOnlySpan<int> tokens, int promptLength)
    {
        int length = tokens.Length - 1;
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(promptLength, 1);
        if (!HasRoomFor(length)) throw new ArgumentException("the batch is full", nameof(tokens));

        Spans.Add((TokenCount, length));
        for (int i = 0; i < length; i++)
        {
            bool judged = i + 1 >= promptLength;
            Tokens[TokenCount + i] = tokens[i];
            Targets[TokenCount + i] = judged ? tokens[i + 1] : NoTarget;
            if (judged) TargetCount++;
        }

        TokenCount += length;
    }
}
