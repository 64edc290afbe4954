namespace Teleo.Experiments.Evaluation;

/// <summary>Compares an answer with the right one.</summary>
public enum AnswerKind
{
    Exact,

    /// <summary>The same length as the right answer, with one different character.</summary>
    OneCharacter,

    /// <summary>The same length as the right answer, with several different characters.</summary>
    SeveralCharacters,

    /// <summary>Shorter or longer.</summary>
    WrongLength,

    /// <summary>The answer did not end within the limit.</summary>
    Unended,
}

/// <summary>The answer to one item, and its judgement.</summary>
/// <param name="Confidence">The probability the model gave to its whole answer, the end included.</param>
/// <param name="Tokens">Read and written.</param>
public sealed record ItemOutcome(ExamItem Item, string Answer, AnswerKind Kind, double Confidence, int Tokens, double Milliseconds)
{
    public bool IsExact => Kind == AnswerKind.Exact;

    public static AnswerKind Compare(string answer, string right, bool ended)
    {
        if (!ended) return AnswerKind.Unended;
        if (answer == right) return AnswerKind.Exact;
        if (answer.Length != right.Length) return AnswerKind.WrongLength;
        return answer.Zip(right).Count(pair => pair.First != pair.Second) == 1 ? AnswerKind.OneCharacter : AnswerKind.SeveralCharacters;
    }
}
