using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Engine.Input;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Worlds;
using Teleo.Pool.Live;
using Teleo.Pool.Plants;
using Teleo.Pool.Work;

namespace Teleo.Server.Upstream;

/// <summary>
/// Another server whose models a pool uses. If controlled, it gets commands to load and unload; if observed, it works by its own rule and
/// the pool's decisions are simulated.
/// </summary>
internal sealed class UpstreamServer
{
    private static readonly TimeSpan TimeToList = TimeSpan.FromSeconds(15);

    private readonly ForeignWork? _controlled;
    private readonly MachineProfile _machine;

    private UpstreamServer(Uri address, SkillFolder folder, MachineProfile machine, ForeignWork? controlled,
        ObservedServer? observed, PaperWork? paper)
    {
        (Address, Folder, _machine, _controlled, Observed, Paper) = (address, folder, machine, controlled, observed, paper);
        Work = (IPoolWork?)controlled ?? paper!;
    }

    public Uri Address { get; }

    public SkillFolder Folder { get; }

    /// <summary>The runtime that carries out decisions.</summary>
    public IPoolWork Work { get; }

    /// <summary>The server as it works by its own rule; null where it is controlled.</summary>
    public ObservedServer? Observed { get; }

    /// <summary>The models as they would be by ours; null where it is controlled.</summary>
    public PaperWork? Paper { get; }

    /// <summary>The expected times of each model before measurements.</summary>
    public ImmutableArray<SkillProfile> Profiles => ProfilesOf(Folder, _machine);

    /// <summary>Asks a server for its models. A model counts as using no memory until a load was observed.</summary>
    /// <param name="protocol">One of <see cref="ForeignProtocol.Names"/>.</param>
    /// <param name="controls">Sends it commands; else it is only observed.</param>
    /// <param name="patience">The time within which it must have done as told.</param>
    public static async Task<UpstreamServer> OpenAsync(
        Uri address, string protocol, bool controls, TimeSpan patience, MachineProfile machine, LiveClock clock)
    {
        IForeignClient? client = null;
        try
        {
            using var enough = new CancellationTokenSource(TimeToList, clock.Time);
            client = await ForeignProtocol.OpenAsync(address, protocol, controls, clock.Time, enough.Token);
            var models = await client.ModelsAsync(enough.Token);
            if (models.Count == 0) throw new InputException("NoModels", $"the upstream server {address} has no models");
            var skills = models.Select(model => (Model: model, Skill: BareModel.Elsewhere(model.Name, model.Bytes, model.Digest)))
                .DistinctBy(pair => pair.Skill.Name).OrderBy(pair => pair.Skill.Name).ToList();
            var folder = SkillFolder.Elsewhere(skills.Select(pair => pair.Skill), clock.Time);
            ImmutableArray<string> names = [.. skills.Select(pair => pair.Model.Name)];
            if (controls) return new(address, folder, machine, new ForeignWork(client, names, clock.Time, patience), null, null);
            var observed = new ObservedServer(client, names, () => clock.NowNs);
            await observed.PollAsync(enough.Token);
            var expected = ProfilesOf(folder, machine);
            var paper = new PaperWork(
                model => observed.LoadSeconds(model) is { First: { } first } seen ? seen.Later ?? first : expected[model].ColdLoadSeconds,
                clock.Time);
            return new(address, folder, machine, null, observed, paper);
        }
        catch (Exception problem) when (problem is not InputException)
        {
            client?.Dispose();
            throw new InputException("UpstreamNotUsable", $"the upstream server {address} does not list its models: {problem.Message}");
        }
    }

    /// <summary>Reads what is in memory there. Returns true where the pool must learn of what went by itself.</summary>
    public async Task<bool> PollAsync(CancellationToken cancellation)
    {
        if (_controlled is not null) return await _controlled.PollAsync(cancellation) is not null;
        await Observed!.PollAsync(cancellation);
        return false;
    }

    private static ImmutableArray<SkillProfile> ProfilesOf(SkillFolder folder, MachineProfile machine) => [.. folder.Skills.Select(skill =>
        SkillProfiles.OfSize(skill.Name.ToString(), skill.Artifact.SizeBytes, skill.Quality, machine) with
        {
            Footprint = new ResourceVector { ResidentBytes = skill.Artifact.SizeBytes },
        })];
}
