using System.Text;
using Teleo.Engine.Runtime;
using Teleo.Training.Runs;
using Teleo.Training.Tasks;

namespace Teleo.Training.Tests.Runs;

public sealed class ModelExportTests
{
    [Theory]
    [InlineData(true, "model.gguf")]
    [InlineData(false, "model.gguf")]
    [InlineData(true, "model.slm")]
    public void The_engine_computes_what_the_trainer_computes(bool tied, string file)
    {
        var shape = new ModelShape { Hidden = 32, Layers = 2, FeedForward = 64, Heads = 4, KvHeads = 2, Context = 48, TiedOutput = tied };
        var trainer = new Trainer(new TrainingOptions { Shape = shape, Steps = 10, BatchTokens = 512, WarmUpSteps = 2, ValidationEvery = 10, ValidationItems = 8 }, new TaskExamples([TaskCatalog.Find("reversal")!], 1));
        trainer.Run(threads: 1);
        string path = Path.Combine(TestFolder.New(), file);
        ModelExport.Write(trainer, path);

        using var runtime = new ModelRuntime(new RuntimeOptions(), TimeProvider.System);
        Assert.True(runtime.TryLoad(path, out var error), error.ToString());
        using var session = runtime.NewSession();
        int[] tokens = [TaskExamples.Bos, .. Encoding.ASCII.GetBytes("reverse abc\ncba").Select(b => (int)b)];

        var batch = new Sequences(64);
        batch.Add([.. tokens, TaskExamples.Eos], promptLength: tokens.Length);
        float[] expected = new TransformerPass(shape, trainer.Map, 64).Logits(trainer.Parameters, batch).ToArray();
        session.Append(tokens);
        var found = session.Logits;
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], 1e-4f);
    }
}
