using System.Numerics;

namespace Teleo.Experiments.CacheRivals;

/// <summary>A priority and the number of its last change: among equal priorities the oldest change comes first.</summary>
internal readonly record struct AgedKey(double Priority, long Order) : IComparisonOperators<AgedKey, AgedKey, bool>
{
    public static bool operator <(AgedKey a, AgedKey b) => a.Priority < b.Priority || (a.Priority == b.Priority && a.Order < b.Order);

    public static bool operator >(AgedKey a, AgedKey b) => b < a;

    public static bool operator <=(AgedKey a, AgedKey b) => !(b < a);

    public static bool operator >=(AgedKey a, AgedKey b) => !(a < b);
}
