using Teleo.Controller.Learning;

namespace Teleo.Controller.Tests.Learning;

public class IdleAgeTests
{
    [Fact]
    public void It_begins_with_its_prior_and_ends_with_what_is_seen()
    {
        var age = new IdleAge(10);
        Assert.Equal(10, age.Seconds);
        age.Add(30, memory: 0.97);
        Assert.Equal((0.97 * 10 + 30) / 1.97, age.Seconds, 1e-12);
        for (int i = 0; i < 1000; i++) age.Add(400, memory: 0.97);
        Assert.Equal(400, age.Seconds, 1e-6);
    }

    [Fact]
    public void It_stays_between_the_least_and_the_most_it_was_given()
    {
        var age = new IdleAge(10);
        for (int i = 0; i < 500; i++)
        {
            age.Add(i * i % 97, memory: 0.9);
            Assert.InRange(age.Seconds, 0, 96);
        }
    }
}
