using System.Globalization;

namespace Teleo.Experiments.Preprint;

/// <summary>
/// The registry of forms. A form is an index; its parts have lower indices, so no form can contain itself. Equal forms have equal indices,
/// so a repeated subform is stored and counted once.
/// </summary>
/// <remarks>
/// Two rewriting rules of the calculus are applied when a form is made: a double cross equals its content (condensation), and a call with a
/// form and its cross equals the mark (cancellation). Entries are never changed or removed; only <see cref="Clear"/> empties the registry.
/// </remarks>
public sealed class Forms
{
    public const int Void = 0;
    public const int Mark = 1;

    /// <summary>The complexity at which counting stops: shared subforms make the expanded count double at every level.</summary>
    internal const long MostComplexity = 1L << 53;

    private FormKind[] _kinds = new FormKind[16];
    private int[] _firsts = new int[16];
    private int[] _counts = new int[16];
    private int[] _crosses = new int[16];
    private long[] _complexities = new long[16];
    private int[] _children = new int[16];

    public Forms() => Clear();

    /// <summary>Entries, the void and the mark included.</summary>
    public int Count { get; private set; }

    public int Atoms { get; private set; }

    /// <summary>Complexity of all entries, each counted once.</summary>
    public int UniqueComplexity { get; private set; }

    internal int ChildSlots { get; private set; }

    public FormKind KindOf(int form) => _kinds[form];

    /// <summary>Returns the ordinal of an atom's entry, from 0 in the order of birth.</summary>
    public int OrdinalOf(int atom) => _firsts[atom];

    public ReadOnlySpan<int> PartsOf(int form) =>
        _kinds[form] is FormKind.Cross or FormKind.Call ? _children.AsSpan(_firsts[form], _counts[form]) : [];

    /// <summary>Complexity with every subform written out.</summary>
    public long ComplexityOf(int form) => _complexities[form];

    /// <summary>Registers a new atom.</summary>
    public int Atom() => Append(FormKind.Atom, Atoms++, 0, 1);

    public int Cross(int form)
    {
        if (_crosses[form] >= 0) return _crosses[form];
        int cross = Append(FormKind.Cross, [form], Sum(1, _complexities[form]));
        (_crosses[form], _crosses[cross]) = (cross, form);
        return cross;
    }

    public int Call(params ReadOnlySpan<int> forms)
    {
        Span<int> kept = stackalloc int[forms.Length];
        int count = 0;
        foreach (int form in forms)
            if (form != Void) kept[count++] = form;
        kept = kept[..count];
        kept.Sort();
        if (count == 0) return Void;
        if (count == 1) return kept[0];
        long complexity = 0;
        foreach (int form in kept)
        {
            if (form == Mark || kept.Contains(_crosses[form])) return Mark;
            complexity = Sum(complexity, _complexities[form]);
        }

        return FindCall(kept) is var known and >= 0 ? known : Append(FormKind.Call, kept, complexity);
    }

    /// <summary>Both of two forms: the cross of the call of their crosses.</summary>
    public int And(int form, int other) => Cross(Call(Cross(form), Cross(other)));

    /// <summary>A form without another: the cross of the call of its cross and the other.</summary>
    public int AndNot(int form, int other) => Cross(Call(Cross(form), other));

    /// <summary>Returns the entry that is the cross of a form, or -1 where there is none yet.</summary>
    public int FindCross(int form) => _crosses[form];

    /// <summary>
    /// Returns the form in brackets: a cross is a pair around its content, a call is its parts side by side, an atom is a letter and its
    /// number, and <c>@k</c> is entry k if the text would be deeper than <paramref name="depth"/>.
    /// </summary>
    public string Text(int form, int depth = 8) => _kinds[form] switch
    {
        FormKind.Void => "",
        FormKind.Mark => "()",
        FormKind.Atom => "a" + _firsts[form].ToString(CultureInfo.InvariantCulture),
        _ when depth <= 0 => "@" + form.ToString(CultureInfo.InvariantCulture),
        FormKind.Cross => $"({Text(_children[_firsts[form]], depth - 1)})",
        _ => string.Join(' ', PartsOf(form).ToArray().Select(part => Text(part, depth - 1))),
    };

    public void Clear()
    {
        (Count, Atoms, UniqueComplexity, ChildSlots) = (0, 0, 0, 0);
        Append(FormKind.Void, 0, 0, 0);
        Append(FormKind.Mark, 0, 0, 0);
        (_crosses[Void], _crosses[Mark]) = (Mark, Void);
    }

    private int FindCall(ReadOnlySpan<int> parts)
    {
        // A form stands after its parts, and what is looked for is most often young.
        for (int form = Count - 1; form > parts[^1]; form--)
            if (_kinds[form] == FormKind.Call && parts.SequenceEqual(_children.AsSpan(_firsts[form], _counts[form]))) return form;
        return -1;
    }

    private int Append(FormKind kind, ReadOnlySpan<int> parts, long complexity)
    {
        if (ChildSlots + parts.Length > _children.Length)
            Array.Resize(ref _children, Math.Max(2 * _children.Length, ChildSlots + parts.Length));
        parts.CopyTo(_children.AsSpan(ChildSlots));
        ChildSlots += parts.Length;
        return Append(kind, ChildSlots - parts.Length, parts.Length, complexity);
    }

    private int Append(FormKind kind, int first, int count, long complexity)
    {
        if (Count == _kinds.Length)
        {
            Array.Resize(ref _kinds, 2 * Count);
            Array.Resize(ref _firsts, 2 * Count);
            Array.Resize(ref _counts, 2 * Count);
            Array.Resize(ref _crosses, 2 * Count);
            Array.Resize(ref _complexities, 2 * Count);
        }

        (_kinds[Count], _firsts[Count], _counts[Count], _crosses[Count], _complexities[Count]) = (kind, first, count, -1, complexity);
        UniqueComplexity += kind is FormKind.Atom or FormKind.Cross ? 1 : 0;
        return Count++;
    }

    private static long Sum(long a, long b) => Math.Min(MostComplexity, a + b);
}
