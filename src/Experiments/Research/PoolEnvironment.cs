using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Experiments.Simulator;

namespace Teleo.Experiments.Research;

/// <summary>
/// A simulated pool that an agent controls step by step, as in reinforcement learning: it runs to the next decision, and the agent observes
/// and acts. Equal seeds and actions give equal episodes. The pool runs on its own thread, and one of both sides waits at any time.
/// </summary>
public sealed class PoolEnvironment : IDisposable
{
    private readonly Scenario _scenario;
    private readonly SemaphoreSlim _toAgent = new(0), _toPool = new(0);
    private CancellationTokenSource _stop = new();
    private Thread? _thread;
    private IReadOnlyList<ControlAction> _actions = [];
    private Func<double> _spent = () => 0;
    private PoolObservation? _seen;
    private double _charged;
    private bool _isDone = true;
    private Exception? _fault;

    /// <param name="workload">A shipped workload, or a trace or log file.</param>
    /// <param name="capacity">What the pool holds, as <c>30%</c> or <c>24GiB</c>.</param>
    public PoolEnvironment(string workload, string capacity) : this(WorldWord.Scenario(workload, capacity))
    {
    }

    internal PoolEnvironment(Scenario scenario) => _scenario = scenario;

    /// <summary>Starts an episode and returns the observation of its first decision.</summary>
    public PoolObservation Reset(ulong seed)
    {
        End();
        var run = _scenario.Prepare(seed).Run;
        (_stop, _isDone, _fault, _charged) = (new CancellationTokenSource(), false, null, 0);
        _thread = new Thread(() => Play(run)) { IsBackground = true };
        _thread.Start();
        return Wait().Observation;
    }

    /// <summary>
    /// Takes actions in their order, none for doing nothing, and returns what follows. What a guard or the pool refuses does not happen.
    /// </summary>
    public PoolTransition Step(params IReadOnlyList<ControlAction> actions)
    {
        if (_isDone) throw new InvalidOperationException("the episode is over; reset begins another");
        _actions = actions;
        _toPool.Release();
        return Wait();
    }

    public void Dispose()
    {
        End();
        _stop.Dispose();
        _toAgent.Dispose();
        _toPool.Dispose();
    }

    private PoolTransition Wait()
    {
        _toAgent.Wait();
        if (_fault is { } fault) throw new InvalidOperationException($"the pool broke off: {fault.Message}", fault);
        double spent = _spent(), reward = _charged - spent;
        _charged = spent;
        return new(_seen!, reward, _isDone);
    }

    private void Play(SimulatedRun run)
    {
        try
        {
            using var simulation = run.Begin(_ => new Agent(this), meter: null);
            var state = simulation.Plant.State;
            _spent = () => state.SecondsSpent(state.NowNs);
            simulation.Run(cancellation: _stop.Token);
            simulation.Audit();
            _seen = PoolObservation.Of(simulation.Plant.Sense(), _seen?.Trigger ?? default);
        }
        catch (OperationCanceledException)
        {
            return;   // nobody waits for it any more
        }
        catch (Exception fault)
        {
            _fault = fault;
        }

        _isDone = true;
        _toAgent.Release();
    }

    private void End()
    {
        if (_thread is not { } thread) return;
        _stop.Cancel();
        thread.Join();
        _stop.Dispose();
        _thread = null;
        while (_toAgent.Wait(0)) { }
        while (_toPool.Wait(0)) { }
    }

    /// <summary>Passes each decision to the agent.</summary>
    private sealed class Agent(PoolEnvironment environment) : IPolicy
    {
        public string Name => "agent";

        public PolicyEvents DecidesOn => PolicyEvents.Tick | PolicyEvents.Miss | PolicyEvents.Loaded | PolicyEvents.Unloaded;

        public double TickSeconds => 5;

        public void Observe(in PoolEvent happened, in PoolView pool)
        {
        }

        public void Decide(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
        {
            environment._seen = PoolObservation.Of(pool, trigger);
            environment._toAgent.Release();
            environment._toPool.Wait(environment._stop.Token);
            chosen.AddRange(environment._actions);
        }
    }
}
