namespace Teleo.Controller.Domain;

/// <summary>The controlled system: the live pool, the simulator, or a test double. All actions pass through this interface.</summary>
public interface IPlant
{
    /// <summary>The pool as measured now. The view is valid until the next call into the plant.</summary>
    PoolView Sense();

    /// <summary>
    /// Requests the execution of a command. Idempotent by command id: the same command twice acts once. The answer says whether it was
    /// accepted; its effect shows only in later views.
    /// </summary>
    CommandReceipt Apply(in Command command);
}
