using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Teleo.Engine.Input;
using Teleo.Engine.Skills;
using Teleo.Engine.Trust;
using Teleo.Native.Interop;
using Teleo.Pool.Live;
using Teleo.Vision.Members;
using Teleo.Vision.Specs;
using Teleo.Vision.Tensors;

namespace Teleo.Native.Sdk;

/// <summary>The skills of pools: packages and model files of a folder, and models of images and tensors.</summary>
internal sealed class PoolBackend(TimeProvider clock) : ISdkBackend
{
    public bool Serves(SdkModelKind kind) => kind == SdkModelKind.SkillPool;

    public SdkModel Load(string id, SdkModelKind kind, SdkConfig config)
    {
        string path = config.Text("path") ?? "";
        var variants = config.Texts("variants", []);
        var members = MembersOf(config);
        config.End();
        if (path.Length == 0 && members.Count == 0)
            throw SdkException.Invalid("option 'path' is missing: it names a folder of skills or model files; or give 'members'");
        FindCryptography();
        try
        {
            if (!BuildParts.Vision) return new SdkSkillPool(Open(path, variants, []), [], clock);
            if (members.Count > 0) OpenVision();
            var skills = members.ConvertAll(member => member.Member.ToSkill(member.Tasks));
            var folder = path.Length == 0 ? SkillFolder.Elsewhere(skills, clock) : Open(path, variants, skills);
            var byName = members.Zip(skills).ToDictionary(pair => pair.Second.Name, pair => pair.First.Member);
            return new SdkSkillPool(folder, [.. folder.Skills.Select(skill => byName.GetValueOrDefault(skill.Name))], clock);
        }
        catch (InputException problem)
        {
            bool isMissing = problem.Code == "FolderNotFound";
            throw new SdkException(isMissing ? SdkErr.NotFound : SdkErr.InvalidArg, $"{path}: {problem.Message}");
        }
        catch (SkillException problem)
        {
            throw SdkException.Invalid(problem.Message);
        }
    }

    private SkillFolder Open(string path, IReadOnlyCollection<string> variants, IEnumerable<LiveSkill> others) =>
        SkillFolder.Open(path, TrustStore.Default, variants, clock, _ => true, takesFiles: true, others: others);

    private static List<(VisionMember Member, ImmutableArray<string> Tasks)> MembersOf(SdkConfig config)
    {
        var given = config.Objects("members");
        if (BuildParts.Vision) return [.. given.Select(MemberOf)];
        return given.IsEmpty ? [] : throw SdkException.Unsupported("this build of the library has no models of images and tensors");
    }

    private static (VisionMember Member, ImmutableArray<string> Tasks) MemberOf(SdkConfig config)
    {
        string id = config.Text("id") ?? throw SdkException.Invalid("a member has no 'id'");
        var kind = config.Text("kind") switch
        {
            "yolo" => VisionModelKind.Yolo,
            "paddle_ocr" => VisionModelKind.PaddleOcr,
            "openvino" => VisionModelKind.OpenVino,
            var other => throw SdkException.Invalid($"member '{id}' is of kind '{other}'; it must be yolo, paddle_ocr or openvino"),
        };
        var tasks = config.Texts("tasks", [id]);
        var member = VisionMember.Of(id, kind, config.ObjectJson("model"), config.ObjectJson("pipeline"));
        config.End();
        return (member, tasks);
    }

    private static void OpenVision()
    {
        VisionLibraries.Find();
        _ = OnnxModel.Runtime;   // says which library is missing
    }

    /// <summary>Finds OpenSSL, which computes hashes and signatures; its absence would end the process at first use.</summary>
    private static void FindCryptography()
    {
        string[] versions = ["libssl.so.3", "libssl.so.1.1"];
        if (!versions.Any(file => NativeLibrary.TryLoad(file, out _)))
            throw SdkException.Unsupported($"{versions[0]} is missing: a pool checks hashes and signatures with OpenSSL; install it");
    }
}
