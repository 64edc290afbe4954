using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Engine.Storage;
using Teleo.Pool.Live;

namespace Teleo.Server.Serving;

/// <summary>
/// The files that a server keeps after it ends: the learned state of the policy, and the operator's orders. Without a path nothing is
/// saved.
/// </summary>
internal sealed class KeptState(string? path)
{
    private const int LargestBytes = 1 << 26;

    /// <summary>The time between two saves while the server runs.</summary>
    private const long BetweenNs = 2_000_000_000;

    private readonly StandingOrders? _orders = path is null ? null : new StandingOrders(path);
    private long _savedNs;

    /// <summary>The reason why an earlier state is not used or the current one not saved; null if there is no fault.</summary>
    public string? Fault { get; private set; }

    /// <summary>The save in progress, or the last one.</summary>
    public Task Saving { get; private set; } = Task.CompletedTask;

    public IReadOnlyList<OperatorCommand> Orders() => _orders?.Read() ?? [];

    public void Keep(IEnumerable<OperatorCommand> orders) => Try(() => _orders?.Write(orders));

    /// <summary>Returns the policy from the last saved state, or a new policy with the recorded reason if the state does not fit.</summary>
    public TeleodynamicPolicy Restored(TeleodynamicPolicy fresh, Catalog catalog, ulong seed)
    {
        if (path is null || !File.Exists(path)) return fresh;
        try
        {
            return TeleodynamicPolicy.Restore(InputFile.ReadAll(path, LargestBytes), catalog, fresh.Options, seed, fresh.Name);
        }
        catch (StateException other) when (other.Fault == StateFault.OtherSettings)
        {
            Fault = "what was learned before is not used: it is of other models, options or another seed";
        }
        catch (Exception problem) when (problem is StateException or IOException)
        {
            Fault = $"what was learned before is not used: {problem.Message}";
        }

        return fresh;
    }

    /// <summary>Starts to save a policy if the last save is long enough ago.</summary>
    public void SaveSometimes(IPolicy policy, long nowNs)
    {
        if (path is null || !Saving.IsCompleted || nowNs - _savedNs < BetweenNs || policy is not TeleodynamicPolicy ours) return;
        _savedNs = nowNs;
        byte[] state = ours.Save();
        Saving = Task.Run(() => Write(state));
    }

    public void Save(IPolicy policy)
    {
        if (path is not null && policy is TeleodynamicPolicy ours) Write(ours.Save());
    }

    private void Write(byte[] state) => Try(() => AtomicFile.Write(path!, stream => stream.Write(state)));

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (IOException problem)
        {
            Fault = problem.Message;
        }
    }
}
