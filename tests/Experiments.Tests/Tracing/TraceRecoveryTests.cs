using System.IO.Compression;
using Teleo.Controller.Tracing;
using Teleo.Experiments.Tracing;

namespace Teleo.Experiments.Tests.Tracing;

public sealed class TraceRecoveryTests : IDisposable
{
    private readonly string _folder = TestFolder.New();
    private readonly string _whole;

    public TraceRecoveryTests()
    {
        _whole = At("whole.jsonl");
        Experiments.Research.Pool.Simulated("rare", "2").Play("teleodynamic", trace: _whole);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cut_anywhere_behind_its_header_a_trace_comes_back_up_to_there(bool isCompressed)
    {
        string source = At(isCompressed ? "cut.jsonl.gz.1.tmp" : "cut.jsonl.1.tmp");
        byte[] bytes = isCompressed ? Compressed(File.ReadAllBytes(_whole)) : File.ReadAllBytes(_whole);
        var (decisions, _) = Verified(_whole);
        long last = 0;
        for (int part = 3; part <= 10; part++)
        {
            File.WriteAllBytes(source, bytes[..(int)(bytes.Length * (long)part / 10 - (part < 10 ? 0 : 40))]);
            string path = At($"recovered{part}.jsonl.gz");
            var found = TraceRecovery.Recover(source, path);
            Assert.False(found.IsWhole);
            Assert.NotEmpty(found.Reason);
            Assert.Equal((found.Decisions, true), Verified(path));
            Assert.InRange(found.Decisions, last, decisions);
            last = found.Decisions;
        }

        Assert.InRange(last, decisions * 8 / 10, decisions);
    }

    [Fact]
    public void A_whole_trace_comes_back_byte_for_byte_and_unmarked()
    {
        string path = At("again.jsonl");
        Assert.True(TraceRecovery.Recover(_whole, path).IsWhole);
        Assert.Equal(File.ReadAllBytes(_whole), File.ReadAllBytes(path));
    }

    [Fact]
    public void What_follows_a_changed_line_is_not_taken()
    {
        string[] lines = File.ReadAllLines(_whole);
        lines[lines.Length / 2] = lines[lines.Length / 2].Replace("\"t\":", "\"t\":1", StringComparison.Ordinal).Replace("\"nowNs\":", "\"nowNs\":1", StringComparison.Ordinal) + " ";
        File.WriteAllLines(At("changed.tmp"), lines);
        var found = TraceRecovery.Recover(At("changed.tmp"), At("before.jsonl"));
        Assert.Equal(lines.Length / 2 - 1, found.Decisions + found.Outcomes);
        Assert.Equal((found.Decisions, true), Verified(At("before.jsonl")));
    }

    [Fact]
    public void Without_a_header_there_is_nothing_to_recover()
    {
        File.WriteAllBytes(At("head.tmp"), File.ReadAllBytes(_whole)[..100]);
        Assert.Throws<TraceException>(() => TraceRecovery.Recover(At("head.tmp"), At("nothing.jsonl")));
        Assert.False(File.Exists(At("nothing.jsonl")));
    }

    [Fact]
    public void A_file_that_a_run_still_writes_is_not_called_left()
    {
        string path = At("run.jsonl"), left = path + ".99999.tmp";
        File.WriteAllText(left, "half");
        Assert.Equal([left], TraceFile.LeftOf(path));
        TraceFile.Write(path, _ =>
        {
            Assert.Equal([left], TraceFile.LeftOf(path));   // its own unfinished file is held
            return 0;
        });
    }

    private string At(string name) => Path.Combine(_folder, name);

    private static (long Decisions, bool IsMarked) Verified(string path)
    {
        using var stream = TraceFile.Open(path);
        var reader = new TraceReader(stream);
        return (TraceVerifier.Verify(reader, CancellationToken.None).Decisions, reader.Header.Run.ContainsKey(TraceRecovery.Mark));
    }

    private static byte[] Compressed(byte[] content)
    {
        var target = new MemoryStream();
        using (var compressed = new GZipStream(target, CompressionLevel.Fastest)) compressed.Write(content);
        return target.ToArray();
    }
}
