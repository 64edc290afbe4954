namespace Teleo.Native.Sdk;

/// <summary>The kind of a model, as in the header.</summary>
internal enum SdkModelKind
{
    Unknown = 0,
    Yolo = 1,
    PaddleOcr = 2,
    OpenVino = 3,
    Language = 100,
    SkillPool = 101,
}
