using Teleo.Engine.Generation;
using Teleo.Engine.Models;
using Teleo.Engine.Sessions;
using Teleo.Engine.Skills;
using Teleo.Engine.Tokenizers;

namespace Teleo.Engine.Pool;

/// <summary>
/// The right to use a runtime for one request. While a lease is held, no part of the runtime is freed; disposing it admits the next
/// request.
/// </summary>
public sealed class RuntimeLease : IDisposable
{
    private readonly LeaseDispatcher _dispatcher;
    private readonly Resident _resident;
    private readonly TimeProvider _clock;
    private int _disposed;

    internal RuntimeLease(LeaseDispatcher dispatcher, Resident resident, Session session, TimeProvider clock)
    {
        _dispatcher = dispatcher;
        _resident = resident;
        _clock = clock;
        Session = session;
        Tokenizer = resident.Model!.Tokenizer;
        Facts = resident.Model.Runtime.Facts;
    }

    public SkillName Skill => _resident.Skill.Name;

    /// <summary>Empty at first; the runtime's again when the lease ends.</summary>
    public Session Session { get; }

    public ITokenizer Tokenizer { get; }

    public ModelFacts Facts { get; }

    /// <summary>Set off when the runtime is taken away by force: give the lease back soon.</summary>
    public CancellationToken Stopped => _resident.Stop.Token;

    public Answer NewAnswer(GenerationOptions options) => new(Session, Tokenizer, options, _clock);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0) _dispatcher.Leave(_resident, Session, failed: Session.LastError is not null);
    }
}
