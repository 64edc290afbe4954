namespace Teleo.Vision.Tensors;

/// <summary>A way to use loaded models. Any thread may run it, several at the same time; closing it lets running calls end.</summary>
public abstract class VisionPipeline : IDisposable
{
    private readonly OnnxModel[] _models;
    private int _closed;

    private protected VisionPipeline(string id, string runtime, params ReadOnlySpan<OnnxModel> models)
    {
        (Id, Runtime) = (id, runtime);
        _models = new OnnxModel[models.Length];
        for (int i = 0; i < models.Length; i++) _models[i] = models[i].Share();
    }

    public string Id { get; }

    /// <summary>The library that runs the models, in words.</summary>
    public string Runtime { get; }

    private protected void ThrowIfClosed()
    {
        if (Volatile.Read(ref _closed) != 0) throw new VisionException(VisionFault.Closed, $"pipeline {Id} is closed");
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        foreach (var model in _models) model.Release();
        GC.SuppressFinalize(this);
    }
}
