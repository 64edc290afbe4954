namespace Teleo.Pool.Plants;

/// <summary>Receives each skill that a plant begins to unload.</summary>
internal interface IUnloadListener
{
    void Unloading(int skill);
}
