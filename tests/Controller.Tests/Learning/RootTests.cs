using Teleo.Controller.Domain;
using Teleo.Controller.Learning;

namespace Teleo.Controller.Tests.Learning;

public class RootTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void A_root_multiplied_by_itself_gives_the_amount_back(int n)
    {
        var chance = new SeedTree(3).Stream("roots");
        for (int i = 0; i < 20_000; i++)
        {
            double amount = Math.ScaleB(1 + chance.NextDouble(), chance.NextInt(400) - 200);
            double root = NthRoot.Of(amount, n);
            double power = 1;
            for (int k = 0; k < n; k++) power *= root;
            Assert.Equal(1, power / amount, 1e-13);
        }
    }
}
