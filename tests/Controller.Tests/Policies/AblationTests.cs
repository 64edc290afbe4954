using System.Collections;
using System.Reflection;
using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Ledger;
using Teleo.Controller.Policies;
using Teleo.Controller.Tests.Deciding;
using Teleo.Controller.Tests.Domain;
using Teleo.Controller.Tests.Loop;

namespace Teleo.Controller.Tests.Policies;

public class AblationTests
{
    /// <summary>Arms that may well behave like the full controller on a small pool: they lift or set limits that do not bind there.</summary>
    private static readonly string[] MayMakeNoDifferenceHere = ["full", "expanded-caps", "cap-free", "lagged-resource", "fixed-horizon", "hard-stop", "believed-as-told", "no-harm", "no-period", "short-horizon"];

    private static readonly Lazy<ulong> Full = new(() => Course(Busy));

    public static TheoryData<string> Names => [.. Ablations.All.Select(ablation => ablation.Name)];

    [Theory, MemberData(nameof(Names))]
    public void It_changes_the_options_it_names_and_no_others(string name)
    {
        var ablation = Ablations.Find(name);
        var before = Flattened(new ControllerOptions());
        var after = Flattened(ablation.Apply(new ControllerOptions()));
        var changed = before.Keys.Where(path => !Equals(before[path], after[path])).Order(StringComparer.Ordinal);
        Assert.Equal(ablation.Fields.Order(StringComparer.Ordinal), changed);
        Assert.Empty(ablation.Apply(new ControllerOptions()).Problems());
    }

    [Theory, MemberData(nameof(Names))]
    public void It_changes_what_the_controller_does(string name)
    {
        if (MayMakeNoDifferenceHere.Contains(name)) return;
        Assert.NotEqual(Full.Value, Course(Ablations.Find(name).Apply(Busy)));
    }

    [Fact]
    public void Names_are_unique_and_the_first_changes_nothing()
    {
        Assert.Equal(Ablations.All.Count, Ablations.All.Select(ablation => ablation.Name).Distinct().Count());
        Assert.Equal(new ControllerOptions(), Ablations.All[0].Apply(new ControllerOptions()));
    }

    [Fact]
    public void An_unknown_name_is_refused_with_the_known_ones()
    {
        var refusal = Assert.Throws<ArgumentException>(() => Ablations.Find("no-such"));
        Assert.Contains("no-resource", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Options under which every term and operator has something to say.</summary>
    private static ControllerOptions Busy => Any.Options() with
    {
        Ledger = LedgerOptions.Pool with { Initial = 1, Maximum = 4 },
        Generator = new() { RetireBelowQuality = 0.7, RetireAfterJudged = 2 },
        Score = Any.Options().Score with { MostPassed = 1 },
    };

    /// <summary>A digest of all candidates, scores, choices and balances of a short, crowded run.</summary>
    private static ulong Course(ControllerOptions options)
    {
        var rng = new SeedTree(4).Stream("course");
        var catalog = Any.Catalog(ref rng, 14);
        var pool = new PoolDouble(catalog, new() { ResidentBytes = 110, ScratchBytes = 40 });
        foreach (int skill in (int[])[0, 4, 5, 13]) pool.MakeActive(skill);
        var rig = new Rig(pool, options);
        ulong digest = 14695981039346656037;
        rig.OnDecision = record =>
        {
            for (int i = 0; i < record.Candidates.Count; i++)
            {
                Fold((ulong)record.Candidates[i].Kind << 32 ^ (ushort)record.Candidates[i].First);
                Fold(BitConverter.DoubleToUInt64Bits(record.Total(i)));
                Fold(BitConverter.DoubleToUInt64Bits(record.Candidates[i].Cost));
            }

            Fold((ulong)record.Choice.Chosen);
            Fold((ulong)record.Outcome);
            Fold(BitConverter.DoubleToUInt64Bits(record.Inputs.Resource));
            foreach (var row in record.Rows) Fold(BitConverter.DoubleToUInt64Bits(row.After));
        };
        for (int i = 0; i < 250; i++)
        {
            int skill = rng.NextInt(rng.NextInt(14) + 1);
            pool.Request(skill);
            if (skill == 5) rig.Policy.Observe(new(PolicyEvents.Completion, 5, pool.NowNs, 0, 0.1, 0), pool.Sense());   // one that is always wrong
            pool.Advance(0.1 + rng.NextDouble());
        }

        return digest;

        void Fold(ulong bits) => digest = (digest ^ bits) * 1099511628211;
    }

    private static Dictionary<string, object?> Flattened(object options, string path = "")
    {
        var flat = new Dictionary<string, object?>();
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetIndexParameters().Length > 0) continue;
            object? value = property.GetValue(options);
            string name = path + property.Name;
            bool isLeaf = value is null or string or IEnumerable || value.GetType().IsValueType;
            if (isLeaf) flat[name] = value;
            else foreach (var (inner, leaf) in Flattened(value!, name + ".")) flat[inner] = leaf;
        }

        return flat;
    }
}
