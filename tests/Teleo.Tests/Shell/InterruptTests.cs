using Teleo.Shell;

namespace Teleo.Tests.Shell;

public class InterruptTests
{
    [Fact]
    public void The_innermost_scope_stops_first_then_the_program_then_nothing_is_left()
    {
        using var interrupt = new Interrupt();
        using (var answer = interrupt.Capture())
        {
            Assert.True(interrupt.Raise());
            Assert.True(answer.Token.IsCancellationRequested);
            Assert.False(interrupt.Token.IsCancellationRequested);
        }

        Assert.True(interrupt.Raise());
        Assert.True(interrupt.Token.IsCancellationRequested);
        Assert.False(interrupt.Raise());
    }

    [Fact]
    public void The_systems_request_ends_the_program_whatever_scope_there_is()
    {
        using var interrupt = new Interrupt();
        using var answer = interrupt.Capture();
        Assert.True(interrupt.Terminate());
        Assert.True(interrupt.IsTerminated && interrupt.Token.IsCancellationRequested && answer.Token.IsCancellationRequested);
        Assert.False(interrupt.Terminate());
    }

    [Fact]
    public void A_cancelled_program_cancels_its_scopes()
    {
        using var interrupt = new Interrupt();
        using var answer = interrupt.Capture();
        interrupt.Raise();
        interrupt.Raise();
        Assert.True(interrupt.Token.IsCancellationRequested);
    }
}
