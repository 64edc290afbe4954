using Teleo.Engine.Models;
using Teleo.Engine.Packing;
using Teleo.Engine.Runtime;
using Teleo.Engine.Sessions;

namespace Teleo.Engine.Tests.Runtime;

/// <summary>What loaded models add to the memory of the process, measured while no other test runs.</summary>
[CollectionDefinition(nameof(ResidentMemoryTests), DisableParallelization = true)]
[Collection(nameof(ResidentMemoryTests))]
public sealed class ResidentMemoryTests : IDisposable
{
    private const int Models = 4;
    private const int Context = 128;

    private readonly string _folder = TestFolder.New("teleo-memory");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, InlineData(TensorType.F32), InlineData(TensorType.F16), InlineData(TensorType.Q8_0), InlineData(TensorType.Q4_0)]
    public void A_model_takes_its_file_and_little_more(TensorType type)
    {
        string path = Path.Combine(_folder, "model.gguf");
        Assert.True(Packer.TryWriteFixture(path, new(300, 512, 2, 1536, 8, 4, Context), type, 1, out var error), error.ToString());
        using var warm = new Loaded(path);
        long before = ResidentBytes();
        var models = Enumerable.Range(0, Models).Select(_ => new Loaded(path)).ToList();
        long each = (ResidentBytes() - before) / Models;
        long most = (long)(1.15 * new FileInfo(path).Length) + models[0].KvBytes + (2 << 20);
        foreach (var model in models) model.Dispose();
        Assert.True(each <= most, $"{each:N0} bytes for a model that may take {most:N0}");
    }

    private static long ResidentBytes()
    {
        GC.Collect();
        return Environment.WorkingSet;
    }

    private sealed class Loaded : IDisposable
    {
        private readonly ModelRuntime _runtime = new(new() { MaxThreads = 1 }, TimeProvider.System);
        private readonly Session _session;

        public Loaded(string path)
        {
            Assert.True(_runtime.TryLoad(path, out var error), error.ToString());
            _session = _runtime.NewSession(Context);
            _session.Append([1, 2, 3, 4, 5, 6, 7, 8]);
            for (int token = 0; token < 8; token++) _session.Append([token]);
        }

        public long KvBytes => _session.KvBytes;

        public void Dispose()
        {
            _session.Dispose();
            _runtime.Dispose();
        }
    }
}
