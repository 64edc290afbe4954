namespace Teleo.Experiments.Bounds;

/// <summary>
/// The optimum of all who may load ahead, on a grid of slots, relaxed to fractions: a lower bound for small problems,
/// tighter than the bound that is taken instant by instant.
/// </summary>
/// <remarks>
/// Variables for each skill and slot: resident, and load begun. Room holds residents and loads under way; no more
/// loads than loaders; resident only if it was before or a load has just ended. A request waits in each slot up to
/// which its skill has not been resident since its arrival.
/// </remarks>
internal static class PrefetchProgramme
{
    public static Bound Of(PrefetchInstance instance) =>
        new("slotted prefetch programme", BoundKind.Prefetch, Build(instance).Minimum(), null);

    private static LinearProgramme Build(PrefetchInstance instance)
    {
        int waits = instance.Requests.Sum(request => instance.Slots - request.Slot);
        var programme = new LinearProgramme(2 * instance.Skills * instance.Slots + waits);
        for (int skill = 0; skill < instance.Skills; skill++) AddResidency(programme, instance, skill);
        for (int slot = 0; slot < instance.Slots; slot++) AddRoom(programme, instance, slot);
        AddWaits(programme, instance);
        return programme;
    }

    private static int Resident(PrefetchInstance instance, int skill, int slot) => skill * instance.Slots + slot;

    private static int Begun(PrefetchInstance instance, int skill, int slot) => (instance.Skills + skill) * instance.Slots + slot;

    private static void AddResidency(LinearProgramme programme, PrefetchInstance instance, int skill)
    {
        for (int slot = 0; slot < instance.Slots; slot++)
        {
            int begun = Begun(instance, skill, slot);
            programme.Costs[begun] = instance.LoadPrice * instance.LoadSlots[skill];
            programme.AtMost([(begun, 1)], 1);
            programme.AtMost([(Resident(instance, skill, slot), 1)], 1);

            var terms = new List<(int, double)> { (Resident(instance, skill, slot), 1) };
            if (slot > 0) terms.Add((Resident(instance, skill, slot - 1), -1));
            if (slot >= instance.LoadSlots[skill]) terms.Add((Begun(instance, skill, slot - instance.LoadSlots[skill]), -1));
            programme.AtMost([.. terms], 0);
        }
    }

    private static void AddRoom(LinearProgramme programme, PrefetchInstance instance, int slot)
    {
        var room = new List<(int, double)>();
        var loading = new List<(int, double)>();
        for (int skill = 0; skill < instance.Skills; skill++)
        {
            room.Add((Resident(instance, skill, slot), instance.Sizes[skill]));
            for (int begin = Math.Max(0, slot - instance.LoadSlots[skill] + 1); begin <= slot; begin++)
            {
                room.Add((Begun(instance, skill, begin), instance.Sizes[skill]));
                loading.Add((Begun(instance, skill, begin), 1));
            }
        }

        programme.AtMost([.. room], instance.Capacity);
        programme.AtMost([.. loading], instance.Loaders);
    }

    private static void AddWaits(LinearProgramme programme, PrefetchInstance instance)
    {
        int wait = 2 * instance.Skills * instance.Slots;
        foreach (var (arrival, skill) in instance.Requests)
            for (int slot = arrival; slot < instance.Slots; slot++, wait++)
            {
                programme.Costs[wait] = instance.WaitPrice;
                var served = Enumerable.Range(arrival, slot - arrival + 1).Select(s => (Resident(instance, skill, s), 1.0));
                programme.AtLeast([.. served, (wait, 1)], 1);
            }
    }
}
