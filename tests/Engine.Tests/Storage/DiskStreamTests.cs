using Teleo.Engine.Storage;
using Teleo.Engine.Tests.Kernels;

namespace Teleo.Engine.Tests.Storage;

public sealed class DiskStreamTests : IDisposable
{
    private readonly string _folder = TestFolder.New("teleo-stream");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void It_reads_writes_and_seeks_as_a_stream_in_memory_does()
    {
        var chance = new TestRandom(1);
        using var file = LocalDisk.Instance.Open(Path.Combine(_folder, "file"), DiskAccess.Create);
        using Stream disk = new DiskStream(file), memory = new MemoryStream();
        for (int step = 0; step < 500; step++)
        {
            byte[] bytes = new byte[chance.Below(40)], mine = [.. bytes], theirs = [.. bytes];
            bytes.AsSpan().Fill((byte)step);
            var origin = (SeekOrigin)chance.Below(3);
            long from = origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => memory.Position, _ => memory.Length };
            long offset = chance.Below((int)memory.Length + 1) - from;   // somewhere in what is there
            foreach (var stream in (Stream[])[disk, memory])
            {
                stream.Seek(offset, origin);
                if (step % 3 != 0) stream.Write(bytes);
            }

            if (step % 3 == 0) Assert.Equal(memory.Read(theirs), disk.Read(mine));
            Assert.Equal(theirs, mine);
            Assert.Equal((memory.Position, memory.Length), (disk.Position, disk.Length));
        }
    }
}
