namespace Teleo.Controller.Domain;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood, 2014). Too small for the draws of a study, but its step is a bijection that mixes every input bit,
/// which derivation of keys needs.
/// </summary>
internal struct SplitMixBits(ulong seed) : IBitSource
{
    private ulong _state = seed;

    public ulong NextUInt64()
    {
        ulong value = Mix(_state);
        _state += 0x9E3779B97F4A7C15;
        return value;
    }

    public static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
