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

    /// <summary>Returns the result of a service: the time of its first output by the profile, and a drawn correctness.</summary>
    public static ServiceResult ResultOf(int slot, PlantState state)
    {
        ref readonly var request = ref state.Queues[slot];
        var profile = state.Profiles[request.Skill];
        double firstNs = request.InputTokens * (1e9 / profile.PrefillTokensPerSecond) + 1e9 / profile.DecodeTokensPerSecond;
        return new(IsCorrect(request.Number, profile.Quality, state) ? 1 : 0, request.StartNs + (long)firstNs);
    }

    /// <summary>The draw belongs to the request, not to the order of completions: all policies get the same one.</summary>
    private static bool IsCorrect(long number, double quality, PlantState state)
    {
        var (bits, _, _, _) = Philox.Block((uint)number, (uint)(number >> 32), 0, 0, (uint)state.AnswerKey, (uint)(state.AnswerKey >> 32));
        return bits * (1.0 / (1UL << 32)) < quality;
    }
}
