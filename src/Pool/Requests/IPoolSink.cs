namespace Teleo.Pool.Requests;

/// <summary>
/// Receives the text of one answer while it is generated, from any thread, one call at a time. It must not block: the model waits for it.
/// </summary>
internal interface IPoolSink
{
    /// <param name="model">Index of the model that speaks.</param>
    void Output(int model, string text);
}
