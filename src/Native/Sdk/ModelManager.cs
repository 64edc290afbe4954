using Teleo.Native.Interop;

namespace Teleo.Native.Sdk;

/// <summary>The models of a host by their ids, each with its own handle.</summary>
internal sealed class ModelManager(HandleTable handles, IReadOnlyList<ISdkBackend> backends)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ulong> _models = new(StringComparer.Ordinal);
    private bool _isDestroyed;

    public ulong Load(string id, SdkModelKind kind, SdkConfig config)
    {
        var backend = backends.FirstOrDefault(one => one.Serves(kind))
            ?? throw SdkException.Unsupported($"there is no model of kind {(int)kind}");
        lock (_lock) CheckFree(id);
        var model = backend.Load(id, kind, config);
        lock (_lock)
        {
            try
            {
                CheckFree(id);   // another thread may have been faster
            }
            catch
            {
                model.LetGo();
                throw;
            }

            (model.Manager, model.Id) = (this, id);
            return _models[id] = handles.Add(model);
        }
    }

    public void Forget(string id)
    {
        lock (_lock) _models.Remove(id);
    }

    public void Destroy()
    {
        lock (_lock)
        {
            _isDestroyed = true;
            foreach (ulong handle in _models.Values)
                if (handles.TryRemove<SdkModel>(handle, out var model)) model.LetGo();
            _models.Clear();
        }
    }

    private void CheckFree(string id)
    {
        if (_isDestroyed) throw new SdkException(SdkErr.NotFound, "the model manager was destroyed");
        if (_models.ContainsKey(id)) throw SdkException.Invalid($"a model '{id}' is loaded already: destroy it first or take another id");
    }
}
