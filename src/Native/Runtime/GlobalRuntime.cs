using System.Text;
using System.Text.Json;
using Teleo.Engine;
using Teleo.Engine.Generation;
using Teleo.Engine.Runtime;
using Teleo.Engine.Sampling;
using Teleo.Engine.Sessions;
using Teleo.Native.Interop;
using Teleo.Native.Models;

namespace Teleo.Native.Runtime;

/// <summary>
/// The runtime of the plain functions: one model, one context, one operation at a time. A refused argument changes only the error; after a
/// refused model none is loaded; after a failed generation the model is ready again.
/// </summary>
/// <param name="resultCeiling">The longest result in bytes.</param>
internal sealed unsafe class GlobalRuntime(TimeProvider clock, int resultCeiling = GlobalRuntime.TransferCeiling)
{
    /// <summary>The version of the plain functions, as in the header.</summary>
    public const uint AbiVersion = 1;

    /// <summary>The longest transfer in bytes.</summary>
    public const int TransferCeiling = 128 << 20;

    private readonly Lock _oneAtATime = new();
    private readonly TransferBlocks _blocks = new();
    private readonly PinnedBytes _result = new();
    private readonly PinnedBytes _diagnostics = new();
    private SamplingOptions _sampling = SamplingOptions.Greedy;
    private LanguageModel? _model;
    private Session? _session;
    private Answer? _answer;
    private IEnumerator<string>? _steps;
    private bool _isInitialised, _isFreed, _hasEnded, _isDiagnosed;
    private EngineException? _lastError;

    private RuntimeState State =>
        !_isInitialised ? RuntimeState.Uninitialised
        : _session is null ? (_isFreed ? RuntimeState.Freed : RuntimeState.Initialised)
        : _lastError is null ? _session.State : RuntimeState.RecoverableError;

    /// <summary>A block of memory for a transfer; null where there is none, with the reason in the diagnostics.</summary>
    public byte* Alloc(nuint length)
    {
        byte* block = null;
        RunTransfer(runtime =>
        {
            CheckLength(length);
            block = runtime._blocks.Give(length);
        });
        return block;
    }

    public void Dealloc(byte* block, nuint length) => RunTransfer(runtime => runtime._blocks.Free(block, length));

    /// <summary>Makes the runtime ready for a model. A second call changes nothing.</summary>
    public EngineErrorCode Initialise() => Run(static runtime => runtime._isInitialised = true);

    public EngineErrorCode LoadModel(byte* bytes, nuint length) => Run(runtime =>
    {
        runtime.CheckInitialised();
        var transfer = runtime.Transfer(bytes, length);
        runtime.Unload();
        runtime._isFreed = false;
        var model = LanguageModel.OpenCopy(transfer, new RuntimeOptions(), runtime.Clock);
        (runtime._session, runtime._model) = (model.OnlySession(), model);
    });

    public EngineErrorCode SetSampling(float temperature, uint topK, float topP, ulong seed) => Run(runtime =>
    {
        runtime.CheckInitialised();
        var wanted = new SamplingOptions { Temperature = temperature, TopK = (int)Math.Min(topK, int.MaxValue), TopP = topP, Seed = seed };
        string problems = string.Join("; ", wanted.Problems());
        runtime._sampling = problems.Length == 0 ? wanted : throw new EngineException(EngineErrorCode.GenerationFailed, problems);
    });

    /// <summary>Reads a prompt into an empty context and generates text; the result is the added text.</summary>
    public EngineErrorCode Generate(byte* prompt, nuint length, uint mostTokens) => Run(runtime =>
    {
        var (model, session) = runtime.Loaded();
        runtime.EndAnswer();
        var transfer = runtime.Transfer(prompt, length);
        if (mostTokens == 0) throw new EngineException(EngineErrorCode.InvalidLength, "max_new_tokens is 0; it must be at least 1");
        int[] tokens = model.Encode(transfer);
        session.Truncate(0);
        var options = new GenerationOptions { MaxTokens = int.MaxValue, Sampling = runtime._sampling };
        runtime._answer = new(session, model.Tokenizer, options, runtime.Clock);
        runtime._steps = runtime._answer.Steps(tokens).GetEnumerator();
        for (uint token = 0; token < mostTokens && runtime.Step(); token++) { }
    });

    /// <summary>Generates one more token after the last generation; the result is the text it completes.</summary>
    public EngineErrorCode GenerateNextToken() => Run(static runtime =>
    {
        runtime.Loaded();
        runtime._result.Clear();
        if (runtime._steps is null)
            throw new EngineException(EngineErrorCode.GenerationFailed, "there is no text to go on from: call generate first");
        if (runtime.Step()) return;
        throw runtime._answer!.Stop == StopReason.Length
            ? new EngineException(EngineErrorCode.ContextExceeded, "the context is full: call generate with another prompt")
            : new EngineException(EngineErrorCode.GenerationFailed, "the text has ended: call generate with another prompt");
    });

    public EngineErrorCode ResetContext() => Run(static runtime =>
    {
        var (_, session) = runtime.Loaded();
        runtime.EndAnswer();
        session.Truncate(0);
    });

    public EngineErrorCode FreeModel() => Run(static runtime =>
    {
        runtime.Loaded();
        runtime.Unload();
        runtime._isFreed = true;
    });

    /// <summary>The text of the last generation or step; valid until the next call that changes it.</summary>
    public byte* ResultPointer()
    {
        lock (_oneAtATime) return _result.Pointer;
    }

    public nuint ResultLength()
    {
        lock (_oneAtATime) return (nuint)_result.Length;
    }

    /// <summary>The state as JSON of <c>docs/reference/runtime.schema.json</c>; valid until the next call that changes it.</summary>
    public byte* DiagnosticsPointer()
    {
        lock (_oneAtATime) return Diagnosed().Pointer;
    }

    public nuint DiagnosticsLength()
    {
        lock (_oneAtATime) return (nuint)Diagnosed().Length;
    }

    private TimeProvider Clock => clock;

    private EngineErrorCode Run(Action<GlobalRuntime> operation)
    {
        lock (_oneAtATime)
        {
            _lastError = Attempt(operation);
            return _lastError?.Code ?? EngineErrorCode.Ok;
        }
    }

    /// <summary>Runs a transfer; a success keeps the last error, which a host may read after it has allocated its next prompt.</summary>
    private void RunTransfer(Action<GlobalRuntime> operation)
    {
        lock (_oneAtATime) _lastError = Attempt(operation) ?? _lastError;
    }

    private EngineException? Attempt(Action<GlobalRuntime> operation)
    {
        _isDiagnosed = false;
        try
        {
            operation(this);
            return null;
        }
        catch (Exception problem)
        {
            return problem as EngineException ?? new(EngineErrorCode.GenerationFailed, Problems.Text(problem));
        }
    }

    private bool Step()
    {
        int before = _answer!.Choices.Count;
        try
        {
            while (!_hasEnded && _steps!.MoveNext())
            {
                Append(_steps.Current);
                if (_answer.Choices.Count > before || _steps.Current.Length > 0) return true;
            }
        }
        catch
        {
            EndAnswer();
            throw;
        }

        _hasEnded = true;
        return false;
    }

    private void Append(string piece)
    {
        int count = Encoding.UTF8.GetByteCount(piece);
        if (count > resultCeiling - _result.Length)
            throw new EngineException(EngineErrorCode.OutputBufferExceeded, $"the result is longer than {resultCeiling} bytes");
        Encoding.UTF8.GetBytes(piece, _result.GetSpan(count));
        _result.Advance(count);
    }

    private void EndAnswer()
    {
        _steps?.Dispose();
        (_steps, _answer, _hasEnded) = (null, null, false);
        _result.Clear();
    }

    private void Unload()
    {
        EndAnswer();
        _session?.Dispose();
        _model?.Dispose();
        (_session, _model) = (null, null);
    }

    private (LanguageModel Model, Session Session) Loaded()
    {
        CheckInitialised();
        return (_model, _session) is ({ } model, { } session) ? (model, session)
            : throw NotLoaded("no model is loaded: call load_model first");
    }

    private void CheckInitialised()
    {
        if (!_isInitialised) throw NotLoaded("the runtime is not initialised: call init_runtime first");
    }

    private static EngineException NotLoaded(string message) => new(EngineErrorCode.ModelNotLoaded, message);

    private static void CheckLength(nuint length)
    {
        if (length == 0) throw new EngineException(EngineErrorCode.InvalidLength, "the length is 0");
        if (length > TransferCeiling)
            throw new EngineException(EngineErrorCode.InvalidLength,
                $"the length is {length}; a transfer holds at most {TransferCeiling} bytes");
    }

    private ReadOnlySpan<byte> Transfer(byte* start, nuint length)
    {
        if (start == null) throw new EngineException(EngineErrorCode.NullPointer, "the pointer is null");
        CheckLength(length);
        _blocks.CheckRead(start, length);
        return new(start, (int)length);
    }

    private PinnedBytes Diagnosed()
    {
        if (_isDiagnosed) return _diagnostics;
        _diagnostics.Clear();
        using (var json = new Utf8JsonWriter(_diagnostics, DiagnosticsJson.Style)) Write(json);
        _isDiagnosed = true;
        return _diagnostics;
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("format", "teleo.runtime/1");
        json.WriteString("library", LibraryVersion.Text);
        json.WriteNumber("abi_version", AbiVersion);
        json.WriteString("state", DiagnosticsJson.Word(State));
        DiagnosticsJson.WriteError(json, _lastError?.Code ?? EngineErrorCode.Ok, _lastError?.Message);
        if (_hasEnded) json.WriteString("stop", DiagnosticsJson.Word(_answer!.Stop));
        else json.WriteNull("stop");
        json.WriteStartObject("transfers");
        json.WriteNumber("blocks", _blocks.Count);
        json.WriteNumber("bytes", _blocks.Bytes);
        json.WriteNumber("refused_frees", _blocks.RefusedFrees);
        json.WriteEndObject();
        if (_session is null)
        {
            json.WriteNull("session");
        }
        else
        {
            json.WritePropertyName("session");
            DiagnosticsJson.Write(json, _model!.Diagnose(_session, _sampling));
        }

        json.WriteEndObject();
    }
}
