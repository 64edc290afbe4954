using Teleo.Pool.Requests;

namespace Teleo.Pool.Live;

/// <summary>One request of a workload and its arrival time on the plant's clock.</summary>
internal readonly record struct LiveArrival(long TimeNs, PoolRequest Request);
