using Teleo.Engine.Tests.Kernels;

namespace Teleo.Engine.Tests.Storage;

/// <summary>A folder of a simulated disk: the names that are seen, the names that were flushed, and the changes between the two, each of which happens whole.</summary>
internal sealed class SimulatedFolder
{
    private readonly List<(string Name, object? Item)[]> _pending = [];
    private Dictionary<string, object> _kept = [];

    /// <summary>Files and folders by name.</summary>
    public Dictionary<string, object> Now { get; private set; } = [];

    /// <summary>Gives names to items, or takes them away, as one change.</summary>
    public void Change(params (string Name, object? Item)[] change)
    {
        _pending.Add(change);
        Apply(change, Now);
    }

    public void Flush()
    {
        _kept = new(Now);
        _pending.Clear();
    }

    /// <summary>Keeps the changes up to some point; a later flush may keep the rest.</summary>
    public void FlushPart(TestRandom chance)
    {
        int done = chance.Below(_pending.Count + 1);
        foreach (var change in _pending[..done]) Apply(change, _kept);
        _pending.RemoveRange(0, done);
    }

    public void Restart(PowerLoss loss, TestRandom chance)
    {
        foreach (var change in _pending)
            if (loss == PowerLoss.EverythingKept || (loss == PowerLoss.Chance && chance.Below(2) == 0)) Apply(change, _kept);
        _pending.Clear();
        Now = new(_kept);
        foreach (object item in Now.Values)
        {
            if (item is SimulatedFolder folder) folder.Restart(loss, chance);
            else ((SimulatedFile)item).Restart(loss, chance);
        }
    }

    public void CopyFrom(SimulatedFolder source)
    {
        foreach (var (name, item) in source.Now)
        {
            if (item is SimulatedFile file) Now[name] = new SimulatedFile(file.Number, file.Bytes);
            else
            {
                var folder = new SimulatedFolder();
                folder.CopyFrom((SimulatedFolder)item);
                Now[name] = folder;
            }
        }

        Flush();
    }

    public void WriteTo(string path)
    {
        Directory.CreateDirectory(path);
        foreach (var (name, item) in Now)
        {
            string below = Path.Combine(path, name);
            if (item is SimulatedFolder folder) folder.WriteTo(below);
            else File.WriteAllBytes(below, ((SimulatedFile)item).Bytes);
        }
    }

    private static void Apply((string Name, object? Item)[] change, Dictionary<string, object> names)
    {
        foreach (var (name, item) in change)
        {
            if (item is null) names.Remove(name);
            else names[name] = item;
        }
    }
}
