using Teleo.Controller.Deciding;
using Teleo.Controller.Ledger;

namespace Teleo.Controller.Tracing;

/// <summary>The counts of a whole trace.</summary>
/// <param name="Acted">Decisions whose action the plant accepted.</param>
/// <param name="GateBound">Decisions at which the resource forbade what would have been done.</param>
public sealed record TraceSummary(long Decisions, long Outcomes, long Acted, long GateBound, long Candidates);

/// <summary>
/// Checks a trace from end to end: schema, hash chain, order, and that every row of the ledger is exactly what the law gives and begins where the
/// row before it ended.
/// </summary>
public static class TraceVerifier
{
    public static TraceSummary Verify(TraceReader reader, CancellationToken cancellation = default)
    {
        var check = new LedgerCheck(reader.Header.Options.Ledger);
        long acted = 0, bound = 0, candidates = 0, lastId = long.MinValue, lastTime = long.MinValue;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            switch (reader.Read())
            {
                case TraceLine.End:
                    return new(reader.Decisions, reader.Outcomes, acted, bound, candidates);
                case TraceLine.Outcome:
                    if (reader.Outcome.DecisionId > lastId || reader.Outcome.DecisionId < 0) throw Wrong(reader, TraceFault.OutOfOrder, "decision", $"an outcome of decision {reader.Outcome.DecisionId}, which is not there");
                    break;
                case TraceLine.Decision:
                    var inputs = reader.Record.Inputs;
                    if (inputs.Sequence <= lastId) throw Wrong(reader, TraceFault.OutOfOrder, "id", $"decision {inputs.Sequence} stands behind decision {lastId}");
                    if (inputs.NowNs < lastTime && lastTime - inputs.NowNs > MostBackwardsNs) throw Wrong(reader, TraceFault.OutOfOrder, "t", $"time goes back from {lastTime} to {inputs.NowNs}");
                    (lastId, lastTime) = (inputs.Sequence, Math.Max(lastTime, inputs.NowNs));
                    check.Check(reader);
                    candidates += reader.Record.Candidates.Count;
                    if (reader.Record.Outcome == OutcomeCode.Acted) acted++;
                    if (reader.Record.Choice.GateBound) bound++;
                    break;
            }
        }
    }

    /// <summary>A plant's clock may be set back; the record keeps what it said. More than a day is no clock step.</summary>
    private const long MostBackwardsNs = 86_400_000_000_000;

    private static TraceException Wrong(TraceReader reader, TraceFault fault, string field, string message) => new(fault, reader.LineNumber, field, message);

    private sealed class LedgerCheck(LedgerOptions options)
    {
        private double _balance = double.NaN;

        public void Check(TraceReader reader)
        {
            var rows = reader.Record.Rows;
            for (int i = 0; i < rows.Count; i++)
            {
                var row = rows[i];
                if (!double.IsNaN(_balance) && !row.Before.Equals(_balance)) throw Wrong(reader, TraceFault.LedgerMismatch, $"ledger[{i}].before", $"{row.Before:R} is not where the row before ended, {_balance:R}");
                if (!row.Balances(options.Minimum, options.Maximum)) throw Wrong(reader, TraceFault.LedgerMismatch, $"ledger[{i}].after", $"{row.After:R} is not what the law gives");
                _balance = row.After;
            }

            if (rows.Count > 0 && !reader.Record.Balance.Equals(_balance)) throw Wrong(reader, TraceFault.LedgerMismatch, "balance", $"{reader.Record.Balance:R} is not what the rows end with, {_balance:R}");
        }
    }
}
