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

    private static readonly PoolSkill NoSkill = new(default, "");
    private static readonly PoolRequest NoRequest = new("", "") { Prompt = new PromptSettings() };

    public static byte[] Of(string text) => Encoding.UTF8.GetBytes(text);

    public static string TextIn(in Frame frame) => Encoding.UTF8.GetString(frame.Body.Span);

    public static byte[] Of(WorkerModel model) => MessageFields.Write(model, Visit);

    public static WorkerModel ModelIn(in Frame frame) => MessageFields.Read(frame, new WorkerModel(NoSkill, null, 0), Visit);

    /// <param name="request">A whole prompt with its settings.</param>
    public static byte[] Of(PoolRequest request) => MessageFields.Write(request, Visit);

    public static PoolRequest RequestIn(in Frame frame) => MessageFields.Read(frame, NoRequest, Visit);

    /// <summary>The end of a request; its text went before, in pieces.</summary>
    public static byte[] Of(PoolAnswer answer) => MessageFields.Write(answer, Visit);

    public static PoolAnswer AnswerIn(in Frame frame) => MessageFields.Read(frame, new PoolAnswer(default), Visit);

    public static byte[] Of(in ResourceVector footprint) => MessageFields.Write(footprint, Visit);

    public static ResourceVector FootprintIn(in Frame frame)
    {
        var footprint = MessageFields.Read(frame, default(ResourceVector), Visit);
        return footprint.IsBudget ? footprint : throw new InvalidDataException("a model takes less than no bytes");
    }

    private static WorkerModel Visit(MessageFields fields, WorkerModel model)
    {
        var skill = Visit(fields, model.Skill);
        var under = fields.Flag(model.Under is not null) ? Visit(fields, model.Under ?? NoSkill) : null;
        return new WorkerModel(under is null ? skill : skill with { Base = under.Name }, under, fields.Number(model.Sessions));
    }

    private static PoolSkill Visit(MessageFields fields, PoolSkill skill)
    {
        string name = fields.Text(skill.Name.ToString());
        if (!SkillName.TryParse(name, out var known)) throw new InvalidDataException($"'{name}' is no name of a model");
        return new(known, fields.Text(skill.ArtifactPath)) { IsVerified = fields.Flag(skill.IsVerified) };
    }

    private static PoolRequest Visit(MessageFields fields, PoolRequest request)
    {
        var (prompt, generation, sampling) = (request.Prompt!, request.Prompt!.Generation, request.Prompt!.Generation.Sampling);
        return new PoolRequest("", fields.Text(request.Input))
        {
            Prompt = new PromptSettings
            {
                AddsFirst = fields.Flag(prompt.AddsFirst),
                ParsesSpecial = fields.Flag(prompt.ParsesSpecial),
                Generation = new GenerationOptions
                {
                    MaxTokens = fields.Number(generation.MaxTokens),
                    IgnoresEnd = fields.Flag(generation.IgnoresEnd),
                    Stops = fields.Texts(generation.Stops),
                    Sampling = new SamplingOptions
                    {
                        RepeatPenalty = fields.Real(sampling.RepeatPenalty),
                        RepeatWindow = fields.Number(sampling.RepeatWindow),
                        Temperature = fields.Real(sampling.Temperature),
                        TopK = fields.Number(sampling.TopK),
                        TopP = fields.Real(sampling.TopP),
                        MinP = fields.Real(sampling.MinP),
                        Seed = fields.Number(sampling.Seed),
                        MeasuresUncertainty = fields.Flag(sampling.MeasuresUncertainty),
                    },
                },
            },
        };
    }

    private static PoolAnswer Visit(MessageFields fields, PoolAnswer answer) => new(fields.Choice(answer.Status))
    {
        Refusal = fields.Choice(answer.Refusal),
        Why = fields.Text(answer.Why),
        PromptTokens = fields.Number(answer.PromptTokens),
        AnswerTokens = fields.Number(answer.AnswerTokens),
        IsCut = fields.Flag(answer.IsCut),
        FirstOutput = fields.Real(answer.FirstOutput),
        DecodeSeconds = fields.Real(answer.DecodeSeconds),
        Uncertainty = fields.Real(answer.Uncertainty),
    };

    private static ResourceVector Visit(MessageFields fields, ResourceVector footprint) => new()
    {
        ResidentBytes = fields.Number(footprint.ResidentBytes),
        ScratchBytes = fields.Number(footprint.ScratchBytes),
    };
}
