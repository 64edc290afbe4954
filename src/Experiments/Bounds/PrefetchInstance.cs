namespace Teleo.Experiments.Bounds;

/// <summary>A small pool in slots of time, for planning loads ahead.</summary>
/// <param name="LoadSlots">Slots that loading each skill takes, in which it already takes its room.</param>
/// <param name="Requests">Slot of arrival and skill; served in the first slot from then on in which the skill is resident.</param>
/// <param name="WaitPrice">Cost of a slot in which a request waits.</param>
/// <param name="LoadPrice">Cost of a slot of loading.</param>
internal sealed record PrefetchInstance(
    int Slots,
    double[] Sizes,
    double Capacity,
    int[] LoadSlots,
    int Loaders,
    (int Slot, int Skill)[] Requests,
    double WaitPrice,
    double LoadPrice)
{
    public int Skills => Sizes.Length;
}
