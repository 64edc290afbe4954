using System.Globalization;
using System.IO.Compression;
using System.Text;
using Teleo.Experiments.Workloads;

namespace Teleo.Experiments.Tests.Workloads;

public sealed class LogImportTests
{
    private const string Header = "t_s,model,session,input_tokens,output_tokens\n";
    private const long Second = Request.NanosecondsPerSecond;

    [Fact]
    public void Rows_come_as_they_stand_whatever_the_order_of_the_columns()
    {
        var (rows, log) =
            Read("more,output_tokens,model,t_s,input_tokens\nx,5,b,0.25,1\r\ny,6,\"a,c\",3000000.123456789,2\n\nz,7,b,3000000.123456789,3");
        Assert.Equal<string>(["b", "a,c"], log.Models);
        Assert.Equal([new(250_000_000, 0, -1, 1, 5), new(3000000_123456789, 1, -1, 2, 6), new(3000000_123456789, 0, -1, 3, 7)], rows);
        Assert.Equal<string>(["more"], log.Report.Ignored);
    }

    private const string Quoted = "\uFEFF\"timestamp\",\"model\",\"user\",\"prompt_tokens\",\"completion_tokens\"\n"
        + "\"2026/01/05 08:00:00\",\"a\",\"u\",\"3\",\"4\"\n\"2026/01/05 08:00:01.5\",\"b\",\"u\",\"5\",\"6\"\n";

    private const string Usual = "timestamp,model_name,user,prompt_tokens,completion_tokens\n"
        + "2026-01-05T08:00:00Z,a,u,3,4\n2026-01-05T09:00:01.5+01:00,b,u,5,6\n";

    [Theory]
    [InlineData(Usual)]
    [InlineData(Quoted)]
    [InlineData("Time;Service;Session;Context Length;Generated Tokens\n2026-01-05 08:00:00;a;u;3;4\n2026-01-05 08:00:01,5;b;u;5;6\n")]
    [InlineData("ts\tmodel\ttenant\tinput_tokens\toutput_tokens\n1767600000\ta\tu\t3\t4\n1767600001.5\tb\tu\t5\t6\n")]
    [InlineData("arrived_at,model,user,tokens_in,tokens_out\n1767600000000,a,u,3,4\n1767600001500,b,u,5,6\n")]
    [InlineData("time_us,model,user,tokens_in,tokens_out\n1767600000000000,a,u,3,4\n1767600001500000,b,u,5,6\n")]
    [InlineData("timestamp;model;user;prompt_tokens;completion_tokens\n05.01.2026 08:00:00;a;u;3;4\n05.01.2026 08:00:01,5;b;u;5;6\n")]
    [InlineData("time,model,user,tokens_in,tokens_out\n05/Jan/2026:09:00:00 +0100,a,u,3,4\n05/Jan/2026:08:00:01.500 +0000,b,u,5,6\n")]
    [InlineData("""
        {"created_at":"2026-01-05T08:00:00.000000000Z","model":"a","user":"u","done":true,"prompt_eval_count":3,"eval_count":4}
        {"created_at":"2026-01-05T08:00:01.500000000Z","model":"b","user":"u","context":[1,2],"prompt_eval_count":5,"eval_count":6}
        """)]
    [InlineData("""
        [{"startTime":1767600000.0,"model":"a","user":"u","usage":{"prompt_tokens":3,"completion_tokens":4}},
        {"startTime":1767600001.5,"model":"b","user":"u","usage":{"prompt_tokens":5,"completion_tokens":6}}]
        """)]
    public void A_log_is_understood_as_its_server_wrote_it(string text)
    {
        var (rows, log) = Read(text);
        Assert.Equal(
            [(0L, 0, 3, 4), (Second * 3 / 2, 1, 5, 6)], rows.Select(row => (row.ArrivalNs, row.Skill, row.InputTokens, row.OutputTokens)));
        Assert.Equal<string>(["a", "b"], log.Models);
        Assert.Equal(rows[0].Session, rows[1].Session);
        Assert.NotEqual(-1, rows[0].Session);
        Assert.Equal(new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero), log.Report.From);
        Assert.Empty(log.Report.Dropped);
    }

    [Fact]
    public void An_ollama_server_log_gives_arrivals_when_the_model_is_named()
    {
        const string Log = """
            time=2026-01-05T07:59:58.000Z level=INFO source=routes.go msg="Listening on 127.0.0.1:11434"
            [GIN] 2026/01/05 - 08:00:10 | 200 |   1m2.5s |       127.0.0.1 | POST     "/api/chat"
            [GIN] 2026/01/05 - 08:00:11 | 200 |  45.5µs |       127.0.0.1 | GET      "/api/tags"
            Jan 05 08:01:00 host ollama[7]: [GIN] 2026/01/05 - 08:01:00 | 200 |  500ms |  10.0.0.2 | POST     "/v1/chat/completions"
            """;
        Assert.Equal(WorkloadFault.MissingColumn, Fails(Encoding.UTF8.GetBytes(Log)).Fault);
        var (rows, log) = Read(Log, model: "llama3.2");
        Assert.Equal<string>(["llama3.2"], log.Models);
        Assert.Equal([0, (long)(112 * Second)], rows.Select(row => row.ArrivalNs));
    }

    [Fact]
    public void Spellings_that_differ_only_in_case_or_by_the_default_tag_are_one_model()
    {
        var (rows, log) = Read(Header + "1,Phi4:latest,,1,1\n2,phi4,,1,1\n3,PHI4:LATEST,,1,1\n4,phi4:14b,,1,1\n5,phi4,,1,1\n");
        Assert.Equal<string>(["Phi4:latest", "phi4:14b"], log.Models);
        Assert.Equal([0, 0, 0, 1, 0], rows.Select(row => row.Skill));
        Assert.Equal(2, log.Report.Models);
        Assert.Contains(log.Report.Lines(), line => line.Contains("2 spellings differ from others only in case", StringComparison.Ordinal));
    }

    [Fact]
    public void A_log_out_of_order_is_sorted_and_what_stands_together_stays_together()
    {
        var (rows, log) = Read(Header + "3,a,,1,1\n1,b,,1,1\n2,c,,1,1\n1,d,,1,1\n");
        Assert.Equal(["b", "d", "c", "a"], rows.Select(row => log.Models[row.Skill]));
        Assert.Equal(2, log.Report.OutOfOrder);
    }

    [Fact]
    public void More_rows_than_are_held_are_sorted_like_fewer()
    {
        const int Rows = RequestSorter.RunRows * 5 / 2;
        using var sorter = new RequestSorter(() => new MemoryStream());
        for (int i = 0; i < Rows; i++) sorter.Add(new Request(i * 7919L % 1000, i, -1, 1, 1), 0);
        long last = -1;
        int lastSkill = -1, count = 0;
        foreach (var row in sorter.Sorted())
        {
            Assert.True(row.ArrivalNs > last || (row.ArrivalNs == last && row.Skill > lastSkill));
            (last, lastSkill, count) = (row.ArrivalNs, row.Skill, count + 1);
        }

        Assert.Equal(Rows, count);
    }

    [Fact]
    public void A_request_written_twice_counts_once_where_its_id_says_so()
    {
        const string Once = "1,a,r1\n1,a,r2\n2,a,r3\n";
        var (rows, log) = Read("t_s,model,request_id\n" + Once + Once);
        Assert.Equal((3, 3), (rows.Count, (int)log.Report.Duplicates));
        var (kept, unnamed) = Read("t_s,model\n1,a\n1,a\n2,a\n");
        Assert.Equal((3, 1), (kept.Count, (int)unnamed.Report.Alike));
    }

    [Fact]
    public void Sessions_with_one_name_are_one_session()
    {
        var (rows, _) = Read(Header + "0,a,u1,1,1\n1,a,u2,1,1\n2,a,u1,1,1\n3,a,,1,1\n");
        Assert.Equal(rows[0].Session, rows[2].Session);
        Assert.NotEqual(rows[0].Session, rows[1].Session);
        Assert.Equal(-1, rows[3].Session);
    }

    [Fact]
    public void Tokens_that_a_log_leaves_out_are_assumed_and_said()
    {
        var (rows, log) = Read("t_s,model,prompt_tokens\n0,a,7\n1,a,\n");
        Assert.Equal([7, LogImport.AssumedInputTokens], rows.Select(row => row.InputTokens));
        Assert.All(rows, row => Assert.Equal(LogImport.AssumedOutputTokens, row.OutputTokens));
        Assert.Equal(2, log.Report.Mapping.Count(part => part.Note.Contains("ASSUMED", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("soon,a,,1,1")]
    [InlineData("5,a,,many,1")]
    [InlineData("5,a,,1,1.5")]
    [InlineData("5,a,,1,99999999999")]
    [InlineData("NaN,a,,1,1")]
    [InlineData("Infinity,a,,1,1")]
    [InlineData("-1,a,,1,1")]
    [InlineData("1e300,a,,1,1")]
    [InlineData("5,a,,-1,1")]
    [InlineData("5,a,,1")]
    [InlineData("5,,,1,1")]
    [InlineData("5,\"a,,1,1")]
    [InlineData("5,a\0,,1,1")]
    [InlineData("2026-01-05T08:00:00Z,a,,1,1")]
    [InlineData("31622400,a,,1,1")]
    [InlineData("-")]
    public void A_faulty_row_is_left_out_with_its_line_and_reason(string fault)
    {
        string text = Header + string.Concat(Enumerable.Range(0, 20).Select(i => $"{i},a,,1,1\n"));
        var (rows, log) = Read(text + fault + "\n20,a,,1,1\n");
        Assert.Equal(21, rows.Count);
        Assert.Equal([(1L, 22L)], log.Report.Dropped.Select(drop => (drop.Rows, drop.FirstLine)));
        Assert.Contains(log.Report.Lines(), line => line.Contains("first line 22", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", WorkloadFault.EmptyFile, 1)]
    [InlineData(Header, WorkloadFault.NoRequests, 1)]
    [InlineData("a,b,c\n", WorkloadFault.MissingColumn, 1)]
    [InlineData("time,tokens\n", WorkloadFault.MissingColumn, 1)]
    [InlineData("model,tokens\n", WorkloadFault.MissingColumn, 1)]
    [InlineData("t_s,model,input_tokens,output_tokens,t_s\n", WorkloadFault.DuplicateColumn, 1)]
    [InlineData("\"t_s,model\n", WorkloadFault.UnclosedQuote, 1)]
    [InlineData("t_s,model\0\n", WorkloadFault.NotUtf8, 1)]
    [InlineData(Header + "1,a,,1,1\nsoon,a,,1,1\n", WorkloadFault.TooManyFaulty, 3)]
    [InlineData(Header + "0,a,,1,1\n90000000,a,,1,1\n90000001,a,,1,1\n", WorkloadFault.TooManyFaulty, 3)]
    [InlineData("{\"time\":1,\"model\":\n{\"time\":2,\"model\":\"a\"}\n", WorkloadFault.TooManyFaulty, 1)]
    public void What_is_no_log_is_refused_with_its_line(string text, WorkloadFault fault, long line)
    {
        var error = Fails(Encoding.UTF8.GetBytes(text));
        Assert.Equal((fault, line), (error.Fault, error.Line));
    }

    [Fact]
    public void A_name_that_is_not_utf8_is_told() =>
        Assert.Contains(
            "not UTF-8", Fails([.. Encoding.ASCII.GetBytes(Header), (byte)'0', (byte)',', 0xFF, .. ",,1,1\n"u8]).Found,
            StringComparison.Ordinal);

    [Fact]
    public void Gzip_is_seen_by_its_bytes_and_reads_alike()
    {
        var (rows, _) = Read(Header + "0,a,,1,1\n", Zipped);
        Assert.Single(rows);
    }

    [Fact]
    public void A_gzip_file_that_is_cut_anywhere_is_never_taken_for_a_whole_one()
    {
        var text = new StringBuilder(Header);
        for (int i = 0; i < 3000; i++) text.Append(i).Append(",skill-").Append(i * 7919 % 31).Append(",,").Append(i * 104729 % 997)
            .Append(",3\n");
        byte[] whole = Zipped(Encoding.UTF8.GetBytes(text.ToString()));
        foreach (int length in (int[])[3, 12, 100, whole.Length / 2, whole.Length - 9, whole.Length - 4, whole.Length - 1]) Fails(
            whole[..length]);
    }

    [Fact]
    public void A_line_of_100_MB_is_left_out_without_being_held()
    {
        using var endless = new EndlessLine(100 << 20);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(LogFile.Import(endless, _ => { }, out var error));
        Assert.Equal((WorkloadFault.TooManyFaulty, 1L), (error!.Fault, error.Line));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_million_models_are_told_apart()
    {
        var text = new StringBuilder("t_s,model\n");
        const int Models = 1_000_000;
        for (int i = 0; i < Models; i++) text.Append(CultureInfo.InvariantCulture, $"{i},m{i}\n");
        var (rows, log) = Read(text.ToString());
        Assert.Equal((Models, Models), (rows.Count, log.Models.Length));
        Assert.Equal("m77777", log.Models[rows[77777].Skill]);
    }

    private static (List<Request> Rows, ImportedLog Log) Read(string text, Func<byte[], byte[]>? encode = null, string? model = null)
    {
        var rows = new List<Request>();
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        using var file = new MemoryStream(encode is null ? bytes : encode(bytes));
        var log = LogFile.Import(file, rows.Add, out var error, model);
        Assert.Null(error);
        return (rows, log!);
    }

    private static WorkloadError Fails(byte[] bytes)
    {
        using var file = new MemoryStream(bytes);
        Assert.Null(LogFile.Import(file, _ => { }, out var error));
        return error!;
    }

    private static byte[] Zipped(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest)) zip.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>The letter a, so many times.</summary>
    private sealed class EndlessLine(long length) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => true;
        public override bool CanWrite => false;
        public override long Length => length;
        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = (int)Math.Min(count, length - Position);
            buffer.AsSpan(offset, read).Fill((byte)'a');
            Position += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
