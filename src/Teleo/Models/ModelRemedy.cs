using Teleo.Engine.Bytes;

namespace Teleo.Models;

/// <summary>The remedy for each fault of a refused model file.</summary>
internal static class ModelRemedy
{
    public static string Of(FormatFault fault) => fault switch
    {
        FormatFault.BadMagic => "give the path of a model file",
        FormatFault.UnsupportedVersion or FormatFault.UnsupportedArchitecture or FormatFault.UnsupportedFeature =>
            "use a model of the architectures Llama, Qwen2 or Qwen3",
        FormatFault.UnsupportedTensorType or FormatFault.WouldLose => "use another type: f32, f16, q8_0 or q4_0",
        FormatFault.FileChanged => "run the command again when no other program writes to the file",
        FormatFault.Unreadable => "check its permissions and the disk",
        FormatFault.Unwritable => "check the permissions and the free space of its folder",
        _ => "the file is damaged or was written wrongly: download it or convert it again",
    };
}
