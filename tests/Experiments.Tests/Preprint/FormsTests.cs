using Teleo.Controller.Domain;
using Teleo.Experiments.Preprint;

namespace Teleo.Experiments.Tests.Preprint;

public sealed class FormsTests
{
    public static TheoryData<uint> Cases => [.. Enumerable.Range(0, 50).Select(i => (uint)i)];

    [Fact]
    public void Void_and_mark_cross_into_each_other()
    {
        var forms = new Forms();
        Assert.Equal(Forms.Mark, forms.Cross(Forms.Void));
        Assert.Equal(Forms.Void, forms.Cross(Forms.Mark));
        Assert.Equal(Forms.Void, forms.Call());
        Assert.Equal(2, forms.Count);
    }

    [Fact]
    public void A_double_cross_is_its_content()
    {
        var forms = new Forms();
        int atom = forms.Atom(), other = forms.Atom();
        Assert.Equal(atom, forms.Cross(forms.Cross(atom)));
        int call = forms.Call(atom, other);
        Assert.Equal(call, forms.Cross(forms.Cross(call)));
    }

    [Fact]
    public void A_form_beside_its_cross_is_the_mark()
    {
        var forms = new Forms();
        int atom = forms.Atom(), other = forms.Atom();
        Assert.Equal(Forms.Mark, forms.Call(other, atom, forms.Cross(atom)));
        Assert.Equal(Forms.Mark, forms.Call(atom, Forms.Mark));
        Assert.Equal(atom, forms.Call(Forms.Void, atom));
    }

    [Fact]
    public void Equal_forms_are_one_entry_and_count_once()
    {
        var forms = new Forms();
        int atom = forms.Atom(), other = forms.Atom();
        int both = forms.And(atom, other);
        int count = forms.Count, complexity = forms.UniqueComplexity;
        Assert.Equal(both, forms.And(other, atom));
        Assert.Equal((count, complexity), (forms.Count, forms.UniqueComplexity));
    }

    [Fact]
    public void Splitting_a_form_costs_four_and_three_units_written_out()
    {
        var forms = new Forms();
        int form = forms.Call(forms.Atom(), forms.Atom()), separator = forms.Atom();
        long before = forms.ComplexityOf(form);
        Assert.Equal(2, before);
        Assert.Equal(before + 4, forms.ComplexityOf(forms.And(form, separator)));
        Assert.Equal(before + 3, forms.ComplexityOf(forms.AndNot(form, separator)));
    }

    [Fact]
    public void Text_is_brackets_around_crosses_and_names_an_entry_where_it_becomes_too_deep()
    {
        var forms = new Forms();
        int atom = forms.Atom(), other = forms.Atom(), both = forms.And(atom, other);
        Assert.Equal("((a0) (a1))", forms.Text(both));
        Assert.Equal("(a1 (a0))", forms.Text(forms.AndNot(atom, other)));
        Assert.Equal($"(@{forms.PartsOf(both)[0]})", forms.Text(both, depth: 1));
    }

    [Fact]
    public void Complexity_of_forms_that_double_at_every_level_stops_growing()
    {
        var forms = new Forms();
        int form = forms.Atom();
        for (int level = 0; level < 80; level++) form = forms.Call(form, forms.Cross(forms.Call(form, forms.Atom())));
        Assert.Equal(Forms.MostComplexity, forms.ComplexityOf(form));
        Assert.InRange(forms.UniqueComplexity, 160, 400);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Both_and_without_are_products_of_soft_values(uint seed)
    {
        var world = new RandomForms(seed);
        int form = world.Any(), other = world.Any();
        int both = world.Forms.And(form, other), without = world.Forms.AndNot(form, other);
        double[] values = world.Values();
        // The two rewriting rules hold for truth values, not for soft ones: where one of them applied, the product is another.
        if (world.Forms.KindOf(both) != FormKind.Void) Assert.Equal(values[form] * values[other], values[both], 1e-12);
        if (world.Forms.KindOf(without) != FormKind.Void) Assert.Equal(values[form] * (1 - values[other]), values[without], 1e-12);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Slopes_are_those_of_small_changes(uint seed)
    {
        var world = new RandomForms(seed);
        for (int i = 0; i < 6; i++) world.Any();
        int top = world.Forms.Count - 1;
        double[] slopes = new double[world.Forms.Count];
        slopes[top] = 1;
        double[] values = world.Values();
        FormValues.Backward(world.Forms, values, slopes);
        for (int form = 2; form < world.Forms.Count; form++)
        {
            if (world.Forms.KindOf(form) != FormKind.Atom) continue;
            const double Step = 1e-5;
            ref double offset = ref world.Weights[world.Forms.OrdinalOf(form) * RandomForms.Stride + 1];
            double kept = offset;
            offset = kept + Step;
            double above = world.Values()[top];
            offset = kept - Step;
            double below = world.Values()[top];
            offset = kept;
            Assert.Equal((above - below) / (2 * Step), slopes[form] * values[form] * (1 - values[form]), 1e-7);
        }
    }

    /// <summary>Forms of atoms over one feature, put together at random.</summary>
    private sealed class RandomForms
    {
        public const int Stride = 8;

        private RandomStream _chance;

        public RandomForms(uint seed)
        {
            _chance = new SeedTree(seed).Stream("forms");
            for (int i = 0; i < 5; i++) Forms.Atom();
            for (int i = 0; i < Weights.Length; i++) Weights[i] = i % Stride < 2 ? _chance.NextNormal() : 0;
            for (int i = 0; i < 10; i++) Any();
        }

        public Forms Forms { get; } = new();

        public double[] Weights { get; } = new double[5 * Stride];

        public int Any()
        {
            int one = _chance.NextInt(Forms.Count), other = _chance.NextInt(Forms.Count);
            return _chance.NextInt(3) switch
            {
                0 => Forms.Cross(one),
                1 => Forms.Call(one, other),
                _ => Forms.And(one, other),
            };
        }

        public double[] Values()
        {
            var values = new double[Forms.Count];
            FormValues.Forward(Forms, Weights, Stride, [0.7, 1, 0, 0, 0, 0, 0, 0], values);
            return values;
        }
    }
}
