namespace Teleo.Pool.Plants;

/// <summary>Receives each skill whose unload starts.</summary>
internal interface IUnloadListener
{
    void Unloading(int skill);
}
