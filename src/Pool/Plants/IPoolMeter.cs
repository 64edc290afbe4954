using Teleo.Controller.Domain;

namespace Teleo.Pool.Plants;

/// <summary>Measures a run from inside the pool. Times are nanoseconds on the pool's clock.</summary>
internal interface IPoolMeter
{
    void Missed(long arrivalNs, bool joinsLoad);

    bool Completed(in PendingRequest request, long nowNs, double warmNs, long firstOutputNs, bool correct);

    void Lost(long arrivalNs, RequestLoss loss);

    void Commanded(ControlAction action, bool accepted);

    void LoadBegins(int skill, long nowNs, bool wakes, bool isWaitedFor, (double Seconds, double StandardError) stated);

    void LoadEnds(int skill, long nowNs, double seconds, bool wakes, LoadOutcome outcome);

    void Unloading(int skill, int causedBy, long nowNs);

    void Gone(int skill, long nowNs, bool crashed);

    void Idle(int skill, long nowNs, bool isIdle);
}
