using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Teleo.Engine.Skills;
using Teleo.Pool.Live;
using Teleo.Vision.Specs;

namespace Teleo.Vision.Members;

/// <summary>A model of images or tensors that a pool may hold, and the pipeline that answers the requests to it.</summary>
internal sealed record VisionMember(VisionModelSpec Model, VisionPipelineSpec Pipeline)
{
    /// <summary>Makes a member that answers by the usual pipeline of its kind.</summary>
    /// <param name="id">Lower-case letters, digits and single separators.</param>
    public static VisionMember Of(string id, VisionModelKind kind, string modelJson, string pipelineJson) => new(
        new VisionModelSpec(id, kind, modelJson),
        new VisionPipelineSpec(id, kind switch
        {
            VisionModelKind.Yolo => VisionPipelineKind.YoloCpu,
            VisionModelKind.PaddleOcr => VisionPipelineKind.PaddleOcr,
            VisionModelKind.OpenVino => VisionPipelineKind.OpenVinoTensor,
            _ => throw new VisionException(VisionFault.Unsupported, $"model {id}: kind {(int)kind} is unknown"),
        }, pipelineJson));

    /// <summary>Returns the member as a skill of a pool: its size and hash come from its files.</summary>
    public LiveSkill ToSkill(ImmutableArray<string> tasks)
    {
        string[] files = [.. VisionModel.FilesOf(Model)];
        foreach (string file in files)
            if (!File.Exists(file)) throw new VisionException(VisionFault.NotFound, $"model {Model.Id}: {file} does not exist");
        string digest = files.Length == 1 ? SkillPackage.HashOf(files[0])
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(files.Select(SkillPackage.HashOf)))));
        return BareModel.OfBytes(Model.Id, tasks, files.Sum(file => new FileInfo(file).Length), digest);
    }
}
