namespace Teleo.Experiments.Preprint;

/// <summary>
/// The soft values of all entries of a registry on one sample, and the gradient of the loss. Entries come after their parts, so one pass in
/// order gives the values and one in reverse the gradient.
/// </summary>
internal static class FormValues
{
    public static double Sigmoid(double logit) => 1 / (1 + PortableMath.Exp(-logit));

    /// <param name="weights">One row of <paramref name="stride"/> numbers per atom; the last that is used is its offset.</param>
    public static void Forward(Forms forms, ReadOnlySpan<double> weights, int stride, ReadOnlySpan<double> sample, Span<double> values)
    {
        for (int form = 0; form < forms.Count; form++)
        {
            values[form] = forms.KindOf(form) switch
            {
                FormKind.Void => 0,
                FormKind.Mark => 1,
                FormKind.Atom => Sigmoid(DoubleLanes.Dot(weights.Slice(forms.OrdinalOf(form) * stride, stride), sample)),
                FormKind.Cross => 1 - values[forms.PartsOf(form)[0]],
                _ => 1 - Left(forms.PartsOf(form), values, except: -1),
            };
        }
    }

    /// <summary>
    /// Propagates slopes from forms to their parts. On entry they have the direct gradient of the loss for each form; on return those of
    /// atoms are complete.
    /// </summary>
    public static void Backward(Forms forms, ReadOnlySpan<double> values, Span<double> slopes)
    {
        for (int form = forms.Count - 1; form > Forms.Mark; form--)
        {
            double slope = slopes[form];
            if (slope == 0) continue;
            var parts = forms.PartsOf(form);
            switch (forms.KindOf(form))
            {
                case FormKind.Cross:
                    slopes[parts[0]] -= slope;
                    break;
                case FormKind.Call:
                    for (int i = 0; i < parts.Length; i++) slopes[parts[i]] += slope * Left(parts, values, i);
                    break;
            }
        }
    }

    /// <summary>Returns the product of the complements of all parts but one; a quotient would fail if a part is 1.</summary>
    private static double Left(ReadOnlySpan<int> parts, ReadOnlySpan<double> values, int except)
    {
        double left = 1;
        for (int i = 0; i < parts.Length; i++)
            if (i != except) left *= 1 - values[parts[i]];
        return left;
    }
}
