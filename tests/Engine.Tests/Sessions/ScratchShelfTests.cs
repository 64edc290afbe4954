using Teleo.Engine.Kernels;
using Teleo.Engine.Sessions;

namespace Teleo.Engine.Tests.Sessions;

/// <summary>Models that share their scratch: never one scratch in two passes, nothing left behind that another would see, as much memory as compute at once.</summary>
public sealed class ScratchShelfTests
{
    private static readonly int[] Prompt = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4];

    [Fact]
    public void Models_in_turns_say_what_each_says_alone()
    {
        using var first = new RandomModel(RandomModel.Shape, seed: 1);
        using var second = new RandomModel(RandomModel.Shape, seed: 2);
        using var other = new RandomModel(RandomModel.Shape with { FeedForwardSize = 96 }, seed: 3);
        RandomModel[] models = [first, second, other];
        var shelf = new ScratchShelf();
        using var engines = new Disposables<ModelEngine>(models.Select(model => Engine(model, shelf)));
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
        var shelf = new ScratchShelf();
        using var models = new Disposables<RandomModel>(Enumerable.Range(1, 4).Select(seed => new RandomModel(RandomModel.Shape, seed)));
        using var engines = new Disposables<ModelEngine>(models.Select(model => Engine(model, shelf)));
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
        var shelf = new ScratchShelf();
        var shape = ScratchShape.Of(model.Facts, InputForms.Floats);
        shelf.Join(shape);
        shelf.Join(shape);
        shelf.Put(shelf.Take(shape, 4, 32, 1));
        var again = shelf.Take(shape, 2, 16, 1);
        var beside = shelf.Take(shape, 2, 16, 1);
        Assert.NotSame(again, beside);
        Assert.Equal((4, 32, 2, 16), (again.Columns, again.Context, beside.Columns, beside.Context));
        shelf.Put(again);
        shelf.Put(beside);
        shelf.Leave(shape);
        Assert.True(shelf.ShareOf(shape) > 0);
        shelf.Leave(shape);
        Assert.Equal(0, shelf.ShareOf(shape));
        shelf.Join(shape);
        Assert.Equal(0, shelf.ShareOf(shape));
    }

    [Fact]
    public void A_larger_scratch_takes_the_place_of_a_smaller_one()
    {
        using var model = new RandomModel(RandomModel.Shape, seed: 1);
        var shelf = new ScratchShelf();
        var shape = ScratchShape.Of(model.Facts, InputForms.Floats);
        shelf.Join(shape);
        shelf.Put(shelf.Take(shape, 1, 64, 1));
        var larger = shelf.Take(shape, 8, 16, 1);
        shelf.Put(larger);
        Assert.Equal((8, 64), (larger.Columns, larger.Context));
        Assert.Equal(larger.SizeBytes, shelf.ShareOf(shape));
        shelf.Leave(shape);
    }

    [Fact]
    public void Taking_turns_allocates_nothing()
    {
        using var first = new RandomModel(RandomModel.Shape, seed: 1);
        using var second = new RandomModel(RandomModel.Shape, seed: 2);
        var shelf = new ScratchShelf();
        using var engines = new Disposables<ModelEngine>([Engine(first, shelf), Engine(second, shelf)]);
        using var sessions = new Disposables<Session>(engines.Select(engine => new Session(engine, 64, KvPrecision.F32)));
        for (int i = 0; i < 10; i++) Both();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++) Both();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Both()
        {
            ReadOnlySpan<int> token = [5];
            sessions[0].Append(token);
            sessions[1].Append(token);
        }
    }

    private static ModelEngine Engine(RandomModel model, ScratchShelf? shelf) => new(new(model.Facts, model.Weights), 0, 1, 16, TimeProvider.System, shelf);

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
