using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Ledger;
using Teleo.Controller.Policies;
using Teleo.Controller.Tracing;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Tracing;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Tests.Tracing;

/// <summary>Traces that were changed by someone who makes the hash chain, and where it helps the whole ledger, anew.</summary>
public class ForgeryTests
{
    private const string Workload = "drift-fast", Capacity = "30%", Earned = "teleodynamic-service-earned", Bankroll = "teleodynamic";
    private const ulong Seed = 3;
    private const int Middle = 300;

    /// <summary>A run under each law. Under the bankroll nobody waits, so that every load is a bet.</summary>
    private static readonly Dictionary<string, Lazy<byte[]>> Honest = new()
    {
        [Earned] = new(() => Recorded(Earned, new())),
        [Bankroll] = new(() => Recorded(Bankroll, new() { Miss = MissMode.Refuse, TimeoutSeconds = 2 })),
    };

    private static readonly Forgery[] Forgeries =
    [
        // The eleven that an earlier check let pass.
        new("the account is raised by an invented restore", Check.Verify)
        {
            Decision = At(Middle, r => r.Rows.Insert(1, new(LedgerEntry.Restore, 0, 1, 0, 0, 0, 0, 5))), Carries = true,
        },
        new("one credit of gain is invented", Check.Verify)
        {
            Decision = At(Middle, r => r.Rows[0] = r.Rows[0] with { Gain = r.Rows[0].Gain + 1 }), Carries = true,
        },
        new("penalties are erased", Check.Verify) { Decision = Always(r => Each(r, row => row with { Penalty = 0 })), Carries = true },
        new("the cost of actions is erased", Check.Verify)
        {
            Decision = Always(r => Each(r, row => row with { ActionCost = 0 })), Carries = true,
        },
        new("the gate saw another balance", Check.Verify) { Decision = At(Middle, r => r.Inputs.Resource += 1) },
        new("all outcomes are inverted", Check.Verify)
        {
            Outcome = o => o with { Succeeded = !o.Succeeded, RealisedSeconds = o.Succeeded ? double.NaN : 1 },
        },
        new("all outcomes are dropped", Check.Verify) { Outcome = _ => null },
        new("an accepted action is called a chosen no-op", Check.Verify)
        {
            Decision = Always(r => r.Outcome = r.Outcome == OutcomeCode.Acted ? OutcomeCode.SelectedNoOp : r.Outcome),
        },
        new("another policy in the header", Check.Rerun) { Header = h => h with { Policy = "teleodynamic-no-margin" } },
        new("another seed in the header", Check.Rerun) { Header = h => h with { Seed = h.Seed + 1 } },
        new("another capacity in the header", Check.Rerun) { Header = h => h with { Run = h.Run.SetItem("capacity", "60%") } },
        new("the second half is cut off and the end made anew", Check.Rerun) { CutAfter = Middle },
        new("the run of no-ops is rewritten", Check.Verify) { Decision = Always(r => r.NoOpRun = 0) },
        new("a guard's verdict is invented", Check.Verify) { Decision = At(Middle, r => r.Verdict = GuardVerdict.Memory) },
        new("updates of theta are rewritten", Check.Verify) { Decision = Always(r => r.InnerUpdates = 7) },
        new("actions in the window are rewritten", Check.Verify) { Decision = Always(r => r.ActionsInWindow = 1) },
        new("one decision is deleted", Check.Verify) { Drops = i => i == Middle },

        // Ledger.
        new("a succession is invented", Check.Verify)
        {
            Decision = At(Middle, r => r.Rows.Insert(1, new(LedgerEntry.Succession, 0, 1, 0, 0, 0, 0, 2))), Carries = true,
        },
        new("a gain of one outcome is added", Check.Verify)
        {
            Decision = At(Middle, r => r.Rows[0] = r.Rows[0] with { Gain = r.Rows[0].Gain + 0.01 }), Carries = true,
        },
        new("gains are doubled", Check.Verify)
        {
            Decision = Always(r => r.Rows[0] = r.Rows[0] with { Gain = 2 * r.Rows[0].Gain }), Carries = true,
        },
        new("gains are taken away", Check.Verify) { Decision = Always(r => r.Rows[0] = r.Rows[0] with { Gain = 0 }), Carries = true },
        new("a gain is negative", Check.Verify) { Decision = At(Middle, r => r.Rows[0] = r.Rows[0] with { Gain = -1 }), Carries = true },
        new("nothing decays", Check.Verify) { Decision = Always(r => r.Rows[0] = r.Rows[0] with { Rho = 1 }), Carries = true },
        new("decay is a little slower", Check.Verify)
        {
            Decision = Always(r => r.Rows[0] = r.Rows[0] with { Rho = Math.Sqrt(r.Rows[0].Rho) }), Carries = true,
        },
        new("upkeep is a hundred times", Check.Verify)
        {
            Decision = Always(r => r.Rows[0] = r.Rows[0] with { Maintenance = 100 * r.Rows[0].Maintenance }), Carries = true,
        },
        new("upkeep is erased", Check.Replay) { Decision = Always(r => r.Rows[0] = r.Rows[0] with { Maintenance = 0 }), Carries = true },
        new("the cost of actions is halved", Check.Verify)
        {
            Decision = Always(r => Each(r, row => row with { ActionCost = row.ActionCost / 2 })), Carries = true,
        },
        new("rows of actions are left out", Check.Verify)
        {
            Decision = Always(r => r.Rows.RemoveAll(row => row.Entry == LedgerEntry.Action)), Carries = true,
        },
        new("an action is paid that was none", Check.Verify)
        {
            Decision = At(Middle, r => r.Rows.Add(new(LedgerEntry.Action, 0, 1, 0, 0, 0, 0, 0))), Carries = true,
        },
        new("an accrual pays for an action", Check.Verify)
        {
            Decision = At(Middle, r => r.Rows[0] = r.Rows[0] with { ActionCost = 0.01 }), Carries = true,
        },
        new("an accrual is left out", Check.Verify) { Decision = At(Middle, r => r.Rows.RemoveAt(0)), Carries = true },
        new("all rows are left out", Check.Verify) { Decision = Always(r => r.Rows.Clear()) },
        new("a row ends elsewhere", Check.Verify) { Decision = At(Middle, r => r.Rows[0] = r.Rows[0] with { After = 4 }) },
        new("a row begins elsewhere", Check.Verify) { Decision = At(Middle, r => r.Rows[0] = r.Rows[0] with { Before = 4 }) },
        new("the balance is another", Check.Verify) { Decision = At(Middle, r => r.Balance += 1) },
        new("the account begins with more", Check.Verify)
        {
            Decision = At(0, r => r.Rows[0] = r.Rows[0] with { Before = 5 }), Carries = true, Opening = 5,
        },
        new("the gate stood open", Check.Verify) { Decision = Always(r => r.Inputs.Resource = double.PositiveInfinity) },
        new("the law in the header is another", Check.Verify)
        {
            Header = h => h with { Options = h.Options with { Ledger = h.Options.Ledger with { GainPerCorrect = 0.02 } } },
        },

        // Decisions.
        new("a refusal by the resource is called a choice", Check.Verify)
        {
            Decision = Always(r => r.Outcome = r.Outcome == OutcomeCode.ResourceRestriction ? OutcomeCode.SelectedNoOp : r.Outcome),
        },
        new("a no-op is called an action", Check.Verify) { Decision = Always(r => r.Outcome = OutcomeCode.Acted) },
        new("the plant's answers are left out", Check.Verify) { Decision = Always(r => r.Receipt = null) },
        new("the plant refused", Check.Verify)
        {
            Decision = Always(r => r.Receipt = r.Receipt is { } receipt ? receipt with { Status = CommandStatus.RefusedIllegal } : null),
        },
        new("moves made are rewritten", Check.Verify) { Decision = Always(r => r.Inputs.MovesMade = 0) },
        new("the revision of the structure is rewritten", Check.Verify)
        {
            Decision = At(Middle, r => r.Revisions = r.Revisions with { Structure = r.Revisions.Structure + 5 }),
        },
        new("the revision of theta is rewritten", Check.Verify)
        {
            Decision = At(Middle, r => r.Revisions = r.Revisions with { Adaptation = r.Revisions.Adaptation + 5 }),
        },
        new("the revision of the resource is rewritten", Check.Verify)
        {
            Decision = At(Middle, r => r.Revisions = r.Revisions with { Resource = 1 }),
        },
        new("the revision of the trajectory is rewritten", Check.Verify)
        {
            Decision = At(Middle, r => r.Revisions = r.Revisions with { Trajectory = 1 }),
        },
        new("the structure is another", Check.Verify) { Decision = At(Middle, r => r.StructureId ^= 1) },
        new("a skill is resident that was not", Check.Verify)
        {
            Decision = At(Middle, r => r.Inputs.Skills[^1].Lifecycle = Lifecycle.Retired),
        },
        new("time goes back", Check.Verify) { Decision = At(Middle, r => r.Inputs.NowNs = 5) },
        new("the first half is cut off", Check.Verify) { Drops = i => i < Middle },
        new("a decision stands twice", Check.Verify) { Doubles = i => i == Middle },
        new("requests were completed that were not", Check.Verify)
        {
            Decision = Always(r => r.Inputs.Skills[0].Completions += 3, from: Middle),
        },
        new("an estimate was another", Check.Replay)
        {
            Decision = Always(r => r.Inputs.Estimates[0] = r.Inputs.Estimates[0] with { DemandPerSecond = 9 }),
        },
        new("a score term is another", Check.Replay) { Decision = Always(ChangeTerm) },
        new("what could not be afforded could", Check.Replay)
        {
            Decision = Always(r => { foreach (ref var c in r.Candidates.AsSpan()) c.IsAffordable = !c.IsAffordable; }),
        },
        new("the gate is said to have bound", Check.Replay)
        {
            Decision = At(Middle, r => r.Choice = r.Choice with { GateBound = !r.Choice.GateBound }),
        },
        new("another reason is given", Check.Replay)
        {
            Decision = Always(r => r.Choice = r.Choice with { Reason = NoOpReason.ExternalSafetyGuard }),
        },

        // Outcomes.
        new("one outcome is dropped", Check.Verify) { Outcome = Once(_ => null) },
        new("an outcome names another decision", Check.Verify) { Outcome = Once(o => o with { DecisionId = o.DecisionId - 1 }) },
        new("an outcome names another skill", Check.Verify) { Outcome = Once(o => o with { Skill = (o.Skill + 1) % 16 }) },
        new("an outcome came later", Check.Verify) { Outcome = Once(o => o with { TimeNs = o.TimeNs + 1 }) },
        new("an outcome took longer", Check.Rerun) { Outcome = Once(o => o with { RealisedSeconds = o.RealisedSeconds + 1 }) },

        // Accounts of sources.
        Bet("time adds twice as much", AccountEntry.Trickle, row => row with { Added = 2 * row.Added }),
        Bet("time adds half a second's worth", AccountEntry.Trickle, row => row with { Added = row.Added / 2 }),
        Bet("stakes are halved", AccountEntry.Stake, row => row with { Taken = row.Taken / 2, Staked = row.Staked / 2 }),
        Bet("stakes are said to be another's", AccountEntry.Stake, row => row with { Bet = row.Bet - 1 }),
        Bet("savings come back twice", AccountEntry.Settlement, row => row with { Added = row.Added + row.Saved }),
        Bet("savings are doubled", AccountEntry.Settlement, row => row with { Saved = 2 * row.Saved }),
        Bet("harm is erased", AccountEntry.Settlement, row => row with { Harm = 0 }),
        Bet("harm that nothing covered is erased", AccountEntry.Settlement, row => row with { Debt = row.Debt + 1 }),
        Bet("bets are settled on another skill", AccountEntry.Settlement, row => row with { Skill = (row.Skill + 1) % 16 }),
        new("settlements are left out", Check.Verify)
        {
            Policy = Bankroll, Decision = Always(r => r.Bets.RemoveAll(row => row.Entry == AccountEntry.Settlement)),
        },
        new("the gate saw more in an account", Check.Verify) { Policy = Bankroll, Decision = At(Middle, r => r.Inputs.Accounts[0] += 1) },
        new("accounts hold more than they did", Check.Verify)
        {
            Policy = Bankroll, Decision = Always(r => { foreach (ref double account in r.Inputs.Accounts.AsSpan()) account += 9; }),
        },
    ];

    /// <summary>The forgeries that nothing shows where the pool is live, since nothing can be played again.</summary>
    private static readonly string[] UnseenOfLivePools = [];

    public static TheoryData<string> Names => [.. Forgeries.Select(forgery => forgery.Name)];

    [Theory]
    [InlineData(Earned)]
    [InlineData(Bankroll)]
    public void An_honest_trace_passes_every_check(string policy)
    {
        byte[] trace = Honest[policy].Value;
        Assert.Equal(Check.None, CaughtBy(trace));
        var proof = TraceProof.Of(() => new MemoryStream(trace), plays: true, CancellationToken.None);
        Assert.True(proof.IsRunAgain);
        Assert.Empty(proof.NotProved);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_forged_trace_is_caught(string name)
    {
        var forgery = Forgeries.Single(one => one.Name == name);
        byte[] forged = Forged(forgery);
        Assert.False(forged.AsSpan().SequenceEqual(Honest[forgery.Policy].Value), "the forgery changes nothing");
        Assert.Equal(forgery.Caught, CaughtBy(forged));
    }

    /// <summary>One for each check that <c>teleo trace verify</c> makes.</summary>
    [Theory]
    [InlineData("penalties are erased")]
    [InlineData("an estimate was another")]
    [InlineData("another seed in the header")]
    public void One_command_makes_every_check(string name)
    {
        byte[] forged = Forged(Forgeries.Single(one => one.Name == name));
        Assert.Throws<TraceException>(() => TraceProof.Of(() => new MemoryStream(forged), plays: true, CancellationToken.None));
    }

    /// <summary>The same lies about a pool that cannot be played again: most are seen, and the rest is listed and printed.</summary>
    [Fact]
    public void Of_a_live_pool_the_forgeries_that_nothing_shows_are_known()
    {
        var unseen = new List<string>();
        foreach (var forgery in Forgeries)
        {
            byte[] forged = Forged(forgery with
            {
                Header = header => (forgery.Header?.Invoke(header) ?? header) is var changed
                    ? changed with { Run = changed.Run.SetItem("plant", "live") } : header,
            });
            try
            {
                var proof = TraceProof.Of(() => new MemoryStream(forged), plays: true, CancellationToken.None);
                Assert.Equal(3, proof.NotProved.Count(open => open.StartsWith("that ", StringComparison.Ordinal)));
                unseen.Add(forgery.Name);
            }
            catch (TraceException)
            {
            }
        }

        Assert.Equal(string.Join('\n', UnseenOfLivePools), string.Join('\n', unseen));
    }

    /// <summary>What no file can prove: the name of the code that made it, where the same code is run again under another name.</summary>
    [Fact]
    public void The_revision_in_the_header_proves_nothing() =>
        Assert.Equal(Check.None, CaughtBy(Forged(new("another commit", Check.None) { Header = h => h with { SourceRevision = "0000000" } })));

    /// <summary>The cheapest check that catches it.</summary>
    private static Check CaughtBy(byte[] trace)
    {
        if (Refuses(() => TraceVerifier.Verify(Read(trace)))) return Check.Verify;
        if (Refuses(() => TraceReplay.Reproduce(Read(trace)))) return Check.Replay;
        return Refuses(() => TraceRerun.Check(new MemoryStream(trace), Read(trace).Header, CancellationToken.None)) ? Check.Rerun : Check.None;

        static bool Refuses(Action check)
        {
            try
            {
                check();
                return false;
            }
            catch (TraceException)
            {
                return true;
            }
        }
    }

    private static byte[] Recorded(string name, PlantSettings settings)
    {
        var bytes = new MemoryStream();
        TraceWriter? writer = null;
        var run = new Dictionary<string, string> { ["workload"] = Workload, ["capacity"] = Capacity, ["plant"] = "simulated" };
        var scenario = new Scenario(Workload, Capacity) { Settings = settings };
        foreach (var (fact, value) in TraceRerun.FactsOf(scenario)) run[fact] = value;
        scenario.Prepare(Seed).Play(name, new RunHooks
        {
            SinkFor = (policy, catalog) => writer = new(bytes, TraceFile.HeaderOf((TeleodynamicPolicy)policy, catalog, Seed, $"{Workload}/{policy.Name}/{Seed}", run)),
        });
        writer!.End();
        return bytes.ToArray();
    }

    private static byte[] Forged(Forgery forgery)
    {
        var reader = Read(Honest[forgery.Policy].Value);
        var bytes = new MemoryStream();
        var header = forgery.Header?.Invoke(reader.Header) ?? reader.Header;
        using var writer = new TraceWriter(bytes, header);
        double balance = forgery.Opening ?? header.Options.Ledger.Initial;
        int index = 0;
        for (var line = reader.Read(); line != TraceLine.End && index <= forgery.CutAfter; line = reader.Read())
        {
            if (line == TraceLine.Outcome)
            {
                if ((forgery.Outcome is { } change ? change(reader.Outcome) : reader.Outcome) is { } outcome) writer.Realise(outcome);
                continue;
            }

            forgery.Decision?.Invoke(index, reader.Record);
            if (forgery.Carries) balance = Carry(reader.Record, balance, header.Options.Ledger);
            if (forgery.Drops?.Invoke(index) != true) writer.Receive(reader.Record);
            if (forgery.Doubles?.Invoke(index) == true) writer.Receive(reader.Record);
            index++;
        }

        writer.End();
        return bytes.ToArray();
    }

    /// <summary>Makes the ledger anew from the terms that the forgery left, so that every row follows from the one before.</summary>
    private static double Carry(DecisionRecord record, double balance, LedgerOptions law)
    {
        for (int i = 0; i < record.Rows.Count; i++)
        {
            var row = record.Rows[i] with { Before = balance };
            bool isSet = row.Entry is LedgerEntry.Restore or LedgerEntry.Succession;
            if (!isSet) row = row with { After = ResourceLaw.Next(balance, row.Rho, row.Gain, row.Penalty, row.Maintenance, row.ActionCost, law.Minimum, law.Maximum) };
            record.Rows[i] = row;
            balance = row.After;
            if (row.Entry != LedgerEntry.Action) record.Inputs.Resource = balance;
        }

        record.Balance = balance;
        return balance;
    }

    /// <summary>Changes rows of one kind, and carries accounts and resource on as far as the sums allow.</summary>
    private static Forgery Bet(string name, AccountEntry entry, Func<AccountRow, AccountRow> change) => new(name, Check.Verify)
    {
        Policy = Bankroll,
        Decision = Always(record =>
        {
            for (int i = 0; i < record.Bets.Count; i++)
            {
                if (record.Bets[i].Entry != entry) continue;
                var row = change(record.Bets[i]);
                record.Bets[i] = row with { After = row.Before + row.Added - row.Taken };
            }
        }),
    };

    private static TraceReader Read(byte[] trace) => new(new MemoryStream(trace));

    private static Action<int, DecisionRecord> At(int index, Action<DecisionRecord> change) => (i, record) =>
    {
        if (i == index) change(record);
    };

    private static Action<int, DecisionRecord> Always(Action<DecisionRecord> change, int from = 0) => (i, record) =>
    {
        if (i >= from) change(record);
    };

    private static Func<Realisation, Realisation?> Once(Func<Realisation, Realisation?> change)
    {
        int seen = 0;
        return outcome => seen++ == 5 ? change(outcome) : outcome;
    }

    private static void Each(DecisionRecord record, Func<LedgerRow, LedgerRow> change)
    {
        for (int i = 0; i < record.Rows.Count; i++) record.Rows[i] = change(record.Rows[i]);
    }

    private static void ChangeTerm(DecisionRecord record)
    {
        foreach (ref var candidate in record.Candidates.AsSpan()[1..]) candidate.Terms[ScoreTerm.TaskBenefit] += 1;
    }

    private enum Check
    {
        None,
        Verify,
        Replay,
        Rerun,
    }

    /// <summary>One way of changing a trace.</summary>
    /// <param name="Caught">The cheapest check that must catch it.</param>
    private sealed record Forgery(string Name, Check Caught)
    {
        /// <summary>The controller whose run is forged.</summary>
        public string Policy { get; init; } = Earned;

        public Func<TraceHeader, TraceHeader>? Header { get; init; }

        public Action<int, DecisionRecord>? Decision { get; init; }

        public Func<Realisation, Realisation?>? Outcome { get; init; }

        public Func<int, bool>? Drops { get; init; }

        public Func<int, bool>? Doubles { get; init; }

        public int CutAfter { get; init; } = int.MaxValue;

        /// <summary>The ledger is made anew from the changed terms.</summary>
        public bool Carries { get; init; }

        public double? Opening { get; init; }
    }
}
