using Teleo.Controller.Domain;
using Teleo.Controller.Ledger;

namespace Teleo.Experiments.Preprint;

/// <summary>
/// Runs the learner over splits of one data set. Every draw comes from a stream named by data set, split and step, so a run depends only on
/// its options, the seed and the number of its split. It serves one thread and is reused for further runs.
/// </summary>
public sealed class LearnerRun
{
    private readonly SeedTree _seeds;
    private readonly string _setting;
    private readonly string _orders;
    private readonly string _directions;
    private readonly PreparedSplit _prepared;

    public LearnerRun(DataSet data, LearnerSetting setting, SeedTree seeds, bool scoresAll = false)
    {
        _seeds = seeds;
        _setting = setting.Name;
        (_orders, _directions) = ($"de11 order {data.Name}", $"de11 direction {data.Name}");
        _prepared = new PreparedSplit(data);
        Learner = new Learner(data.Shape, setting.Options) { ScoresAll = scoresAll };
        Theta = new LearnerState(data.Shape);
    }

    /// <summary>The state at the end of the last run.</summary>
    public LearnerState Theta { get; }

    public Learner Learner { get; }

    /// <summary>Returns the split of a number, which is the same for every learner and for the baseline.</summary>
    public static StratifiedSplit SplitOf(DataSet data, SeedTree seeds, int number) =>
        StratifiedSplit.Draw(data.Labels, data.Classes.Count, seeds.Stream($"de11 split {data.Name}", (uint)number));

    public LearnerFigures Run(int split, ILearnerSink? sink = null)
    {
        var options = Learner.Options;
        _prepared.Fill(SplitOf(_prepared.Data, _seeds, split), options.Scaling);
        Theta.Reset();
        var tally = new LearnerTally();
        var account = options.Energy.Opening;
        int[] order = [.. _prepared.Split.Train];
        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            _seeds.Stream(_orders, (uint)split, (uint)epoch).Shuffle(order.AsSpan());
            foreach (int row in order) account = Step(row, split, account, ref tally, sink);
            tally.EndPass(order.Length);
        }

        return Figures(split, account, tally);
    }

    /// <summary>The per-sample step in the preprint's order: infer, reward, learn, choose, apply.</summary>
    private EnergyAccount Step(int row, int split, EnergyAccount account, ref LearnerTally tally, ILearnerSink? sink)
    {
        var sample = _prepared.SampleOf(row);
        var law = Learner.Options.Energy;
        int generation = account.Generation;
        double complexity = law.UpkeepPerComplexity > 0 ? Learner.ComplexityOf(Theta) : 0;
        var prediction = Learner.Observe(sample, Theta);
        account = Settle(EnergyEvent.Predicted(prediction.Rewarded, complexity), account, out var outcome);

        long number = Theta.ParameterRevision;
        var decision = Learner.Decide(sample, Theta, account.Balance, _seeds.Stream(_directions, (uint)split, (uint)number));
        Learner.Apply(decision, sample, Theta);
        LedgerRow payment = default;
        if (decision.Choice != StructuralAction.NoOp) account = Settle(EnergyEvent.Paid(law.CostOf(decision.Choice)), account, out payment);

        int deaths = account.Generation - generation;
        tally.Note(prediction, decision, number);
        sink?.Take(new LearnerStep
        {
            Number = number,
            Row = row,
            Label = sample.Label,
            Prediction = prediction,
            Decision = decision,
            Outcome = outcome,
            Payment = payment,
            Deaths = deaths,
            Account = account,
            After = Theta,
        });
        return account;
    }

    /// <summary>Settles an event, and clears the structure if a successor starts.</summary>
    private EnergyAccount Settle(in EnergyEvent entry, EnergyAccount account, out LedgerRow row)
    {
        var settled = Learner.Options.Energy.Settle(entry, account, out row);
        if (settled.Generation != account.Generation) Theta.ClearStructure();
        return settled;
    }

    private LearnerFigures Figures(int split, EnergyAccount account, in LearnerTally tally)
    {
        int right = 0, won = 0;
        foreach (int i in _prepared.Split.Test)
        {
            var sample = _prepared.SampleOf(i);
            var (softmax, winner) = Learner.Predict(sample, Theta);
            right += softmax == sample.Label ? 1 : 0;
            won += winner == sample.Label ? 1 : 0;
        }

        return new()
        {
            Data = _prepared.Data.Name,
            Setting = _setting,
            Split = split,
            Tested = _prepared.Split.Test.Length,
            Right = right,
            RightByWinner = won,
            Steps = Theta.ParameterRevision,
            Genesis = tally.Genesis,
            GenesisByRuleAlone = tally.GenesisByRuleAlone,
            Wedges = tally.Wedges,
            Wanted = tally.Wanted,
            Forbidden = tally.Forbidden,
            Overridden = tally.Overridden,
            Deaths = account.Generation,
            LastAction = (double)tally.LastAction / Theta.ParameterRevision,
            Hypotheses = Theta.HypothesisCount,
            Born = Theta.Born,
            UniqueComplexity = Theta.Forms.UniqueComplexity,
            ExpandedComplexity = Theta.ExpandedComplexity,
            Energy = account.Balance,
            FirstLoss = tally.FirstLoss,
            LastLoss = tally.LastLoss,
            Disagreement = tally.WithWinner == 0 ? 0 : (double)tally.Disagreements / tally.WithWinner,
        };
    }
}
