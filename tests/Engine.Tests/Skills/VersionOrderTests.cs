using Teleo.Engine.Skills;

namespace Teleo.Engine.Tests.Skills;

public sealed class VersionOrderTests
{
    /// <summary>The order that semver.org gives as its example, with numbers that are not in the order of their digits.</summary>
    private static readonly string[] Ascending =
        ["0.9.9", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0", "1.10.0", "2.0.0", "10.0.0"];

    [Fact]
    public void Versions_stand_in_the_order_of_semantic_versions()
    {
        for (int i = 0; i < Ascending.Length; i++)
            for (int j = 0; j < Ascending.Length; j++)
                Assert.Equal(i.CompareTo(j), Math.Sign(VersionOrder.Instance.Compare(Ascending[i], Ascending[j])));
    }
}
