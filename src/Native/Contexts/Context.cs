using Teleo.Engine;
using Teleo.Engine.Generation;
using Teleo.Engine.Runtime;
using Teleo.Engine.Sampling;
using Teleo.Engine.Sessions;
using Teleo.Native.Models;

namespace Teleo.Native.Contexts;

/// <summary>
/// One model with one conversation. Calls from several threads wait for each other; a call from within one of its own callbacks is refused.
/// Contexts share no state, so any number may work at the same time.
/// </summary>
internal sealed class Context(TimeProvider clock)
{
    private readonly Lock _oneAtATime = new();
    private LanguageModel? _model;
    private Session? _session;
    private bool _isDestroyed;

    /// <summary>Loads a model in the place of the one before; where it cannot be loaded, that one stays.</summary>
    public void Load(string path)
    {
        using var turn = Enter();
        try
        {
            var model = LanguageModel.Open(path, new RuntimeOptions(), clock);
            var session = model.OnlySession();
            Unload();
            (_model, _session) = (model, session);
        }
        catch (EngineException problem)
        {
            throw new ContextException(IRStatus.ErrorModelLoad, $"{path}: {problem.Message}");
        }
    }

    /// <summary>
    /// Reads a prompt into an empty context and generates text; each part is passed to a callback, which may end it by returning false.
    /// </summary>
    public void Generate(ReadOnlySpan<byte> prompt, GenerationOptions options, Func<string, bool> show)
    {
        using var turn = Enter();
        if (string.Join("; ", options.Problems()) is { Length: > 0 } problems) throw Invalid(problems);
        if ((_model, _session) is not ({ } model, { } session))
            throw new ContextException(IRStatus.ErrorGenerate, "no model is loaded: call ir_model_load first");
        try
        {
            int[] tokens = model.Encode(prompt);
            session.Truncate(0);
            var answer = new Answer(session, model.Tokenizer, options, clock);
            int shown = 0;
            foreach (string piece in answer.Steps(tokens))
            {
                // The last element may belong to no token, or to the one that ended the text.
                bool isToken = answer.Choices.Count > shown && answer.Stop != StopReason.Eos;
                shown = answer.Choices.Count;
                if ((isToken || piece.Length > 0) && !show(piece)) return;
            }
        }
        catch (EngineException problem)
        {
            throw problem.Code == EngineErrorCode.InvalidUtf8
                ? Invalid(problem.Message)
                : new ContextException(IRStatus.ErrorGenerate, problem.Message);
        }
    }

    /// <summary>Forgets the conversation.</summary>
    public void Reset()
    {
        using var turn = Enter();
        _session?.Truncate(0);
    }

    public void CheckNotInCallback()
    {
        if (_oneAtATime.IsHeldByCurrentThread) throw Invalid("the context is generating: one of its own callbacks cannot call it");
    }

    /// <summary>Frees the model, after any call that is under way.</summary>
    public void Destroy()
    {
        lock (_oneAtATime)
        {
            Unload();
            _isDestroyed = true;
        }
    }

    private static ContextException Invalid(string message) => new(IRStatus.ErrorInvalidArgument, message);

    private Lock.Scope Enter()
    {
        CheckNotInCallback();
        var turn = _oneAtATime.EnterScope();
        if (!_isDestroyed) return turn;
        turn.Dispose();
        throw Invalid("the context was destroyed");
    }

    private void Unload()
    {
        _session?.Dispose();
        _model?.Dispose();
        (_session, _model) = (null, null);
    }
}
