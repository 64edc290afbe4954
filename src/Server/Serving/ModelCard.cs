using System.Text;
using Teleo.Engine.Loading;
using Teleo.Pool.Live;

namespace Teleo.Server.Serving;

/// <summary>The facts of one model that its file states and that a client or a template needs.</summary>
internal sealed record ModelCard(int ContextLength, string? ChatTemplate, string FirstToken, string LastToken)
{
    public static ModelCard Of(LiveSkill skill)
    {
        if (skill.IsElsewhere) return new ModelCard(0, null, "", "");   // it lies with another server
        string path = (skill.Base ?? skill).Path;
        if (!ModelFile.TryOpen(path, out var model, out _, acceptsAnyChecksum: true)) return new ModelCard(0, null, "", "");
        using (model)
        {
            var words = model.Vocabulary;
            return new ModelCard(model.Facts.ContextLength, words.ChatTemplate, Piece(words.Bos), Piece(words.Eos));

            string Piece(int? token) => token is { } known && known < words.Count ? Encoding.UTF8.GetString(words.Piece(known)) : "";
        }
    }
}
