namespace Teleo.Native.Sdk;

/// <summary>
/// A loaded model behind a handle. Its manager and each of its pipelines keep it: it is freed with the last of them, so that they may be
/// destroyed in any order.
/// </summary>
internal abstract class SdkModel
{
    private readonly Lock _lock = new();
    private int _keepers = 1;

    /// <summary>The manager that knows it by its id.</summary>
    public ModelManager? Manager { get; set; }

    public string Id { get; set; } = "";

    public abstract SdkPipeline NewPipeline(string id, SdkPipelineKind kind, SdkConfig config);

    /// <summary>Adds a holder; false if the model has been freed.</summary>
    public bool TryKeep()
    {
        lock (_lock) return _keepers > 0 && ++_keepers > 0;
    }

    /// <summary>Removes a holder.</summary>
    public void LetGo()
    {
        lock (_lock)
            if (--_keepers > 0) return;
        Free();
    }

    /// <summary>Ends one of its pipelines, which kept it.</summary>
    public virtual void EndPipeline() => LetGo();

    protected abstract void Free();
}
