using Teleo.Controller.Domain;
using Teleo.Experiments.Workloads;

namespace Teleo.Experiments.Tests.Workloads;

public sealed class WorkloadFileTests : IDisposable
{
    private readonly string _folder = TestFolder.New("teleo-traces");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string PathOf(string name) => Path.Combine(_folder, name);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(10_001)]
    public void A_file_gives_back_the_rows_and_the_hash_of_memory(int count)
    {
        var trace = Trace(count);
        string path = Written(trace);
        var file = WorkloadFile.TryOpen(path, out var error);
        Assert.Null(error);
        Assert.Equal((trace.Count, trace.EndNs, trace.ContentHash), (file!.Count, file.EndNs, file.ContentHash));
        Assert.Equal(trace.Skills.AsEnumerable(), file.Skills.AsEnumerable());
        Assert.Equal(trace.Rows.ToArray(), All(file.Open()));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_reader_may_begin_anywhere()
    {
        var trace = Trace(9000);
        var file = WorkloadFile.TryOpen(Written(trace), out _)!;
        foreach (int first in (int[])[0, 1, 4095, 4096, 8191, 8999, 9000])
        {
            Assert.Equal(trace.Rows[first..].ToArray(), All(file.Open(first)));
            Assert.Equal(trace.Rows[first..].ToArray(), All(trace.Open(first)));
        }
    }

    [Fact]
    public void Every_flipped_byte_and_every_cut_is_found()
    {
        byte[] whole = File.ReadAllBytes(Written(Trace(300)));
        var chance = new SeedTree(3).Stream("flips");
        for (int i = 0; i < 400; i++)
        {
            byte[] bad = [.. whole];
            int at = i < WorkloadLayout.HeaderBytes ? i : chance.NextInt(bad.Length);
            bad[at] ^= (byte)(1 << chance.NextInt(8));
            if (!IsPadding(at)) AssertRefused(bad, $"byte {at}");
        }

        for (int length = 0; length < whole.Length; length += 97) AssertRefused(whole[..length], $"cut at {length}");

        bool IsPadding(int at) => at is >= 20 and < 24 or >= 80 and < 96 || (at >= 96 + NamesLength() && at < DataStart());
        int NamesLength() => BitConverter.ToInt32(whole, WorkloadLayout.NamesLengthAt);
        int DataStart() => BitConverter.ToInt32(whole, WorkloadLayout.DataAt);
    }

    [Fact]
    public void A_writer_that_is_given_up_leaves_no_file()
    {
        using (var writer = WorkloadWriter.ToFile(PathOf("half.trace"))) writer.Add(new Request(1, 0, -1, 1, 1));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    private void AssertRefused(byte[] bytes, string what)
    {
        File.WriteAllBytes(PathOf("bad"), bytes);
        Assert.True(WorkloadFile.TryOpen(PathOf("bad"), out var error) is null && error is not null, what);
    }

    private string Written(MemoryWorkload trace)
    {
        string path = PathOf($"{trace.Count}.trace");
        using var writer = WorkloadWriter.ToFile(path);
        foreach (ref readonly var row in trace.Rows) writer.Add(row);
        Assert.Equal(trace.ContentHash, writer.Complete(trace.Skills));
        return path;
    }

    private static MemoryWorkload Trace(int count)
    {
        var chance = new SeedTree((ulong)count).Stream("rows");
        long time = 0;
        var rows = new Request[count];
        for (int i = 0; i < count; i++) rows[i] = new Request(time += chance.NextInt(1000), chance.NextInt(3), chance.NextInt(9) - 1, chance.NextInt(5000), chance.NextInt(500));
        return new MemoryWorkload(["a", "ö", ""], rows);
    }

    private static Request[] All(IRequestReader reader)
    {
        using (reader)
        {
            var all = new List<Request>();
            var some = new Request[777];
            for (int count; (count = reader.Read(some)) > 0;) all.AddRange(some.AsSpan(0, count));
            return [.. all];
        }
    }
}
