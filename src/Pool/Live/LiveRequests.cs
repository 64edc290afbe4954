using System.Diagnostics;
using System.Text;
using Teleo.Controller.Domain;
using Teleo.Pool.Plants;
using Teleo.Pool.Requests;

namespace Teleo.Pool.Live;

/// <summary>Has requests to one skill each arrive at the plant, or refuses them. Only the loop's thread uses it.</summary>
internal sealed class LiveRequests(LivePlant plant)
{
    private long _ids;
    private bool _isClosed;
    private ActivityContext _cameIn;

    /// <summary>The tickets of the requests that have not ended, by id.</summary>
    public Dictionary<long, LiveTicket> Open { get; } = [];

    /// <summary>Receives each request at its arrival and at its end.</summary>
    public ITrafficListener? Traffic { get; set; }

    /// <summary>Has a request arrive at one skill. Null if it is refused at once.</summary>
    /// <param name="ended">Called once, with the answer or the refusal.</param>
    public PoolEvent? Arrive(int skill, PoolRequest request, Action<PoolAnswer> ended, CancellationToken cancellation)
    {
        if (Refusal(skill, request) is { } refusal)
        {
            ended(refusal);
            return null;
        }

        if (request.Id == 0) request = request with { Id = ++_ids };
        _cameIn = request.Trace;
        var state = plant.Core.State;
        Traffic?.Came(request, skill, state.NowNs);
        int task = plant.Folder.Tasks.IndexOf(request.Task);
        var ticket = new LiveTicket(request, cancellation)
        {
            Ended = answer =>
            {
                // A request that names a model and no task says nothing of a task.
                if (answer.Status == RequestStatus.Answered && task >= 0) plant.Quality.Note(answer.Skills[0], task, answer.Correct);
                Traffic?.Ended(request, answer, state.ReadNowNs);
                ended(answer);
            },
        };
        Open[request.Id] = ticket;
        long refused = state.Counters.Refused;
        var (prompt, answer) = request.ExpectedTokens;
        var happened = plant.Core.Arrive(new PendingRequest(request.Id, skill, task, prompt, answer));
        if (request.Task.Length == 0) happened = happened with { Task = -1 };   // it names a model: its first task
        if (state.Counters.Refused > refused)
        {
            Open.Remove(request.Id);
            ticket.End(PoolAnswer.Refused("too many requests wait", RefusalKind.Busy));
        }

        return happened;
    }

    /// <summary>Returns the trace context of a request that has just arrived; default for none.</summary>
    public ActivityContext TakeTrace()
    {
        var came = _cameIn;
        _cameIn = default;
        return came;
    }

    /// <summary>Refuses requests from now on.</summary>
    public void Close() => _isClosed = true;

    private PoolAnswer? Refusal(int skill, PoolRequest request)
    {
        var asked = plant.Folder.Skills[skill];
        if (_isClosed) return LivePlant.ShutDown;
        if (plant.Operator.KeepsOut(skill)) return OperatorConsole.Refusal(plant.Core.State.Profiles[skill].Name);
        if (EffectBeyond(asked, request) is { } effect)
            return PoolAnswer.Refused($"{asked.Name} has the effect '{effect}', which the request does not allow", RefusalKind.Scope);
        return Problem(asked, request) is { } problem ? PoolAnswer.Refused(problem, RefusalKind.Input) : null;
    }

    /// <summary>Returns the reason against asking this skill at all; null when there is none.</summary>
    private static string? Problem(LiveSkill skill, PoolRequest request)
    {
        var takes = skill.Contract.Input;
        bool isData = takes.Type == LiveAnswers.BytesType;
        if (isData != !request.Data.IsEmpty)
            return isData ? $"{skill.Name} takes an image or a tensor; the request has none"
                : $"{skill.Name} takes text, no images or tensors";
        if (!isData && request.Input.Length == 0) return "the input is empty";
        if (request.Prompt is not null) return isData ? $"{skill.Name} takes no prompt" : null;
        int bytes = isData ? request.Data.Length : Encoding.UTF8.GetByteCount(request.Input), most = takes.MaxBytes;
        return bytes > most ? $"the input has {bytes} bytes, {skill.Name} takes {most}" : null;
    }

    /// <summary>Returns the first effect of a skill's contract that a request's scope does not hold; null where there is none.</summary>
    private static string? EffectBeyond(LiveSkill skill, PoolRequest request) =>
        skill.Contract.SideEffects.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault(effect => effect != "none" && !request.Scope.Contains(effect));
}
