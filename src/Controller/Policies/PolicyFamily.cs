namespace Teleo.Controller.Policies;

/// <summary>The family of a policy; tables and figures group by it.</summary>
public enum PolicyFamily : byte
{
    /// <summary>Our controller and its ablations.</summary>
    Teleodynamic,

    /// <summary>Floors and placebos that isolate a claim.</summary>
    Control,
    Cache,
    ValueSet,

    /// <summary>Keep-alive times and the rent-or-buy family.</summary>
    RentOrBuy,
    Learning,
    FeedbackControl,

    /// <summary>The rules of pool managers that people run today.</summary>
    Shipped,

    /// <summary>Knows the future: an aid to analysis, never a competitor.</summary>
    Clairvoyant,
}
