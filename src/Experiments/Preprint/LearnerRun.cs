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
    private readonly string _splits;
    private readonly string _orders;
    private readonly string _directions;
    private readonly PreparedSplit _prepared;
    private readonly Learner _learner;
    private readonly LearnerState _theta;

    public LearnerRun(DataSet data, LearnerSetting setting, SeedTree seeds, bool scoresAll = false)
    {
        _seeds = seeds;
        _setting = setting.Name;
        (_splits, _orders, _directions) = ($"de11 split {data.Name}", $"de11 order {data.Name}", $"de11 direction {data.Name}");
        _prepared = new PreparedSplit(data);
        _learner = new Learner(data.Shape, setting.Options) { ScoresAll = scoresAll };
        _theta = new LearnerState(data.Shape);
    }

    /// <summary>The state at the end of the last run.</summary>
    public LearnerState Theta => _theta;

    public Learner Learner => _learner;

    /// <summary>Returns the split of a number, which is the same for every learner and for the baseline.</summary>
    public static StratifiedSplit SplitOf(DataSet data, SeedTree seeds, int number) =>
        StratifiedSplit.Draw(data.Labels, data.Classes.Count, seeds.Stream($"de11 split {data.Name}", (uint)number));

    public LearnerFigures Run(int split, ILearnerSink? sink = null)
    {
        var (data, options) = (_prepared.Data, _learner.Options);
        _prepared.Fill(StratifiedSplit.Draw(data.Labels, data.Classes.Count, _seeds.Stream(_splits, (uint)split)), options.Scaling);
        _theta.Reset();
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
        var law = _learner.Options.Energy;
        int generation = account.Generation;
        double complexity = law.UpkeepPerComplexity > 0 ? _learner.ComplexityOf(_theta) : 0;
        var prediction = _learner.Observe(sample, _theta);
        account = Settle(EnergyEvent.Predicted(prediction.Rewarded, complexity), account, out var outcome);

        long number = _theta.ParameterRevision;
        var decision = _learner.Decide(sample, _theta, account.Balance, _seeds.Stream(_directions, (uint)split, (uint)number));
        _learner.Apply(decision, sample, _theta);
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
            After = _theta,
        });
        return account;
    }

    /// <summary>Settles an event, and clears the structure if a successor starts.</summary>
    private EnergyAccount Settle(in EnergyEvent entry, EnergyAccount account, out LedgerRow row)
    {
        var settled = _learner.Options.Energy.Settle(entry, account, out row);
        if (settled.Generation != account.Generation) _theta.ClearStructure();
        return settled;
    }

    private LearnerFigures Figures(int split, EnergyAccount account, in LearnerTally tally)
    {
        int right = 0, won = 0;
        foreach (int i in _prepared.Split.Test)
        {
            var sample = _prepared.SampleOf(i);
            var (softmax, winner) = _learner.Predict(sample, _theta);
            right += softmax == sample.Label ? 1 : 0;
            won += winner == sample.Label ? 1 : 0;
        }

        long expanded = 0;
        foreach (ref readonly var hypothesis in _theta.Hypotheses) expanded += _theta.Forms.ComplexityOf(hypothesis.Form);
        return new()
        {
            Data = _prepared.Data.Name,
            Setting = _setting,
            Split = split,
            Tested = _prepared.Split.Test.Length,
            Right = right,
            RightByWinner = won,
            Steps = _theta.ParameterRevision,
            Genesis = tally.Genesis,
            GenesisByRuleAlone = tally.GenesisByRuleAlone,
            Wedges = tally.Wedges,
            Wanted = tally.Wanted,
            Forbidden = tally.Forbidden,
            Overridden = tally.Overridden,
            Deaths = account.Generation,
            LastAction = (double)tally.LastAction / _theta.ParameterRevision,
            Hypotheses = _theta.HypothesisCount,
            Born = _theta.Born,
            UniqueComplexity = _theta.Forms.UniqueComplexity,
            ExpandedComplexity = expanded,
            Energy = account.Balance,
            FirstLoss = tally.FirstLoss,
            LastLoss = tally.LastLoss,
            Disagreement = tally.WithWinner == 0 ? 0 : (double)tally.Disagreements / tally.WithWinner,
        };
    }
}
