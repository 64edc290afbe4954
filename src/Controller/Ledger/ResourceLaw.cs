namespace Teleo.Controller.Ledger;

/// <summary>
/// The law of the endogenous resource in its one order of computation: decay, gain, penalty, maintenance, action cost, clip. Every check of
/// a ledger calls it, so that equal means equal to the last bit.
/// </summary>
public static class ResourceLaw
{
    public static double Next(
        double before, double rho, double gain, double penalty, double maintenance, double actionCost, double minimum, double maximum)
    {
        double after = rho * before;
        after += gain;
        after -= penalty;
        after -= maintenance;
        after -= actionCost;
        return Math.Clamp(after, minimum, maximum);
    }
}
