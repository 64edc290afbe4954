using Teleo.Pool.Requests;

namespace Teleo.Experiments.Workloads;

/// <summary>Reads a workload from its beginning to its end.</summary>
internal static class WorkloadRequests
{
    private const int BlockRows = 4096;

    /// <summary>Returns the requests one by one, in order of arrival, from a reader of their own.</summary>
    public static IEnumerable<Request> Requests(this IWorkload workload)
    {
        using var reader = workload.Open();
        var block = new Request[BlockRows];
        for (int count; (count = reader.Read(block)) > 0;)
            for (int i = 0; i < count; i++) yield return block[i];
    }
}
