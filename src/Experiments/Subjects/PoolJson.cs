using System.Text.Json.Nodes;
using Teleo.Controller.Domain;

namespace Teleo.Experiments.Subjects;

/// <summary>Writes events and views as the line protocols have them (docs/reference/SUBJECTS.md).</summary>
internal static class PoolJson
{
    internal static readonly (string Name, PolicyEvents Kind)[] Events =
    [
        ("tick", PolicyEvents.Tick), ("arrival", PolicyEvents.Arrival), ("miss", PolicyEvents.Miss),
            ("completion", PolicyEvents.Completion),
        ("loaded", PolicyEvents.Loaded), ("unloaded", PolicyEvents.Unloaded), ("failure", PolicyEvents.Failure),
            ("pressure", PolicyEvents.Pressure), ("foretold", PolicyEvents.Foretold),
    ];

    public static JsonObject Of(in PoolEvent happened)
    {
        var kind = happened.Kind;
        var node = new JsonObject
        {
            ["kind"] = Events.First(known => known.Kind == kind).Name,
            ["skill"] = happened.Skill,
            ["time_s"] = happened.TimeNs * 1e-9,
            ["waited_s"] = happened.Waited,
            ["seconds"] = happened.Seconds,
            ["within_time"] = happened.WithinTime,
        };
        if (double.IsFinite(happened.Correct)) node["correct"] = happened.Correct;
        return node;
    }

    public static JsonObject Of(in PoolView pool)
    {
        var skills = new JsonArray();
        foreach (ref readonly var row in pool.Skills)
        {
            skills.Add(new JsonObject
            {
                ["bytes"] = row.Footprint.ResidentBytes,
                ["load_s"] = row.LoadSeconds,
                ["resident"] = row.IsResident,
                ["moving"] = row.Transition != Transition.None,
                ["protected"] = row.IsProtected,
                ["queued"] = row.Queued,
                ["running"] = row.Running,
                ["last_use_s"] = row.LastUseNs * 1e-9,
                ["retry_at_s"] = row.RetryAtNs * 1e-9,
            });
        }

        return new()
        {
            ["now_s"] = pool.NowNs * 1e-9,
            ["capacity_bytes"] = pool.Capacity.ResidentBytes,
            ["used_bytes"] = pool.Used.ResidentBytes,
            ["reserved_bytes"] = pool.Reserved.ResidentBytes,
            ["free_loaders"] = pool.FreeLoaders,
            ["skills"] = skills,
        };
    }
}
