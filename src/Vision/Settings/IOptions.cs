namespace Teleo.Vision.Settings;

/// <summary>Options that can list their own faults.</summary>
internal interface IOptions
{
    /// <summary>Lists every broken rule at once; empty where the options can be used.</summary>
    IEnumerable<string> Problems();
}
