namespace Teleo.Controller.Ledger;

/// <summary>
/// The law of the endogenous resource, in the one order in which it is ever computed: the old value is decayed, gain is
/// added, then penalty, maintenance and action cost are taken away, then the result is clipped. Everything that checks a
/// ledger calls this, so that equal means equal to the last bit.
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
