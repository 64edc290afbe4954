namespace Teleo.Experiments.Preprint;

/// <summary>The five constructors of a form.</summary>
public enum FormKind : byte
{
    /// <summary>The unmarked state. Value 0, complexity 0.</summary>
    Void,

    /// <summary>The marked state. Value 1, complexity 0.</summary>
    Mark,

    /// <summary>A half-space: the sigmoid of a linear function of the sample. Complexity 1.</summary>
    Atom,

    /// <summary>The negation of one form: 1 less its value. Complexity 1 more than its content.</summary>
    Cross,

    /// <summary>The noisy-or of several forms: 1 minus the product of their complements. Its complexity is the sum of theirs.</summary>
    Call,
}
