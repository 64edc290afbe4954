using Teleo.Controller.Domain;

namespace Teleo.Pool.Plants;

/// <summary>Work that consists only of time: everything takes as long as expected.</summary>
internal sealed class SimulatedWork(PlantState state) : IPlantWork
{
    public void Serve(int slot, double expectedNs) =>
        state.Events.Add(state.NowNs + Math.Max(1, (long)expectedNs), SimEventKind.Completion, slot, state.Queues[slot].Stamp);

    public void Lose(int slot, RequestLoss loss, string? why)
    {
    }

    public double Judge(int slot)
    {
        ref readonly var request = ref state.Queues[slot];
        return IsCorrect(request.Number, state.Profiles[request.Skill].Quality) ? 1 : 0;
    }

    public long FirstOutputNs(int slot)
    {
        ref readonly var request = ref state.Queues[slot];
        var profile = state.Profiles[request.Skill];
        return request.StartNs + (long)(request.InputTokens * (1e9 / profile.PrefillTokensPerSecond) + 1e9 / profile.DecodeTokensPerSecond);
    }

    public void Load(int skill, double expectedSeconds) =>
        state.Events.Add(state.NowNs + PlantState.Nanoseconds(expectedSeconds), SimEventKind.LoadEnd, skill, state.Stamps[skill]);

    public void Leave(int skill, int causedBy)
    {
    }

    public void Unload(int skill, double expectedSeconds) =>
        state.Events.Add(state.NowNs + PlantState.Nanoseconds(expectedSeconds), SimEventKind.UnloadEnd, skill, state.Stamps[skill]);

    public void Suspend(int skill)
    {
    }

    public ResourceVector FootprintOf(int skill) => state.Profiles[skill].Footprint;

    /// <summary>The draw belongs to the request, not to the order of completions: all policies get the same one.</summary>
    private bool IsCorrect(long number, double quality)
    {
        var (bits, _, _, _) = Philox.Block((uint)number, (uint)(number >> 32), 0, 0, (uint)state.AnswerKey, (uint)(state.AnswerKey >> 32));
        return bits * (1.0 / (1UL << 32)) < quality;
    }
}
