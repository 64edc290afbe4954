using Teleo.Pool.Plants;

namespace Teleo.Experiments.Tests.Simulator;

public sealed class RequestQueuesTests
{
    /// <summary>Broken: a skill that nobody ever asked for has the first slot as its queue.</summary>
    [Fact]
    public void A_skill_without_requests_touches_none_of_the_others()
    {
        var queues = new RequestQueues(2);
        int slot = queues.Take(new PendingRequest(number: 0, asked: 0, task: -1, inputTokens: 1, outputTokens: 1) { ReadyNs = 5 });
        queues.Enqueue(slot, ready: true);
        Assert.Equal(-1, queues.Head(1));
        queues.MarkUnready(1);
        queues.MarkReady(1, 9);
        Assert.Equal(5, queues[slot].ReadyNs);
        Assert.Equal(slot, queues.Dequeue(0));
        Assert.Equal(-1, queues.Head(0));
    }
}
