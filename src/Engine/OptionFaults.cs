namespace Teleo.Engine;

/// <summary>Refuses options that have faults.</summary>
public static class OptionFaults
{
    /// <exception cref="ArgumentException">There is a fault; the message lists all.</exception>
    public static void ThrowIfAny(IEnumerable<string> faults, string options)
    {
        string all = string.Join("; ", faults);
        if (all.Length > 0) throw new ArgumentException(all, options);
    }
}
