using Teleo.Controller.Domain;

namespace Teleo.Controller.Learning;

/// <summary>
/// The mean time for which those who were unloaded had not been used, recent unloads counting more: that is how long this
/// pool keeps what nobody asks for. It begins with a prior that fades like every unload.
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
