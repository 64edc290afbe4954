namespace Teleo.Engine.Sessions;

/// <summary>Picks the next token from the logits after the tokens so far.</summary>
public interface ITokenChooser
{
    TokenChoice Choose(ReadOnlySpan<float> logits, ReadOnlySpan<int> context);
}
