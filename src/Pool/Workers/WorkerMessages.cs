using System.Collections.Immutable;
using System.Text;
using Teleo.Controller.Domain;
using Teleo.Engine.Generation;
using Teleo.Engine.Pool;
using Teleo.Engine.Sampling;
using Teleo.Engine.Skills;
using Teleo.Pool.Requests;

namespace Teleo.Pool.Workers;

/// <summary>
/// The contents of messages as bytes. Both sides are of the same build; content that cannot be read throws
/// <see cref="InvalidDataException"/>.
/// </summary>
internal static class WorkerMessages
{
    /// <summary>The first message of a worker; a program with another one is not of this build.</summary>
    public const string Version = "teleo worker 1";

    public static byte[] Of(string text) => Encoding.UTF8.GetBytes(text);

    public static string TextIn(in Frame frame) => Encoding.UTF8.GetString(frame.Body.Span);

    public static byte[] Of(WorkerModel model) => Written(writer =>
    {
        Write(writer, model.Skill);
        writer.Write(model.Under is not null);
        if (model.Under is { } under) Write(writer, under);
        writer.Write(model.Sessions);
    });

    public static WorkerModel ModelIn(in Frame frame) => Read(frame, reader =>
    {
        var skill = SkillIn(reader);
        if (!reader.ReadBoolean()) return new WorkerModel(skill, null, reader.ReadInt32());
        var under = SkillIn(reader);
        return new WorkerModel(skill with { Base = under.Name }, under, reader.ReadInt32());
    });

    /// <param name="request">A whole prompt with its settings.</param>
    public static byte[] Of(PoolRequest request) => Written(writer =>
    {
        var (prompt, generation) = (request.Prompt!, request.Prompt!.Generation);
        writer.Write(request.Input);
        writer.Write(prompt.AddsFirst);
        writer.Write(prompt.ParsesSpecial);
        writer.Write(generation.MaxTokens);
        writer.Write(generation.IgnoresEnd);
        writer.Write(generation.Stops.Length);
        foreach (string stop in generation.Stops) writer.Write(stop);
        var sampling = generation.Sampling;
        writer.Write(sampling.RepeatPenalty);
        writer.Write(sampling.RepeatWindow);
        writer.Write(sampling.Temperature);
        writer.Write(sampling.TopK);
        writer.Write(sampling.TopP);
        writer.Write(sampling.MinP);
        writer.Write(sampling.Seed);
        writer.Write(sampling.MeasuresUncertainty);
    });

    public static PoolRequest RequestIn(in Frame frame) => Read(frame, reader => new PoolRequest("", reader.ReadString())
    {
        Prompt = new PromptSettings
        {
            AddsFirst = reader.ReadBoolean(),
            ParsesSpecial = reader.ReadBoolean(),
            Generation = new GenerationOptions
            {
                MaxTokens = reader.ReadInt32(),
                IgnoresEnd = reader.ReadBoolean(),
                Stops = StopsIn(reader),
                Sampling = new SamplingOptions
                {
                    RepeatPenalty = reader.ReadSingle(),
                    RepeatWindow = reader.ReadInt32(),
                    Temperature = reader.ReadSingle(),
                    TopK = reader.ReadInt32(),
                    TopP = reader.ReadSingle(),
                    MinP = reader.ReadSingle(),
                    Seed = reader.ReadUInt64(),
                    MeasuresUncertainty = reader.ReadBoolean(),
                },
            },
        },
    });

    /// <summary>Writes the end of a request; its text was sent before, in parts.</summary>
    public static byte[] Of(PoolAnswer answer) => Written(writer =>
    {
        writer.Write((int)answer.Status);
        writer.Write((int)answer.Refusal);
        writer.Write(answer.Why);
        writer.Write(answer.PromptTokens);
        writer.Write(answer.AnswerTokens);
        writer.Write(answer.IsCut);
        writer.Write(answer.FirstOutput);
        writer.Write(answer.DecodeSeconds);
        writer.Write(answer.Uncertainty);
    });

    public static PoolAnswer AnswerIn(in Frame frame) => Read(frame, reader => new PoolAnswer(ChoiceIn<RequestStatus>(reader))
    {
        Refusal = ChoiceIn<RefusalKind>(reader),
        Why = reader.ReadString(),
        PromptTokens = reader.ReadInt32(),
        AnswerTokens = reader.ReadInt32(),
        IsCut = reader.ReadBoolean(),
        FirstOutput = reader.ReadDouble(),
        DecodeSeconds = reader.ReadDouble(),
        Uncertainty = reader.ReadDouble(),
    });

    public static byte[] Of(in ResourceVector footprint)
    {
        var (resident, scratch) = (footprint.ResidentBytes, footprint.ScratchBytes);
        return Written(writer =>
        {
            writer.Write(resident);
            writer.Write(scratch);
        });
    }

    public static ResourceVector FootprintIn(in Frame frame) => Read(frame, reader =>
    {
        var footprint = new ResourceVector { ResidentBytes = reader.ReadInt64(), ScratchBytes = reader.ReadInt64() };
        return footprint.IsBudget ? footprint : throw new InvalidDataException("a model takes less than no bytes");
    });

    private static void Write(BinaryWriter writer, PoolSkill skill)
    {
        writer.Write(skill.Name.ToString());
        writer.Write(skill.ArtifactPath);
        writer.Write(skill.IsVerified);
    }

    private static PoolSkill SkillIn(BinaryReader reader) =>
        new(NameIn(reader.ReadString()), reader.ReadString()) { IsVerified = reader.ReadBoolean() };

    private static byte[] Written(Action<BinaryWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true)) write(writer);
        return bytes.ToArray();
    }

    private static T Read<T>(in Frame frame, Func<BinaryReader, T> read)
    {
        using var reader = new BinaryReader(new MemoryStream(frame.Body.ToArray(), writable: false), Encoding.UTF8);
        try
        {
            var content = read(reader);
            return reader.BaseStream.Position == reader.BaseStream.Length
                ? content
                : throw new InvalidDataException($"a message of kind {frame.Kind} has bytes left over");
        }
        catch (Exception problem) when (problem is EndOfStreamException or FormatException or IOException)
        {
            throw new InvalidDataException($"a message of kind {frame.Kind} cannot be read: {problem.Message}", problem);
        }
    }

    private static ImmutableArray<string> StopsIn(BinaryReader reader)
    {
        var stops = ImmutableArray.CreateBuilder<string>();
        for (int left = reader.ReadInt32(); left > 0; left--) stops.Add(reader.ReadString());
        return stops.ToImmutable();
    }

    private static SkillName NameIn(string text) =>
        SkillName.TryParse(text, out var name) ? name : throw new InvalidDataException($"'{text}' is no name of a model");

    private static T ChoiceIn<T>(BinaryReader reader) where T : struct, Enum
    {
        int value = reader.ReadInt32();
        return Enum.GetValues<T>() is var all && (uint)value < (uint)all.Length
            ? all[value]
            : throw new InvalidDataException($"there is no {typeof(T).Name} {value}");
    }
}
