using Teleo.Controller.Domain;

namespace Teleo.Controller.Learning;

/// <summary>
/// The mean idle seconds of skills before their unload, with more weight on recent unloads: the time for which this pool keeps idle skills.
/// It starts with a prior that decays like every unload.
/// </summary>
internal struct IdleAge(double priorSeconds)
{
    private double _sum = priorSeconds;
    private double _weight = 1;

    public readonly double Seconds => _sum / _weight;

    public void Add(double seconds, double memory)
    {
        _sum = memory * _sum + seconds;
        _weight = memory * _weight + 1;
    }

    public void Visit(StateFields fields)
    {
        fields.Amount(ref _sum);
        fields.Amount(ref _weight);
        fields.Require(_weight >= 1, "a weight of at least 1");
    }
}
