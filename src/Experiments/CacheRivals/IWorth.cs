namespace Teleo.Experiments.CacheRivals;

/// <summary>Values a resident for a rule of the GreedyDual family.</summary>
public interface IWorth
{
    static abstract double Of(int uses, double loadSeconds, double size);
}

/// <summary>Landlord, or GreedyDual with sizes (Young, 1994; Cao and Irani, 1997): cost of loading for each unit of size.</summary>
public readonly struct LandlordWorth : IWorth
{
    public static double Of(int uses, double loadSeconds, double size) => loadSeconds / size;
}

/// <summary>GreedyDual-Size-Frequency (Cherkasova, 1998), with the load time as cost.</summary>
public readonly struct GdsfWorth : IWorth
{
    public static double Of(int uses, double loadSeconds, double size) => uses * loadSeconds / size;
}

/// <summary>LFU with dynamic aging (Arlitt et al., 2000): the count alone.</summary>
public readonly struct LfuDaWorth : IWorth
{
    public static double Of(int uses, double loadSeconds, double size) => uses;
}
