using Teleo.Controller.Domain;
using Teleo.Controller.Routing;
using Teleo.Pool.Requests;

namespace Teleo.Pool.Live;

/// <summary>
/// Takes one request through the skills of its route: one skill, a cascade or a committee for its task, then the same for each task that
/// follows. Each step is a request to one skill; the first keeps the id. Only the loop's thread uses it.
/// </summary>
/// <param name="ended">Called once, with the joined answer.</param>
internal sealed class RouteWalk(LivePlant plant, PoolRequest request, Action<PoolAnswer> ended, CancellationToken cancellation)
{
    /// <summary>Seconds within which the following tasks are predicted to arrive.</summary>
    private const double StepsWithinSeconds = 60;

    private PoolAnswer? _joined;
    private int _followed;

    /// <summary>
    /// Sends the request to its first skill. Null if no skill can do it, or if the controller first hears of the tasks that follow, each
    /// for the skill that would do it now.
    /// </summary>
    public PoolEvent? Begin()
    {
        if (request.Then.IsEmpty) return Begin(request);
        foreach (string task in request.Then)
            if (RouteOf(new PoolRequest(task, "")).Skills is [var skill, ..])
                plant.Foretell(new Foretelling(skill, "pipeline", 1, 1, 0, StepsWithinSeconds));
        Later(() => Begin(request), ended);
        return null;
    }

    private PoolEvent? Begin(PoolRequest asked)
    {
        // In a chain only the last answer is known; what is in between can only be believed.
        if (_followed < request.Then.Length) asked = asked with { Expected = null };
        var route = RouteOf(asked);
        if (route is { Outcome: RouteOutcome.Served, Mode: RouteMode.Committee }) return AskAll(route, asked);
        if (!route.Skills.IsEmpty) return AskOne(0, route, asked);
        End(PoolAnswer.Refused(WhyNot(asked), RefusalKind.NoModel));
        return null;
    }

    /// <summary>Asks one skill of a route, and after it the next one where the route goes on.</summary>
    private PoolEvent? AskOne(int place, Route route, PoolRequest asked) => plant.Requests.Arrive(route.Skills[place], asked, answer =>
    {
        if (answer.Status == RequestStatus.Cancelled || !route.GoesOn(place + 1, answer.Uncertainty, plant.Routing))
        {
            End(answer);
            return;
        }

        Join(answer);
        Later(() => AskOne(place + 1, route, asked with { Id = 0 }), End);
    }, cancellation);

    /// <summary>Asks the members of a committee at once; with too few workers they wait for each other.</summary>
    private PoolEvent? AskAll(Route route, PoolRequest asked)
    {
        var answers = new PoolAnswer[route.Skills.Length];
        int left = answers.Length;
        for (int i = 1; i < answers.Length; i++)
        {
            int member = i;
            Later(() => Ask(member, asked with { Id = 0 }), answer => Take(member, answer));
        }

        return Ask(0, asked);

        PoolEvent? Ask(int member, PoolRequest own) =>
            plant.Requests.Arrive(route.Skills[member], own, answer => Take(member, answer), cancellation);

        void Take(int member, PoolAnswer answer)
        {
            answers[member] = answer;
            if (--left == 0) End(Decided(answers, route));
        }
    }

    private Route RouteOf(PoolRequest asked)
    {
        if (asked.Model >= 0) return new Route(RouteOutcome.Served, RouteMode.Direct, [asked.Model]);
        int task = plant.Folder.Tasks.IndexOf(asked.Task);
        return task < 0 ? new Route(RouteOutcome.Refused, plant.Routing.Mode, []) : plant.Tasks.RouteOf(task);
    }

    private string WhyNot(PoolRequest asked) =>
        plant.Folder.Tasks.Contains(asked.Task) ? $"no skill for '{asked.Task}' may answer now" : $"no skill here does '{asked.Task}'";

    /// <summary>
    /// Has a step begin in a later turn of the loop, which first handles the event that is under way; a loop that has ended cancels it.
    /// </summary>
    private void Later(Func<PoolEvent?> step, Action<PoolAnswer> cancelled)
    {
        if (!plant.Post(step)) cancelled(LivePlant.ShutDown);
    }

    /// <summary>Ends a task; its answer is the input of the next one.</summary>
    private void End(PoolAnswer answer)
    {
        var joined = Join(answer);
        if (joined.Status != RequestStatus.Answered || _followed == request.Then.Length)
        {
            ended(joined);
            return;
        }

        var next = request with { Id = 0, Task = request.Then[_followed++], Model = -1, Prompt = null, Input = joined.Text };
        Later(() => Begin(next), ended);
    }

    private PoolAnswer Join(PoolAnswer answer) => _joined = _joined is not { } before ? answer : answer with
    {
        Skills = [.. before.Skills, .. answer.Skills],
        Waited = before.Waited + answer.Waited,
        Seconds = before.Seconds + answer.Seconds,
    };

    private PoolAnswer Decided(PoolAnswer[] answers, Route route)
    {
        PoolAnswer[] votes = [.. answers.Where(answer => answer.Status == RequestStatus.Answered)];
        if (votes.Length == 0) return answers[0];
        string[] texts = [.. votes.Select(vote => vote.Text).Distinct()];
        var (winner, confidence) = Committee.Decide([.. votes.Select(vote =>
            new Vote(vote.Skills[0], Array.IndexOf(texts, vote.Text), plant.Folder.Catalog.Skills[vote.Skills[0]].Quality))]);
        return votes.First(vote => vote.Text == texts[winner]) with
        {
            Skills = route.Skills,
            Waited = votes.Max(vote => vote.Waited),
            Seconds = votes.Max(vote => vote.Seconds),
            Uncertainty = 1 - confidence,
        };
    }
}
