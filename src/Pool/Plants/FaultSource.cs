using Teleo.Controller.Domain;

namespace Teleo.Pool.Plants;

/// <summary>
/// Draws every fault. The k-th load of a skill has the same outcome under every policy, because each skill has its own stream and each load
/// takes four draws in any case.
/// </summary>
internal sealed class FaultSource
{
    private readonly FaultSettings _settings;
    private readonly RandomStream[] _loads;
    private RandomStream _crashes;
    private RandomStream _clock;
    private RandomStream _sizes;

    public FaultSource(FaultSettings settings, int skills, SeedTree seeds)
    {
        _settings = settings;
        _loads = [.. Enumerable.Range(0, skills).Select(skill => seeds.Stream("plant.loads", 0, (uint)skill))];
        _crashes = seeds.Stream("plant.crashes");
        _clock = seeds.Stream("plant.clock");
        _sizes = seeds.Stream("plant.estimates");
    }

    private FaultSource(FaultSource other)
    {
        _settings = other._settings;
        _loads = [.. other._loads];
        (_crashes, _clock, _sizes) = (other._crashes, other._clock, other._sizes);
    }

    public LoadFate NextLoad(int skill)
    {
        ref var stream = ref _loads[skill];
        double fails = stream.NextDouble(), full = stream.NextDouble(), slow = stream.NextDouble(), spread = stream.NextExponential();
        var outcome = fails < _settings.LoadFailureRate ? LoadOutcome.Failed
            : full < _settings.OutOfMemoryRate ? LoadOutcome.OutOfMemory
            : LoadOutcome.Ok;
        double stretch = slow < _settings.SlowLoadRate ? _settings.SlowLoadFactor : 1;
        return new LoadFate(outcome, _settings.ExponentialLoads ? stretch * spread : stretch);
    }

    public (double Seconds, int Skill) NextCrash() =>
        (3600 / _settings.CrashesPerHour * _crashes.NextExponential(), _crashes.NextInt(_loads.Length));

    public (double Seconds, double Step) NextClockStep() =>
        (3600 / _settings.ClockStepsPerHour * _clock.NextExponential(), _settings.ClockStepSeconds * (2 * _clock.NextDouble() - 1));

    /// <summary>Factor between a stated size and the true one.</summary>
    public double NextSizeError() => Math.Exp(_settings.FootprintError * _sizes.NextNormal());

    public FaultSource Fork() => new(this);
}
