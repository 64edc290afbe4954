using System.Collections.Immutable;
using Teleo.Controller.Ledger;
using Teleo.Controller.Tracing;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Reports;

/// <summary>
/// Draws the bets of a run over time: the account of each source with bets, its useful and unused loads ahead, and the waiting requests.
/// </summary>
internal static class BetFigure
{
    /// <summary>The number of shown sources: those with the largest stakes.</summary>
    private const int MostSources = 4;

    public static Figure Of(TraceReader reader, CancellationToken cancellation = default)
    {
        var header = reader.Header;
        if (header.Options.AccountCount() == 0)
            throw new ArgumentException("the trace is of a controller without accounts of sources", nameof(reader));
        var track = new Track(new Sources(header.Options.Foresight));
        for (var line = reader.Read(); line != TraceLine.End; line = reader.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            if (line == TraceLine.Decision) track.See(reader.Record);
        }

        return track.Draw() with
        {
            Title = $"{header.Policy}: {string.Join(", ", header.Run.Select(fact => $"{fact.Key} {fact.Value}"))}",
            Note = track.HasBets
                ? "A load ahead stands at the time of its bet: of use where its skill was asked for in time, in vain where it was not."
                : "Nothing was loaded ahead in this run, so no account moved and there are no bets to draw.",
        };
    }

    private sealed class Track(Sources sources)
    {
        private readonly List<(double Time, double Seconds)>[] _accounts =
            [.. Enumerable.Range(0, sources.Accounts).Select(_ => new List<(double, double)>())];
        private readonly double[] _staked = new double[sources.Accounts];
        private readonly Dictionary<long, double> _madeAt = [];
        private readonly List<(double Time, int Account, bool OfUse)> _bets = [];
        private readonly List<double> _times = [], _waiting = [];

        public bool HasBets => _staked.Any(staked => staked > 0);

        public void See(Controller.Deciding.DecisionRecord record)
        {
            double now = record.Inputs.NowNs * 1e-9;
            foreach (var row in record.Bets) See(row, now);
            int waiting = 0;
            foreach (ref readonly var state in record.Inputs.Skills.AsSpan())
                if (!state.CanServe) waiting += state.Queued;
            _times.Add(now);
            _waiting.Add(waiting);
        }

        public Figure Draw()
        {
            var staked = Enumerable.Range(0, sources.Accounts).Where(account => _staked[account] > 0);
            int[] shown = [.. staked.OrderByDescending(account => _staked[account]).Take(MostSources).Order()];
            var seconds = new Scale.Time("Time");
            var names = new Scale.Categories("Loads ahead", [.. shown.Select(sources.NameOf)]);
            var waits = new Mark.Step([.. _times], [.. _waiting]) { Muted = true };
            return new Figure("bets",
            [
                new Panel(seconds, new Scale.Linear("Account", "s") { Zero = true }, [.. shown.Select(Account)]) { Height = 150 },
                new Panel(seconds, names, [Bets(shown, true), Bets(shown, false)]) { Height = 24 * Math.Max(2, shown.Length) },
                new Panel(seconds, new Scale.Linear("Requests waiting") { Zero = true }, [waits]) { Height = 90 },
            ])
            {
                ShareX = true,
            };
        }

        private void See(in AccountRow row, double now)
        {
            if (_accounts[row.Account].Count == 0) _accounts[row.Account].Add((0, row.Before));
            _accounts[row.Account].Add((now, row.After));
            if (row.Entry == AccountEntry.Stake)
            {
                _staked[row.Account] += row.Staked;
                _madeAt[row.Bet] = now;
            }
            else if (row.Entry == AccountEntry.Settlement && _madeAt.Remove(row.Bet, out double made))
            {
                _bets.Add((made, row.Account, row.Saved > 0));
            }
        }

        private Mark.Points Bets(int[] shown, bool ofUse)
        {
            var bets = _bets.Where(bet => bet.OfUse == ofUse && shown.Contains(bet.Account)).OrderBy(bet => bet.Time).ToList();
            ImmutableArray<double> rows = [.. bets.Select(bet => (double)Array.IndexOf(shown, bet.Account))];
            return new([.. bets.Select(bet => bet.Time)], rows) { Name = ofUse ? "of use" : "in vain" };
        }

        private Mark Account(int account)
        {
            var points = _accounts[account];
            ImmutableArray<double> times = [.. points.Select(point => point.Time)], seconds = [.. points.Select(point => point.Seconds)];
            return new Mark.Step(times, seconds) { Name = sources.NameOf(account) };
        }
    }
}
