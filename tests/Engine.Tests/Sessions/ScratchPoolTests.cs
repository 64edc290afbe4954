using Teleo.Engine.Kernels;
using Teleo.Engine.Sessions;

namespace Teleo.Engine.Tests.Sessions;

/// <summary>Models that share their scratch: never one scratch in two passes, nothing left behind that another would see, as much memory as compute at once.</summary>
public sealed class ScratchPoolTests
{
    private static readonly int[] Prompt = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4];

    [Fact]
    public void Models_in_turns_say_what_each_says_alone()
    {
        using var first = new RandomModel(RandomModel.Shape, seed: 1);
        using var second = new RandomModel(RandomModel.Shape, seed: 2);
        using var other = new RandomModel(RandomModel.Shape with { FeedForwardSize = 96 }, seed: 3);
        RandomModel[] models = [first, second, other];
        var scratch = new ScratchPool();
        using var engines = new Disposables<ModelEngine>(models.Select(model => Engine(model, scratch)));
        using var sessions = new Disposables<Session>(engines.Select((engine, i) => new Session(engine, 32 + 16 * i, KvPrecision.F32)));

        // A long prompt after a short one and single tokens between: scratch grows and is handed on in every state.
        foreach (var part in new[] { 0..2, 2..3, 3..15, 15..16, 16..20 })
        {
            foreach (var session in sessions) session.Append(Prompt[part]);
            for (int i = 0; i < models.Length; i++) Assert.Equal(Alone(models[i], 32 + 16 * i, part.End.Value), sessions[i].Logits.ToArray());
        }

        Assert.Equal(engines[0].PeakScratchBytes, 2 * engines[0].ScratchBytes);
        Assert.Equal(engines[0].ScratchBytes, engines[1].ScratchBytes);
        Assert.Equal(engines[2].PeakScratchBytes, engines[2].ScratchBytes);
    }

    [Fact]
    public async Task Models_at_once_say_what_each_says_alone()
    {
        var scratch = new ScratchPool();
        using var models = new Disposables<RandomModel>(Enumerable.Range(1, 4).Select(seed => new RandomModel(RandomModel.Shape, seed)));
        using var engines = new Disposables<ModelEngine>(models.Select(model => Engine(model, scratch)));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() =>
        {
            float[] alone = Alone(models[i], 32, Prompt.Length);
            for (int time = 0; time < 50; time++) Assert.Equal(alone, Said(engines[i], 32, Prompt.Length));
        })));
    }

    [Fact]
    public void What_lies_there_goes_with_the_last_model_of_its_shape()
    {
        using var model = new RandomModel(RandomModel.Shape, seed: 1);
        var scratch = new ScratchPool();
        var shape = ScratchShape.Of(model.Facts, InputForms.Floats);
        scratch.Join(shape);
        scratch.Join(shape);
        scratch.Put(scratch.Take(shape, 4, 32, 1));
        var again = scratch.Take(shape, 2, 16, 1);
        var beside = scratch.Take(shape, 2, 16, 1);
        Assert.NotSame(again, beside);
        Assert.Equal((4, 32, 2, 16), (again.Columns, again.Context, beside.Columns, beside.Context));
        scratch.Put(again);
        scratch.Put(beside);
        scratch.Leave(shape);
        Assert.True(scratch.ShareOf(shape) > 0);
        scratch.Leave(shape);
        Assert.Equal(0, scratch.ShareOf(shape));
        scratch.Join(shape);
        Assert.Equal(0, scratch.ShareOf(shape));
    }

    [Fact]
    public void A_larger_scratch_takes_the_place_of_a_smaller_one()
    {
        using var model = new RandomModel(RandomModel.Shape, seed: 1);
        var scratch = new ScratchPool();
        var shape = ScratchShape.Of(model.Facts, InputForms.Floats);
        scratch.Join(shape);
        scratch.Put(scratch.Take(shape, 1, 64, 1));
        var larger = scratch.Take(shape, 8, 16, 1);
        scratch.Put(larger);
        Assert.Equal((8, 64), (larger.Columns, larger.Context));
        Assert.Equal(larger.SizeBytes, scratch.ShareOf(shape));
        scratch.Leave(shape);
    }

    [Fact]
    public void Taking_turns_allocates_nothing()
    {
        using var first = new RandomModel(RandomModel.Shape, seed: 1);
        using var second = new RandomModel(RandomModel.Shape, seed: 2);
        var scratch = new ScratchPool();
        using var engines = new Disposables<ModelEngine>([Engine(first, scratch), Engine(second, scratch)]);
        using var sessions = new Disposables<Session>(engines.Select(engine => new Session(engine, 64, KvPrecision.F32)));
        for (int i = 0; i < 10; i++) Both();
        var allocated = new LeastAllocated();
        while (allocated.Again())
            for (int i = 0; i < 10; i++) Both();
        Assert.Equal(0, allocated.Bytes);

        void Both()
        {
            ReadOnlySpan<int> token = [5];
            sessions[0].Append(token);
            sessions[1].Append(token);
        }
    }

    private static ModelEngine Engine(RandomModel model, ScratchPool? scratch) => new(new(model.Facts, model.Weights), 0, 1, 16, TimeProvider.System, scratch);

    private static float[] Alone(RandomModel model, int context, int length)
    {
        using var engine = Engine(model, null);
        return Said(engine, context, length);
    }

    private static float[] Said(ModelEngine engine, int context, int length)
    {
        using var session = new Session(engine, context, KvPrecision.F32);
        foreach (var part in new[] { 0..2, 2..3, 3..15, 15..16, 16..20 })
            if (part.End.Value <= length) session.Append(Prompt[part]);
        return session.Logits.ToArray();
    }

    private sealed class Disposables<T>(IEnumerable<T> all) : List<T>(all), IDisposable where T : IDisposable
    {
        public void Dispose()
        {
            foreach (var one in this) one.Dispose();
        }
    }
}
