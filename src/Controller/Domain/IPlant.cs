namespace Teleo.Controller.Domain;

/// <summary>
/// The controlled system: the live pool, the simulator, or a double that disobeys. Actions reach the world through this interface and no
/// other way.
/// </summary>
public interface IPlant
{
    /// <summary>The pool as measured now. The view is valid until the next call into the plant.</summary>
    PoolView Sense();

    /// <summary>
    /// Asks for a command to be carried out. Idempotent by command id: the same command twice acts once. The answer
    /// says whether it was accepted; what it did is known only by sensing again.
    /// </summary>
    CommandReceipt Apply(in Command command);
}
