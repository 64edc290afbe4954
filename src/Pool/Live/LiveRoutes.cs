using Teleo.Controller.Routing;
using Teleo.Pool.Requests;

namespace Teleo.Pool.Live;

/// <summary>The ways a request can take through several skills, each step of it a request to one.</summary>
internal static class LiveRoutes
{
    public static async Task<PoolAnswer> AskAsync(LivePlant plant, PoolRequest request, CancellationToken cancellation)
    {
        var answer = await OneTaskAsync(plant, request, cancellation);
        foreach (string task in request.Then)
        {
            if (answer.Status != RequestStatus.Answered) return answer;
            var step = Step(request) with { Task = task, Model = -1, Prompt = null, Input = answer.Text, Then = [] };
            answer = Joined(answer, await OneTaskAsync(plant, step, cancellation));
        }

        return answer;
    }

    private static async Task<PoolAnswer> OneTaskAsync(LivePlant plant, PoolRequest request, CancellationToken cancellation)
    {
        // In a chain only the last answer is known; what is in between can only be believed.
        var asked = request.Then.IsEmpty ? request : request with { Expected = null };
        if (asked.Model >= 0) return await plant.AskAsync(asked.Model, asked, cancellation);
        var route = await plant.RouteAsync(asked, cancellation);
        if (route.Skills.IsEmpty) return PoolAnswer.Refused(plant.WhyNot(asked), RefusalKind.NoModel);
        return (route.Outcome, route.Mode) switch
        {
            (RouteOutcome.Served, RouteMode.Cascade) => await CascadeAsync(plant, route, asked, cancellation),
            (RouteOutcome.Served, RouteMode.Committee) => await CommitteeAsync(plant, route, asked, cancellation),
            _ => await plant.AskAsync(route.Skills[0], asked, cancellation),
        };
    }

    private static async Task<PoolAnswer> CascadeAsync(LivePlant plant, Route route, PoolRequest request, CancellationToken cancellation)
    {
        var answer = await plant.AskAsync(route.Skills[0], Step(request), cancellation);
        for (int asked = 1; route.GoesOn(asked, answer.Uncertainty, plant.Routing); asked++)
            answer = Joined(answer, await plant.AskAsync(route.Skills[asked], Step(request), cancellation));
        return answer;
    }

    private static async Task<PoolAnswer> CommitteeAsync(LivePlant plant, Route route, PoolRequest request, CancellationToken cancellation)
    {
        var answers = await plant.AskAllAsync(route.Skills, Step(request), cancellation);
        var votes = answers.Where(answer => answer.Status == RequestStatus.Answered).ToList();
        if (votes.Count == 0) return answers[0];
        string[] texts = [.. votes.Select(vote => vote.Text).Distinct()];
        var (winner, confidence) =
            Committee.Decide(
                [.. votes.Select(vote =>
                    new Vote(vote.Skills[0], Array.IndexOf(texts, vote.Text), plant.Folder.Catalog.Skills[vote.Skills[0]].Quality))]);
        return votes.First(vote => vote.Text == texts[winner]) with
        {
            Skills = route.Skills,
            Waited = votes.Max(vote => vote.Waited),
            Seconds = votes.Max(vote => vote.Seconds),
            Uncertainty = 1 - confidence,
        };
    }

    /// <summary>Returns a separate request with the first one's id as its origin.</summary>
    private static PoolRequest Step(PoolRequest request) => request with { Id = 0 };

    private static PoolAnswer Joined(PoolAnswer before, PoolAnswer answer) => answer with
    {
        Skills = [.. before.Skills, .. answer.Skills],
        Waited = before.Waited + answer.Waited,
        Seconds = before.Seconds + answer.Seconds,
    };
}
