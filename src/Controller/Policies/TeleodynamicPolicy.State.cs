using System.Security.Cryptography;
using System.Text.Json;
using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;

namespace Teleo.Controller.Policies;

/// <summary>The saved state of the controller.</summary>
public sealed partial class TeleodynamicPolicy
{
    /// <summary>
    /// Returns theta, E, the state of the random streams and the moves, so that a new controller continues as if it had never stopped.
    /// </summary>
    public byte[] Save()
    {
        byte[] body = StateFields.Write(Visit);
        return [.. body, .. SHA256.HashData(body)];
    }

    /// <summary>
    /// Restores the controller that was saved. Throws <see cref="StateException"/>, and nothing is restored, where the bytes are not what
    /// <see cref="Save"/> gave under the same catalog, options and seed.
    /// </summary>
    public static TeleodynamicPolicy Restore(ReadOnlyMemory<byte> saved, Catalog catalog, ControllerOptions options, ulong seed,
        string name = "teleodynamic")
    {
        var policy = new TeleodynamicPolicy(catalog, options, seed, name);
        int length = saved.Length - SHA256.HashSizeInBytes;
        if (length < 0) throw new StateException(StateFault.Truncated, saved.Length, "shorter than its hash");
        var body = saved[..length];
        if (!SHA256.HashData(body.Span).AsSpan().SequenceEqual(saved.Span[length..]))
            throw new StateException(StateFault.HashMismatch, length, "the hash is another");
        StateFields.Read(body, policy.Visit);
        return policy;
    }

    /// <summary>The learned state alone. Settings, account and bookkeeping are no part of it.</summary>
    internal byte[] SaveTheta() => StateFields.Write(_adaptation.Visit);

    /// <summary>Puts a learned state in place of the present one.</summary>
    internal void RestoreTheta(ReadOnlyMemory<byte> theta) => StateFields.Read(theta, _adaptation.Visit);

    /// <summary>All state but the learned one: clock, counters, moves, chance and the state of the accounts.</summary>
    internal byte[] SaveRest() => StateFields.Write(VisitRest);

    internal void RestoreRest(ReadOnlyMemory<byte> rest) => StateFields.Read(rest, VisitRest);

    private void Visit(StateFields fields)
    {
        fields.Same("teleo.controller/3", StateFault.UnknownFormat, "the format");
        fields.Same(HashOfSettings(), StateFault.OtherSettings, "the hash of catalog and options");
        fields.Same((long)_seed, StateFault.OtherSettings, "the seed");
        VisitCounters(fields);
        _adaptation.Visit(fields);
        VisitAccounts(fields);
    }

    private void VisitRest(StateFields fields)
    {
        VisitCounters(fields);
        VisitAccounts(fields);
    }

    private void VisitCounters(StateFields fields)
    {
        long noOps = Record.NoOpRun;
        fields.Count(ref noOps);
        Record.NoOpRun = noOps;
        fields.Count(ref _sequence);
        fields.Count(ref _lastAdaptation);
        _clock.Visit(fields);
    }

    private void VisitAccounts(StateFields fields)
    {
        _ledger.Visit(fields);
        _bankroll.Visit(fields);
        _signals.Visit(fields);
        _structure.Visit(fields);
        _moves.Visit(fields);
    }

    /// <summary>Returns a hash of all that is given and not learned: catalog and options.</summary>
    private string HashOfSettings() => Convert.ToHexStringLower(SHA256.HashData(
        [.. JsonSerializer.SerializeToUtf8Bytes(_decider.Catalog, TraceJson.Options),
            .. JsonSerializer.SerializeToUtf8Bytes(_options, TraceJson.Options)]));
}
