using System.Collections.Concurrent;
using System.Diagnostics;
using Teleo.Commands;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Loop;
using Teleo.Controller.Policies;
using Teleo.Controller.Routing;
using Teleo.Engine.Trust;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Evaluation;
using Teleo.Experiments.Live;
using Teleo.Pool.Live;
using Teleo.Pool.Plants;
using Teleo.Pool.Requests;
using Teleo.Pool.Workers;

namespace Teleo.Tests.Pools;

/// <summary>
/// Workers are killed while clients ask: each request ends once, the plant's account holds, and every model can be had again. The point of a
/// kill is a number of events (a start, a request, a piece of text, an end), drawn from the seed.
/// </summary>
public sealed class WorkerKillTests : IDisposable
{
    private const int Clients = 3, RequestsEach = 4, LastPoint = 40;

    private readonly LivePackages _packages = new(skills: 3);

    public void Dispose() => _packages.Dispose();

    [Fact]
    public Task A_worker_killed_at_8_points_takes_nothing_along_but_its_own_requests() => KillAsync(points: 8, seed: 1);

    [NightlyFact]
    public Task A_worker_killed_at_100_points_takes_nothing_along_but_its_own_requests() => KillAsync(points: 100, seed: 2);

    private async Task KillAsync(int points, ulong seed)
    {
        var chance = new SeedTree(seed).Stream("kills");
        using var folder = SkillFolder.Open(_packages.Folder, TrustStore.Default, [], TimeProvider.System, SkillContracts.AreKnown);
        string[] texts = await TextsAsync(folder);
        int lost = 0;
        await using var pool = new Pool(folder);
        for (int point = 0; point < points; point++)
        {
            var ends = new ConcurrentBag<PoolAnswer>();
            pool.Killer.Arm(after: 1 + chance.NextInt(LastPoint), victim: chance.NextInt(1000));
            int[][] models = [.. Enumerable.Range(0, Clients).Select(_ => Enumerable.Range(0, RequestsEach).Select(_ => chance.NextInt(3)).ToArray())];
            await Task.WhenAll(models.Select(async asks =>
            {
                foreach (int model in asks) ends.Add(await pool.AskAsync(model));
            }));
            Assert.Equal(Clients * RequestsEach, ends.Count);
            Assert.All(ends, answer => Assert.True(
                answer.Status == RequestStatus.Failed ? answer.Why.Length > 0 : answer.Text == texts[answer.Skills[0]], $"{point}: {answer}"));
            lost += ends.Count(answer => answer.Status == RequestStatus.Failed);
            await pool.AuditAsync();
            for (int model = 0; model < 3; model++) Assert.Equal(texts[model], (await pool.AskAsync(model)).Text);
        }

        Assert.True(pool.Killer.Kills == points && lost > 0, $"{pool.Killer.Kills} of {points} kills came about, {lost} requests were lost");
        await pool.AuditAsync();
        Assert.Equal(pool.Answered + pool.Failed, await pool.ArrivalsAsync());
    }

    /// <summary>The answers of the engine in this process, which are the same each time.</summary>
    private static async Task<string[]> TextsAsync(SkillFolder folder)
    {
        using var engine = new EngineWork(folder.Skills, new PlantSettings(), TimeProvider.System, ReplacementCheck.For(folder));
        string[] texts = new string[folder.Skills.Length];
        for (int model = 0; model < texts.Length; model++)
        {
            await engine.LoadAsync(model);
            texts[model] = (await engine.ServeAsync(model, Asking(model), CancellationToken.None)).Text;
            Assert.NotEmpty(texts[model]);
        }

        return texts;
    }

    private static PoolRequest Asking(int model) => new("", "a request") { Model = model };

    /// <summary>A live plant over workers in two thirds of the memory that its models need, with the least recently used leaving.</summary>
    private sealed class Pool : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly LivePlant _plant;
        private readonly Task _running;
        private int _answered, _failed;

        public Pool(SkillFolder folder)
        {
            long bytes = folder.Skills.Sum(skill => skill.Artifact.SizeBytes) * 7 / 10;
            var settings = new PlantSettings { Capacity = PlantSettings.UnlimitedBut(bytes), LeaseSeconds = 0, Miss = MissMode.Wait, TimeoutSeconds = 60 };
            var launcher = new WorkerLauncher(["dotnet", typeof(TeleoCommands).Assembly.Location, "worker"], groups: null);
            var workers = new WorkerWork(folder.Skills, settings, () => Killer.Started(launcher.Start()), ReplacementCheck.For(folder), TimeProvider.System);
            _plant = new LivePlant(folder, settings, new RoutingOptions(), [.. folder.Skills.Select(skill => skill.Expected)], new SeedTree(1), workers);
            workers.Crashed = _plant.Crash;
            var context = new PolicyContext(folder.Catalog, settings.Capacity, new SeedTree(1)) { Controller = LiveSettings.Controller(1, MissMode.Wait) };
            Assert.True(PolicyCatalog.TryCreate("lru", context, out var policy, out _));
            var step = new ControlStep(_plant, policy, new Guard(new GuardOptions()), new StepOptions());
            _running = new LiveLoop(_plant, policy, step, new LiveClock(TimeProvider.System, skipsIdle: false)).RunAsync([], [], staysOpen: true, _stop.Token);
        }

        public Killer Killer { get; } = new();

        public int Answered => _answered;

        public int Failed => _failed;

        public async Task<PoolAnswer> AskAsync(int model)
        {
            Killer.Happened();
            var answer = await _plant.AskAsync(Asking(model) with { Sink = Killer }).WaitAsync(TimeSpan.FromSeconds(90), TimeProvider.System);
            Killer.Happened();
            Assert.True(answer.Status is RequestStatus.Answered or RequestStatus.Failed, $"{answer}");
            Interlocked.Increment(ref answer.Status == RequestStatus.Answered ? ref _answered : ref _failed);
            return answer with { Skills = [model] };
        }

        public Task AuditAsync() => OnAsync(() =>
        {
            _plant.Core.Audit();
            return 0;
        });

        public Task<long> ArrivalsAsync() => OnAsync(() => _plant.Core.State.Counters.Arrivals);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running;
            _plant.Dispose();
            Assert.Empty(Killer.Alive());
        }

        private async Task<T> OnAsync<T>(Func<T> ask)
        {
            var told = new TaskCompletionSource<T>();
            _plant.Post(() =>
            {
                try
                {
                    told.SetResult(ask());
                }
                catch (Exception problem)
                {
                    told.SetException(problem);
                }

                return null;
            });
            await Task.WhenAny(told.Task, _running);
            if (!told.Task.IsCompleted) await _running;
            return await told.Task;
        }
    }

    /// <summary>Counts what happens, and at a number kills one of the workers that are alive then.</summary>
    private sealed class Killer : IPoolSink
    {
        private readonly Lock _lock = new();
        private readonly List<int> _started = [];
        private int _left, _victim;
        private bool _isArmed;

        public int Kills { get; private set; }

        public void Arm(int after, int victim)
        {
            lock (_lock) (_left, _victim, _isArmed) = (after, victim, true);
        }

        public WorkerProcess Started(WorkerProcess process)
        {
            lock (_lock) _started.Add(process.Id);
            Happened();
            return process;
        }

        public void Output(int model, string text) => Happened();

        public List<int> Alive() => _started.FindAll(IsAlive);

        /// <summary>At the point, or at the first event after it at which a worker is alive.</summary>
        public void Happened()
        {
            lock (_lock)
            {
                if (!_isArmed || --_left > 0 || Alive() is not { Count: > 0 } alive) return;
                _isArmed = false;
                Process.GetProcessById(alive[_victim % alive.Count]).Kill();
                Kills++;
            }
        }

        private static bool IsAlive(int id)
        {
            try
            {
                using var process = Process.GetProcessById(id);
                return !process.HasExited;
            }
            catch (ArgumentException)
            {
                return false;
            }
        }
    }
}
