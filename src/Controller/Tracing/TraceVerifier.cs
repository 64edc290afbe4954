using Teleo.Controller.Deciding;
using Teleo.Controller.Ledger;

namespace Teleo.Controller.Tracing;

/// <summary>The counts of a whole trace.</summary>
/// <param name="Acted">Decisions whose action the plant accepted.</param>
/// <param name="GateBound">Decisions at which the resource forbade what would have been done.</param>
public sealed record TraceSummary(long Decisions, long Outcomes, long Acted, long GateBound, long Candidates)
{
    /// <summary>The id of the first decision; above 0 if the controller had run before the trace starts.</summary>
    public long First { get; init; }
}

/// <summary>
/// Checks a whole trace: schema, hash chain, order, and that every ledger row follows exactly from the law and from the previous row.
/// </summary>
public static class TraceVerifier
{
    public static TraceSummary Verify(TraceReader reader, CancellationToken cancellation = default)
    {
        var check = new LedgerCheck(reader.Header.Options);
        var audit = reader.Header.Run.ContainsKey("plant") ? new RunAudit(reader) : null;   // made decisions of no pool follow from nothing
        long acted = 0, bound = 0, candidates = 0, first = -1, lastId = long.MinValue, lastTime = long.MinValue;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            switch (reader.Read())
            {
                case TraceLine.End:
                    audit?.End();
                    return new(reader.Decisions, reader.Outcomes, acted, bound, candidates) { First = Math.Max(0, first) };
                case TraceLine.Outcome:
                    if (reader.Outcome.DecisionId > lastId || reader.Outcome.DecisionId < 0)
                        throw Wrong(reader, TraceFault.OutOfOrder, "decision",
                            $"an outcome of decision {reader.Outcome.DecisionId}, which is not there");
                    audit?.Outcome();
                    break;
                case TraceLine.Decision:
                    var inputs = reader.Record.Inputs;
                    if (inputs.Sequence <= lastId)
                        throw Wrong(reader, TraceFault.OutOfOrder, "id", $"decision {inputs.Sequence} stands behind decision {lastId}");
                    if (inputs.NowNs < lastTime && lastTime - inputs.NowNs > MostBackwardsNs)
                        throw Wrong(reader, TraceFault.OutOfOrder, "t", $"time goes back from {lastTime} to {inputs.NowNs}");
                    if (first < 0) first = inputs.Sequence;
                    (lastId, lastTime) = (inputs.Sequence, Math.Max(lastTime, inputs.NowNs));
                    check.Check(reader);
                    audit?.Decision();
                    candidates += reader.Record.Candidates.Count;
                    if (reader.Record.Outcome == OutcomeCode.Acted) acted++;
                    if (reader.Record.Choice.GateBound) bound++;
                    break;
            }
        }
    }

    /// <summary>The largest backward step of a plant's clock in nanoseconds: one day. The record keeps the clock's value.</summary>
    private const long MostBackwardsNs = 86_400_000_000_000;

    private static TraceException Wrong(TraceReader reader, TraceFault fault, string field, string message) =>
        new(fault, reader.LineNumber, field, message);

    private sealed class LedgerCheck(ControllerOptions options)
    {
        private readonly LedgerOptions _ledger = options.ForLedger();
        private readonly double[] _accounts = [.. Enumerable.Repeat(double.NaN, options.AccountCount())];
        private double _balance = double.NaN;

        public void Check(TraceReader reader)
        {
            var rows = reader.Record.Rows;
            for (int i = 0; i < rows.Count; i++)
            {
                var row = rows[i];
                if (!double.IsNaN(_balance) && !row.Before.Equals(_balance))
                    throw Mismatch(reader, $"ledger[{i}].before",
                        $"{row.Before:R} is not where the row before ended, {_balance:R}");
                if (!row.Balances(_ledger.Minimum, _ledger.Maximum))
                    throw Mismatch(reader, $"ledger[{i}].after", $"{row.After:R} is not what the law gives");
                _balance = row.After;
            }

            CheckBets(reader);
            if (rows.Count > 0 && !reader.Record.Balance.Equals(_balance))
                throw Mismatch(reader, "balance",
                    $"{reader.Record.Balance:R} is not what the rows end with, {_balance:R}");
        }

        /// <summary>
        /// Checks that each account continues from its last balance and adds up, and that all accounts together change as the resource
        /// does.
        /// </summary>
        private void CheckBets(TraceReader reader)
        {
            double moved = 0;
            for (int i = 0; i < reader.Record.Bets.Count; i++)
            {
                var row = reader.Record.Bets[i];
                string at = $"bets[{i}]";
                if (row.Account >= _accounts.Length) throw Mismatch(reader, $"{at}.account", $"there is no account {row.Account}");
                double before = _accounts[row.Account];
                if (!double.IsNaN(before) && !row.Before.Equals(before))
                    throw Mismatch(reader, $"{at}.before", $"{row.Before:R} is not where the account ended, {before:R}");
                if (!row.Balances) throw Mismatch(reader, $"{at}.after", $"{row.After:R} is not what the row adds up to");
                _accounts[row.Account] = row.After;
                moved += row.After - row.Before;
            }

            var rows = reader.Record.Rows;
            if (_accounts.Length == 0 || rows.Count == 0) return;
            double all = rows[^1].After - rows[0].Before;
            if (!moved.Equals(all)) throw Mismatch(reader, "bets", $"the accounts moved by {moved:R}, the resource by {all:R}");
        }

        private static TraceException Mismatch(TraceReader reader, string field, string message) =>
            Wrong(reader, TraceFault.LedgerMismatch, field, message);
    }
}
