#:property PublishAot=false
// Writes the software bill of materials of the program: every package that its lock file resolves, as CycloneDX 1.6. Equal lock files give equal bytes.
//   dotnet run .ci/sbom.cs -- src/Teleo/packages.lock.json VERSION > sbom.cdx.json
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

var (lockFile, version) = (args[0], args[1]);
var resolved = JsonNode.Parse(File.ReadAllBytes(lockFile))!["dependencies"]!.AsObject()
    .SelectMany(framework => framework.Value!.AsObject())
    .Where(package => (string?)package.Value!["type"] is "Direct" or "Transitive" or "CentralTransitive")
    .Select(package => (Name: package.Key, Version: (string)package.Value!["resolved"]!, Hash: (string)package.Value["contentHash"]!))
    .Distinct().OrderBy(package => package.Name, StringComparer.Ordinal).ThenBy(package => package.Version, StringComparer.Ordinal)
    .ToList();

var bill = new JsonObject
{
    ["bomFormat"] = "CycloneDX",
    ["specVersion"] = "1.6",
    ["version"] = 1,
    ["metadata"] = new JsonObject { ["component"] = Component("application", "teleo", version, null) },
    ["components"] = new JsonArray([.. resolved.Select(package => Component("library", package.Name, package.Version, package.Hash))]),
};
Console.Out.Write(bill.ToJsonString(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n");
return resolved.Count > 0 ? 0 : 1;

static JsonObject Component(string type, string name, string version, string? contentHash)
{
    var component = new JsonObject { ["type"] = type, ["name"] = name, ["version"] = version };
    if (contentHash is null) return component;
    component["purl"] = $"pkg:nuget/{name}@{version}";
    // The lock file has the SHA-512 of the package in base64.
    component["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-512", ["content"] = Convert.ToHexStringLower(Convert.FromBase64String(contentHash)) });
    return component;
}
