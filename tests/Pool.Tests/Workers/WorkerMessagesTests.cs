using Teleo.Controller.Domain;
using Teleo.Engine.Generation;
using Teleo.Engine.Pool;
using Teleo.Engine.Sampling;
using Teleo.Engine.Skills;
using Teleo.Pool.Requests;
using Teleo.Pool.Workers;

namespace Teleo.Pool.Tests.Workers;

/// <summary>A message reads as it was written; what is none is refused and never believed.</summary>
public sealed class WorkerMessagesTests
{
    public static TheoryData<ulong> Seeds => [.. Enumerable.Range(0, 50).Select(seed => (ulong)seed)];

    [Theory, MemberData(nameof(Seeds))]
    public void A_message_reads_as_it_was_written(ulong seed)
    {
        var chance = new SeedTree(seed).Stream("messages");
        var request = RequestOf(ref chance);
        var read = WorkerMessages.RequestIn(Sent(FrameKind.Ask, 7, WorkerMessages.Of(request)));
        Assert.Equal(request.Prompt!.Generation.Stops.AsEnumerable(), read.Prompt!.Generation.Stops);
        Assert.Equal(WithoutStops(request), WithoutStops(read));

        var answer = AnswerOf(ref chance);
        Assert.Equal(answer, WorkerMessages.AnswerIn(Sent(FrameKind.Answer, 7, WorkerMessages.Of(answer))));

        var under = chance.NextInt(2) == 0 ? null : new PoolSkill(new SkillName("below", "2.0.0", "f32"), TextOf(ref chance));
        var skill = new PoolSkill(new SkillName("addition", "1.0.0", "q8_0"), TextOf(ref chance)) { IsVerified = chance.NextInt(2) == 0, Base = under?.Name };
        var model = new WorkerModel(skill, under, chance.NextInt(100));
        Assert.Equal(model, WorkerMessages.ModelIn(Sent(FrameKind.Load, 0, WorkerMessages.Of(model))));

        var footprint = new ResourceVector { ResidentBytes = chance.NextInt(1 << 30), ScratchBytes = chance.NextInt(1 << 30) };
        Assert.Equal(footprint, WorkerMessages.FootprintIn(Sent(FrameKind.Loaded, 0, WorkerMessages.Of(footprint))));
    }

    /// <summary>Cut, lengthened or with changed bytes a message is read as another one of its kind, or refused with the one exception for that.</summary>
    [Theory, MemberData(nameof(Seeds))]
    public void A_spoiled_message_is_refused_or_read_and_nothing_else(ulong seed)
    {
        var chance = new SeedTree(seed).Stream("spoiled");
        byte[] request = WorkerMessages.Of(RequestOf(ref chance)), answer = WorkerMessages.Of(AnswerOf(ref chance));
        int refused = 0;
        for (int i = 0; i < 200; i++)
        {
            var (asked, ended) = (Spoiled(request, ref chance), Spoiled(answer, ref chance));
            refused += IsRefused(() => WorkerMessages.RequestIn(new Frame(FrameKind.Ask, 1, asked))) ? 1 : 0;
            refused += IsRefused(() => WorkerMessages.AnswerIn(new Frame(FrameKind.Answer, 1, ended))) ? 1 : 0;
        }

        Assert.True(refused > 100, $"only {refused} of 400 were refused");
    }

    [Fact]
    public void Every_beginning_of_a_stream_is_whole_messages_and_then_an_end_or_a_refusal()
    {
        using var whole = new MemoryStream();
        var writer = new FrameStream(Stream.Null, whole, 100);
        writer.Write(FrameKind.Piece, 3, "abc"u8);
        writer.Write(FrameKind.Rested, 0, []);
        byte[] bytes = whole.ToArray();
        for (int length = 0; length <= bytes.Length; length++)
        {
            var reader = new FrameStream(new MemoryStream(bytes, 0, length), Stream.Null, 100);
            int read = 0;
            bool isCut = IsRefused(() =>
            {
                while (reader.TryRead(out _)) read++;
            });
            Assert.Equal(length == bytes.Length ? 2 : length >= 16 ? 1 : 0, read);
            Assert.Equal(length is not (0 or 16) && length != bytes.Length, isCut);
        }
    }

    [Theory]
    [InlineData(101, 20)]
    [InlineData(-1, 20)]
    [InlineData(1, 99)]
    public void A_length_or_kind_that_cannot_be_is_refused_before_anything_is_made_for_it(int length, byte kind)
    {
        byte[] header = [.. BitConverter.GetBytes(length), kind, .. new byte[8], .. new byte[200]];
        Assert.Throws<InvalidDataException>(() => new FrameStream(new MemoryStream(header), Stream.Null, 100).TryRead(out _));
    }

    private static bool IsRefused(Action read)
    {
        try
        {
            read();
            return false;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }

    private static byte[] Spoiled(byte[] message, ref RandomStream chance)
    {
        byte[] spoiled = [.. message];
        if (chance.NextInt(3) == 0) return spoiled[..chance.NextInt(spoiled.Length)];
        for (int left = 1 + chance.NextInt(4); left > 0; left--) spoiled[chance.NextInt(spoiled.Length)] = (byte)chance.NextInt(256);
        return chance.NextInt(3) == 0 ? [.. spoiled, 1] : spoiled;
    }

    private static Frame Sent(FrameKind kind, long request, byte[] body)
    {
        using var bytes = new MemoryStream();
        new FrameStream(Stream.Null, bytes, 0).Write(kind, request, body);
        Assert.True(new FrameStream(new MemoryStream(bytes.ToArray()), Stream.Null, 1 << 20).TryRead(out var frame));
        Assert.Equal((kind, request), (frame.Kind, frame.Request));
        return frame;
    }

    private static PoolRequest WithoutStops(PoolRequest request) =>
        request with { Prompt = request.Prompt! with { Generation = request.Prompt.Generation with { Stops = [] } }, Then = [], Scope = [] };

    private static PoolRequest RequestOf(ref RandomStream chance) => new("", TextOf(ref chance))
    {
        Prompt = new PromptSettings
        {
            AddsFirst = chance.NextInt(2) == 0,
            ParsesSpecial = chance.NextInt(2) == 0,
            Generation = new GenerationOptions
            {
                MaxTokens = 1 + chance.NextInt(1000),
                IgnoresEnd = chance.NextInt(2) == 0,
                Stops = [.. TextOf(ref chance).Split('e')],
                Sampling = new SamplingOptions
                {
                    RepeatPenalty = chance.NextInt(100) / 64f,
                    RepeatWindow = chance.NextInt(100),
                    Temperature = chance.NextInt(100) / 64f,
                    TopK = chance.NextInt(100),
                    TopP = chance.NextInt(100) / 100f,
                    MinP = chance.NextInt(100) / 100f,
                    Seed = chance.NextUInt64(),
                    MeasuresUncertainty = chance.NextInt(2) == 0,
                },
            },
        },
    };

    private static PoolAnswer AnswerOf(ref RandomStream chance) => new((RequestStatus)chance.NextInt(5))
    {
        Refusal = (RefusalKind)chance.NextInt(6),
        Why = TextOf(ref chance),
        PromptTokens = chance.NextInt(1000),
        AnswerTokens = chance.NextInt(1000),
        IsCut = chance.NextInt(2) == 0,
        FirstOutput = chance.NextInt(1000) / 7.0,
        DecodeSeconds = chance.NextInt(1000) / 7.0,
        Uncertainty = chance.NextInt(4) == 0 ? double.NaN : chance.NextInt(1000) / 1001.0,
    };

    private static string TextOf(ref RandomStream chance)
    {
        const string Letters = "abe \n\"\\é漢😀";
        string text = "";
        foreach (var rune in Letters.EnumerateRunes()) for (int left = chance.NextInt(20); left > 0; left--) text += rune;
        return text;
    }
}
