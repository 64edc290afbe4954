using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;

namespace Teleo.Controller.Tests.Deciding;

/// <summary>What holds of every decision, on random inputs.</summary>
public class DecisionLawTests
{
    private const int Rounds = 500;

    [Fact]
    public void What_is_chosen_fits_is_affordable_and_passes_the_guard()
    {
        var guard = new Guard(new GuardOptions());
        int acted = 0;
        ForEach(Any.Options(), (decider, record, _) =>
        {
            var choice = record.Choice;
            if (choice.Chosen == 0) return;
            acted++;
            ref readonly var chosen = ref record.Candidates[choice.Chosen];
            Assert.True(chosen.IsEligible && chosen.IsAffordable && chosen.HeldBy == Stabilisers.None);
            Assert.True(chosen.Cost <= record.Inputs.Resource);
            var action = record.Candidates.ActionOf(chosen, record.Inputs.Skills[chosen.First].Footprint, record.Inputs.NowNs + 1);
            Assert.Equal(GuardVerdict.None, guard.Judge(action, record.Inputs.View(decider.Catalog)));
        });
        Assert.InRange(acted, Rounds / 5, Rounds);
    }

    [Fact]
    public void Doing_nothing_is_always_possible_free_and_scored_with_the_same_terms() =>
        ForEach(Any.Options(), (_, record, _) =>
        {
            ref readonly var stay = ref record.Candidates[0];
            Assert.Equal(ActionKind.NoOp, stay.Kind);
            Assert.True(stay.IsEligible && stay.IsAffordable);
            Assert.Equal(0, stay.Cost);
            Assert.True(double.IsFinite(record.Total(0)));
            Assert.Equal(1, record.Candidates.AsSpan().ToArray().Count(c => c.Kind == ActionKind.NoOp));
        });

    [Theory]
    [InlineData(SelectionRule.Best)]
    [InlineData(SelectionRule.Worst)]
    [InlineData(SelectionRule.RandomAtRate)]
    [InlineData(SelectionRule.CostOnly)]
    [InlineData(SelectionRule.ScheduledGrowth)]
    public void The_order_of_candidates_never_matters(SelectionRule rule)
    {
        var options = Any.Options() with { Selection = new() { Rule = rule, ActionRate = 0.5, GrowthInterval = 1 } };
        ForEach(options, (decider, record, round) =>
        {
            var rng = new SeedTree(round).Stream("shuffle");
            var shuffled = Any.Shuffled(record.Candidates, ref rng);
            var totals = new double[shuffled.Count];
            for (int i = 0; i < totals.Length; i++) totals[i] = shuffled[i].Terms.Total(record.Weights);

            var choice = new Selector(decider.Options.Selection, record.Weights).Select(record.Inputs, shuffled, totals);

            Assert.Equal(Any.KeyOf(record.Candidates, record.Choice.Chosen), Any.KeyOf(shuffled, choice.Chosen));
            Assert.Equal((record.Choice.Outcome, record.Choice.Reason, record.Choice.GateBound), (choice.Outcome, choice.Reason, choice.GateBound));
        });
    }

    /// <summary>A control that chose as the score does would show nothing by losing.</summary>
    [Theory]
    [InlineData(SelectionRule.Worst)]
    [InlineData(SelectionRule.RandomAtRate)]
    [InlineData(SelectionRule.CostOnly)]
    [InlineData(SelectionRule.ScheduledGrowth)]
    public void A_control_takes_what_may_be_taken_and_not_what_the_score_says(SelectionRule rule)
    {
        var options = Any.Options() with { Selection = new() { Rule = rule, ActionRate = 0.5, GrowthInterval = 1, PruneBelowFreeShare = 0.5 } };
        int acted = 0, unlike = 0;
        ForEach(options, (_, record, _) =>
        {
            double[] totals = [.. Enumerable.Range(0, record.Candidates.Count).Select(record.Total)];
            var byScore = new Selector(new SelectionOptions(), record.Weights).Select(record.Inputs, record.Candidates, totals);
            int chosen = record.Choice.Chosen;
            Assert.True(record.Candidates[chosen].MayBeTaken);
            if (chosen > 0) acted++;
            if (chosen != byScore.Chosen) unlike++;
        });
        Assert.InRange(acted, Rounds / 20, Rounds);
        Assert.InRange(unlike, Rounds / 20, Rounds);
    }

    [Fact]
    public void No_two_candidates_share_a_key() =>
        ForEach(Any.Options(), (_, record, _) =>
        {
            var keys = Enumerable.Range(0, record.Candidates.Count).Select(i => Any.KeyOf(record.Candidates, i)).ToList();
            Assert.Equal(keys.Count, keys.Distinct().Count());
        });

    [Fact]
    public void Deciding_again_from_the_same_inputs_gives_the_same_bits()
    {
        var rng = new SeedTree(11).Stream("again");
        for (int i = 0; i < 20; i++)
        {
            var catalog = Any.Catalog(ref rng, 2 + rng.NextInt(20));
            var first = new Decider(catalog, Any.Options());
            var second = new Decider(catalog, Any.Options());
            var (a, b) = (new DecisionRecord(catalog.Count), new DecisionRecord(catalog.Count));
            for (int round = 0; round < Rounds; round++)
            {
                Any.Fill(a.Inputs, catalog, ref rng);
                Copy(a.Inputs, b.Inputs);
                first.Decide(a);
                second.Decide(b);
                Assert.Equal(Digest(a), Digest(b));
            }
        }
    }

    [Fact]
    public void The_best_is_better_than_all_that_may_be_taken_and_the_inverted_comparator_picks_the_worst()
    {
        foreach (bool inverted in (bool[])[false, true])
        {
            int sign = inverted ? -1 : 1;
            var options = Any.Options() with { Selection = new() { Rule = inverted ? SelectionRule.Worst : SelectionRule.Best, Margin = 0 } };
            ForEach(options, (_, record, _) =>
            {
                double chosen = sign * record.Total(record.Choice.Chosen);
                for (int i = 0; i < record.Candidates.Count; i++)
                {
                    ref readonly var candidate = ref record.Candidates[i];
                    if (candidate.IsEligible && candidate.IsAffordable && candidate.HeldBy == Stabilisers.None) Assert.True(chosen >= sign * record.Total(i));
                }
            });
        }
    }

    [Fact]
    public void An_action_must_be_better_than_doing_nothing_by_more_than_the_margin()
    {
        int acted = 0;
        ForEach(Any.Options() with { Selection = new() { Margin = 0 } }, (decider, record, _) =>
        {
            if (record.Choice.Chosen == 0) return;
            acted++;
            double[] totals = [.. Enumerable.Range(0, record.Candidates.Count).Select(record.Total)];
            double ahead = totals[record.Choice.Chosen] - totals[0];
            Assert.Equal(0, ChosenWith(ahead));
            Assert.Equal(record.Choice.Chosen, ChosenWith(Math.BitDecrement(ahead)));

            int ChosenWith(double margin) => new Selector(decider.Options.Selection with { Margin = margin }, record.Weights)
                .Select(record.Inputs, record.Candidates, totals).Chosen;
        });
        Assert.True(acted > Rounds / 5, $"{acted} acted");
    }

    [Fact]
    public void A_term_of_weight_nothing_is_as_if_it_did_not_exist()
    {
        foreach (var term in Enum.GetValues<ScoreTerm>())
        {
            var options = Any.Options();
            options = options with { Score = options.Score with { Weights = options.Score.Weights.With(term, 0) } };
            ForEach(options, (_, record, _) =>
            {
                for (int i = 0; i < record.Candidates.Count; i++)
                {
                    double without = 0;
                    foreach (var other in Enum.GetValues<ScoreTerm>())
                        if (other != term) without += record.Candidates[i].Terms[other];
                    Assert.Equal(without, record.Total(i));
                }
            }, rounds: 50);
        }
    }

    [Fact]
    public void A_term_that_is_not_a_number_counts_for_nothing_when_its_weight_is_nothing()
    {
        var terms = default(ScoreTerms);
        terms[ScoreTerm.Memory] = double.NaN;
        terms[ScoreTerm.Switching] = -2;
        Assert.Equal(-2, terms.Total(new ScoreWeights().With(ScoreTerm.Memory, 0).ToTerms()));
    }

    public static TheoryData<string> Prices => ["memory", "governance", "switching", "interference", "uncertainty"];

    [Theory, MemberData(nameof(Prices))]
    public void What_gets_dearer_never_becomes_more_attractive_to_use(string price)
    {
        var cheap = Any.Options();
        cheap = cheap with { Score = cheap.Score with { RoomShare = 0 } };   // room has a price of its own beside that of memory
        var dear = cheap with { Score = Dearer(cheap.Score, price) };
        var term = Enum.Parse<ScoreTerm>(price, ignoreCase: true);
        var rng = new SeedTree(5).Stream(price);
        for (int round = 0; round < Rounds; round++)
        {
            var catalog = Any.Catalog(ref rng, 12);
            var (a, b) = (new DecisionRecord(12), new DecisionRecord(12));
            Any.Fill(a.Inputs, catalog, ref rng);
            Copy(a.Inputs, b.Inputs);
            new Decider(catalog, cheap).Decide(a);
            new Decider(catalog, dear).Decide(b);
            var priced = Enumerable.Range(1, b.Candidates.Count - 1).ToDictionary(i => Any.KeyOf(b.Candidates, i));
            for (int i = 1; i < a.Candidates.Count; i++)
            {
                if (!priced.TryGetValue(Any.KeyOf(a.Candidates, i), out int same)) continue;   // at this price others would leave: another candidate
                double uses = a.Candidates[0].Terms[term] - a.Candidates[i].Terms[term];   // what more of it costs at the low price
                double gain = b.Advantage(same) - a.Advantage(i);
                Assert.True(uses <= 1e-9 || gain <= 1e-9, $"uses {uses} more and gains {gain}");
                Assert.True(uses >= -1e-9 || gain >= -1e-9, $"saves {-uses} and loses {-gain}");
            }
        }
    }

    [Fact]
    public void More_of_the_resource_never_makes_less_affordable()
    {
        var rng = new SeedTree(6).Stream("resource");
        for (int round = 0; round < Rounds; round++)
        {
            var catalog = Any.Catalog(ref rng, 10);
            var decider = new Decider(catalog, Any.Options());
            var record = new DecisionRecord(10);
            Any.Fill(record.Inputs, catalog, ref rng);
            decider.Decide(record);
            var before = record.Candidates.AsSpan().ToArray();
            record.Inputs.Resource += 1;
            decider.Decide(record);
            for (int i = 0; i < before.Length; i++) Assert.True(!before[i].IsAffordable || record.Candidates[i].IsAffordable);
        }
    }

    [Fact]
    public void Who_leaves_together_is_worth_least_together()
    {
        var options = new ControllerOptions { Score = new() { MemoryPrice = 0, GovernancePrice = 0, StandardErrors = 0, RoomShare = 0 } };
        int compared = 0;
        ForEach(options, (_, record, _) =>
        {
            var candidates = record.Candidates;
            for (int i = 1; i < candidates.Count - 1; i++)
            {
                bool sameLoad = candidates[i].Kind == ActionKind.Replace && candidates[i + 1].Kind == ActionKind.Replace && candidates[i].First == candidates[i + 1].First;
                if (!sameLoad || !candidates[i].LeavingIsExact) continue;
                compared++;
                Assert.True(record.Total(i) >= record.Total(i + 1) - 1e-9);   // the set found by search against a variant put in its place
            }
        });
        Assert.NotEqual(0, compared);
    }

    private static ScoreOptions Dearer(ScoreOptions score, string price) => price switch
    {
        "memory" => score with { MemoryPrice = 3 * score.MemoryPrice },
        "governance" => score with { GovernancePrice = 3 * score.GovernancePrice },
        "switching" => score with { SwitchPrice = 3 * score.SwitchPrice },
        "interference" => score with { InterferenceShare = 3 * score.InterferenceShare },
        "uncertainty" => score with { StandardErrors = 3 * score.StandardErrors },
        _ => throw new ArgumentOutOfRangeException(nameof(price)),
    };

    /// <summary>What is left undone is not covered: where requests name tasks, a split pays for others only if its two specialists do all that the model did.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_split_covers_a_model_whose_tasks_are_all_done(bool leavesOneUndone)
    {
        int splits = 0, covered = 0;
        ForEach(Any.Options(coverage: 1), (decider, record, _) =>
        {
            var skills = decider.Catalog.Skills.Select((skill, i) => leavesOneUndone && skill.Tasks.Length == 2 ? skill with { Tasks = [.. skill.Tasks, i] } : skill);
            var catalog = decider.Catalog with { Skills = [.. skills] };
            double[] with = Splits(coverage: 1), without = Splits(coverage: 0);
            splits += with.Length;
            covered += with.Zip(without).Count(pair => pair.First != pair.Second);

            double[] Splits(double coverage)
            {
                var again = new DecisionRecord(catalog.Count);
                Copy(record.Inputs, again.Inputs);
                new Decider(catalog, Any.Options(coverage)).Decide(again);
                return [.. Enumerable.Range(0, again.Candidates.Count).Where(i => again.Candidates[i].Kind == ActionKind.Split).Select(again.Total)];
            }
        });
        Assert.True(splits > 10, $"{splits} splits");
        Assert.Equal(leavesOneUndone, covered == 0);
    }

    internal static void ForEach(ControllerOptions options, Action<Decider, DecisionRecord, uint> check, int rounds = Rounds)
    {
        var rng = new SeedTree(3).Stream("inputs");
        for (uint round = 0; round < rounds; round++)
        {
            var catalog = Any.Catalog(ref rng, 1 + rng.NextInt(24));
            var decider = new Decider(catalog, options);
            var record = new DecisionRecord(catalog.Count);
            Any.Fill(record.Inputs, catalog, ref rng);
            decider.Decide(record);
            check(decider, record, round);
        }
    }

    private static void Copy(DecisionInputs from, DecisionInputs to)
    {
        to.Trigger = from.Trigger;
        to.TriggerSkill = from.TriggerSkill;
        to.Sequence = from.Sequence;
        to.Seed = from.Seed;
        to.Resource = from.Resource;
        to.Phase = from.Phase;
        to.MovesMade = from.MovesMade;
        to.IdleAgeSeconds = from.IdleAgeSeconds;
        to.Freeze(from.View(new Catalog([], [])));
        from.Estimates.CopyTo(to.Estimates, 0);
        from.Moves.CopyTo(to.Moves, 0);
    }

    private static ulong Digest(DecisionRecord record)
    {
        ulong hash = (ulong)record.Choice.GetHashCode();
        for (int i = 0; i < record.Candidates.Count; i++)
        {
            var c = record.Candidates[i];
            Fold((ulong)HashCode.Combine(c.Kind, c.First, c.Second, c.Ineligibility, c.HeldBy, c.IsAffordable));
            foreach (short skill in record.Candidates.Leaving(c)) Fold((ulong)skill);
            Fold(BitConverter.DoubleToUInt64Bits(c.Cost));
            for (int t = 0; t < ScoreTerms.Count; t++) Fold(BitConverter.DoubleToUInt64Bits(c.Terms[t]));
        }

        return hash;

        void Fold(ulong bits) => hash = (hash ^ bits) * 0x9E3779B97F4A7C15;
    }
}
