using Teleo.Controller.Domain;
using Teleo.Controller.Routing;
using Teleo.Controller.Tests.Domain;
using Teleo.Controller.Tests.Loop;

namespace Teleo.Controller.Tests.Routing;

public class RouterTests
{
    private static readonly double[] Learned = [0.6, 0.9, 0.9, 0.5];

    [Fact]
    public void Direct_takes_the_best_active_skill_and_ties_go_to_the_first()
    {
        Assert.Equal([1], To(new(), 0, 1, 2).Skills.ToArray());
        Assert.Equal([0], To(new(), 0, 3).Skills.ToArray());
    }

    [Fact]
    public void A_cascade_starts_with_the_quickest_and_goes_on_while_unsure()
    {
        var options = new RoutingOptions { Mode = RouteMode.Cascade, MaximumSkills = 2, EscalateAbove = 0.3 };
        var route = To(options, 0, 1, 2);
        Assert.Equal([2, 1], route.Skills.ToArray());   // of the two best, the later is the quicker
        Assert.True(route.GoesOn(1, 0.31, options));
        Assert.True(route.GoesOn(1, double.NaN, options));
        Assert.False(route.GoesOn(1, 0.3, options));
        Assert.False(route.GoesOn(2, 1, options));
    }

    [Fact]
    public void A_committee_has_a_bounded_size() =>
        Assert.Equal([1, 2, 0], To(new() { Mode = RouteMode.Committee, MaximumSkills = 3 }, 0, 1, 2, 3).Skills.ToArray());

    [Fact]
    public void A_task_that_no_active_skill_answers_waits_for_the_best_that_could_come()
    {
        var route = To(new(), 4);   // only the generalist is active, which does not answer the task
        Assert.Equal((RouteOutcome.Waits, 1), (route.Outcome, Assert.Single(route.Skills)));
    }

    [Theory]
    [InlineData(1, RouteOutcome.Served, 0)]     // by default whoever is active answers
    [InlineData(0.31, RouteOutcome.Served, 0)]
    [InlineData(0.29, RouteOutcome.Waits, 1)]
    public void A_request_waits_for_a_better_skill_where_that_is_worth_it(double worth, RouteOutcome outcome, int skill)
    {
        var route = To(new() { WorthWaiting = worth }, 0, 3);
        Assert.Equal((outcome, skill), (route.Outcome, route.Skills[0]));
    }

    [Fact]
    public void Nobody_waits_for_a_skill_that_fills_more_than_the_whole_pool()
    {
        var pool = Pool(3);
        var router = Router(new() { WorthWaiting = 0 });
        Assert.Equal((RouteOutcome.Waits, 1), (router.ForTask(0, pool.Sense()).Outcome, router.ForTask(0, pool.Sense()).Skills[0]));
        pool[1].Footprint = pool[2].Footprint = ResourceVector.Bytes(101);
        Assert.Equal((RouteOutcome.Waits, 0), (router.ForTask(0, pool.Sense()).Outcome, router.ForTask(0, pool.Sense()).Skills[0]));
    }

    [Fact]
    public void Nobody_waits_for_a_skill_that_may_not_be_loaded()
    {
        var pool = Pool(0);
        pool[1].Lifecycle = pool[2].Lifecycle = Lifecycle.Installed;
        Assert.Equal((RouteOutcome.Served, 0), (Router(new() { WorthWaiting = 0 }).ForTask(0, pool.Sense()).Outcome, Router(new() { WorthWaiting = 0 }).ForTask(0, pool.Sense()).Skills[0]));
    }

    [Fact]
    public void Nobody_who_could_ever_answer_means_refusal() =>
        Assert.Equal(RouteOutcome.Refused, Router(new()).ForTask(2, Pool(0, 1).Sense()).Outcome);

    [Fact]
    public void Fixed_routes_ignore_what_was_learned() =>
        Assert.Equal([0], To(new() { IsFixed = true }, 0, 1, 2).Skills.ToArray());

    [Fact]
    public void A_committee_weighs_votes_by_the_odds_of_being_right()
    {
        Assert.Equal(7, Committee.Decide([new(0, 7, 0.95), new(1, 8, 0.6), new(2, 8, 0.6)]).Answer);
        Assert.Equal(8, Committee.Decide([new(0, 7, 0.7), new(1, 8, 0.6), new(2, 8, 0.7)]).Answer);
        Assert.Equal(8, Committee.Decide([new(0, 7, 0.1), new(1, 8, 0.6)]).Answer);
        Assert.Equal((7, 1.0), Committee.Decide([new(0, 7, 0.9), new(1, 7, 0.8)]));
        Assert.Equal(7, Committee.Decide([new(0, 7, 0.8), new(1, 8, 0.8)]).Answer);   // a tie goes to who spoke first
        Assert.Throws<ArgumentException>(() => Committee.Decide([]));
    }

    [Fact]
    public void Every_fault_of_the_options_is_told()
    {
        var faulty = new RoutingOptions { EscalateAbove = 2, MaximumSkills = 0, WorthWaiting = double.NaN };
        Assert.Equal(3, faulty.Problems().Count());
        Assert.Throws<ArgumentException>(() => Router(faulty));
    }

    private static Route To(RoutingOptions options, params int[] active) => Router(options).ForTask(0, Pool(active).Sense());

    private static Router Router(RoutingOptions options) => new(Catalog, options, (skill, _) => skill < 4 ? Learned[skill] : 0.5);

    private static PoolDouble Pool(params int[] active)
    {
        var pool = new PoolDouble(Catalog, ResourceVector.Bytes(100));
        pool.MakeActive(active);
        for (int i = 0; i < 5; i++) pool[i].ServiceSeconds = 1 - 0.1 * i;
        return pool;
    }

    private static Catalog Catalog { get; } = new(
        [.. Enumerable.Range(0, 5).Select(i => Rig.Skill($"skill-{i}", 10) with { Tasks = [i < 4 ? 0 : 1], Quality = 0.9 - 0.1 * i })],
        ["answer", "translate", "nobody"]);
}
