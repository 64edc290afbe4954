using System.IO.Compression;
using Teleo.Controller.Ledger;
using Teleo.Controller.Tracing;

namespace Teleo.Controller.Tests.Tracing;

public sealed class TraceLawTests
{
    private static readonly byte[] Run = Traces.OfRun();

    [Fact]
    public void What_is_written_is_read_back_and_writes_the_same_bytes() => Assert.Equal(Run, Traces.Rewritten(Run, _ => { }));

    [Fact]
    public void Random_decisions_read_back_to_the_same_bytes()
    {
        byte[] trace = Traces.OfRandomDecisions(skills: 16, count: 200);
        Assert.Equal(trace, Traces.Rewritten(trace, _ => { }));
    }

    [Fact]
    public void A_run_verifies_and_is_reproduced_to_the_bit()
    {
        var summary = TraceVerifier.Verify(Traces.Read(Run));
        Assert.True(summary.Decisions > 60, $"{summary.Decisions} decisions");
        Assert.True(summary.Acted > 5, $"{summary.Acted} acted");
        Assert.True(summary.Outcomes > 5, $"{summary.Outcomes} outcomes");
        Assert.Equal(summary.Decisions, TraceReplay.Reproduce(Traces.Read(Run)));
    }

    [Fact]
    public void Ten_thousand_random_decisions_are_reproduced_to_the_bit() =>
        Assert.Equal(10_000, TraceReplay.Reproduce(Traces.Read(Traces.OfRandomDecisions(skills: 14, count: 10_000))));

    [Fact]
    public void Equal_runs_write_equal_bytes_and_others_do_not()
    {
        Assert.Equal(Run, Traces.OfRun());
        Assert.NotEqual(Run, Traces.OfRun(seed: 2));
    }

    [Fact]
    public void A_changed_byte_anywhere_is_found()
    {
        byte[] trace = Traces.OfRun(seconds: 20);
        for (int i = 0; i < trace.Length; i += 29)
        {
            byte[] changed = [.. trace];
            changed[i] ^= 2;
            Assert.Throws<TraceException>(() => TraceVerifier.Verify(Traces.Read(changed)));
        }
    }

    [Fact]
    public void A_missing_a_doubled_and_a_moved_line_are_found_where_they_are()
    {
        var lines = Traces.Lines(Run);
        Assert.Equal((TraceFault.BrokenChain, 10L), FaultOf([.. lines[..9], .. lines[10..]]));
        Assert.Equal((TraceFault.BrokenChain, 11L), FaultOf([.. lines[..10], lines[9], .. lines[10..]]));
        Assert.Equal((TraceFault.BrokenChain, 10L), FaultOf([.. lines[..9], lines[10], lines[9], .. lines[11..]]));
    }

    [Fact]
    public void A_trace_cut_short_anywhere_says_so_and_counts_what_holds()
    {
        byte[] trace = Traces.OfRun(seconds: 10);
        for (int length = Array.IndexOf(trace, (byte)'\n') + 1; length < trace.Length; length += 11)
        {
            var error = Assert.Throws<TraceException>(() => TraceVerifier.Verify(Traces.Read(trace[..length])));
            Assert.Equal(TraceFault.Unfinished, error.Fault);
        }
    }

    [Fact]
    public void A_compressed_trace_cut_short_is_unfinished_and_never_crashes()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(Run);
        byte[] half = packed.ToArray()[..(int)(packed.Length / 2)];
        var error = Assert.Throws<TraceException>(() => TraceVerifier.Verify(new TraceReader(new GZipStream(new MemoryStream(half), CompressionMode.Decompress))));
        Assert.Equal(TraceFault.Unfinished, error.Fault);
    }

    [Fact]
    public void A_ledger_row_that_is_not_the_laws_is_found()
    {
        byte[] forged = Traces.Rewritten(Run, record =>
        {
            if (record.Inputs.Sequence == 20 && record.Rows.Count > 0) record.Rows[0] = record.Rows[0] with { After = Math.BitIncrement(record.Rows[0].After) };
        });
        var error = Assert.Throws<TraceException>(() => TraceVerifier.Verify(Traces.Read(forged)));
        Assert.Equal(TraceFault.LedgerMismatch, error.Fault);
        Assert.Equal("ledger[0].after", error.Field);
    }

    [Fact]
    public void A_row_that_does_not_begin_where_the_one_before_ended_is_found()
    {
        byte[] forged = Traces.Rewritten(Run, record =>
        {
            if (record.Inputs.Sequence == 20) record.Rows[0] = new LedgerRow(LedgerEntry.Restore, record.Rows[0].Before + 1, 1, 0, 0, 0, 0, record.Rows[0].After);
        });
        Assert.Equal("ledger[0].before", Assert.Throws<TraceException>(() => TraceVerifier.Verify(Traces.Read(forged))).Field);
    }

    /// <summary>A clock may be set back by less than a day, in one step or in many, and by no more.</summary>
    [Fact]
    public void Time_that_goes_back_by_more_than_a_day_is_found_though_no_step_is_so_long()
    {
        const long Hour = 3_600_000_000_000;
        Assert.Null(Record.Exception(() => TraceVerifier.Verify(Traces.Read(Back(20)))));
        Assert.Equal("t", Assert.Throws<TraceException>(() => TraceVerifier.Verify(Traces.Read(Back(14, 28)))).Field);

        static byte[] Back(params long[] hours) => Traces.Rewritten(Run, record =>
        {
            for (int i = 0; i < hours.Length; i++)
                if (record.Inputs.Sequence >= 10 * (i + 1)) record.Inputs.NowNs -= (hours[i] - (i == 0 ? 0 : hours[i - 1])) * Hour;
        });
    }

    [Fact]
    public void A_bet_on_an_account_that_there_is_not_is_found()
    {
        byte[] trace = Traces.OfRun(options: new() { Foresight = new() { SuccessorSeconds = 5, Trickle = 0.05 } });
        int changed = 0;
        byte[] forged = Traces.Rewritten(trace, record =>
        {
            if (record.Bets.Count == 0 || changed++ > 0) return;
            record.Bets[0] = record.Bets[0] with { Account = record.Inputs.Accounts.Length };
        });
        Assert.True(changed > 0);
        var refused = Assert.Throws<TraceException>(() => TraceVerifier.Verify(Traces.Read(forged)));
        Assert.Equal((TraceFault.LedgerMismatch, "bets[0].account"), (refused.Fault, refused.Field));
    }

    [Fact]
    public void Decisions_that_the_gate_bound_are_counted()
    {
        byte[] trace = Traces.OfRun(options: new() { Foresight = new() { Rule = ResourceRule.ServiceEarned }, Ledger = new() { Initial = 0.1, GainPerCorrect = 0.01 } });
        var reader = Traces.Read(trace);
        long bound = 0;
        for (var line = reader.Read(); line != TraceLine.End; line = reader.Read())
            if (line == TraceLine.Decision && reader.Record.Choice.GateBound) bound++;
        Assert.True(bound > 0);
        Assert.Equal(bound, TraceVerifier.Verify(Traces.Read(trace)).GateBound);
    }

    [Fact]
    public void A_first_line_of_another_type_is_no_header_though_the_chain_holds()
    {
        byte[] open = System.Text.Encoding.UTF8.GetBytes(Traces.Lines(Run)[0].Split(",\"hash\":\"")[0].Replace("\"type\":\"header\"", "\"type\":\"heading\"", StringComparison.Ordinal));
        string hash = new HashChain().Extend(open);
        byte[] changed = [.. open, .. System.Text.Encoding.ASCII.GetBytes($",\"hash\":\"{hash}\"}}\n")];
        Assert.Contains("no header", Assert.Throws<TraceException>(() => Traces.Read(changed)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_forged_choice_is_not_reproduced_and_the_field_is_named()
    {
        byte[] forged = Traces.Rewritten(Run, record =>
        {
            if (record.Inputs.Sequence == 30) record.Choice = record.Choice with { Margin = Math.BitDecrement(record.Choice.Margin) };
        });
        TraceVerifier.Verify(Traces.Read(forged));
        var error = Assert.Throws<TraceException>(() => TraceReplay.Reproduce(Traces.Read(forged)));
        Assert.Equal(TraceFault.NotReproduced, error.Fault);
        Assert.Equal("choice.margin", error.Field);
    }

    [Fact]
    public void A_candidate_costs_at_most_sixty_bytes_compressed()
    {
        byte[] trace = Traces.OfRun(skills: 64, seconds: 300);
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, new ZLibCompressionOptions { CompressionLevel = 2 }, leaveOpen: true)) gzip.Write(trace);
        var summary = TraceVerifier.Verify(Traces.Read(trace));
        double perCandidate = (double)packed.Length / summary.Candidates;
        Assert.True(perCandidate <= 60, $"{perCandidate:F1} bytes per candidate, {summary.Candidates} candidates of {summary.Decisions} decisions");
    }

    [Fact]
    public void Replayed_under_another_rule_a_run_is_decided_otherwise()
    {
        var reader = Traces.Read(Run);
        var replay = new TraceReplay(reader.Header.Catalog, reader.Header.Options with { Selection = reader.Header.Options.Selection with { AllowNoOp = false } });
        bool differs = false;
        for (var line = reader.Read(); line != TraceLine.End; line = reader.Read())
            differs |= line == TraceLine.Decision && replay.Difference(reader.Record) is { Field: var field } && field.StartsWith("choice", StringComparison.Ordinal);
        Assert.True(differs);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("not json at all")]
    public void What_is_no_trace_is_refused(string text)
    {
        var error = Assert.Throws<TraceException>(() => Traces.Read(System.Text.Encoding.UTF8.GetBytes(text + (text.Length > 0 ? "\n" : ""))));
        Assert.Equal(1, error.Line);
    }

    /// <summary>Broken: the last line is taken whatever it calls itself.</summary>
    [Fact]
    public void A_line_of_another_kind_is_refused_though_the_chain_holds()
    {
        var lines = Traces.Lines(Run);
        Assert.Equal((TraceFault.Malformed, lines.Count), FaultOf(Chained([.. lines[..^1], lines[^1].Replace("\"end\"", "\"bye\"", StringComparison.Ordinal)])));
    }

    [Fact]
    public void A_member_too_many_and_one_of_another_name_are_refused_though_the_chain_holds()
    {
        var lines = Traces.Lines(Run);
        Assert.Equal((TraceFault.Malformed, lines.Count), FaultOf(Chained([.. lines[..^1], lines[^1].Replace(",\"hash\"", ",\"more\":1,\"hash\"", StringComparison.Ordinal)])));
        int outcome = lines.FindIndex(line => line.StartsWith("{\"type\":\"outcome\"", StringComparison.Ordinal));
        lines[outcome] = lines[outcome].Replace("\"skill\":", "\"skull\":", StringComparison.Ordinal);
        Assert.Equal((TraceFault.Malformed, outcome + 1), FaultOf(Chained(lines)));
    }

    /// <summary>The reader begins with 64 KiB.</summary>
    [Fact]
    public void A_line_longer_than_the_first_buffer_is_read()
    {
        byte[] trace = Traces.OfRandomDecisions(skills: 600, count: 2);
        Assert.InRange(Array.IndexOf(trace, (byte)'\n'), 1 << 16, int.MaxValue);
        Assert.Equal(2, TraceVerifier.Verify(Traces.Read(trace)).Decisions);
    }

    /// <summary>The row adds up by itself; what does not is that the resource stayed where it was.</summary>
    [Fact]
    public void Accounts_that_move_otherwise_than_the_resource_are_found()
    {
        bool isForged = false;
        byte[] forged = Traces.Rewritten(Run, record =>
        {
            if (isForged || record.Bets.Count == 0 || record.Rows.Count == 0) return;
            isForged = true;
            var row = record.Bets[^1];
            record.Bets[^1] = row with { Added = row.Added + 1, After = row.After + 1 };
        });
        Assert.Equal("bets", Assert.Throws<TraceException>(() => TraceVerifier.Verify(Traces.Read(forged))).Field);
    }

    [Fact]
    public void A_difference_of_the_resource_and_of_those_who_leave_is_named()
    {
        byte[] richer = Traces.Rewritten(Run, record => record.Inputs.Resource += record.Inputs.Sequence == 20 ? 1 : 0);
        Assert.Contains("pool.resource", TraceComparison.Of(Traces.Read(Run), Traces.Read(richer)).First!.Value.Field, StringComparison.Ordinal);
        byte[] stayed = Traces.Rewritten(Run, record =>
        {
            for (int i = 0; i < record.Candidates.Count; i++) record.Candidates[i].LeavingCount = 0;
        });
        Assert.EndsWith(".out", TraceComparison.Of(Traces.Read(Run), Traces.Read(stayed)).First!.Value.Field, StringComparison.Ordinal);
    }

    /// <summary>The lines with their hashes made anew.</summary>
    private static List<string> Chained(List<string> lines)
    {
        var chain = new HashChain();
        return lines.ConvertAll(line =>
        {
            string open = line[..line.LastIndexOf(",\"hash\":", StringComparison.Ordinal)];
            return $"{open},\"hash\":\"{chain.Extend(System.Text.Encoding.UTF8.GetBytes(open))}\"}}";
        });
    }

    private static (TraceFault, long) FaultOf(List<string> lines)
    {
        var error = Assert.Throws<TraceException>(() => TraceVerifier.Verify(Traces.Read(Traces.Joined(lines))));
        return (error.Fault, error.Line);
    }
}
