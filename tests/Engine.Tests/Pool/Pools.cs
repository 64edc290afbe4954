using Teleo.Engine.Generation;
using Teleo.Engine.Models;
using Teleo.Engine.Packing;
using Teleo.Engine.Pool;
using Teleo.Engine.Runtime;

namespace Teleo.Engine.Tests.Pool;

/// <summary>Pools and skills to put in them: stories260K and invented models under any name.</summary>
internal static class Pools
{
    public static readonly PoolOptions Options = new()
    {
        Runtime = new RuntimeOptions { MaxThreads = 1, BatchSize = 32, ContextLength = 128 },
    };

    public static PoolSkill Stories(string id = "stories") => new(new(id, "1.0.0", "f32"), Repository.Model("stories260K.gguf"));

    public static PoolSkill Broken(string id = "broken") => new(new(id, "1.0.0", "f32"), Repository.Model("PROVENANCE.md"));

    /// <summary>A model of another size and other answers for every seed.</summary>
    public static PoolSkill Invented(string folder, ulong seed)
    {
        string path = Path.Combine(folder, $"invented{seed}.gguf");
        if (!File.Exists(path)) Assert.True(Packer.TryWriteFixture(path, FixtureShape.Named["tiny"], TensorType.F32, seed, out var error), error.ToString());
        return new(new($"invented{seed}", "1.0.0", "f32"), path);
    }

    /// <summary>The lowest budget that holds these skills, all of them active.</summary>
    public static PoolBytes Needs(PoolOptions options, params PoolSkill[] skills)
    {
        using var pool = new RuntimePool(options, TimeProvider.System);
        foreach (var skill in skills) pool.Activate(pool.Load(skill));
        // What the host takes differs a little from load to load.
        return pool.Snapshot().Held with { Host = long.MaxValue / 2 };
    }

    public static async Task<string> AskAsync(RuntimeLease lease, string prompt = "Once upon a time", int tokens = 8)
    {
        var ids = new List<int>();
        lease.Tokenizer.Encode(System.Text.Encoding.UTF8.GetBytes(prompt), addSpecial: true, parseSpecial: false, ids);
        var answer = await lease.NewAnswer(new GenerationOptions { MaxTokens = tokens, IgnoresEnd = true }).WholeAsync([.. ids], lease.Stopped);
        return string.Join(' ', answer.Choices.Select(choice => choice.Token));
    }

    public static async Task<string> AskAsync(RuntimePool pool, RuntimeHandle handle, string prompt = "Once upon a time")
    {
        using var lease = pool.Acquire(handle);
        return await AskAsync(lease, prompt);
    }

    public static async Task<PoolException> RefusedAsync(PoolFault fault, Func<Task> call)
    {
        var refused = await Assert.ThrowsAsync<PoolException>(call);
        Assert.Equal(fault, refused.Fault);
        return refused;
    }

    public static RuntimeReading Read(RuntimePool pool, RuntimeHandle handle) => Assert.Single(pool.Snapshot().Runtimes, reading => reading.Handle == handle);
}
