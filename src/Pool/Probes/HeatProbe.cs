namespace Teleo.Pool.Probes;

/// <summary>Temperatures and energy, only where the machine has a counter for them; nothing is estimated from load.</summary>
internal static class HeatProbe
{
    private const string Zones = "sys/class/thermal";
    private const string Meters = "sys/class/powercap";

    public static void Read(ProbeSample look)
    {
        string[] zones = look.Files.Folders(Zones, "thermal_zone*");
        foreach (string zone in zones)
            look.Measure($"thermal {NameOf(look, zone, "type")}", "Cel", $"{zone}/temp", 1e-3, text => ProbeSample.Number(text) * 1e-3);
        if (zones.Length == 0) look.Unknown("thermal", "Cel", Zones, "this machine has no thermal zone");

        string[] meters = [.. look.Files.Folders(Meters, "*")
            .Where(meter => look.Files.Read($"{meter}/energy_uj", out string why) is not null || why != "no such file")];
        foreach (string meter in meters)
            look.Measure($"energy {NameOf(look, meter, "name")}", "J", $"{meter}/energy_uj", 1e-6, text => ProbeSample.Number(text) * 1e-6);
        if (meters.Length == 0) look.Unknown("energy", "J", Meters, "this machine has no energy counter");
    }

    private static string NameOf(ProbeSample look, string folder, string file) =>
        look.Files.Read($"{folder}/{file}", out _)?.Trim() ?? Path.GetFileName(folder);
}
