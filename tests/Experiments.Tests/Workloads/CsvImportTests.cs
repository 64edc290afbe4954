using System.IO.Compression;
using System.Text;
using Teleo.Experiments.Workloads;
using Teleo.Pool.Requests;

namespace Teleo.Experiments.Tests.Workloads;

public sealed class CsvImportTests
{
    private const string Header = "t_s,model,session,input_tokens,output_tokens\n";

    [Fact]
    public void Rows_come_as_they_stand_whatever_the_order_of_the_columns()
    {
        var (rows, skills) = Read("more,output_tokens,model,t_s,input_tokens\nx,5,b,0.25,1\r\ny,6,\"a,c\",3000000.123456789,2\n\nz,7,b,3000000.123456789,3");
        Assert.Equal(["b", "a,c"], skills);
        Assert.Equal([new(250_000_000, 0, -1, 1, 5), new(3000000_123456789, 1, -1, 2, 6), new(3000000_123456789, 0, -1, 3, 7)], rows);
    }

    [Fact]
    public void Sessions_with_one_name_are_one_session()
    {
        var (rows, _) = Read(Header + "0,a,u1,1,1\n1,a,u2,1,1\n2,a,u1,1,1\n3,a,,1,1\n");
        Assert.Equal(rows[0].Session, rows[2].Session);
        Assert.NotEqual(rows[0].Session, rows[1].Session);
        Assert.Equal(-1, rows[3].Session);
    }

    [Theory]
    [InlineData("", WorkloadFault.EmptyFile, 1, 1)]
    [InlineData("time,model\n", WorkloadFault.MissingColumn, 1, 1)]
    [InlineData("t_s,model,input_tokens,output_tokens,t_s\n", WorkloadFault.DuplicateColumn, 1, 38)]
    [InlineData(Header + "0,a,,1,1\nsoon,a,,1,1\n", WorkloadFault.NotANumber, 3, 1)]
    [InlineData(Header + "0,a,,many,1\n", WorkloadFault.NotANumber, 2, 6)]
    [InlineData(Header + "0,a,,1,1.5\n", WorkloadFault.NotANumber, 2, 8)]
    [InlineData(Header + "0,a,,1,99999999999\n", WorkloadFault.NotANumber, 2, 8)]
    [InlineData(Header + "NaN,a,,1,1\n", WorkloadFault.NotFinite, 2, 1)]
    [InlineData(Header + "Infinity,a,,1,1\n", WorkloadFault.NotFinite, 2, 1)]
    [InlineData(Header + "-1,a,,1,1\n", WorkloadFault.Negative, 2, 1)]
    [InlineData(Header + "1e300,a,,1,1\n", WorkloadFault.OutOfRange, 2, 1)]
    [InlineData(Header + "0,a,,-1,1\n", WorkloadFault.Negative, 2, 6)]
    [InlineData(Header + "2,a,,1,1\n1,a,,1,1\n", WorkloadFault.Unsorted, 3, 1)]
    [InlineData(Header + "2,a,,1\n", WorkloadFault.WrongFieldCount, 2, 7)]
    [InlineData(Header + "2,,,1,1\n", WorkloadFault.EmptyName, 2, 3)]
    [InlineData(Header + "2,\"a,,1,1\n", WorkloadFault.UnclosedQuote, 2, 4)]
    public void A_fault_is_told_with_its_line_and_column(string text, WorkloadFault fault, long line, int column)
    {
        var error = Fails(Encoding.UTF8.GetBytes(text));
        Assert.Equal((fault, line, column), (error.Fault, error.Line, error.Column));
    }

    [Fact]
    public void A_name_that_is_not_utf8_is_told() =>
        Assert.Equal(WorkloadFault.NotUtf8, Fails([.. Encoding.ASCII.GetBytes(Header), (byte)'0', (byte)',', 0xFF, .. ",,1,1\n"u8]).Fault);

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
        for (int i = 0; i < 3000; i++) text.Append(i).Append(",skill-").Append(i * 7919 % 31).Append(",,").Append(i * 104729 % 997).Append(",3\n");
        byte[] whole = Zipped(Encoding.UTF8.GetBytes(text.ToString()));
        foreach (int length in (int[])[3, 12, 100, whole.Length / 2, whole.Length - 9, whole.Length - 4, whole.Length - 1])
        {
            var error = Fails(whole[..length]);
            if (length > 1000) Assert.True(error.Fault is WorkloadFault.Truncated or WorkloadFault.WrongFieldCount or WorkloadFault.NotANumber, $"{length} of {whole.Length}: {error}");
        }
    }

    [Fact]
    public void A_line_of_100_MB_is_refused_without_being_held()
    {
        using var endless = new EndlessLine(100 << 20);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(CsvImport.TryRead(endless, _ => { }, out var error));
        Assert.Equal((WorkloadFault.LineTooLong, 1L), (error!.Fault, error.Line));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    private static (List<Request> Rows, IReadOnlyList<string> Skills) Read(string text, Func<byte[], byte[]>? encode = null)
    {
        var rows = new List<Request>();
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        using var file = new MemoryStream(encode is null ? bytes : encode(bytes));
        var skills = CsvImport.TryRead(file, rows.Add, out var error);
        Assert.Null(error);
        return (rows, [.. skills!]);
    }

    private static WorkloadError Fails(byte[] bytes)
    {
        using var file = new MemoryStream(bytes);
        Assert.Null(CsvImport.TryRead(file, _ => { }, out var error));
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
