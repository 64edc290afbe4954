using Teleo.Engine.Bytes;

namespace Teleo.Models;

/// <summary>The way to mend a model file that is refused.</summary>
internal static class ModelRemedy
{
    public static string Of(FormatFault fault) => fault switch
    {
        FormatFault.BadMagic => "check that the path names a model",
        FormatFault.UnsupportedVersion or FormatFault.UnsupportedArchitecture or FormatFault.UnsupportedFeature =>
            "use a model of the architectures Llama, Qwen2 or Qwen3",
        FormatFault.UnsupportedTensorType or FormatFault.WouldLose => "use another type: f32, f16, q8_0 or q4_0",
        FormatFault.FileChanged => "run the command again when nothing writes to the file",
        FormatFault.Unreadable => "check its rights and the disk",
        FormatFault.Unwritable => "check the rights and the room there",
        _ => "it was damaged on its way, or its writer has a fault: get it again or convert it anew",
    };
}
