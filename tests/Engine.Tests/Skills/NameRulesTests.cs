using System.Text.RegularExpressions;
using Teleo.Engine.Skills;
using Teleo.Engine.Tests.Kernels;

namespace Teleo.Engine.Tests.Skills;

public sealed class NameRulesTests
{
    private static readonly string[] Names =
    [
        "", "a", "a.b", "a..b", "-a", "a-", "A", "a_b-c.1", "\u00e9", "a b", "a\n", new string('a', 64), new string('0', 65), "..", "a/b",
    ];

    private static readonly string[] Versions =
    [
        "1.2.3", "0.0.0", "01.2.3", "1.2", "1.2.3.4", "1.2.3-rc.1", "1.2.3-", "1.2.3-rc..1", "1.2.3-RC", "1.2.3-rc-1", "1..3",
        "123456789.0.0", "1234567890.0.0", "1.2.3\n", "-1.2.3", "\u0661.2.3",
    ];

    /// <summary>Texts that are names, that nearly are, and that are made from the letters which matter, by chance.</summary>
    [Fact]
    public void The_checks_say_what_the_patterns_say()
    {
        var random = new TestRandom(1);
        const string Letters = "0019azAZf.-_@ \n\u00e9";
        var made = Enumerable.Range(0, 20_000).Select(_ => string.Concat(Enumerable.Range(0, random.Below(10))
            .Select(_ => Letters[random.Below(Letters.Length)])));
        string hash = new('a', 63);
        foreach (string text in Names.Concat(Versions).Concat([hash + "f", hash + "g", hash + "F", hash, hash + "ff"]).Concat(made))
        {
            Assert.Equal(text.Length <= 64 && Regex.IsMatch(text, NameRules.IdPattern), NameRules.IsId(text));
            Assert.Equal(text.Length <= 64 && Regex.IsMatch(text, NameRules.FileNamePattern), NameRules.IsFileName(text));
            Assert.Equal(Regex.IsMatch(text, NameRules.VersionPattern), NameRules.IsVersion(text));
            Assert.Equal(Regex.IsMatch(text, NameRules.Sha256Pattern), NameRules.IsSha256(text));
        }
    }
}
