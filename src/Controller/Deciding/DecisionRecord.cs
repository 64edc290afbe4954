using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Learning;
using Teleo.Controller.Ledger;

namespace Teleo.Controller.Deciding;

/// <summary>
/// One complete decision: inputs, candidates with every score term, choice and reason, changes of the resource, and the outcome. Its policy
/// owns and reuses it; a receiver copies or writes what it keeps.
/// </summary>
public sealed class DecisionRecord(int skills, int accounts = 0)
{
    /// <summary>All that the decision was made from. With the catalog and the options it can be made again.</summary>
    public DecisionInputs Inputs { get; } = new(skills, accounts);

    /// <summary>Every candidate, the impossible ones included; the first is the no-op.</summary>
    public CandidateSet Candidates { get; } = new();

    /// <summary>The factor on each term.</summary>
    public ScoreTerms Weights { get; set; }

    public Choice Choice { get; set; }

    public Revisions Revisions { get; set; }

    /// <summary>The structure decided on, the one it came from, and the decision that made it (-1: none did).</summary>
    public ulong StructureId { get; set; }
    public ulong ParentStructureId { get; set; }
    public long StructureCause { get; set; } = -1;

    /// <summary>
    /// The resource itself after <see cref="Rows"/>; the gate may have read something else, see <see cref="DecisionInputs.Resource"/>.
    /// </summary>
    public double Balance { get; set; }

    /// <summary>
    /// The ledger's rows since the decision before: the accrual, the setting by the rule at the floor, the cost of this decision's action.
    /// </summary>
    public List<LedgerRow> Rows { get; } = [];

    /// <summary>The movements of the accounts of the sources since the decision before, this decision's stake among them.</summary>
    public List<AccountRow> Bets { get; } = [];

    /// <summary>Decisions in a row, this one included, at which nothing was done.</summary>
    public long NoOpRun { get; set; }

    /// <summary>Updates of theta since the decision before: whether the inner dynamics ran.</summary>
    public long InnerUpdates { get; set; }

    /// <summary>Accepted actions among the last <see cref="ActionWindow"/> decisions, this one included.</summary>
    public int ActionsInWindow { get; set; }

    /// <summary>The action that left, its guard verdict and the plant's answer; the no-op settles nothing.</summary>
    public ControlAction Action { get; set; } = ControlAction.NoOp.Instance;
    public GuardVerdict Verdict { get; set; }
    public CommandReceipt? Receipt { get; set; }

    /// <summary>The outcome: the choice's own until guard and plant have spoken.</summary>
    public OutcomeCode Outcome { get; set; }

    public const int ActionWindow = 32;

    /// <summary>A candidate's score: derived from its terms, so that it cannot disagree with them.</summary>
    public double Total(int candidate) => Candidates[candidate].Terms.Total(Weights);

    /// <summary>Returns the advantage of the candidate over doing nothing.</summary>
    public double Advantage(int candidate) => Total(candidate) - Total(0);
}
