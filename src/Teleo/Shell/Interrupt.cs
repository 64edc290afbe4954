using System.Runtime.InteropServices;

namespace Teleo.Shell;

/// <summary>
/// Ctrl-C, and the system's request to end (SIGTERM), as cancellation. Ctrl-C cancels the most recent registration, else the program; the
/// system's request ends the program. A second one during the end is left to the system, which kills the program.
/// </summary>
internal sealed class Interrupt : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _program = new();
    private readonly Stack<CancellationTokenSource> _scopes = new();
    private ConsoleCancelEventHandler? _handler;
    private PosixSignalRegistration? _termination;

    public CancellationToken Token => _program.Token;

    public static Interrupt OfConsole()
    {
        var interrupt = new Interrupt();
        interrupt._handler = (_, signal) => signal.Cancel = interrupt.Raise();
        Console.CancelKeyPress += interrupt._handler;
        interrupt._termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = interrupt.Terminate());
        return interrupt;
    }

    /// <summary>True if the system asked the program to end.</summary>
    public bool IsTerminated { get; private set; }

    /// <summary>Cancels the program at SIGTERM. False when it was cancelled already.</summary>
    public bool Terminate()
    {
        if (_program.IsCancellationRequested) return false;
        IsTerminated = true;
        _program.Cancel();
        return true;
    }

    /// <summary>Cancels the innermost scope at Ctrl-C. False when everything was cancelled already.</summary>
    public bool Raise()
    {
        CancellationTokenSource target;
        lock (_lock) target = _scopes.TryPeek(out var scope) && !scope.IsCancellationRequested ? scope : _program;
        if (target.IsCancellationRequested) return false;
        target.Cancel();
        return true;
    }

    /// <summary>Until it is disposed, the next Ctrl-C cancels this scope and not the program.</summary>
    public Scope Capture()
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(_program.Token);
        lock (_lock) _scopes.Push(source);
        return new Scope(this, source);
    }

    public void Dispose()
    {
        if (_handler is not null) Console.CancelKeyPress -= _handler;
        _termination?.Dispose();
        _program.Dispose();
    }

    public readonly struct Scope(Interrupt owner, CancellationTokenSource source) : IDisposable
    {
        public CancellationToken Token => source.Token;

        public void Dispose()
        {
            lock (owner._lock) owner._scopes.Pop();
            source.Dispose();
        }
    }
}
